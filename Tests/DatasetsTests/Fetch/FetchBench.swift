import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// 200,000 bytes that do not compress and do not repeat.
let fetchedContent: Data = {
  var state: UInt64 = 1
  return Data(
    (0..<200_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    })
}()

/// A cache of its own and a source whose published digests are those of `fetchedContent`.
struct FetchBench {
  let folder: TemporaryFolder
  var source: DatasetSource

  init(_ urls: [String], licence: Licence? = nil, knowsDigest: Bool = true) throws {
    folder = try TemporaryFolder()
    source = .small(.amazonRatingsCSV, members: ["rows"], packing: .single)
    source.licence = licence
    source.file?.urls = urls
    source.file?.unpackedLimit = 1 << 20
    if knowsDigest {
      source.file?.size = fetchedContent.count
      source.file?.sha256 = Digest(of: fetchedContent).hex
      source.file?.grade = .primary
    }
  }

  var store: DatasetStore {
    var store = DatasetStore(cache: folder.url)
    store.patience = Patience(connecting: 2, slowest: 1000, stuck: 1, fruitless: 3, retryAfter: 2)
    return store
  }

  /// Files of the cache under a final name: neither locks nor parts.
  var visible: [String] {
    folder.contents().filter { $0.hasPrefix("files/") && !$0.contains(".") }
  }

  func refusal() async -> DataError? {
    await #expect(throws: DataError.self) { try await store.fetch(source) }
  }
}
