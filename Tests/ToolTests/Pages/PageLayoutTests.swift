import Foundation
import Suites
import Testing

@testable import repro

/// The pages in git as a browser lays them out.
@Suite struct PageLayoutTests {
  static let browser = [
    "chromium", "chromium-headless-shell", "chromium-browser", "google-chrome", "chrome",
  ].lazy
    .flatMap { name in ["/usr/bin", "/usr/local/bin", "/snap/bin"].map { "\($0)/\(name)" } }
    .first(where: FileManager.default.isExecutableFile)

  /// What a script finds in a page of that width.
  private func measured(_ page: String, width: Int, _ script: String) throws -> [Double] {
    let folder = FileManager.default.temporaryDirectory.path + "/repro-page-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let text = try String(contentsOfFile: "\(Tool.package)/reports/\(page)", encoding: .utf8)
    // The page's own policy lets no script of ours run.
    let open = text.replacing(#/<meta http-equiv="Content-Security-Policy"[^>]*>/#, with: "")
      .replacing(
        "</body>", with: "<script>document.title = 'measured ' + [\(script)]</script></body>")
    #expect(open.count != text.count)
    try open.write(toFile: folder + "/page.html", atomically: true, encoding: .utf8)
    let browser = try #require(Self.browser)
    let output = try Program.run(
      browser,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--user-data-dir=\(folder)/browser", "--window-size=\(width),900", "--dump-dom",
        "file://\(folder)/page.html",
      ], within: .init(seconds: 120))
    let found = output?.text.firstMatch(of: #/<title>measured ([-0-9.,]+)<\/title>/#)
    let title = try #require(found)
    return title.1.split(separator: ",").compactMap { Double($0) }
  }

  static let names = [
    "fuxi-alpha", "hstu-backbones", "hstu-ranking", "performance-law", "xcrossnet",
  ]

  @Test(
    "the story fits a screen of 1280 by 900, and a page is no wider than a telephone",
    .enabled(if: browser != nil), arguments: names)
  func fits(_ name: String) throws {
    let story = try measured(
      "\(name)/report.html", width: 1280,
      "document.getElementById('verdicts-and-policy').getBoundingClientRect().top")
    #expect(try #require(story.first) <= 900)
    for page in ["\(name)/report.html", "\(name)/details.html", "index.html"] {
      let widths = try measured(page, width: 390, "innerWidth,document.documentElement.scrollWidth")
      #expect(widths == [390, 390], "\(page)")
    }
  }
}
