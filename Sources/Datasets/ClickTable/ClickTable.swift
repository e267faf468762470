public import Foundation
internal import Suites

/// A click table made ready for models: memory-mapped, digested, divided.
///
/// Numbers and ids of a row lie side by side, because a batch reads whole rows at random places.
public struct ClickTable: Sendable {
  /// A part of the rows.
  public enum Part: Sendable, CaseIterable {
    /// Rows that parameters, vocabularies and scales are fitted to.
    case training
    /// Rows that decide when training stops.
    case validation
    /// Rows that are measured, once.
    case test
  }

  /// What the folder's `prepared.json` says.
  struct Manifest: Codable, Hashable {
    static let currentSchema = 2
    var schema: Int
    var rows: Int
    var dense: Int
    var sizes: [Int]
    var skipped: SkippedLines
    var files: [Int]
    var digest: String
    /// Binds the digest to what the table was made from.
    var seal: String
  }

  /// `[rows]`, 0 or 1.
  public let labels: MappedColumn<UInt8>
  /// `[rows, dense]`.
  public let numbers: MappedColumn<Float>
  /// `[rows, fields]`: rows of one embedding table in which the fields' own tables follow each other.
  public let ids: MappedColumn<Int32>
  /// `[rows]`: 0 test, 1 validation, from 2 on training, in the order of training.
  let parts: MappedColumn<UInt8>
  /// Numbers that stayed numbers.
  public let dense: Int
  /// Rows of each field's table.
  public let sizes: [Int]
  /// Lines of the source that were left out.
  public let skipped: SkippedLines
  /// Rows of each source file.
  public let files: [Int]
  /// SHA-256 of everything a model sees.
  public let digest: String

  /// Rows of all parts.
  public var rows: Int { labels.count }
  /// Categorical columns.
  public var fields: Int { sizes.count }
  /// Rows of the one embedding table.
  public var vocabulary: Int { sizes.reduce(0, +) }

  /// Opens a prepared folder.
  ///
  /// - Parameter origin: what the table was made from, and how.
  /// - Throws: ``DataError`` where it is not one, was written by another version, or was made from
  ///   anything else.
  public init(folder: URL, dataset: String, origin: String = "") throws {
    let file = folder.appendingPathComponent("prepared.json")
    let manifest: Manifest
    do {
      let bytes = try OwnFile.opened(file.path, O_RDONLY).contents(mapped: false)
      manifest = try JSONDecoder().decode(Manifest.self, from: bytes)
    } catch {
      throw DataError(
        dataset: dataset, place: file.path, reason: "the prepared table cannot be read: \(error)")
    }
    guard manifest.schema == Manifest.currentSchema else {
      throw DataError(
        dataset: dataset, place: file.path,
        reason: "it was prepared by another version; delete its folder")
    }
    guard manifest.isPossible, manifest.seal == seal(manifest.digest, origin) else {
      throw DataError(
        dataset: dataset, place: file.path,
        reason: "it was prepared from something else; delete its folder")
    }
    func column<Element>(_ name: String, _ count: Int) throws -> MappedColumn<Element> {
      try MappedColumn(folder.appendingPathComponent(name), count: count, dataset: dataset)
    }
    let rows = manifest.rows
    labels = try column("labels.u8", rows)
    numbers = try column("numbers.f32", rows * manifest.dense)
    ids = try column("ids.i32", rows * manifest.sizes.count)
    parts = try column("parts.u8", rows)
    dense = manifest.dense
    sizes = manifest.sizes
    skipped = manifest.skipped
    files = manifest.files
    digest = manifest.digest
  }

  /// True where the columns are those that were digested. Reads all of them once.
  package func isWhole() -> Bool {
    let words =
      [labels.digest(), numbers.digest(), ids.digest(), parts.digest()] + sizes.map(String.init)
    return Digest(of: words.joined(separator: "\n")).hex == self.digest
  }

  /// The rows of a part, in order.
  public func rows(of part: Part) -> [UInt32] {
    parts.withElements { parts in
      var rows: [UInt32] = []
      let codes: ClosedRange<UInt8> =
        switch part {
        case .test: 0...0
        case .validation: 1...1
        case .training: 2...max(2, parts.max() ?? 2)
        }
      for code in codes {
        for row in parts.indices where parts[row] == code { rows.append(UInt32(row)) }
      }
      return rows
    }
  }

  /// The labels of some rows.
  public func labels(of rows: [UInt32]) -> [Bool] {
    labels.withElements { labels in rows.map { labels[Int($0)] != 0 } }
  }

  /// The days of some rows, where the file is in the order of time and has `days` equal days.
  public func days(of rows: [UInt32], outOf days: Int) -> [Int] {
    // The largest day whose first row, rounded down as the split rounds, is not after the row.
    rows.map { ((Int($0) + 1) * days - 1) / self.rows }
  }
}

extension ClickTable.Manifest {
  /// Whether its numbers can be those of a table: positive, and together below 2³¹ rows.
  var isPossible: Bool {
    let most = Int(Int32.max)
    let total = sizes.reduce(0) { $1 > 0 && $1 <= most && $0 <= most ? $0 + $1 : Int.max }
    return (1...most).contains(rows) && (0...1_000).contains(dense) && sizes.count <= 1_000
      && total <= most
  }
}
