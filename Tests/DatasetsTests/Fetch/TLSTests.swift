import Datasets
import Foundation
import Suites
import TestSupport
import Testing

private let content = "user,item,5.0,1\n"

/// Fetches an address into a cache of its own, trusting a server or nobody.
private func fetch(
  _ url: String, trusting server: TLSServer?
) async throws -> (result: Result<LocatedData, any Error>, files: [String]) {
  let folder = try TemporaryFolder()
  var source = DatasetSource.small(.amazonRatingsCSV, members: ["rows"], packing: .single)
  source.file?.urls = [url]
  source.file?.sha256 = Digest(of: content).hex
  source.file?.grade = .primary
  var store = DatasetStore(cache: folder.url)
  store.patience = Patience(connecting: 5, slowest: 1, stuck: 5, fruitless: 2, retryAfter: 1)
  store.authorities = server?.certificate
  do {
    let data = try await store.fetch(source)
    #expect(try String(contentsOf: data.url, encoding: .utf8) == content)
    return (.success(data), folder.contents())
  } catch {
    return (.failure(error), folder.contents())
  }
}

@Suite(.enabled(if: TLSServer.canBeStarted, "the program openssl is needed")) struct TLSTests {
  @Test("https is followed to https, and never down to http, which would be answered")
  func downgrade() async throws {
    let plain = try MisbehavingServer { .file(Data(content.utf8), to: $0) }
    let server = try TLSServer([
      "file": TLSServer.answer("200 OK", body: content),
      "onwards": TLSServer.answer("302 Found", headers: ["Location: /file"]),
      "down": TLSServer.answer("302 Found", headers: ["Location: \(plain.url())"]),
    ])
    for path in ["file", "onwards"] {
      let good = try await fetch(server.url(path), trusting: server)
      #expect(try good.result.get().published)
    }
    let down = try await fetch(server.url("down"), trusting: server)
    let error = #expect(throws: DataError.self) { try down.result.get() }
    #expect(error?.exitCode == 69)
    #expect(
      error?.description.hasSuffix(
        "it redirects from https to unprotected http ('\(plain.url())').") == true)
    #expect(plain.requests.isEmpty)
    #expect(down.files.allSatisfy { $0.contains(".") }, "\(down.files)")
  }

  @Test("a server that nobody vouches for is refused before a byte of it counts")
  func unknownAuthority() async throws {
    let server = try TLSServer(["file": TLSServer.answer("200 OK", body: content)])
    let refused = try await fetch(server.url("file"), trusting: nil)
    let error = #expect(throws: DataError.self) { try refused.result.get() }
    #expect(error?.exitCode == 69)
    #expect(error?.description.contains("certificate") == true, "\(error?.description ?? "")")
    #expect(refused.files.allSatisfy { $0.contains(".") }, "\(refused.files)")
  }
}
