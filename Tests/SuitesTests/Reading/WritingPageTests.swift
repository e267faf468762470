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

  /// Names of all fields that a suite or a question may have, wherever they stand.
  private static func fields() -> Set<String> {
    var found: Set<String> = []
    var seen: Set<String> = []
    func add(_ fields: [FieldDescription]) {
      for field in fields {
        found.insert(field.name)
        add(field.form)
      }
    }
    func add(_ form: FieldDescription.Form) {
      switch form {
      case .whole, .number, .flag, .word, .text: break
      case .list(let form, _), .map(let form): add(form)
      case .either(let forms): forms.forEach { add($0) }
      case .entry(let entry): add(entry.descriptions)
      case .choice(let registry):
        guard seen.insert(registry.noun).inserted else { return }
        registry.described.forEach { add($0.descriptions) }
      }
    }
    add(Suite.descriptions)
    add(StepQuestion.descriptions)
    return found
  }

  @Test("every key that a suite may have is named on the page")
  func keys() throws {
    let page = try Self.page()
    let fields = Self.fields()
    #expect(fields.count > 120 && fields.contains("maximalLength"), "\(fields.count)")
    let short = Set(Table.all).union(["defaults", "matrix", "except", "only", "name", "printed"])
    let missing = fields.union(short).filter { key in
      !page.contains("`\(key)`") && !page.contains("`\(key):") && !page.contains("\(key): ")
    }
    #expect(missing.sorted() == [])
  }

  @Test("a key is named in the code that reads it, or the page says too much")
  func nothingElse() throws {
    let fields = Self.fields().union(Table.all).union(["defaults", "matrix", "except", "only"])
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
