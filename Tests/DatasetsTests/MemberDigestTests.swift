import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// An archive of two members, of which the publisher prints MD5 digests and no more.
///
/// The digests are test vectors of RFC 1321, appendix A.5: of "abc" and of "message digest".
private struct Bench {
  let folder: TemporaryFolder
  var source: DatasetSource

  init(first: String = "abc", second: String = "message digest") throws {
    folder = try TemporaryFolder()
    let archive = folder.url.appendingPathComponent("published.zip")
    try TinyArchives.zip([.init("a.csv", Data(first.utf8)), .init("b.csv", Data(second.utf8))])
      .write(to: archive)
    source = .small(.amazonRatingsCSV, members: [], packing: .archive)
    source.file?.urls = [archive.absoluteString]
    source.file?.members = [
      .init { ($0.path, $0.md5) = ("a.csv", "900150983cd24fb0d6963f7d28e17f72") },
      .init { ($0.path, $0.md5) = ("b.csv", "f96b697d7cb7938d525a2f31aaf161d0") },
    ]
  }

  var store: DatasetStore { DatasetStore(cache: folder.url.appendingPathComponent("cache")) }
}

@Suite struct MemberDigestTests {
  @Test("an archive whose members have their published digests is the published one")
  func published() async throws {
    let bench = try Bench()
    #expect(try await bench.store.fetch(bench.source).published)
    // From the cache too, where the members are not read again.
    #expect(try await bench.store.fetch(bench.source).published)
  }

  @Test("a downloaded archive with another member is refused by that member's name, and not kept")
  func refused() async throws {
    let bench = try Bench(second: "message digest.")
    let error = await #expect(throws: DataError.self) { try await bench.store.fetch(bench.source) }
    #expect(error?.place == "b.csv")
    #expect(error?.reason.hasSuffix("not f96b697d7cb7938d525a2f31aaf161d0") == true)
    #expect(!bench.store.isCached(bench.source))
  }

  @Test("a user's own copy with the published members is published, another is not")
  func own() async throws {
    for (second, published) in [("message digest", true), ("message", false)] {
      let bench = try Bench(second: second)
      var store = bench.store
      store.overrides = ["small": bench.folder.url.appendingPathComponent("published.zip")]
      var source = bench.source
      source.id = "small"
      #expect(try await store.locate(source).published == published)
    }
  }
}
