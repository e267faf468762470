public import Foundation
internal import Synchronization

/// An HTTP/1.1 server on the loopback interface that answers exactly as badly as a test wants: plain
/// sockets, one connection for each request.
public final class MisbehavingServer: Sendable {
  /// What a client asked.
  public struct Request: Hashable, Sendable {
    /// Path and query.
    public var path: String
    /// Fields by lower-case name.
    public var headers: [String: String]
    /// How many requests came before.
    public var number: Int

    /// First byte that is wanted, where only a part is.
    public var rangeStart: Int? {
      headers["range"].flatMap { $0.hasPrefix("bytes=") ? Int($0.dropFirst(6).dropLast()) : nil }
    }
  }

  /// What it is told.
  public struct Response: Sendable {
    /// Status code.
    public var status = 200
    /// Fields besides `Content-Length` and `Connection`.
    public var headers: [String: String] = [:]
    /// Bytes of the body.
    public var body = Data()
    /// What `Content-Length` claims; the body's true length unless set, nothing where below 0.
    public var claimedLength: Int?
    /// The connection is dropped after this many bytes of the body.
    public var dropAfter: Int?
    /// Seconds between two bytes.
    public var trickle: Double?
    /// The body is sent again and again until the client leaves.
    public var isEndless = false

    /// An answer that is right unless something is changed.
    public init(
      status: Int = 200, headers: [String: String] = [:], body: Data = Data(),
      claimedLength: Int? = nil, dropAfter: Int? = nil, trickle: Double? = nil,
      isEndless: Bool = false
    ) {
      self.status = status
      self.headers = headers
      self.body = body
      self.claimedLength = claimedLength
      self.dropAfter = dropAfter
      self.trickle = trickle
      self.isEndless = isEndless
    }

    /// What an honest server with ranges says: the part wanted, or all of it where the client has
    /// another version.
    public static func file(_ body: Data, to request: Request, tag: String? = "\"1\"") -> Response {
      var response = Response(body: body)
      if let tag { response.headers["ETag"] = tag }
      guard let start = request.rangeStart else { return response }
      if let wanted = request.headers["if-range"], wanted != tag { return response }
      guard start < body.count else { return Response(status: 416) }
      response.status = 206
      response.body = body.dropFirst(start)
      response.headers["Content-Range"] = "bytes \(start)-\(body.count - 1)/\(body.count)"
      return response
    }
  }

  private let listener: Int32
  private let port: UInt16
  private let seen = Mutex<[Request]>([])

  /// Listens on a free port until it is released.
  public init(_ respond: @escaping @Sendable (Request) -> Response) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw POSIXError(.EIO) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = self.listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &size) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let request = self?.read(connection) else {
          close(connection)
          continue
        }
        Thread.detachNewThread {
          Self.send(respond(request), over: connection)
          close(connection)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// The address of a path.
  public func url(_ path: String = "/file") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// What was asked so far.
  public var requests: [Request] { seen.withLock { $0 } }

  private func read(_ connection: Int32) -> Request? {
    var text: [UInt8] = []
    var byte: UInt8 = 0
    while !text.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard text.count < 1 << 16, recv(connection, &byte, 1, 0) == 1 else { return nil }
      text.append(byte)
    }
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\r\n")
    let path = lines.first?.split(separator: " ").dropFirst().first.map { String($0) } ?? "/"
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return seen.withLock {
      let request = Request(path: path, headers: headers, number: $0.count)
      $0.append(request)
      return request
    }
  }

  private static func send(_ response: Response, over connection: Int32) {
    var head = "HTTP/1.1 \(response.status) X\r\nConnection: close\r\n"
    let length = response.claimedLength ?? response.body.count
    if length >= 0, !response.isEndless { head += "Content-Length: \(length)\r\n" }
    for name in response.headers.keys.sorted() {
      head += "\(name): \(response.headers[name] ?? "")\r\n"
    }
    guard write(Data((head + "\r\n").utf8), to: connection) else { return }
    let body = response.body.prefix(response.dropAfter ?? response.body.count)
    if let pause = response.trickle {
      for byte in body {
        guard write(Data([byte]), to: connection) else { return }
        Thread.sleep(forTimeInterval: pause)
      }
    } else {
      repeat {
        guard write(body, to: connection) else { return }
      } while response.isEndless
    }
  }

  private static func write(_ data: Data, to connection: Int32) -> Bool {
    var rest = data
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
