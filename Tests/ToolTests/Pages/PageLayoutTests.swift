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
    let open = text.replacing(
      #/<meta http-equiv="Content-Security-Policy"[^>]*>/#,
      with: "<script>var faults = 0; addEventListener('error', () => faults++)</script>"
    )
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
    "fuxi-alpha", "hllm", "hstu-backbones", "hstu-ranking", "llm-seqrec", "llmemb",
    "performance-law", "td3", "xcrossnet",
  ]

  @Test(
    "the story fits a screen of 1280 by 900, and a page is no wider than a telephone",
    .enabled(if: browser != nil), arguments: names)
  func fits(_ name: String) throws {
    let story = try measured(
      "\(name)/report.html", width: 1280,
      "document.getElementById('verdicts-and-policy').getBoundingClientRect().top")
    #expect(try #require(story.first) <= 900)
    try checkWidth("\(name)/report.html")
    try checkWidth("\(name)/details.html")
  }

  @Test(
    "a page about several suites is no wider than a telephone", .enabled(if: browser != nil),
    arguments: ["index.html", "language-model.html"])
  func severalSuites(_ page: String) throws { try checkWidth(page) }

  private func checkWidth(_ page: String) throws {
    let widths = try measured(page, width: 390, "innerWidth,document.documentElement.scrollWidth")
    #expect(widths == [390, 390], "\(page)")
  }

  @Test(
    "every open verdict is in sight, drawings are large enough to read, and no script fails",
    .enabled(if: browser != nil), arguments: names)
  func telephone(_ name: String) throws {
    // Rows scroll sideways below a pinned verdict; those inside a fold have no size yet.
    let hidden = """
      [...document.querySelectorAll('td.pin, .claims abbr')].map(cell => cell.getBoundingClientRect())
        .filter(box => box.width > 0 && (box.right > innerWidth || box.left < 0)).length
      """
    let scale = """
      Math.min(9, ...[...document.querySelectorAll('figure svg')].filter(svg => svg.clientWidth > 0)
        .map(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width))
      """
    for page in ["report", "details"] {
      for width in [390, 1280] {
        let found = try measured(
          "\(name)/\(page).html", width: width,
          "document.querySelectorAll('td.pin, .claims abbr').length, \(hidden), \(scale), faults")
        #expect(found.count == 4 && found[0] > 0, "\(page), \(width): \(found)")
        #expect(found[1] == 0, "\(page), \(width): \(found[1]) verdicts out of sight")
        #expect(found[2] > 0.79, "\(page), \(width): a drawing at \(found[2]) of its size")
        #expect(found[3] == 0, "\(page), \(width): \(found[3]) faults of scripts")
      }
    }
  }
}
