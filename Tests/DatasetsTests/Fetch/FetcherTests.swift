import Datasets
import Foundation
import Suites
import TestSupport
import Testing

@Suite struct FetcherTests {
  @Test("a file is fetched once, verified and named after its digest")
  func plain() async throws {
    let server = try MisbehavingServer { .file(fetchedContent, to: $0) }
    let bench = try FetchBench([server.url()])
    let data = try await bench.store.fetch(bench.source)
    #expect(try Data(contentsOf: data.url) == fetchedContent)
    #expect(data.published)
    #expect(data.digest == Digest(of: fetchedContent).hex)
    _ = try await bench.store.fetch(bench.source)
    #expect(server.requests.count == 1)
    let mode = try FileManager.default.attributesOfItem(atPath: data.url.path)[.posixPermissions]
    #expect(mode as? Int == 0o644)
  }

  @Test("a download dropped at every tenth is taken up where it broke off")
  func drops() async throws {
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(fetchedContent, to: request)
      response.dropAfter = fetchedContent.count / 10
      return response
    }
    let bench = try FetchBench([server.url()])
    let data = try await bench.store.fetch(bench.source)
    #expect(try Data(contentsOf: data.url) == fetchedContent)
    #expect(server.requests.map { $0.rangeStart ?? 0 } == (0..<10).map { $0 * 20_000 })
    #expect(server.requests.dropFirst().allSatisfy { $0.headers["if-range"] == "\"1\"" })
  }

  @Test("another process goes on where the first one broke off")
  func acrossProcesses() async throws {
    let server = try MisbehavingServer { request in
      if request.number == 1 { return .init(status: 404) }
      var response = MisbehavingServer.Response.file(fetchedContent, to: request)
      if request.number == 0 { response.dropAfter = 50_000 }
      return response
    }
    let bench = try FetchBench([server.url()])
    _ = await bench.refusal()
    #expect(bench.visible.isEmpty)
    _ = try await bench.store.fetch(bench.source)
    #expect(server.requests.last?.rangeStart == 50_000)
  }

  @Test("without ranges a download starts again, and is given up when it gets no further")
  func noRanges() async throws {
    let patient = try MisbehavingServer { request in
      .init(body: fetchedContent, dropAfter: request.number < 2 ? 30_000 + request.number : nil)
    }
    let bench = try FetchBench([patient.url()])
    #expect(try await bench.store.fetch(bench.source).published)
    let hopeless = try MisbehavingServer { _ in .init(body: fetchedContent, dropAfter: 30_000) }
    let other = try FetchBench([hopeless.url()])
    #expect(await other.refusal()?.exitCode == 69)
    #expect(other.visible.isEmpty)
    #expect(hopeless.requests.count == 4)
  }

  @Test("mirrors are tried in order, and the reason for each failure is said")
  func mirrors() async throws {
    let server = try MisbehavingServer { request in
      request.path == "/good"
        ? .file(fetchedContent, to: request) : .init(status: 404, body: fetchedContent)
    }
    let bench = try FetchBench([
      "http://127.0.0.1:1/closed", server.url("/gone"), server.url("/good"),
    ])
    #expect(try await bench.store.fetch(bench.source).published)
    #expect(server.requests.map(\.path) == ["/gone", "/good"])

    let none = try FetchBench(["http://127.0.0.1:1/closed", server.url("/gone")])
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
        ? .init(status: 503, headers: ["Retry-After": "1"]) : .file(fetchedContent, to: request)
    }
    let bench = try FetchBench([busy.url()])
    let start = Date.now
    #expect(try await bench.store.fetch(bench.source).published)
    #expect(Date.now.timeIntervalSince(start) >= 1)

    let tomorrow = try MisbehavingServer { _ in
      .init(status: 503, headers: ["Retry-After": "86400"])
    }
    let other = try FetchBench([tomorrow.url()])
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
    let near = date(2)
    let busy = try MisbehavingServer { request in
      request.number == 0
        ? .init(status: 429, headers: ["Retry-After": near]) : .file(fetchedContent, to: request)
    }
    let bench = try FetchBench([busy.url()])
    #expect(try await bench.store.fetch(bench.source).published)
    let far = date(7200)
    let later = try MisbehavingServer { _ in .init(status: 503, headers: ["Retry-After": far]) }
    let other = try FetchBench([later.url()])
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
      default: .file(fetchedContent, to: request)
      }
    }
    let good = try FetchBench([server.url("/moved")])
    #expect(try await good.store.fetch(good.source).published)
    for (path, words) in [
      ("/circle", "it redirects in a circle"), ("/disk", "which is not a web address"),
      ("/far", "it redirects more than 10 times"),
    ] {
      let bench = try FetchBench([server.url(path)])
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
    let server = try MisbehavingServer { _ in .init(body: fetchedContent, trickle: 0.05) }
    let bench = try FetchBench([server.url()])
    let error = await bench.refusal()
    #expect(
      error?.description.contains("less than 1000 bytes a second came for 1 seconds") == true)
    #expect(error?.exitCode == 69)
  }

  @Test("a file that changes between two attempts is read from the beginning")
  func changed() async throws {
    let old = Data(fetchedContent.reversed())
    let polite = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(
        request.number == 0 ? old : fetchedContent, to: request,
        tag: "\"\(min(request.number, 1))\"")
      if request.number == 0 { response.dropAfter = 70_000 }
      return response
    }
    let bench = try FetchBench([polite.url()])
    #expect(try await bench.store.fetch(bench.source).published)
    #expect(polite.requests.count == 2)
    // This one ignores If-Range, and goes on with the new bytes under another tag, or under none.
    for isTagged in [true, false] {
      let rude = try MisbehavingServer { request in
        var asked = request
        asked.headers["if-range"] = nil
        var response = MisbehavingServer.Response.file(
          request.number == 0 ? old : fetchedContent, to: asked,
          tag: isTagged ? "\"\(min(request.number, 1))\"" : nil)
        if request.number == 0 { response.dropAfter = 70_000 }
        return response
      }
      let other = try FetchBench([rude.url()])
      #expect(try await other.store.fetch(other.source).published)
      #expect(rude.requests.count == 3)
    }
  }

  @Test("without a published digest nothing is glued that no validator vouches for")
  func unknownDigest() async throws {
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(fetchedContent, to: request, tag: nil)
      if request.number == 0 { response.dropAfter = 70_000 }
      return response
    }
    let bench = try FetchBench([server.url()], knowsDigest: false)
    let data = try await bench.store.fetch(bench.source)
    #expect(server.requests.map(\.rangeStart) == [nil, nil])
    #expect(try Data(contentsOf: data.url) == fetchedContent)
    #expect(!data.published)
    // Damage is noticed all the same: by the digest noted when it was fetched.
    _ = try await bench.store.fetch(bench.source)
    #expect(server.requests.count == 2)
    try bench.folder.write("damaged", to: try #require(bench.visible.first))
    #expect(try Data(contentsOf: try await bench.store.fetch(bench.source).url) == fetchedContent)
    #expect(server.requests.count == 3)
  }

  @Test("wrong bytes, wrong lengths and encoded bodies never get a final name")
  func wrong() async throws {
    let flipped = Data([fetchedContent[0] ^ 1] + fetchedContent.dropFirst())
    let answers: [(String, MisbehavingServer.Response, String, Int32)] = [
      ("digest", .init(body: flipped), "its SHA-256 is \(Digest(of: flipped).hex), not", 65),
      (
        "length", .init(body: fetchedContent.dropLast()),
        "the server offers 199999 bytes, not 200000", 65
      ),
      (
        "claim", .init(body: fetchedContent, claimedLength: 200_001),
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
      let bench = try FetchBench([server.url()])
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
    let packed = TinyArchives.gzip(fetchedContent)
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(packed, to: request)
      response.headers["Content-Encoding"] = "gzip"
      return response
    }
    #expect(server.requests.isEmpty)
    let bench = try FetchBench([server.url()])
    let error = await bench.refusal()
    #expect(
      error?.description.hasSuffix(
        "the server offers \(packed.count) bytes, not 200000 (the server sent it encoded as gzip).")
        == true, "\(error?.description ?? "")")
    #expect(server.requests.allSatisfy { $0.headers["accept-encoding"] == "identity" })
    let unknown = try FetchBench([server.url()], knowsDigest: false)
    let refusal = await unknown.refusal()
    #expect(refusal?.exitCode == 65)
    #expect(
      refusal?.description.hasSuffix(
        "the server sent it encoded as gzip, and no digest tells what is inside.") == true)
    #expect(bench.visible.isEmpty && unknown.visible.isEmpty)
    // As where a server says of a `.gz` that was published so that it is packed.
    var published = try FetchBench([server.url()])
    published.source.file?.size = packed.count
    published.source.file?.sha256 = Digest(of: packed).hex
    #expect(try await published.store.fetch(published.source).published)
  }

  @Test("an endless body is broken off at the limit")
  func endless() async throws {
    let server = try MisbehavingServer { _ in .init(body: fetchedContent, isEndless: true) }
    for knowsDigest in [true, false] {
      let bench = try FetchBench([server.url()], knowsDigest: knowsDigest)
      let error = await bench.refusal()
      #expect(error?.description.contains("the answer is longer than the") == true)
      #expect(bench.visible.isEmpty)
    }
  }
}
