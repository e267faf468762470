import Determinism
import Foundation

/// Rows that are written like those of Criteo's Kaggle log: as many columns, the sizes of its
/// vocabularies, skewed tokens, a fifth of the numbers missing.
enum MadeClicks {
  /// Distinct tokens of each column of the Kaggle log's training file.
  private static let vocabularies = [
    1460, 583, 10_131_227, 2_202_608, 305, 24, 12_517, 633, 3, 93_145, 5683, 8_351_593, 3194, 27,
    14_992, 5_461_306, 10, 5652, 2173, 4, 7_046_547, 18, 15, 286_181, 105, 142_572,
  ]
  private static let tile = 1 << 14

  /// Writes so many rows.
  static func write(_ rows: Int, to file: URL) throws {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    let tiles = (rows + tile - 1) / tile
    for first in stride(from: 0, to: tiles, by: 16) {
      let texts = mapTiles(min(16, tiles - first)) { index in
        let start = (first + index) * tile
        return text(start..<min(rows, start + tile))
      }
      for text in texts { try handle.write(contentsOf: Data(text)) }
    }
    try handle.close()
  }

  private static func text(_ rows: Range<Int>) -> [UInt8] {
    let key = RandomKey(seed: 11)
    var text: [UInt8] = []
    for row in rows {
      let key = key[row]
      text += (key.uniform(0) < 0.25 ? "1" : "0").utf8
      for column in 1...13 {
        text.append(UInt8(ascii: "\t"))
        let draw = key.uniform(column)
        if draw > 0.2 { text += String(Int((draw * 12).rounded(.down)) * column).utf8 }
      }
      for (column, size) in vocabularies.enumerated() {
        text.append(UInt8(ascii: "\t"))
        let draw = key.uniform(14 + column)
        let token = UInt64(draw * draw * draw * Double(size)) &* 2_654_435_761 &+ UInt64(column)
        let digits = String(UInt32(truncatingIfNeeded: token), radix: 16)
        text += String(repeating: "0", count: 8 - digits.count).utf8
        text += digits.utf8
      }
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}
