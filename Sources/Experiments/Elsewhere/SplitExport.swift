internal import Datasets
internal import Foundation
public import Suites

/// The split of a protocol as plain files: what another program trains on, is asked for, and ranks among.
public struct SplitExport: Sendable {
  let `protocol`: RunProtocol<DatasetSpec>
  let data: ProtocolData
  private let suite: String
  private let run: String

  /// The split of a run.
  ///
  /// - Parameters:
  ///   - protocol: how the run is measured.
  ///   - data: its data.
  ///   - suite: its suite, for `split.json`.
  ///   - run: its name, for `split.json`.
  public init(
    _ protocol: RunProtocol<DatasetSpec>, _ data: ProtocolData, suite: String, run: String
  ) {
    self.protocol = `protocol`
    self.data = data
    self.suite = suite
    self.run = run
  }

  /// What `split.json` says.
  public struct Summary: Codable, Hashable, Sendable {
    /// Version of the form.
    public static let currentFormat = 1

    /// Version of this file's form.
    public var format: Int
    /// The suite.
    public var suite: String
    /// The run.
    public var run: String
    /// The kind of protocol.
    public var kind: String
    /// SHA-256 of the prepared data.
    public var data: String
    /// The part of the protocol that decides the split.
    public var `protocol`: JSONValue
    /// How many there are of what the files hold.
    public var counts: [String: Int]
    /// SHA-256 of each file.
    public var files: [String: String]
    /// What results bring back.
    public var checksum: String
  }

  /// What results on this split bring back.
  public var checksum: String {
    get throws { try SplitIdentity(`protocol`, data: data.digest).checksum }
  }

  /// Writes the folder whole or not at all: beside its place first, then renamed.
  ///
  /// - Parameter folder: a place where nothing lies, or an empty folder.
  /// - Throws: `StorageError` where it is neither, or cannot be written; `ExperimentError` where nobody
  ///   can be tested.
  @discardableResult
  public func write(to folder: String) throws -> Summary {
    let place = URL(fileURLWithPath: folder)
    try Self.requireRoom(place.path, shown: folder)
    let parent = place.deletingLastPathComponent().path
    try makeFolder(parent)
    let draft = "\(parent)/.\(place.lastPathComponent).\(UUID().uuidString).part"
    try makeFolder(draft)
    do {
      let summary = try fill(draft)
      guard rename(draft, place.path) == 0 else { throw StorageError(path: folder, code: errno) }
      return summary
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
  }

  private static func requireRoom(_ path: String, shown: String) throws(StorageError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw StorageError(path: shown, reason: "there is something there that is not a folder")
    }
    let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    guard names?.isEmpty == true else {
      throw StorageError(path: shown, reason: "the folder is not empty")
    }
  }

  private func fill(_ folder: String) throws -> Summary {
    var tables = SplitTables(folder: folder)
    switch data {
    case .events(let data):
      if let entry = `protocol`.ranking { try tables.write(data, entry) }
      if let entry = `protocol`.rating { try tables.write(data.interactions, entry) }
    case .clicks(let data): try tables.write(data.table)
    }
    let identity = try SplitIdentity(`protocol`, data: data.digest)
    let summary = Summary(
      format: Summary.currentFormat, suite: suite, run: run, kind: `protocol`.kind,
      data: identity.data, protocol: identity.protocol, counts: tables.counts, files: tables.files,
      checksum: try identity.checksum)
    try writeWhole(Data(try CanonicalJSON.pretty(summary).utf8), to: "\(folder)/split.json")
    return summary
  }
}
