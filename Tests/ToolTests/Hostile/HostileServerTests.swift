import Foundation
import Suites
import TestSupport
import Testing

@Suite struct HostileServerTests {
  private let log = HostileTextTests()

  /// A tool with a source of one address, and terms that command a terminal.
  private func tool(_ url: String) throws -> Tool {
    let tool = try Tool(suite: rowsSuite())
    let word = HostileTextTests.quoted(HostileTextTests.text)
    try """
    schema: 1
    id: rows
    title: \(word)
    layout: movielens-1m
    licence: {id: terms-1, text: \(word), url: \(word)}
    file:
      urls: ["\(url)"]
      packing: archive
      sha256: \(Digest(of: Data((0..<4000).map { UInt8($0 % 251) })).hex)
      grade: primary
      members: [{path: ml/movies.dat}, {path: ml/ratings.dat}]
      unpackedLimit: 100000
    """.write(
      toFile: tool.folder + "/suites/datasets/rows.yaml", atomically: true, encoding: .utf8)
    return tool
  }

  @Test("terms that command a terminal are shown as words")
  func licence() throws {
    let outcome = try tool("https://user:secretword@127.0.0.1:1/x").run("fetch", "rows")
    #expect(outcome.code == 77)
    #expect(log.faults(ofLog: outcome.complaints) == [])
    #expect(outcome.complaints.contains("<script>alert(1)</script>"))
  }

  @Test(
    "where a server leads is said in words, without its secrets",
    arguments: [
      "ftp://user:secretword@a.org/\u{1b}[2J?token=secrettoken", "javascript:\u{1b}]0;x",
      "gopher://a.org/\u{9b}31m\u{202e}::x", "file:///etc/passwd?sig=secrettoken",
      "http://user:secretword@127.0.0.1:1/?X-Amz-Signature=secrettoken",
    ])
  func location(_ target: String) throws {
    let server = try MisbehavingServer { _ in
      MisbehavingServer.Response(status: 302, headers: ["Location": target])
    }
    let outcome = try tool(server.url().replacing("://", with: "://user:secretword@"))
      .run("fetch", "rows", "--accept-licence", "terms-1")
    #expect(outcome.code == 69, "\(outcome.complaints)")
    #expect(log.faults(ofLog: outcome.complaints + outcome.output) == [])
  }

  @Test("an address with credentials is used, and neither shown nor noted with them")
  func credentials() throws {
    let body = Data((0..<4000).map { UInt8($0 % 251) })
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(body, to: request)
      if request.number < 20 { response = .init(body: body, dropAfter: 1500) }
      return response
    }
    let address = server.url("/file?token=secrettoken")
      .replacing("://", with: "://user:secretword@")
    let tool = try tool(address)
    let first = try tool.run("fetch", "rows", "--accept-licence", "terms-1")
    #expect(first.code == 69, "\(first.complaints)")
    #expect(log.faults(ofLog: first.complaints + first.output) == [])
    let key = Data("user:secretword".utf8).base64EncodedString()
    #expect(server.requests.first?.headers["authorization"] == "Basic \(key)")
    #expect(server.requests.first?.path == "/file?token=secrettoken")
    var noted = 0
    for case let path as String in FileManager.default.enumerator(atPath: tool.folder + "/cache")
      ?? .init()
    {
      let place = tool.folder + "/cache/" + path
      guard let data = FileManager.default.contents(atPath: place) else { continue }
      let text = String(decoding: data, as: UTF8.self)
      #expect(!text.contains("secretword") && !text.contains("secrettoken"), "\(path)")
      if path.hasSuffix(".part.json") {
        noted += 1
        // The address is noted by its digest alone.
        #expect(text.contains(#/"address":"[0-9a-f]{64}"/#) && !text.contains("/file"), "\(text)")
      }
    }
    #expect(noted == 1)
    // What is noted is enough to go on.
    let before = server.requests.count
    let second = try tool.run("fetch", "rows")
    #expect(log.faults(ofLog: second.complaints + second.output) == [])
    #expect(server.requests.dropFirst(before).first?.rangeStart == 1500)
  }
}
