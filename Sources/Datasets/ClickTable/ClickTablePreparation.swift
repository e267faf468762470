internal import Determinism
public import Foundation
public import Suites

/// How far a preparation is.
public struct ClickTableProgress: Hashable, Sendable {
  /// What is being done.
  public enum Step: String, Sendable {
    /// Text to typed numbers.
    case reading
    /// Vocabularies and scales.
    case fitting
    /// Typed numbers to what models see.
    case encoding
  }
  /// What is being done.
  public var step: Step
  /// Rows done.
  public var rows: Int
  /// Rows in all, where known.
  public var total: Int?
}

extension ClickTable {
  /// Reads, divides, fits and encodes a click table into a folder, which appears whole or not at all.
  ///
  /// Text is read once, into typed numbers on disk that are deleted afterwards; memory holds one
  /// block of text, one part number for each row, and the vocabularies of as many columns as there
  /// are workers while they are counted.
  ///
  /// - Parameters:
  ///   - spec: split and treatment.
  ///   - names: the files' names, for messages.
  ///   - origin: what the files are and how they are read, for the table to be bound to.
  ///   - folder: where the prepared columns go; its parent must exist.
  ///   - read: streams a file by its name, its bytes in pieces.
  /// - Throws: ``DataError``.
  public static func prepare(
    _ spec: ClickDataSpec, layout: ClickTableLayout, files names: [String],
    origin: String = "", into folder: URL,
    read: (String, (UnsafeRawBufferPointer) throws -> Void) throws -> Void,
    progress: @escaping (ClickTableProgress) -> Void = { _ in }
  ) throws -> ClickTable {
    let manager = FileManager.default
    let partial = folder.appendingPathExtension("partial")
    let typed = partial.appendingPathComponent("typed")
    do {
      if manager.fileExists(atPath: partial.path) { try manager.removeItem(at: partial) }
      try makeFolder(typed.path)
    } catch {
      throw DataError(
        dataset: spec.id, place: partial.path, reason: "the folder cannot be made: \(error)",
        kind: .cannotWrite)
    }
    defer { try? manager.removeItem(at: partial) }
    let raw = try ClickTableRaw(
      names, layout: layout, strict: spec.malformed == .strict, dataset: spec.id, in: typed,
      read: read, progress: { progress(ClickTableProgress(step: .reading, rows: $0, total: nil)) })
    let parts = try raw.parts(spec)
    progress(ClickTableProgress(step: .fitting, rows: 0, total: raw.rows))
    let fitted = try ClickTableFit(spec.treatment, to: raw, parts: parts, dataset: spec.id)
    let digest = try fitted.encode(raw, parts, into: partial, dataset: spec.id) {
      progress(ClickTableProgress(step: .encoding, rows: $0, total: raw.rows))
    }
    let manifest = Manifest(
      schema: Manifest.currentSchema, rows: raw.rows, dense: fitted.dense, sizes: fitted.sizes,
      skipped: raw.skipped, files: raw.files, digest: digest, seal: seal(digest, origin))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    do {
      try writeWhole(
        try encoder.encode(manifest), to: partial.appendingPathComponent("prepared.json").path)
      try manager.removeItem(at: typed)
      if manager.fileExists(atPath: folder.path) { try manager.removeItem(at: folder) }
      try manager.moveItem(at: partial, to: folder)
    } catch {
      throw DataError(
        dataset: spec.id, place: folder.path,
        reason: "the prepared table cannot be written: \(error)", kind: .cannotWrite)
    }
    return try ClickTable(folder: folder, dataset: spec.id, origin: origin)
  }
}

extension ClickTableRaw {
  /// The part of each row: 0 test, 1 validation, from 2 on training.
  func parts(_ spec: ClickDataSpec) throws -> [UInt8] {
    let parts = try spec.split.entry.able((any ClickDivision).self)
      .parts(of: self, dataset: spec.id)
    guard let largest = parts.max(), largest >= 2, parts.contains(1), parts.contains(0) else {
      throw DataError(
        dataset: spec.id,
        reason: "\(rows) rows are too few: the split leaves a part without rows")
    }
    return parts
  }
}

/// An entry that says how it divides rows.
private protocol ClickDivision: ClickSplitEntry {
  /// The part of each row: 0 test, 1 validation, from 2 on training.
  func parts(of raw: ClickTableRaw, dataset: String) throws -> [UInt8]
}

extension ChronologicalSplitSpec: ClickDivision {
  fileprivate func parts(of raw: ClickTableRaw, dataset: String) -> [UInt8] {
    // Shares are at most a million each, and rows below 2³¹.
    let shares = train + validation + test
    let first = raw.rows * train / shares
    let second = raw.rows * (train + validation) / shares
    return (0..<raw.rows).map { $0 < first ? 2 : $0 < second ? 1 : 0 }
  }
}

extension StratifiedSplitSpec: ClickDivision {
  fileprivate func parts(of raw: ClickTableRaw, dataset: String) -> [UInt8] {
    let labels = raw.flags.withElements { $0.map { $0 >> 31 == 1 } }
    return stratifiedFolds(labels: labels, folds: folds, seed: seed)
  }
}

extension FilesSplitSpec: ClickDivision {
  fileprivate func parts(of raw: ClickTableRaw, dataset: String) throws -> [UInt8] {
    guard raw.files.count == 3 else {
      throw DataError(
        dataset: dataset,
        reason: "the split by files needs train.csv, valid.csv and test.csv, but there are "
          + "\(raw.files.count) files")
    }
    return zip(raw.files, [2, 1, 0] as [UInt8]).flatMap { Array(repeating: $1, count: $0) }
  }
}
