import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// 200,000 bytes that do not compress and do not repeat.
private let content: Data = {
  var state: UInt64 = 1
  return Data(
    (0..<200_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    })
}()

/// A cache of its own and a source whose published digests are those of `content`.
private struct Bench {
  let folder: TemporaryFolder
  var source: DatasetSource

  init(_ urls: [String], licence: Licence? = nil, knowsDigest: Bool = true) throws {
    folder = try TemporaryFolder()
    source = .small(.amazonRatingsCSV, members: ["rows"], packing: .single)
    source.licence = licence
    source.file?.urls = urls
    source.file?.unpackedLimit = 1 << 20
    if knowsDigest {
      source.file?.size = content.count
      source.file?.sha256 = Digest(of: content).hex
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

@Suite struct FetcherTests {
  @Test("a file is fetched once, verified and named after its digest")
  func plain() async throws {
    let server = try MisbehavingServer { .file(content, to: $0) }
    let bench = try Bench([server.url()])
    let data = try await bench.store.fetch(bench.source)
    #expect(try Data(contentsOf: data.url) == content)
    #expect(data.published)
    #expect(data.digest == Digest(of: content).hex)
    _ = try await bench.store.fetch(bench.source)
    #expect(server.requests.count == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: data.url.path)[.posixPermissions]
    #expect(mode as? Int == 0o644)
  }

  @Test("a download dropped at every tenth is taken up where it broke off")
  func drops() async throws {
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(content, to: request)
      response.dropAfter = content.count / 10
      return response
    }
    let bench = try Bench([server.url()])
    let data = try await bench.store.fetch(bench.source)
    #expect(try Data(contentsOf: data.url) == content)
    #expect(server.requests.map { $0.rangeStart ?? 0 } == (0..<10).map { $0 * 20_000 })
    #expect(server.requests.dropFirst().allSatisfy { $0.headers["if-range"] == "\"1\"" })
  }

  @Test("another process goes on where the first one broke off")
  func acrossProcesses() async throws {
    let server = try MisbehavingServer { request in
      if request.number == 1 { return .init(status: 404) }
      var response = MisbehavingServer.Response.file(content, to: request)
      if request.number == 0 { response.dropAfter = 50_000 }
      return response
    }
    let bench = try Bench([server.url()])
    _ = await bench.refusal()
    #expect(bench.visible.isEmpty)
    _ = try await bench.store.fetch(bench.source)
    #expect(server.requests.last?.rangeStart == 50_000)
  }

  @Test("without ranges a download starts again, and is given up when it gets no further")
  func noRanges() async throws {
    let patient = try MisbehavingServer { request in
      .init(body: content, dropAfter: request.number < 2 ? 30_000 + request.number : nil)
    }
    let bench = try Bench([patient.url()])
    #expect(try await bench.store.fetch(bench.source).published)
    let hopeless = try MisbehavingServer { _ in .init(body: content, dropAfter: 30_000) }
    let other = try Bench([hopeless.url()])
    #expect(await other.refusal()?.exitCode == 69)
    #expect(other.visible.isEmpty)
    #expect(hopeless.requests.count == 4)
  }

  @Test("mirrors are tried in order, and the reason for each failure is said")
  func mirrors() async throws {
    let server = try MisbehavingServer { request in
      request.path == "/good" ? .file(content, to: request) : .init(status: 404, body: content)
    }
    let bench = try Bench(["http://127.0.0.1:1/closed", server.url("/gone"), server.url("/good")])
    #expect(try await bench.store.fetch(bench.source).published)
    #expect(server.requests.map(\.path) == ["/gone", "/good"])

    let none = try Bench(["http://127.0.0.1:1/closed", server.url("/gone")])
    let error = await none.refusal()
    #expect(error?.exitCode == 69)
    #expect(error?.description.contains("http://127.0.0.1:1/closed: Failed to connect") == true)
    #expect(
      error?.description.hasSuffix("\(server.url("/gone")): the server answers with status 404.")
        == true)
  }

  @Test("a server that asks for patience is given it, within bounds")
  func retryAfter() async throws {
    let busy = try MisbehavingServer { request in
      request.number == 0
        ? .init(status: 503, headers: ["Retry-After": "1"]) : .file(content, to: request)
    }
    let bench = try Bench([busy.url()])
    let start = Date.now
    #expect(try await bench.store.fetch(bench.source).published)
    #expect(Date.now.timeIntervalSince(start) >= 1)

    let tomorrow = try MisbehavingServer { _ in
      .init(status: 503, headers: ["Retry-After": "86400"])
    }
    let other = try Bench([tomorrow.url()])
    let error = await other.refusal()
    #expect(error?.exitCode == 75)
    #expect(error?.description.contains("come back after 86400 seconds") == true)
  }

  @Test(
    "patience is counted in seconds or until a date, in each of its three forms",
    arguments: [
      ("120", 120), ("0", 0), ("99999999999999999999", Int.max),
      // 784,111,777 seconds after 1970 began, the example of RFC 9110, section 5.6.7.
      ("Sun, 06 Nov 1994 08:49:37 GMT", 37), ("Sunday, 06-Nov-94 08:49:37 GMT", 37),
      ("Sun Nov  6 08:49:37 1994", 37), ("Sun, 06 Nov 1994 08:48:59 GMT", 0),
      ("", 1), ("soon", 1), ("-5", 1), ("1e9", 1),
    ])
  func patience(field: String, seconds: Int) {
    #expect(RetryAfter.seconds(field, now: 784_111_777 - 37) == seconds)
    #expect(RetryAfter.seconds(nil, now: 0) == 1)
  }

  @Test("a date to come back at is waited for where it is near, and said where it is not")
  func retryDate() async throws {
    func date(_ seconds: Double) -> String {
      let formatter = DateFormatter()
      formatter.locale = Locale(identifier: "en_US_POSIX")
      formatter.timeZone = TimeZone(identifier: "GMT")
      formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
      return formatter.string(from: .now.addingTimeInterval(seconds))
    }
    let (near, far) = (date(2), date(7200))
    let busy = try MisbehavingServer { request in
      request.number == 0
        ? .init(status: 429, headers: ["Retry-After": near]) : .file(content, to: request)
    }
    let bench = try Bench([busy.url()])
    #expect(try await bench.store.fetch(bench.source).published)
    let later = try MisbehavingServer { _ in .init(status: 503, headers: ["Retry-After": far]) }
    let other = try Bench([later.url()])
    let error = await other.refusal()
    #expect(error?.exitCode == 75)
    #expect(error?.description.contains("come back after 7") == true, "\(error?.description ?? "")")
    #expect(later.requests.count == 1)
  }

  @Test("redirects are followed, but not in circles, off the web or from https to http")
  func redirects() async throws {
    let server = try MisbehavingServer { request in
      switch request.path {
      case "/moved": .init(status: 302, headers: ["Location": "/file"])
      case "/circle": .init(status: 301, headers: ["Location": "/circle2"])
      case "/circle2": .init(status: 301, headers: ["Location": "/circle"])
      case "/disk": .init(status: 302, headers: ["Location": "file:///etc/passwd"])
      case let path where path.hasPrefix("/far"):
        .init(status: 307, headers: ["Location": path + "x"])
      default: .file(content, to: request)
      }
    }
    let good = try Bench([server.url("/moved")])
    #expect(try await good.store.fetch(good.source).published)
    for (path, words) in [
      ("/circle", "it redirects in a circle"), ("/disk", "which is not on the web"),
      ("/far", "it redirects more than 10 times"),
    ] {
      let bench = try Bench([server.url(path)])
      #expect(await bench.refusal()?.description.contains(words) == true, "\(path)")
      #expect(bench.visible.isEmpty)
    }
    var way = Redirects(from: "https://a.org/x")
    #expect(way.follow("https://b.org/y") == nil)
    #expect(
      way.follow("http://b.org/y") == "it redirects from https to unprotected http "
        + "('http://b.org/y')")
    var upgraded = Redirects(from: "http://a.org/x")
    #expect(upgraded.follow("https://a.org/x") == nil)
  }

  @Test("a trickle is given up")
  func trickle() async throws {
    let server = try MisbehavingServer { _ in .init(body: content, trickle: 0.05) }
    let bench = try Bench([server.url()])
    let error = await bench.refusal()
    #expect(
      error?.description.contains("less than 1000 bytes a second came for 1 seconds") == true)
    #expect(error?.exitCode == 69)
  }

  @Test("a file that changes between two attempts is read from the beginning")
  func changed() async throws {
    let old = Data(content.reversed())
    let polite = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(
        request.number == 0 ? old : content, to: request, tag: "\"\(min(request.number, 1))\"")
      if request.number == 0 { response.dropAfter = 70_000 }
      return response
    }
    let bench = try Bench([polite.url()])
    #expect(try await bench.store.fetch(bench.source).published)
    #expect(polite.requests.count == 2)
    // This one ignores If-Range, and goes on with the new bytes under another tag, or under none.
    for isTagged in [true, false] {
      let rude = try MisbehavingServer { request in
        var asked = request
        asked.headers["if-range"] = nil
        var response = MisbehavingServer.Response.file(
          request.number == 0 ? old : content, to: asked,
          tag: isTagged ? "\"\(min(request.number, 1))\"" : nil)
        if request.number == 0 { response.dropAfter = 70_000 }
        return response
      }
      let other = try Bench([rude.url()])
      #expect(try await other.store.fetch(other.source).published)
      #expect(rude.requests.count == 3)
    }
  }

  @Test("without a published digest nothing is glued that no validator vouches for")
  func unknownDigest() async throws {
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(content, to: request, tag: nil)
      if request.number == 0 { response.dropAfter = 70_000 }
      return response
    }
    let bench = try Bench([server.url()], knowsDigest: false)
    let data = try await bench.store.fetch(bench.source)
    #expect(server.requests.map(\.rangeStart) == [nil, nil])
    #expect(try Data(contentsOf: data.url) == content)
    #expect(!data.published)
    // Damage is noticed all the same: by the digest noted when it was fetched.
    _ = try await bench.store.fetch(bench.source)
    #expect(server.requests.count == 2)
    try bench.folder.write("damaged", to: try #require(bench.visible.first))
    #expect(try Data(contentsOf: try await bench.store.fetch(bench.source).url) == content)
    #expect(server.requests.count == 3)
  }

  @Test("wrong bytes, wrong lengths and encoded bodies never get a final name")
  func wrong() async throws {
    let flipped = Data([content[0] ^ 1] + content.dropFirst())
    let answers: [(String, MisbehavingServer.Response, String, Int32)] = [
      ("digest", .init(body: flipped), "its SHA-256 is \(Digest(of: flipped).hex), not", 65),
      ("length", .init(body: content.dropLast()), "the server offers 199999 bytes, not 200000", 65),
      (
        "claim", .init(body: content, claimedLength: 200_001),
        "the server offers 200001 bytes, not 200000", 65
      ),
      (
        "encoding", .init(headers: ["Content-Encoding": "gzip"], body: flipped),
        "(the server sent it encoded as gzip)", 65
      ),
      ("empty", .init(), "the server offers 0 bytes, not 200000", 69),
    ]
    for (name, answer, words, code) in answers {
      let server = try MisbehavingServer { _ in answer }
      let bench = try Bench([server.url()])
      let error = await bench.refusal()
      if name != "empty" {
        #expect(error?.description.contains(words) == true, "\(name): \(error?.description ?? "")")
      }
      #expect(error?.exitCode == code, "\(name): \(error?.description ?? "")")
      #expect(bench.visible.isEmpty)
    }
  }

  @Test("a body that was packed for the way is refused; one whose digest is right is taken")
  func encoded() async throws {
    let packed = TinyArchives.gzip(content)
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(packed, to: request)
      response.headers["Content-Encoding"] = "gzip"
      return response
    }
    #expect(server.requests.isEmpty)
    let bench = try Bench([server.url()])
    let error = await bench.refusal()
    #expect(
      error?.description.hasSuffix(
        "the server offers \(packed.count) bytes, not 200000 (the server sent it encoded as gzip).")
        == true, "\(error?.description ?? "")")
    #expect(server.requests.allSatisfy { $0.headers["accept-encoding"] == "identity" })
    let unknown = try Bench([server.url()], knowsDigest: false)
    let refusal = await unknown.refusal()
    #expect(refusal?.exitCode == 65)
    #expect(
      refusal?.description.hasSuffix(
        "the server sent it encoded as gzip, and no digest tells what is inside.") == true)
    #expect(bench.visible.isEmpty && unknown.visible.isEmpty)
    // As where a server says of a `.gz` that was published so that it is packed.
    var published = try Bench([server.url()])
    published.source.file?.size = packed.count
    published.source.file?.sha256 = Digest(of: packed).hex
    #expect(try await published.store.fetch(published.source).published)
  }

  @Test("an endless body is broken off at the limit")
  func endless() async throws {
    let server = try MisbehavingServer { _ in .init(body: content, isEndless: true) }
    for knowsDigest in [true, false] {
      let bench = try Bench([server.url()], knowsDigest: knowsDigest)
      let error = await bench.refusal()
      #expect(error?.description.contains("the answer goes on after the") == true)
      #expect(bench.visible.isEmpty)
    }
  }

  @Test("two at once download once")
  func locked() async throws {
    let server = try MisbehavingServer { .file(content, to: $0) }
    let bench = try Bench([server.url()])
    async let one = bench.store.fetch(bench.source)
    async let two = bench.store.fetch(bench.source)
    let both = try await [one, two]
    #expect(both.allSatisfy { $0.published })
    #expect(server.requests.count == 1)
  }

  @Test("offline, what is cached is used and the rest refused")
  func offline() async throws {
    let server = try MisbehavingServer { .file(content, to: $0) }
    let bench = try Bench([server.url()])
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
    let server = try MisbehavingServer { .file(content, to: $0) }
    let licence = Licence(id: "terms-1", text: "Research only.", url: "https://a.org/terms")
    let bench = try Bench([server.url()], licence: licence)
    let error = await bench.refusal()
    #expect(error?.exitCode == 77)
    #expect(
      error?.description == "Data set 'small': its licence 'terms-1' has not been accepted. "
        + "Research only. In full: https://a.org/terms. Accept it with --accept-licence terms-1.")
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
    var bench = try Bench(["http://127.0.0.1:1/"])
    bench.source.licence = nil
    var store = bench.store
    store.cache = try bench.folder.write("a file", to: "taken")
    let error = await #expect(throws: DataError.self) { try await store.fetch(bench.source) }
    #expect(error?.exitCode == 73)
  }

  @Test("a link in the cache is not followed")
  func links() async throws {
    let server = try MisbehavingServer { .file(content, to: $0) }
    let bench = try Bench([server.url()])
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
    let bench = try Bench(["http://127.0.0.1:1/"])
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
    let place = try folder.write(content, to: "published")
    let bench = try Bench(["file://" + place.path])
    #expect(try await bench.store.fetch(bench.source).published)
  }
}
