internal import Determinism
internal import Foundation
internal import Suites

/// Vocabularies and scales, fitted to the training rows, and the pass that applies them.
struct ClickTableFit: Sendable {
  private let treatments: [NumberTreatment]
  private let vocabularies: [ClickVocabulary]
  /// First row of each field in the one embedding table.
  private let offsets: [Int32]
  private let bucketed: Bool
  private let missingToken: UInt64?
  /// Numbers that stay numbers.
  let dense: Int
  /// Rows of each field's table.
  var sizes: [Int] { vocabularies.map(\.size) }

  /// - Throws: ``DataError`` where there are more tokens than ids.
  init(_ spec: ClickTreatmentSpec, to raw: ClickTableRaw, parts: [UInt8], dataset: String) throws {
    let bucketed = spec.numbers == .logSquareBucket
    let layout = raw.layout
    let missingToken: UInt64? = spec.missingToken == .own ? missing : nil
    let columns = layout.numbers
    let treatments = mapTiles(columns) { column in
      NumberTreatment(spec, range: raw.range(column, spec, parts))
    }
    let buckets = bucketed ? columns : 0
    vocabularies = mapTiles(buckets + layout.tokens) { field in
      field < buckets
        ? ClickVocabulary(
          raw.bucketCounts(field, treatments[field], parts), threshold: spec.threshold)
        : ClickVocabulary(
          raw.tokenCounts(field - buckets, missingToken, parts), threshold: spec.threshold)
    }
    self.bucketed = bucketed
    self.treatments = treatments
    self.missingToken = missingToken
    dense = bucketed ? 0 : columns
    var offsets: [Int32] = []
    var next = 0
    for vocabulary in vocabularies {
      // Ids are 32-bit numbers, below the rows of all tables together.
      guard next + vocabulary.size <= Int(Int32.max) else {
        throw DataError(
          dataset: dataset,
          reason: "its columns hold more than \(Int32.max) different tokens; raise the threshold")
      }
      offsets.append(Int32(next))
      next += vocabulary.size
    }
    self.offsets = offsets
  }

  /// Writes the columns that models see.
  ///
  /// - Returns: SHA-256 over the digests of the columns and the tables' sizes.
  func encode(
    _ raw: ClickTableRaw, _ parts: [UInt8], into folder: URL, dataset: String,
    progress: (Int) -> Void
  ) throws -> String {
    func place(_ name: String) -> URL { folder.appendingPathComponent(name) }
    let labels = try ColumnWriter<UInt8>(place("labels.u8"), dataset: dataset, digests: true)
    let numbers = try ColumnWriter<Float>(place("numbers.f32"), dataset: dataset, digests: true)
    let ids = try ColumnWriter<Int32>(place("ids.i32"), dataset: dataset, digests: true)
    let division = try ColumnWriter<UInt8>(place("parts.u8"), dataset: dataset, digests: true)
    // A tile's ids, written a column at a time, stay in the cache.
    let tile = 1 << 12
    let group = 64
    for first in stride(from: 0, to: raw.rows, by: tile * group) {
      let end = min(first + tile * group, raw.rows)
      let tiles = mapTiles(of: tile, below: end - first) {
        encoded(raw, first + $0.lowerBound..<first + $0.upperBound)
      }
      for tile in tiles {
        if let stray = tile.numbers.firstIndex(where: { !$0.isFinite }) {
          throw raw.unusable(row: tile.first + stray / dense, column: stray % dense, dataset)
        }
        try labels.append(tile.labels)
        try numbers.append(tile.numbers)
        try ids.append(tile.ids)
      }
      try division.append(Array(parts[first..<end]))
      progress(end)
    }
    let digests = [
      try labels.finished(), try numbers.finished(), try ids.finished(), try division.finished(),
    ]
    let words = digests.map(\.hex) + sizes.map(String.init)
    return Digest(of: words.joined(separator: "\n")).hex
  }

  /// The columns of some rows. Column by column, so that a vocabulary is looked up once and stays in
  /// the cache.
  private func encoded(
    _ raw: ClickTableRaw, _ rows: Range<Int>
  ) -> (first: Int, labels: [UInt8], numbers: [Float], ids: [Int32]) {
    let layout = raw.layout
    let fields = sizes.count
    var scaled = [Float](repeating: 0, count: rows.count * dense)
    var ids = [Int32](repeating: 0, count: rows.count * fields)
    raw.numbers.withElements { numbers in
      for column in 0..<layout.numbers {
        let treatment = treatments[column]
        let cells = rows.lazy.map { numbers[$0 * layout.numbers + column] }
        if bucketed {
          let vocabulary = vocabularies[column]
          for (row, x) in cells.enumerated() {
            ids[row * fields + column] =
              offsets[column] + vocabulary.number(of: treatment.token(x))
          }
        } else {
          for (row, x) in cells.enumerated() { scaled[row * dense + column] = treatment.scaled(x) }
        }
      }
    }
    let labels = raw.flags.withElements { flags in
      raw.tokens.withElements { tokens in
        for column in 0..<layout.tokens {
          let field = (bucketed ? layout.numbers : 0) + column
          let vocabulary = vocabularies[field]
          let offset = offsets[field]
          let absent =
            offset + (missingToken.map { vocabulary.number(of: $0) } ?? vocabulary.unknown)
          for (index, row) in rows.enumerated() {
            ids[index * fields + field] =
              flags[row] >> UInt32(column) & 1 == 0
              ? absent
              : offset + vocabulary.number(of: UInt64(tokens[row * layout.tokens + column]))
          }
        }
      }
      return rows.map { UInt8(flags[$0] >> 31) }
    }
    return (rows.lowerBound, labels, scaled, ids)
  }
}

/// The token that stands for a missing one: above all real ones.
private let missing: UInt64 = 1 << 32

extension ClickTableRaw {
  /// A number that no model can compute with, once it is treated as the suite says.
  fileprivate func unusable(row: Int, column: Int, _ dataset: String) -> DataError {
    var place = row
    var file = 0
    while file + 1 < files.count, place >= files[file] {
      place -= files[file]
      file += 1
    }
    let number = numbers.withElements { $0[row * layout.numbers + column] }
    return DataError(
      dataset: dataset, place: "\(names[file]), row \(place + 1)",
      reason:
        "the number \(number) in column \(layout.name(ofColumn: column + 1)) is infinite once "
        + "it is scaled by the range of the training rows")
  }

  /// Smallest and largest number of a column's training rows, missing ones filled in.
  fileprivate func range(
    _ column: Int, _ spec: ClickTreatmentSpec, _ parts: [UInt8]
  ) -> ClosedRange<Double> {
    guard spec.numbers == .minMax || spec.numbers == .log1pMinMax else { return 0...0 }
    let treatment = NumberTreatment(spec, range: 0...0)
    return numbers.withElements { numbers in
      var least = Double.infinity
      var most = -Double.infinity
      for row in parts.indices where parts[row] >= 2 {
        let x = treatment.filled(numbers[row * layout.numbers + column])
        least = min(least, x)
        most = max(most, x)
      }
      return least...most
    }
  }

  fileprivate func bucketCounts(
    _ column: Int, _ treatment: NumberTreatment, _ parts: [UInt8]
  ) -> TokenSlots {
    numbers.withElements { numbers in
      var counts = TokenSlots(capacity: 256)
      for row in parts.indices where parts[row] >= 2 {
        let token = treatment.token(numbers[row * layout.numbers + column])
        if treatment.isCategory(token) { counts.count(token) }
      }
      return counts
    }
  }

  fileprivate func tokenCounts(
    _ column: Int, _ missingToken: UInt64?, _ parts: [UInt8]
  ) -> TokenSlots {
    tokens.withElements { tokens in
      flags.withElements { flags in
        var counts = TokenSlots(capacity: 1024)
        for row in parts.indices where parts[row] >= 2 {
          if flags[row] >> UInt32(column) & 1 == 1 {
            counts.count(UInt64(tokens[row * layout.tokens + column]))
          } else if let missingToken {
            counts.count(missingToken)
          }
        }
        return counts
      }
    }
  }
}
