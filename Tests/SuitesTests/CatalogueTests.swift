import Foundation
import Suites
import TestSupport
import Testing

/// The list of systems with and without a suite.
@Suite struct CatalogueTests {
  private func read(_ yaml: String) throws -> Catalogue? {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(yaml.utf8), to: "systems.yaml").path
    return try Catalogue.read(path, knowing: ["one", "two"])
  }

  private func entry(_ fields: String) -> String {
    "schema: 1\nsystems:\n  - {name: N, paper: P, claim: C., \(fields)}\n"
  }

  @Test("a list is read as it stands; where there is none, there is nothing")
  func whole() throws {
    #expect(
      try read(entry("url: 'https://example.org', suites: [one, two]"))
        == Catalogue([
          .init(
            name: "N", paper: "P", url: "https://example.org", claim: "C.", suites: ["one", "two"])
        ]))
    #expect(try Catalogue.read("/nowhere/systems.yaml", knowing: []) == nil)
  }

  @Test(
    "what makes no sense is refused in a sentence at its line",
    arguments: [
      ("suites: [three]", "'N' names a suite that does not exist: 'three'"),
      ("suites: [../one]", "'suites' are at most 20 names of suites"),
      ("suites: []", "'N' names no suite"),
      ("standing: baseline, because: B.", "'N' names no suite"),
      ("suites: [one], standing: planned, because: B.", "'N' has suites, but is planned"),
      ("standing: planned", "says 'standing' and 'because', any other neither"),
      ("suites: [one], because: B.", "says 'standing' and 'because', any other neither"),
      ("standing: soon, because: B.", "must be one of baseline, not-planned, planned, not 'soon'"),
      ("suites: [one], url: 'javascript:alert(1)'", "'url' is an address of https"),
      ("suites: [one], url: 'http://example.org'", "'url' is an address of https"),
      ("suites: [one], verdict: REPLICATED", "the key 'systems.0.verdict' is unknown"),
      ("suites: [one]}\n  - {name: N, paper: P, claim: C., suites: [two]", "occurs twice"),
    ])
  func refused(_ fields: String, _ problem: String) throws {
    let error = try #require(throws: SuiteError.self) { try read(entry(fields)) }
    #expect(error.problem.contains(problem), "\(error)")
    #expect(error.line != nil && !error.description.contains("\n"), "\(error)")
  }

  @Test("a list that is no text, a link, too large or of another schema is refused")
  func files() throws {
    let long = "schema: 1\nsystems: []\n" + String(repeating: "#\n", count: 1 << 19)
    #expect(throws: SuiteError.self) { try read(long) }
    #expect(throws: SuiteError.self) { try read("schema: 2\nsystems: []\n") }
    #expect(throws: SuiteError.self) {
      try read(entry("suites: [one]").replacing("C.", with: String(repeating: "c", count: 501)))
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(Data([0x73, 0xff, 0xfe]), to: "systems.yaml").path
    #expect(throws: SuiteError.self) { try Catalogue.read(path, knowing: []) }
    let link = path + ".link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let error = try #require(throws: SuiteError.self) { try Catalogue.read(link, knowing: []) }
    #expect(error.problem == "it is a link, which is not followed")
  }

  @Test("every shipped suite about a paper stands in the shipped list, at the paper's address")
  func shipped() throws {
    let folder = SharedData.package.appendingPathComponent("suites").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    let list = try #require(
      try Catalogue.read(Catalogue.path(in: folder), knowing: names))
    #expect(list.systems.count >= 17)
    for name in names where name != "smoke" {
      let suite = try SuiteFile(path: "\(folder)/\(name).yaml").suite
      let own = list.systems.filter { $0.standing == nil && $0.suites.contains(name) }
      let address = try #require(own.first?.url, "\(name)")
      #expect(own.count == 1 && suite.paper.url.hasPrefix(address), "\(name)")
      #expect(suite.paper.title == own.first?.paper)
    }
  }
}
