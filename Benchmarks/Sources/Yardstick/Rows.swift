public import Datasets
public import Foundation
import Suites

/// The rows that steps are timed on.
public enum Rows {
  /// A clone's root: where `suites/` lies.
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// MovieLens-1M of the user's own: an archive or folder named by `REPRO_ML1M`, or the local copy
  /// in `REPRO_SHARED` or beside the clone; nil where there is none.
  public static var movieLensPath: URL? {
    path(of: "ml-1m-reconstructed.zip", named: "REPRO_ML1M")
  }

  private static func path(of archive: String, named variable: String) -> URL? {
    let environment = ProcessInfo.processInfo.environment
    if let own = environment[variable] { return URL(filePath: own) }
    let shared =
      environment["REPRO_SHARED"].map { URL(filePath: $0) } ?? root.appending(path: "../shared")
    let file = shared.appending(path: "data/movielens").appending(path: archive)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// MovieLens-1M where the user has it, else as many generated rows of similar lengths.
  ///
  /// - Throws: `SuiteError` or `DataError` where the user's copy cannot be read.
  public static func movieLens() async throws -> (name: String, interactions: Interactions) {
    guard let path = movieLensPath else {
      return ("generated", generated(users: 6040, items: 3883, mean: 165))
    }
    let cache = FileManager.default.temporaryDirectory.appending(path: "repro-benchmarks")
    return ("ml-1m", try await prepared(path, cache: cache))
  }

  /// MovieLens-100K as TD3 filters it, from the archive or folder that `REPRO_ML100K` names or the local copy,
  /// else as many generated rows of similar lengths.
  ///
  /// - Throws: `SuiteError` or `DataError` where the user's copy cannot be read.
  public static func movieLens100K() async throws -> (name: String, interactions: Interactions) {
    guard let path = path(of: "ml-100k-repacked.zip", named: "REPRO_ML100K") else {
      return ("generated", generated(users: 943, items: 1349, mean: 105))
    }
    let source = try DatasetSource(id: "ml-100k", in: root.appending(path: "suites/datasets").path)
    let cache = FileManager.default.temporaryDirectory.appending(path: "repro-benchmarks")
    let store = DatasetStore(cache: cache, overrides: ["ml-100k": path], offline: true)
    let spec = DatasetSpec(
      id: "ml-100k-td3", source: "ml-100k", ties: .file,
      filters: [.minimumCounts(user: 5, item: 5), .renumber], maximalLength: 50,
      split: .leaveTwoOut, generator: nil)
    return ("ml-100k", try await store.prepare(spec, source: source).interactions)
  }

  /// MovieLens-1M from its archive or folder, ties in the order of the file.
  ///
  /// - Parameter cache: folder where the prepared rows are kept, and looked for first.
  /// - Throws: `SuiteError` or `DataError` where the copy cannot be read.
  public static func prepared(_ path: URL, cache: URL) async throws -> Interactions {
    let source = try DatasetSource(id: "ml-1m", in: root.appending(path: "suites/datasets").path)
    let store = DatasetStore(cache: cache, overrides: ["ml-1m": path], offline: true)
    let spec = DatasetSpec(
      id: "ml-1m-file", source: "ml-1m", ties: .file, filters: [], maximalLength: 200,
      split: .leaveLastOut, generator: nil)
    return try await store.prepare(spec, source: source).interactions
  }
}

extension Interactions {
  /// The first users' events.
  public func first(_ count: Int) -> Interactions {
    let users = min(count, users.count)
    let events = offsets[users]
    return Interactions(
      offsets: Array(offsets[0...users]), items: Array(items[..<events]),
      times: Array(times[..<events]), ratings: Array(ratings[..<events]),
      users: Array(self.users[..<users]), candidates: candidates, itemRows: itemRows)
  }
}
