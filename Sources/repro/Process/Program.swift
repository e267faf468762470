import Dispatch
import Foundation

/// An outside program: the one place that starts any.
///
/// It is started without a shell, reads from a file of ours, writes to files of ours in a folder
/// that is removed afterwards, and is ended with everything it started when it takes too long or
/// writes too much.
enum Program {
  /// How long a program may take, seconds, and how much it may write, bytes.
  struct Limits {
    var seconds: Double
    var bytes = 1 << 28
  }

  /// What a program knows of its surroundings.
  enum Surroundings {
    /// The search path and the paths of libraries of the user's environment, a home and a temporary
    /// folder that are empty, the language C, and these variables. No start-up file of the user's or
    /// of the data's is found.
    case bare([String: String] = [:])
    /// The user's environment with some changes, nil taking a variable away: for our own binary.
    case inherited([String: String?] = [:])
  }

  /// What a program wrote, and how it left.
  struct Output {
    var bytes: Data
    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// What it wrote to standard error.
    var errors = Data()
    /// The first 2,000 bytes of that.
    var complaint: String {
      String(decoding: errors.prefix(2000), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    /// Why its output counts for nothing, as the end of a sentence that begins with its name: `did
    /// not finish within 60 seconds`; nil where it left with 0.
    var fault: String?
    /// Whether it was ended for taking too long.
    var tookTooLong = false
    /// Whether it was ended because somebody asked for it.
    var wasStopped = false
    /// The code it left with.
    var status: Int32
  }

  /// Where a program works and writes, where that is kept.
  struct Place {
    /// The folder that it is started in.
    var folder: String
    /// The file that takes what it writes to standard output and error.
    var log: String
  }

  /// Runs a program of the search path, or of an absolute path, to its end or to its limits; nil
  /// where there is none of that name. No shell takes part, so arguments are what they are.
  ///
  /// - Parameters:
  ///   - kept: where it works and writes; a folder that is removed afterwards if nil.
  ///   - stop: asked from time to time; once it says true, the program is ended.
  /// - Throws: ``Failure`` where the folder for its files cannot be written.
  static func run(
    _ name: String, _ arguments: [String], input: String = "", within limits: Limits,
    in surroundings: Surroundings = .bare(), at kept: Place? = nil,
    stop: () -> Bool = { false }
  ) throws -> Output? {
    guard let program = place(of: name) else { return nil }
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment(surroundings, home: scratch.path)
    if case .bare = surroundings {
      process.currentDirectoryURL = URL(fileURLWithPath: kept?.folder ?? scratch.path)
    }
    // Files, not pipes: nobody waits for anybody, not even for a grandchild that holds a pipe open.
    let files =
      try kept.map { [try scratch.log($0.log)] }
      ?? ["output", "error"].map { try scratch.file($0) }
    process.standardInput = try scratch.reading(try scratch.file("input", input))
    let handles = try files.map { try scratch.writing($0) }
    process.standardOutput = handles[0]
    process.standardError = handles[handles.count - 1]
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      return Output(bytes: Data(), fault: "cannot be started", status: -1)
    }
    let breach = wait(for: process, ended, within: limits, files, stop)
    var output = Output(
      bytes: try kept == nil ? scratch.content(files[0], limit: limits.bytes) : Data(),
      errors: try kept == nil ? scratch.content(files[1], limit: limits.bytes) : Data(),
      fault: breach?.words, status: breach == nil ? process.terminationStatus : -1)
    if breach == nil, process.terminationReason == .uncaughtSignal {
      output.fault = "was killed by signal \(output.status)"
      output.status = -1
    } else if breach == nil, output.status != 0 {
      output.fault = "exited with \(output.status)"
    }
    if case .time = breach { output.tookTooLong = true }
    if case .request = breach { output.wasStopped = true }
    return output
  }

  /// Lets a script of ours take this process's place, with its terminal, signals and code.
  ///
  /// - Parameter needed: the program that the script starts.
  /// - Throws: ``Failure`` where there is none of that name, or the script cannot be started.
  static func become(_ script: String, needing needed: String) throws -> Never {
    guard place(of: needed) != nil else {
      throw Failure(
        .unavailable,
        "There is no program '\(needed)' here; start \(script) on a machine that has it")
    }
    fflush(nil)
    var words: [UnsafeMutablePointer<CChar>?] = [strdup(script), nil]
    execv(script, &words)
    throw Failure(
      .unavailable,
      "\(script) cannot be started: \(String(cString: strerror(errno)).lowercased())")
  }

  private enum Breach {
    case time(Double)
    case size(Int)
    case request

    var words: String {
      switch self {
      case .time(let seconds): "did not finish within \(rounded(seconds, 0)) seconds"
      case .size(let bytes): "wrote more than \(bytes >> 20) MiB"
      case .request: "was stopped"
      }
    }
  }

  /// Waits for the end; a breach of the limits ends the process and all of its group.
  private static func wait(
    for process: Process, _ ended: DispatchSemaphore, within limits: Limits, _ files: [String],
    _ stop: () -> Bool
  ) -> Breach? {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(limits.seconds)
    var breach: Breach?
    while ended.wait(timeout: .now() + .milliseconds(20)) == .timedOut {
      if stop() { breach = .request }
      if clock.now >= deadline { breach = .time(limits.seconds) }
      if files.contains(where: { size(of: $0) > limits.bytes }) { breach = .size(limits.bytes) }
      guard breach != nil else { continue }
      // Foundation gives every process a group of its own, so that its children end with it.
      kill(-process.processIdentifier, SIGKILL)
      // Somebody whom not even that ends right away is not waited for.
      _ = ended.wait(timeout: .now() + .seconds(5))
      return breach
    }
    process.waitUntilExit()
    if files.contains(where: { size(of: $0) > limits.bytes }) { breach = .size(limits.bytes) }
    return breach
  }

  private static func size(of file: String) -> Int {
    var status = stat()
    return stat(file, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Folders of the search path that are meant wherever the user stands. `.` and an empty entry
  /// would start what lies beside the data.
  private static var folders: [String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    return path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
  }

  /// The first plain file of that name that may be executed.
  private static func place(of name: String) -> String? {
    let places = name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
    return places.first { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        && access(path, X_OK) == 0
    }
  }

  private static func environment(_ surroundings: Surroundings, home: String) -> [String: String] {
    let own = ProcessInfo.processInfo.environment
    switch surroundings {
    case .bare(let variables):
      var result = [
        "PATH": folders.joined(separator: ":"), "HOME": home, "TMPDIR": home, "LC_ALL": "C",
      ]
      result["LD_LIBRARY_PATH"] = own["LD_LIBRARY_PATH"]
      return result.merging(variables) { $1 }
    case .inherited(let changes):
      var result = own
      for (variable, value) in changes { result[variable] = value }
      return result
    }
  }
}
