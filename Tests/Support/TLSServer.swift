public import Foundation

/// An HTTPS server on the loopback interface, by `openssl s_server`, with a certificate that nobody
/// but its own file vouches for. What it answers stands in files, head and all.
public final class TLSServer: @unchecked Sendable {  // written by its initializer only
  private let folder: TemporaryFolder
  private let process = Process()
  private let port: Int

  /// The certificate, as those name it who trust it.
  public var certificate: URL { folder.file("certificate") }

  /// True where the program is installed.
  public static let canBeStarted = program != nil

  private static let program = ["/usr/bin/openssl", "/usr/local/bin/openssl"]
    .first(where: FileManager.default.isExecutableFile)

  /// Answers each path's requests with these bytes, until it is released.
  public init(_ answers: [String: String]) throws {
    folder = try TemporaryFolder()
    for (path, answer) in answers { try folder.write(answer, to: path) }
    let program = URL(fileURLWithPath: Self.program ?? "/nowhere/openssl")
    let maker = Process()
    maker.executableURL = program
    maker.arguments =
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key -out certificate"
      .split(separator: " ").map(String.init)
      + ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    maker.currentDirectoryURL = folder.url
    maker.standardError = FileHandle.nullDevice
    try maker.run()
    maker.waitUntilExit()
    process.executableURL = program
    process.arguments =
      "s_server -accept 127.0.0.1:0 -cert certificate -key key -HTTP".split(separator: " ")
      .map(String.init)
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    // "ACCEPT 127.0.0.1:40577" says which port it was given.
    var text = ""
    while !(text.contains("ACCEPT") && text.hasSuffix("\n")) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw POSIXError(.EIO) }
      text += String(decoding: more, as: UTF8.self)
    }
    let digits = text.split(separator: ":").last?.trimmingCharacters(in: .whitespacesAndNewlines)
    port = digits.flatMap { Int($0) } ?? 0
  }

  deinit {
    // SIGTERM may be blocked in what a test's thread starts.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The address of a path.
  public func url(_ path: String) -> String { "https://127.0.0.1:\(port)/\(path)" }

  /// A whole answer.
  public static func answer(_ status: String, headers: [String] = [], body: String = "") -> String {
    let lines =
      ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)", "Connection: close"] + headers
    return lines.map { $0 + "\r\n" }.joined() + "\r\n" + body
  }
}
