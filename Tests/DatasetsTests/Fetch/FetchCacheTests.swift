import Datasets
import Foundation
import Suites
import TestSupport
import Testing

@Suite struct FetchCacheTests {
  @Test("two at once download once")
  func locked() async throws {
    let server = try MisbehavingServer { .file(fetchedContent, to: $0) }
    let bench = try FetchBench([server.url()])
    async let one = bench.store.fetch(bench.source)
    async let two = bench.store.fetch(bench.source)
    let both = try await [one, two]
    #expect(both.allSatisfy { $0.published })
    #expect(server.requests.count == 1)
  }

  @Test("offline, what is cached is used and the rest refused")
  func offline() async throws {
    let server = try MisbehavingServer { .file(fetchedContent, to: $0) }
    let bench = try FetchBench([server.url()])
    var store = bench.store
    store.offline = true
    let error = await #expect(throws: DataError.self) { try await store.fetch(bench.source) }
    #expect(error?.exitCode == 69)
    _ = try await bench.store.fetch(bench.source)
    #expect(try await store.fetch(bench.source).published)
    // A damaged file is noticed, and fetched again where that is allowed.
    let name = try #require(bench.visible.first)
    try bench.folder.write("damaged", to: name)
    let damaged = await #expect(throws: DataError.self) { try await store.fetch(bench.source) }
    #expect(damaged?.exitCode == 65)
    #expect(try await bench.store.fetch(bench.source).published)
    #expect(server.requests.count == 2)
  }

  @Test("a licence is shown once, and without consent nothing is asked of the network")
  func licence() async throws {
    let server = try MisbehavingServer { .file(fetchedContent, to: $0) }
    let licence = Licence {
      ($0.id, $0.text, $0.url) = ("terms-1", "Research only.", "https://a.org/terms")
    }
    let bench = try FetchBench([server.url()], licence: licence)
    let error = await bench.refusal()
    #expect(error?.exitCode == 77)
    #expect(
      error?.description == "Data set 'small': its licence 'terms-1' has not been accepted. "
        + "Research only. Full text: https://a.org/terms. Accept it with --accept-licence terms-1.")
    #expect(server.requests.isEmpty)
    var store = bench.store
    store.acceptedLicences = ["terms-1"]
    _ = try await store.fetch(bench.source)
    let name = try #require(bench.visible.first)
    try FileManager.default.removeItem(at: bench.folder.file(name))
    _ = try await bench.store.fetch(bench.source)
    #expect(server.requests.count == 2)
  }

  @Test("a cache that cannot be written is named")
  func unwritable() async throws {
    var bench = try FetchBench(["http://127.0.0.1:1/"])
    bench.source.licence = nil
    var store = bench.store
    store.cache = try bench.folder.write("a file", to: "taken")
    let error = await #expect(throws: DataError.self) { try await store.fetch(bench.source) }
    #expect(error?.exitCode == 73)
  }

  @Test("a link in the cache is not followed")
  func links() async throws {
    let server = try MisbehavingServer { .file(fetchedContent, to: $0) }
    let bench = try FetchBench([server.url()])
    let outside = try bench.folder.write("precious", to: "outside")
    _ = try await bench.store.fetch(bench.source)
    let name = try #require(bench.visible.first)
    for suffix in ["", ".part"] {
      try? FileManager.default.removeItem(at: bench.folder.file(name))
      try FileManager.default.createSymbolicLink(
        at: bench.folder.file(name + suffix), withDestinationURL: outside)
      _ = try? await bench.store.fetch(bench.source)
      #expect(try String(contentsOf: outside, encoding: .utf8) == "precious")
    }
  }

  @Test("a folder of the cache that is a link is not written through")
  func linkedFolder() async throws {
    let bench = try FetchBench(["http://127.0.0.1:1/"])
    let outside = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      at: bench.folder.file("files"), withDestinationURL: outside.url)
    let error = await bench.refusal()
    #expect(error?.exitCode == 73)
    #expect(error?.description.contains("it is a link out of the cache") == true)
    #expect(outside.contents().isEmpty)
  }

  @Test("files of this machine are fetched by file addresses")
  func fileAddress() async throws {
    let folder = try TemporaryFolder()
    let place = try folder.write(fetchedContent, to: "published")
    let bench = try FetchBench(["file://" + place.path])
    #expect(try await bench.store.fetch(bench.source).published)
  }
}
