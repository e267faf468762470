import Foundation
import Testing

/// All pages in git: links and anchors lead somewhere, rows have their table's columns, sizes stay
/// readable.
@Suite struct CommittedTextTests {
  /// Markdown in git, by its path.
  static let pages: [String] = {
    let manager = FileManager.default
    func pages(_ folder: String) -> [String] {
      let paths = try? manager.subpathsOfDirectory(atPath: "\(Tool.package)/\(folder)")
      return (paths ?? []).filter { $0.hasSuffix(".md") }
        .map { "\(folder)/\($0)" }
    }
    let top = (try? manager.contentsOfDirectory(atPath: Tool.package)) ?? []
    return
      (top.filter { $0.hasSuffix(".md") }
      + ["docs", "suites", "reports", ".github"].flatMap(pages)
      + ["Benchmarks/README.md", "Tests/Fixtures/README.md", "python/README.md"]).sorted()
  }()

  static func text(_ page: String) throws -> String {
    try String(contentsOfFile: "\(Tool.package)/\(page)", encoding: .utf8)
  }

  /// Lines outside of fences.
  private func lines(_ page: String) throws -> [Substring] {
    var isInside = false
    return try Self.text(page).split(separator: "\n", omittingEmptySubsequences: false).filter {
      if $0.hasPrefix("```") { isInside.toggle() }
      return !isInside && !$0.hasPrefix("```")
    }
  }

  /// The anchor that code hosts give a heading: letters, digits, hyphens and underscores of its text
  /// in lower case, blanks as hyphens; a second one of the same text gets `-1`.
  private func anchors(_ page: String) throws -> Set<String> {
    var found: Set<String> = []
    for line in try lines(page) where line.hasPrefix("#") {
      let title = line.drop { $0 == "#" }.dropFirst()
        .replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.1) }
      var anchor = ""
      for character in title.lowercased() {
        if character.isLetter || character.isNumber || "-_".contains(character) {
          anchor.append(character)
        } else if character == " " {
          anchor += "-"
        }
      }
      var number = 0
      while !found.insert(number == 0 ? anchor : "\(anchor)-\(number)").inserted { number += 1 }
    }
    return found
  }

  @Test("anchors are those of code hosts")
  func known() throws {
    let anchors = try anchors("docs/how-verdicts-are-reached.md")
    #expect(anchors.contains("an-order-and-a-gain"))
    #expect(try self.anchors("README.md").contains("to-cite-to-license-to-report"))
  }

  @Test(
    "every link of a page leads to a file, and to a heading where it names one", arguments: pages)
  func links(_ page: String) throws {
    let folder = (page as NSString).deletingLastPathComponent
    for line in try lines(page) {
      for match in line.replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^)\s]+)\)/) {
        let target = String(match.1)
        if target.hasPrefix("https://") { continue }
        #expect(!target.contains("://"), "\(page): \(target)")
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let path =
          parts[0].isEmpty
          ? page
          : (folder.isEmpty ? String(parts[0]) : "\(folder)/\(parts[0])")
        let file = URL(fileURLWithPath: "\(Tool.package)/\(path)").standardizedFileURL.path
        #expect(file.hasPrefix(Tool.package + "/"), "\(page): \(target)")
        #expect(FileManager.default.fileExists(atPath: file), "\(page): \(target)")
        if parts.count > 1, path.hasSuffix(".md") {
          let inside = String(file.dropFirst(Tool.package.count + 1))
          #expect(try anchors(inside).contains(String(parts[1])), "\(page): \(target)")
        }
      }
    }
  }

  @Test("rows have their table's columns", arguments: pages)
  func tables(_ page: String) throws {
    var columns = 0
    for line in try lines(page) {
      guard line.hasPrefix("|") else {
        columns = 0
        continue
      }
      // A bar in code divides cells on code hosts, too, unless it is escaped.
      let count = line.replacing(/\\./, with: "").count { $0 == "|" }
      #expect(columns == 0 || count == columns, "\(page): \(line.prefix(80))")
      columns = count
    }
  }

  @Test("pages stay within what people read and browsers open")
  func sizes() throws {
    #expect(Self.pages.count > 20)
    for page in Self.pages {
      // The list of all keys is looked up, not read.
      let limit =
        page.hasSuffix("details.md") ? 300_000 : page == "docs/suite-keys.md" ? 120_000 : 60_000
      #expect(try Self.text(page).utf8.count < limit, "\(page)")
    }
    let reports = "\(Tool.package)/reports"
    for file in try FileManager.default.subpathsOfDirectory(atPath: reports)
    where file.hasSuffix(".html") || file.hasSuffix(".svg") {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(reports)/\(file)")
      #expect((attributes[.size] as? Int ?? .max) < 1_900_000, "\(file)")
    }
  }

  @Test("every link of an HTML page leads to a row, a heading or a page")
  func html() throws {
    let reports = "\(Tool.package)/reports"
    var ids: [String: Set<String>] = [:]
    func named(in file: String) throws -> Set<String> {
      if let known = ids[file] { return known }
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let found = Set(text.matches(of: #/ id="([^"]*)"/#).map { String($0.1) })
      ids[file] = found
      return found
    }
    var count = 0
    for page in try FileManager.default.subpathsOfDirectory(atPath: reports)
    where page.hasSuffix(".html") {
      let file = "\(reports)/\(page)"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(
        text.matches(of: #/ id="([^"]*)"/#).count == (try named(in: file)).count,
        "\(page) has an id twice")
      for match in text.matches(of: /<a href="([^"]*)"/)
      where !match.1.hasPrefix("https://") {
        count += 1
        let parts = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let target =
          parts[0].isEmpty
          ? file
          : URL(fileURLWithPath: file).deletingLastPathComponent()
            .appendingPathComponent(String(parts[0])).path
        #expect(FileManager.default.fileExists(atPath: target), "\(page): \(match.1)")
        if parts.count > 1 {
          let anchor = String(parts[1]).removingPercentEncoding ?? ""
          #expect(try named(in: target).contains(anchor), "\(page): \(match.1)")
        }
      }
    }
    #expect(count > 500)
  }
}
