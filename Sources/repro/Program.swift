import Foundation

/// A program started without a shell.
enum Program {
  /// What a program wrote, and how it left.
  struct Output {
    var bytes: Data
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var complaint: String
    var status: Int32
  }

  /// Runs a program of the search path, or of a path with a slash, to its end; nil where there is
  /// none of that name. No shell takes part, so arguments are what they are.
  ///
  /// - Parameter variables: changes to the environment; nil takes a variable away.
  static func run(
    _ name: String, _ arguments: [String], input: String = "", at folder: String? = nil,
    with variables: [String: String?] = [:]
  ) throws -> Output? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    let places =
      name.contains("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
    guard let program = places.first(where: FileManager.default.isExecutableFile) else {
      return nil
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    var environment = ProcessInfo.processInfo.environment
    for (variable, value) in variables { environment[variable] = value }
    process.environment = environment
    // Files, not pipes: no output is too long for them, and nobody waits for anybody.
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("repro-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: scratch) }
    func file(_ name: String, _ content: String = "") throws -> URL {
      let url = scratch.appendingPathComponent(name)
      try Data(content.utf8).write(to: url)
      return url
    }
    let standardOutput = try file("output")
    let standardError = try file("error")
    process.standardInput = try FileHandle(forReadingFrom: try file("input", input))
    process.standardOutput = try FileHandle(forWritingTo: standardOutput)
    process.standardError = try FileHandle(forWritingTo: standardError)
    try process.run()
    process.waitUntilExit()
    return Output(
      bytes: try Data(contentsOf: standardOutput),
      complaint: String(decoding: try Data(contentsOf: standardError), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines),
      status: process.terminationStatus)
  }
}
