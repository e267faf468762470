import Archives
import Datasets
import Foundation
import Suites

/// Bytes made by a function of their position, so that a gigabyte needs no gigabyte.
struct MadeBytes: ByteSource {
  let count: Int
  let byte: (Int) -> UInt8
  var position = 0

  mutating func read(into buffer: inout [UInt8], from start: Int, upTo limit: Int) throws -> Int {
    let length = min(limit, count - position, 1 << 16)
    for index in 0..<length { buffer[start + index] = byte(position + index) }
    position += length
    return length
  }
}

/// Bytes of a text, handed out in pieces of a given size.
struct TextBytes: ByteSource {
  var rest: ArraySlice<UInt8>
  let piece: Int

  init(_ text: String, piece: Int = 1 << 16) {
    rest = Array(text.utf8)[...]
    self.piece = piece
  }

  mutating func read(into buffer: inout [UInt8], from start: Int, upTo limit: Int) throws -> Int {
    let taken = rest.prefix(min(limit, piece))
    buffer.replaceSubrange(start..<start + taken.count, with: taken)
    rest = rest.dropFirst(taken.count)
    return taken.count
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
    TextBytes(text, piece: piece), layout: .criteoKaggle, strict: strict, dataset: "clicks",
    file: "train.txt", block: block, tile: tile)
  var all = ClickRows()
  while let tiles = try stream.next() {
    for rows in tiles {
      all.numbers += rows.numbers
      all.tokens += rows.tokens
      all.flags += rows.flags
    }
  }
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
  _ numbers: ClickTreatmentSpec.Numbers, missingToken: ClickTreatmentSpec.MissingToken = .own,
  threshold: Int = 1,
  split: ClickSplitSpec = .chronological(train: 5, validation: 1, test: 1)
) -> ClickDataSpec {
  ClickDataSpec(
    id: "clicks", source: "clicks", malformed: .strict, split: split,
    treatment: ClickTreatmentSpec(
      numbers: numbers, missingNumber: .zero, missingToken: missingToken, threshold: threshold))
}
