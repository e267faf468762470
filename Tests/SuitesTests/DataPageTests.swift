import Foundation
import TestSupport
import Testing

@testable import Suites

/// The pages on data against what is read and what is declared.
@Suite struct DataPageTests {
  private func text(_ path: String) throws -> String {
    try String(contentsOf: SharedData.package.appendingPathComponent(path), encoding: .utf8)
  }

  private func sources() throws -> [DatasetSource] {
    let folder = SharedData.package.appendingPathComponent("suites/datasets").path
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".yaml") }.sorted()
      .map { try DatasetSource(id: String($0.dropLast(5)), in: folder) }
  }

  @Test("the example on adding data is read, and every key and layout there is stands on the page")
  func adding() throws {
    let page = try text("docs/adding-data.md")
    let begin = try #require(page.range(of: "```yaml\n"))
    let end = try #require(page.range(of: "\n```", range: begin.upperBound..<page.endIndex))
    let example = try decodeStrictly(
      DatasetSource.self, from: String(page[begin.upperBound..<end.lowerBound]), file: "page.yaml"
    ).value
    #expect(example.id == "film-club" && example.file?.members.count == 2)
    for kind in LayoutSpec.registry.words { #expect(page.contains("`\(kind)`")) }
    let parts: [any Described.Type] = [
      DatasetSource.self, DatasetSource.Counts.self, DatasetSource.Clicks.self, Licence.self,
      PublishedFile.self, PublishedFile.Member.self,
    ]
    let keys = parts.flatMap { $0.descriptions.map(\.name) }
    #expect(keys.count > 20)
    for key in Set(keys) { #expect(page.contains("`\(key)`"), "\(key)") }
  }

  @Test("every data set stands in the table of terms, with the licence that it declares")
  func terms() throws {
    let page = try text("docs/third-party-terms.md")
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("|") }
    let sources = try sources()
    #expect(sources.count > 10)
    for source in sources {
      let row = try #require(rows.first { $0.contains("| `\(source.id)` |") }, "\(source.id)")
      if let licence = source.licence {
        #expect(row.contains("| `\(licence.id)` |") && row.contains("](\(licence.url))"))
      } else {
        #expect(row.contains("| none |"), "\(source.id)")
      }
    }
    // And nothing that is not there.
    let named = rows.compactMap { row -> String? in
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return cells.count > 3 && (cells[2].hasPrefix("`") || cells[2] == "none") ? cells[1] : nil
    }
    #expect(Set(named) == Set(sources.map { "`\($0.id)`" }))
  }

  @Test("every package that the build names stands in the table of terms")
  func packages() throws {
    let page = try text("docs/third-party-terms.md")
    let debian = try text(".ci/packages")
    let begin = try #require(debian.range(of: "needed=(\n"))
    let end = try #require(debian.range(of: "\n)", range: begin.upperBound..<debian.endIndex))
    var names = debian[begin.upperBound..<end.lowerBound].split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    let manifest = try text("Package.swift")
    names += manifest.matches(of: /"([a-z0-9-]+-dev)"/).map { String($0.1) }
    let gate = try text(".ci/run").matches(of: /\.ci\/packages ([a-z0-9 \\\n-]+)\n/)
    names += gate.flatMap {
      $0.1.split { " \\\n".contains($0) }.map(String.init).filter { $0 != "step" }
    }
    #expect(names.count >= 21)
    for name in names { #expect(page.contains("`\(name)`"), "\(name)") }
    let swift = manifest.matches(of: /\.package\(url: "https:\/\/[^"]*\/([^"\/]+)"/)
    #expect(swift.count == 2)
    for match in swift { #expect(page.contains("| \(match.1)"), "\(match.1)") }
  }
}
