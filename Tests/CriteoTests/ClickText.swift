import Archives
import Datasets
import Foundation
import Suites

/// Hands a text's bytes on in pieces of a given size.
func inPieces(
  _ text: String, _ piece: Int, _ body: (UnsafeRawBufferPointer) throws -> Void
) throws {
  let bytes = Array(text.utf8)
  for first in stride(from: 0, to: bytes.count, by: piece) {
    try Array(bytes[first..<min(first + piece, bytes.count)]).withUnsafeBytes(body)
  }
}

/// A line of the Kaggle layout with some fields replaced.
func line(_ fields: [Int: String] = [:], label: Int = 0) -> String {
  var cells = [String(label)]
  for column in 1..<40 { cells.append(column < 14 ? String(column) : "0a1b2c3d") }
  for (column, text) in fields { cells[column] = text }
  return cells.joined(separator: "\t")
}

/// All rows of a text, or the first error in words.
func rows(
  _ text: String, strict: Bool = true, piece: Int = 1 << 16, block: Int = 8 << 20,
  tile: Int = 256 << 10
) throws -> (rows: ClickRows, skipped: SkippedLines) {
  var stream = ClickTableStream(
    layout: .criteoKaggle, strict: strict, dataset: "clicks", file: "train.txt", block: block,
    tile: tile)
  var all = ClickRows()
  func keep(_ tiles: [ClickRows]) {
    for rows in tiles {
      all.numbers += rows.numbers
      all.tokens += rows.tokens
      all.flags += rows.flags
    }
  }
  try inPieces(text, piece) { keep(try stream.add($0)) }
  keep(try stream.finish())
  return (all, stream.skipped)
}

/// The message of the error that a text is refused with.
func refusal(_ text: String) -> String {
  do {
    _ = try rows(text)
    return "accepted"
  } catch { return "\(error)" }
}

/// A folder that is gone after the test.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A preparation with the treatment in question.
func spec(
  _ numbers: ClickTreatmentSpec.Numbers,
  missingNumber: ClickTreatmentSpec.MissingNumber = .zero,
  missingToken: ClickTreatmentSpec.MissingToken = .own,
  threshold: Int = 1,
  split: ClickSplitSpec = .chronological(train: 5, validation: 1, test: 1)
) -> ClickDataSpec {
  ClickDataSpec(
    id: "clicks", source: "clicks", malformed: .strict, split: split,
    treatment: ClickTreatmentSpec(
      numbers: numbers, missingNumber: missingNumber, missingToken: missingToken,
      threshold: threshold))
}
