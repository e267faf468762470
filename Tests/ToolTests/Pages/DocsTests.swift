import Foundation
import TestSupport
import Testing

/// The pages of `docs/` against the code and the tool that they speak of.
@Suite struct DocsTests {
  /// Pages that say something of the code, by their path.
  static let pages: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Tool.package + "/docs")) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" } + ["README.md"]
  }()

  private func text(_ page: String) throws -> String {
    try String(contentsOfFile: "\(Tool.package)/\(page)", encoding: .utf8)
  }

  /// Fenced blocks: what stands behind the fence, and the lines.
  private func blocks(_ page: String) throws -> [(info: String, lines: [String])] {
    var blocks: [(info: String, lines: [String])] = []
    var isInside = false
    for line in try text(page).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside.toggle()
        if isInside { blocks.append((String(line.dropFirst(3)), [])) }
      } else if isInside {
        blocks[blocks.count - 1].lines.append(String(line))
      }
    }
    return blocks
  }

  @Test("the index names every page, and the README leads to it")
  func index() throws {
    let index = try text("docs/README.md")
    let others = Self.pages.filter { $0 != "docs/README.md" && $0 != "README.md" }
    #expect(others.count >= 8)
    for page in others { #expect(index.contains("](\(page.dropFirst(5)))"), "\(page)") }
    #expect(try text("README.md").contains("](docs/README.md)"))
  }

  @Test("excerpts of the source stand there word by word")
  func excerpts() throws {
    var count = 0
    for page in Self.pages {
      for block in try blocks(page) {
        let words = block.info.split(separator: " ")
        guard words.count == 2 else { continue }
        count += 1
        let source = try text(String(words[1]))
        #expect(
          source.contains(block.lines.joined(separator: "\n") + "\n"),
          "\(page): \(words[1]) has no such lines: \(block.lines.first ?? "")")
      }
    }
    #expect(count >= 6)
  }

  @Test("code in a page is an excerpt that a test holds to its source")
  func heldCode() throws {
    for page in Self.pages {
      for block in try blocks(page) where block.info.hasPrefix("swift") {
        #expect(block.info.contains(" "), "\(page): \(block.lines.first ?? "")")
      }
    }
  }

  @Test("every command of a page is one of the tool's, with options that it has")
  func commands() throws {
    let tool = try Tool()
    var help: [String: String] = [:]
    var count = 0
    for page in Self.pages {
      for line in try blocks(page).filter({ $0.info == "sh" }).flatMap(\.lines) {
        let command = line.split(separator: "#", maxSplits: 1).first ?? ""
        let words = command.split(separator: " ").map(String.init)
        guard let first = words.first, first == "repro" || first.hasSuffix("/repro"),
          words.count > 1, !words[1].hasPrefix("-")
        else { continue }
        count += 1
        if help[words[1]] == nil { help[words[1]] = try tool.run("help", words[1]).output }
        let known = try #require(help[words[1]])
        #expect(known.contains("USAGE: repro \(words[1])"), "\(page): \(line)")
        for option in words where option.hasPrefix("--") {
          #expect(known.contains(option), "\(page): \(line)")
        }
      }
    }
    #expect(count >= 25)
  }

  @Test("files and names of the source that a page names exist")
  func names() throws {
    let source = SourceRulesTests.sources.flatMap(\.lines).joined(separator: "\n")
    let tests = try FileManager.default.subpathsOfDirectory(atPath: Tool.package + "/Tests")
    let declared = Set(
      source.matches(
        of: /(?:struct|class|enum|protocol|func|case|typealias|static let|actor) ([A-Za-z0-9]+)/
      ).map { String($0.1) })
    var count = 0
    for page in Self.pages where page.hasPrefix("docs/") && page != "docs/writing-a-suite.md" {
      var isInside = false
      for line in try text(page).split(separator: "\n") {
        if line.hasPrefix("```") { isInside.toggle() }
        guard !isInside else { continue }
        for match in line.matches(of: /`([^`]+)`/) {
          let name = String(match.1)
          if name.wholeMatch(of: /(Sources|Tests|suites|docs|\.ci)\/[A-Za-z0-9\/._-]+/) != nil {
            count += 1
            #expect(
              FileManager.default.fileExists(atPath: "\(Tool.package)/\(name)"), "\(page): \(name)")
          } else if name.wholeMatch(of: /[A-Za-z]+\.swift/) != nil {
            let all = SourceRulesTests.sources.map(\.file) + tests
            #expect(all.contains { $0.hasSuffix("/\(name)") }, "\(page): \(name)")
          } else if name.wholeMatch(of: /[A-Z][a-z]+[A-Z][A-Za-z]+Tests|[A-Z][a-z]+Tests/) != nil {
            count += 1
            #expect(
              tests.contains { $0.hasSuffix("/\(name).swift") || $0 == name }, "\(page): \(name)")
          } else if let found = name.wholeMatch(
            of: /([A-Z][a-z]+(?:[A-Z][A-Za-z0-9]+)?)(?:\.([a-zA-Z]+))?/)
          {
            // Types with a hump, and members of types: nothing else is called so.
            guard found.2 != nil || found.1.dropFirst().contains(where: \.isUppercase) else {
              continue
            }
            count += 1
            #expect(
              declared.contains(String(found.1)) || Self.others.contains(String(found.1)),
              "\(page): \(name)")
          } else if name.wholeMatch(of: /[a-z]+(?:Tiles?)/) != nil {
            count += 1
            #expect(declared.contains(name), "\(page): \(name)")
          }
        }
      }
    }
    #expect(count > 40, "\(count)")
  }

  /// Names of others: a trait of the package, types of other libraries.
  static let others: Set = ["DoublePrecision", "StratifiedKFold"]
}
