import Foundation
import Suites

/// A cell as it is named on the command line: `run.seed`, `suite/run.seed`, or `@file`, whose first
/// line says one of these, for engines that number what they start.
struct CellName: Hashable {
  /// The suite; nil where only the cell was said.
  var suite: String?
  /// The cell, `run.seed`.
  var cell: String

  init(_ text: String) throws {
    var name = text
    if text.hasPrefix("@") {
      let file = String(text.dropFirst())
      guard let data = FileManager.default.contents(atPath: file),
        let line = String(decoding: data.prefix(1 << 12), as: UTF8.self)
          .split(separator: "\n").first
      else {
        throw Failure(.usage, "--cell \(text): there is no such file, or its first line is empty")
      }
      name = line.trimmingCharacters(in: .whitespaces)
    }
    // A suite's path may hold slashes; a cell does not.
    let cut = name.lastIndex(of: "/")
    suite = cut.map { String(name[..<$0]) }
    cell = cut.map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// The cell's name within a suite.
  ///
  /// - Throws: `Failure` where another suite was said.
  func within(_ file: SuiteFile) throws -> String {
    guard let suite, suite != file.suite.name, suite != file.file else { return cell }
    throw Failure(
      .usage, "--cell \(suite)/\(cell) is not a cell of the suite '\(file.suite.name)'")
  }
}
