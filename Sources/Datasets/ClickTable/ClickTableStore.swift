internal import Foundation
public import Suites

/// A prepared click table and where its bytes come from.
public struct PreparedClicks: Sendable {
  /// The table.
  public var table: ClickTable
  /// The bytes it was made from.
  public var source: SourceStamp

  /// A prepared click table.
  public init(table: ClickTable, source: SourceStamp) {
    self.table = table
    self.source = source
  }
}

/// A layout of clicks that says how its table is written.
protocol ClickLayout: LayoutEntry {
  /// How the table is written.
  var table: ClickTableLayout { get }
}

extension CriteoKaggleLayout: ClickLayout {
  var table: ClickTableLayout { .criteoKaggle }
}

extension CriteoX1Layout: ClickLayout {
  var table: ClickTableLayout { .criteoX1 }
}

extension CriteoX4Layout: ClickLayout {
  var table: ClickTableLayout { .criteoX4 }
}

extension CriteoWithIdsLayout: ClickLayout {
  var table: ClickTableLayout { .criteoWithIds }
}

extension AvazuLayout: ClickLayout {
  var table: ClickTableLayout { .avazu }
}

extension LayoutSpec {
  /// How a click table is written; nil for a layout of ratings.
  public var clicks: ClickTableLayout? { (entry as? any ClickLayout)?.table }
}

extension DatasetStore {
  private struct ClickRecipe: Codable {
    /// Raised by hand whenever the same recipe would give other columns.
    var version = 2
    var source: String
    var layout: DatasetSource.Layout
    var members: [String]
    var malformed: ClickDataSpec.Malformed
    var split: ClickSplitSpec
    var treatment: ClickTreatmentSpec
  }

  /// The click table of a source as a suite wants it: from the cache where it lies there under the
  /// digest of its recipe, else fetched, read, divided and encoded.
  ///
  /// - Throws: `DataError`; `ArchiveError` where an archive is refused.
  public func prepare(
    _ spec: ClickDataSpec, source: DatasetSource,
    progress: @escaping (ClickTableProgress) -> Void = { _ in }
  ) async throws -> PreparedClicks {
    guard let layout = source.layout.clicks else {
      throw DataError(
        dataset: source.id, reason: "its layout \(source.layout.kind) is not a table of clicks")
    }
    let data = try await locate(source)
    let origin = SourceStamp(id: source.id, digest: data.digest, published: data.published)
    let (folder, name) = try place(of: spec, source, data)
    let url = folder.url.appendingPathComponent(name, isDirectory: true)
    if isLink(url.path) { unlink(url.path) }
    let sealed = "\(data.digest) \(name)"
    if let table = try? ClickTable(folder: url, dataset: spec.id, origin: sealed), table.isWhole() {
      return PreparedClicks(table: table, source: origin)
    }
    // One process prepares it; another waits, and finds it done.
    let lock = try FetchLock(name, in: folder) {}
    defer { withExtendedLifetime(lock) {} }
    if let table = try? ClickTable(folder: url, dataset: spec.id, origin: sealed), table.isWhole() {
      return PreparedClicks(table: table, source: origin)
    }
    let members = data.file.members.map(\.path)
    let table = try ClickTable.prepare(
      spec, layout: layout, files: members, origin: sealed, into: url,
      read: { member, body in try data.read([member]) { _, bytes in try body(bytes) } },
      progress: progress)
    return PreparedClicks(table: table, source: origin)
  }

  /// The click table of a source as a suite wants it, where it lies in the cache already.
  public func prepared(_ spec: ClickDataSpec, source: DatasetSource) async throws -> ClickTable? {
    var store = self
    store.offline = true
    guard let data = try? await store.locate(source) else { return nil }
    let (folder, name) = try place(of: spec, source, data)
    return try? ClickTable(
      folder: folder.url.appendingPathComponent(name, isDirectory: true), dataset: spec.id,
      origin: "\(data.digest) \(name)")
  }

  /// Rows of each file of a click table, by its lines alone; nothing is fetched unless it must be.
  ///
  /// - Throws: `DataError`; `ArchiveError` where an archive is refused.
  public func clickRows(of source: DatasetSource) async throws -> [Int] {
    let data = try await locate(source)
    let members = data.file.members.map(\.path)
    var lines: [String: (ends: Int, last: UInt8)] = [:]
    try data.read(members) { member, bytes in
      var ends = 0
      for byte in bytes where byte == newline { ends += 1 }
      lines[member] = (lines[member, default: (0, newline)].ends + ends, bytes.last ?? newline)
    }
    let header = source.layout.clicks?.header == true ? 1 : 0
    return members.map { member in
      let (ends, last) = lines[member, default: (0, newline)]
      return max(0, ends + (last == newline ? 0 : 1) - header)
    }
  }

  /// Where a prepared table lies: under the digest of its recipe.
  private func place(
    of spec: ClickDataSpec, _ source: DatasetSource, _ data: LocatedData
  ) throws -> (folder: CacheFolder, name: String) {
    let recipe = ClickRecipe(
      source: data.digest, layout: source.layout, members: data.file.members.map(\.path),
      malformed: spec.malformed, split: spec.split, treatment: spec.treatment)
    return (
      try CacheFolder("prepared", in: cache, dataset: source.id),
      Digest(of: try CanonicalJSON.compact(recipe)).hex + ".clicks"
    )
  }
}

private let newline = UInt8(ascii: "\n")
