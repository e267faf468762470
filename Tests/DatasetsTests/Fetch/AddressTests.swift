import Datasets
import Foundation
import Suites
import TestSupport
import Testing

@Suite struct AddressTests {
  @Test(
    "this machine is asked without a proxy",
    arguments: [
      "http://localhost/x", "http://LOCALHOST:80", "https://127.0.0.1:8443/x", "http://127.1.2.3",
      "http://[::1]:80/x", "http://user:pass@localhost/x", "http://a@b@127.0.0.1?q",
    ])
  func own(_ url: String) { #expect(Address.isThisMachine(url)) }

  @Test(
    "a machine whose address merely holds such words is not this one",
    arguments: [
      "http://127.0.0.1.evil.org/x", "http://localhost.evil.org", "http://evil.org/?u=://localhost",
      "http://evil.org/#://127.0.0.1", "http://localhost@evil.org/x",
      "http://127.0.0.1:80@evil.org",
      "http://evil.org/://127.0.0.1/x", "http://notlocalhost/x", "http://127.0.0/x",
      "http://127.0.0.256/x", "http://1127.0.0.1/x", "http://127.0.0.1x/", "http://[::2]/x", "x",
      "",
    ])
  func foreign(_ url: String) { #expect(!Address.isThisMachine(url)) }

  @Test(
    "nobody sees what opens a door",
    arguments: [
      ("https://me:secret@a.org/x", "https://a.org/x"), ("https://me@a.org", "https://a.org"),
      ("https://a.org/x?token=secret#secret", "https://a.org/x?…"),
      ("https://a.org/@x", "https://a.org/@x"),
      ("https://a:b@secret@a.org:1/x", "https://a.org:1/x"), ("file:///x/y@z", "file:///x/y@z"),
    ])
  func shown(_ url: String, _ words: String) { #expect(Address.shown(url) == words) }

  @Test("a password is neither shown nor written beside a download")
  func secret() async throws {
    let server = try MisbehavingServer { request in
      request.number == 0
        ? .init(body: fetchedContent, dropAfter: 70_000) : .init(status: 404)
    }
    let url = server.url("/file?token=hush").replacing("http://", with: "http://me:secret@")
    let bench = try FetchBench([url])
    let error = try #require(await bench.refusal())
    #expect(!error.description.contains("secret") && !error.description.contains("hush"))
    let names = bench.folder.contents().filter { $0.hasSuffix(".part.json") }
    #expect(names.count == 1)
    for name in bench.folder.contents() {
      let text = String(decoding: try Data(contentsOf: bench.folder.file(name)), as: UTF8.self)
      #expect(!text.contains("secret") && !text.contains("hush"), "\(name)")
    }
    // It is taken up all the same.
    #expect(server.requests.last?.rangeStart == 70_000)
    #expect(server.requests.first?.headers["authorization"] != nil)
  }

  @Test("time spends a download's credit and bytes earn it")
  func credit() {
    let patience = Patience(
      connecting: 20, slowest: 1000, stuck: 30, fruitless: 3, retryAfter: 60)
    /// Seconds until a server that sends so many bytes every so often is left; nil if never.
    func given(_ bytes: Int, every seconds: Double) -> Double? {
      var credit = Credit(patience, now: 0)
      var now = 0.0
      while now < 100_000 {
        now += seconds
        guard credit.earn(bytes, now: now) else { return now }
      }
      return nil
    }
    // 3 · (20 + 30) seconds of silence.
    #expect(given(0, every: 1) == 150)
    #expect(given(1, every: 0.5) ?? 1e9 < 151)
    // 0.6 of a second earned in each: 150 / 0.4.
    #expect(abs((given(600, every: 1) ?? 0) - 375) < 2)
    // A gulp now and then is no better than its mean.
    #expect(abs((given(18_000, every: 30) ?? 0) - 375) < 31)
    #expect(given(1000, every: 1) == nil)
    #expect(given(30_000, every: 29) == nil)
    // Nothing is laid by, and time that is not the server's is not counted.
    var credit = Credit(patience, now: 0)
    let answers = [credit.earn(1 << 40, now: 1), credit.earn(0, now: 152)]
    var resting = Credit(patience, now: 0)
    resting.rest(until: 10_000)
    let later = [resting.earn(0, now: 10_149), resting.earn(0, now: 10_151)]
    #expect(answers == [true, false] && later == [true, false])
  }

  @Test("a byte a connection, and gulps that pass for no silence, are given up")
  func crawls() async throws {
    let single = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(fetchedContent, to: request)
      response.dropAfter = 1
      return response
    }
    let bench = try FetchBench([single.url()])
    #expect(await bench.refusal()?.exitCode == 69)
    #expect(single.requests.count == 3)
    // 1,200 bytes a connection are an attempt, but each takes two seconds: after 0.8 of a second
    // lost in each, the four that silence has are spent.
    let slow = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(fetchedContent, to: request)
      response.dropAfter = 1_200
      Thread.sleep(forTimeInterval: 2)
      return response
    }
    let other = try FetchBench([slow.url()])
    var store = other.store
    store.patience = Patience(connecting: 1, slowest: 1_000, stuck: 3, fruitless: 1, retryAfter: 2)
    let error = await #expect(throws: DataError.self) { try await store.fetch(other.source) }
    #expect(
      error?.description.contains("less than 1000 bytes a second came for") == true)
    #expect(error?.exitCode == 69)
    #expect(slow.requests.count < 8)
  }

  @Test(
    "a server may claim any length",
    arguments: [
      "9223372036854775807", "9223372036854775808", "-1", "99999999999999999999999", "+200000",
      "1e9",
    ])
  func lengths(_ length: String) async throws {
    let server = try MisbehavingServer { _ in
      .init(headers: ["Content-Length": length], body: fetchedContent, claimedLength: -1)
    }
    for knowsDigest in [true, false] {
      let bench = try FetchBench([server.url()], knowsDigest: knowsDigest)
      do {
        // Where the library reads no length, the body ends with the connection.
        let data = try await bench.store.fetch(bench.source)
        #expect(try Data(contentsOf: data.url) == fetchedContent)
      } catch let error as DataError {
        #expect([65, 69].contains(error.exitCode), "\(error)")
        #expect(bench.visible.isEmpty)
      }
    }
  }
}
