import Datasets
import Determinism
import Foundation
import Suites
import Testing

/// What a parser made of rows in pieces of some bytes: a table, or its complaint.
private func table(
  _ layout: DatasetSource.Layout, _ member: String, _ data: Data, pieces: Int,
  tile: Int = 256 << 10
) throws -> Result<RatingTable, DataError> {
  var parser = RatingParser(layout: layout, dataset: "small", block: 16 << 20, tile: tile)
  do {
    var rest = data
    while !rest.isEmpty {
      try rest.prefix(pieces).withUnsafeBytes { try parser.feed(member, $0) }
      rest = rest.dropFirst(pieces)
    }
    return .success(try parser.finish([member]))
  } catch let error as DataError {
    return .failure(error)
  }
}

extension Form {
  private static let pieces = [
    "::", "\t", ",", "|", "\n", "\r\n", "\r", "\"", "\"\"", "\u{0}", "-", "+", ".", "e9",
    "\u{feff}",
    "é", " ", "  ",
  ]

  /// Rows of ratings: a complaint or a table, the same however the bytes are cut.
  static func ratings(_ name: String, _ examples: [(DatasetSource.Layout, String, [String])])
    -> Form
  {
    // The first byte says which member is meant, so that one form has room for several.
    let seeds = examples.enumerated().flatMap { index, example in
      example.2.map { Data([UInt8(ascii: "0") + UInt8(index)]) + Data($0.utf8) }
    }
    return Form(
      name: name, seeds: seeds, tokens: pieces + numbers, prefix: "Data set 'small': "
    ) { data in
      let (layout, member, _) = examples[Int(data.first ?? 0) % examples.count]
      let rows = Data(data.dropFirst())
      let whole = try table(layout, member, rows, pieces: 1 << 20)
      for pieces in [1, 7] {
        #expect(
          try table(layout, member, rows, pieces: pieces, tile: 3 * pieces) == whole,
          "cut to \(pieces)")
      }
      switch whole {
      case .failure(let error): return .refused(error.description)
      case .success(let table):
        #expect(table.users.allSatisfy { $0 >= 1 } && table.items.allSatisfy { $0 >= 1 })
        #expect(table.ratings.allSatisfy { $0.isFinite && $0 >= 0 })
        #expect(table.items.count == table.rows && table.times.count == table.rows)
        return .understood
      }
    }
  }

  /// Clicks: a complaint or rows, the same however the bytes are cut, and skipped lines counted.
  static let criteo: Form = {
    let cells = ["0", "1", "", "-2", "65535"] + (5...13).map { "\($0)" }
    let tokens = (0..<26).map { $0 % 3 == 0 ? "" : String(1_000_003 * ($0 + 1), radix: 16) }
    let tabs = (cells + tokens).joined(separator: "\t")
    let names =
      ["label"] + (1...13).map { "I\($0)" } + (1...26).map { "C\($0)" }
    let scaled =
      ["1"] + (0..<13).map { "0.0\($0)5" } + (0..<26).map { "\(2_086_936 + $0)" }
    let commas = names.joined(separator: ",") + "\n" + scaled.joined(separator: ",") + "\n"
    return Form(
      name: "criteo",
      seeds: [Data("0\(tabs)\n\(tabs)\r\n".utf8), Data("1\(commas)".utf8)],
      tokens: pieces + numbers + ["ffffffff", "100000000", "0g", "1.5e-3"],
      prefix: "Data set 'clicks': "
    ) { data in
      let layout: ClickTableLayout = (data.first ?? 0) % 2 == 0 ? .criteoKaggle : .criteoX1
      let text = Data(data.dropFirst())
      func rows(strict: Bool, pieces: Int, tile: Int) throws -> (ClickRows, SkippedLines) {
        var stream = ClickTableStream(
          layout: layout, strict: strict, dataset: "clicks", file: "train.txt", block: 1 << 13,
          tile: tile)
        var all = ClickRows()
        func keep(_ tiles: [ClickRows]) {
          for rows in tiles {
            all.numbers += rows.numbers
            all.tokens += rows.tokens
            all.flags += rows.flags
          }
        }
        var rest = text
        while !rest.isEmpty {
          try rest.prefix(pieces).withUnsafeBytes { keep(try stream.add($0)) }
          rest = rest.dropFirst(pieces)
        }
        keep(try stream.finish())
        return (all, stream.skipped)
      }
      /// NaN stands for a missing number, and equals nothing.
      func bits(_ rows: ClickRows) -> [UInt64] { rows.numbers.map(\.bitPattern) }
      let kept: ClickRows
      let skipped: SkippedLines
      do {
        (kept, skipped) = try rows(strict: false, pieces: 1 << 20, tile: 1 << 12)
      } catch let error as DataError {
        // Without its header nobody knows the columns, whatever may be left out.
        return .refused(error.description)
      }
      for (pieces, tile) in [(1, 1), (13, 100)] {
        let (again, counted) = try rows(strict: false, pieces: pieces, tile: tile)
        #expect(bits(again) == bits(kept) && again.tokens == kept.tokens)
        #expect(again.flags == kept.flags && counted == skipped)
      }
      #expect(kept.numbers.count == kept.count * layout.numbers)
      #expect(kept.tokens.count == kept.count * layout.tokens)
      do {
        let (strict, _) = try rows(strict: true, pieces: 1 << 20, tile: 1 << 12)
        #expect(bits(strict) == bits(kept) && skipped.total == 0)
        return .understood
      } catch let error as DataError {
        #expect(skipped.total > 0)
        return .refused(error.description)
      }
    }
  }()

  /// Rows as they are kept in the cache: what they were, or nothing.
  static let prepared: Form = {
    var table = RatingTable()
    for row in 1...9 {
      table.append(user: Int32(row % 3 + 1), item: Int32(row), rating: 1, time: Int64(row))
    }
    let made = try? Interactions(table, ties: .file)
    let stored = made.map { $0.stored(digest: $0.digest()).reduce(into: Data()) { $0 += $1 } }
    return Form(
      name: "prepared", seeds: [stored ?? Data()],
      tokens: ["interactions 1 ", " 9223372036854775807", "\n", "-1 "] + numbers, prefix: ""
    ) { data in
      guard let found = Interactions(stored: data) else { return .refused("damaged") }
      #expect(found == made)
      return .understood
    }
  }()
}
