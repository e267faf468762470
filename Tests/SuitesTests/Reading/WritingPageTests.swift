import Foundation
import TestSupport
import Testing

@testable import Suites

/// The page on writing a suite against what is read.
@Suite struct WritingPageTests {
  private static func page() throws -> String {
    try String(
      contentsOf: SharedData.package.appending(path: "docs/writing-a-suite.md"), encoding: .utf8)
  }

  /// Stored fields of the types that a suite is decoded as.
  private static func fields() throws -> Set<String> {
    let folder = SharedData.package.appending(path: "Sources/Suites")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var found: Set<String> = []
    for case let file as URL in files {
      let name = file.deletingPathExtension().lastPathComponent
      let isRead =
        ["Spec", "Specs", "Task"].contains { name.hasSuffix($0) }
        || ["Suite", "Claim", "Reference"].contains(name)
      guard file.pathExtension == "swift", isRead else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /public var ([a-z][A-Za-z0-9]*): [^{=\n]+\n/) {
        found.insert(String(match.1))
      }
    }
    // What digits are read as; no field of a file.
    found.remove("half")
    return found
  }

  @Test("every key that a suite may have is named on the page")
  func keys() throws {
    let page = try Self.page()
    let fields = try Self.fields()
    #expect(fields.count > 120 && fields.contains("maximalLength"), "\(fields.count)")
    let short = Set(Table.all).union(["defaults", "matrix", "except", "only", "name", "printed"])
    let missing = fields.union(short).filter { key in
      !page.contains("`\(key)`") && !page.contains("`\(key):") && !page.contains("\(key): ")
    }
    #expect(missing.sorted() == [])
  }

  @Test("a key is named in the code that reads it, or the page says too much")
  func nothingElse() throws {
    let fields = try Self.fields().union(Table.all).union(["defaults", "matrix", "except", "only"])
    // First cells of tables with a column `what it is`: keys and nothing else.
    var named: Set<String> = []
    var isTable = false
    for line in try Self.page().split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("| key |") { isTable = true } else if line.isEmpty { isTable = false }
      guard isTable, let cell = line.split(separator: "|").first else { continue }
      for match in cell.matches(of: /`([A-Za-z0-9]+)`/) { named.insert(String(match.1)) }
    }
    #expect(named.count > 70)
    #expect(named.subtracting(fields).subtracting(["run", "task", "model"]).sorted() == [])
  }
}
