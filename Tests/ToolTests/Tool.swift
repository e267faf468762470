import Foundation

/// The real binary, started with folders of its own.
final class Tool: Sendable {
  /// What a call of the tool gave.
  struct Outcome: Sendable {
    var code: Int32
    var output: String
    var complaints: String
  }

  /// A folder of its own, removed with the value; holds `suites`, `reports`, `cache` and `data`.
  let folder: String

  /// The package's folder.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The tool that was built with the tests.
  static let binary: String = {
    let runner =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: runner).deletingLastPathComponent().appendingPathComponent("repro")
      .path
  }()

  init(suite: String = tinySuite()) throws {
    folder = FileManager.default.temporaryDirectory.path + "/repro-tool-\(UUID().uuidString)"
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder + "/suites/datasets", withIntermediateDirectories: true)
    try manager.copyItem(
      atPath: Self.package + "/suites/datasets/planted-time.yaml",
      toPath: folder + "/suites/datasets/planted-time.yaml")
    try suite.write(toFile: folder + "/suites/tiny.yaml", atomically: true, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A process that is not started yet.
  func process(_ arguments: [String], with variables: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.binary)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = folder + "/cache"
    environment["XDG_DATA_HOME"] = folder + "/data"
    environment["REPRO_CACHE"] = nil
    environment["GITHUB_STEP_SUMMARY"] = nil
    environment.merge(variables) { $1 }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Starts the tool and waits for its end.
  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Starts the tool and waits for its end.
  func run(_ arguments: [String], with variables: [String: String] = [:]) throws -> Outcome {
    let process = process(arguments, with: variables)
    let names = ["out", "err"].map { "\(folder)/\($0)-\(UUID().uuidString)" }
    let files = try names.map { name in
      try Data().write(to: URL(fileURLWithPath: name))
      return try FileHandle(forWritingTo: URL(fileURLWithPath: name))
    }
    process.standardOutput = files[0]
    process.standardError = files[1]
    try process.run()
    process.waitUntilExit()
    let texts = try names.map { try String(contentsOfFile: $0, encoding: .utf8) }
    for name in names { try? FileManager.default.removeItem(atPath: name) }
    return Outcome(code: process.terminationStatus, output: texts[0], complaints: texts[1])
  }

  /// The step of the latest checkpoint, 0 where there is none.
  func latestStep() throws -> Int {
    let root = folder + "/cache/repro/checkpoints"
    let manager = FileManager.default
    guard let id = (try? manager.contentsOfDirectory(atPath: root))?.first else { return 0 }
    let names = try manager.contentsOfDirectory(atPath: "\(root)/\(id)").sorted()
    let name = names.last { $0.hasPrefix("step-") && $0.hasSuffix(".json") }
    return name.flatMap { Int($0.dropFirst(5).dropLast(5)) } ?? 0
  }

  /// A page of the tiny suite's report.
  func page(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/reports/tiny/\(name)", encoding: .utf8)
  }

  /// The `outcome` of a record, as its bytes in the file.
  func outcome(_ cell: String, reports: String = "reports") throws -> String {
    let text = try String(
      contentsOfFile: "\(folder)/\(reports)/tiny/records/\(cell).json", encoding: .utf8)
    guard let begin = text.range(of: "\n  \"outcome\": "), let end = text.range(of: "\n  \"rules\"")
    else { return "" }
    return String(text[begin.upperBound..<end.lowerBound])
  }
}

/// The tiny suite on a data set `rows`, whose source a test writes.
func rowsSuite() -> String {
  let planted = tinySuite()
  guard let begin = planted.range(of: "    source: planted-time"),
    let end = planted.range(of: "runs:")
  else { return planted }
  let dataset = """
        source: rows
        ties: file
        filters: []
        maximalLength: 20
        split: leave-last-out

    """
  return planted.replacingCharacters(in: begin.lowerBound..<end.lowerBound, with: dataset)
}

/// A suite that trains in a second: two baselines and one run of each trained model.
func tinySuite(
  users: Int = 60, epochs: Int = 3, every: Int = 1, read: String = "last", rate: String = "0.003"
) -> String {
  let evaluation = """
      evaluation:
        {candidates: catalogue, seen: kept-history, ties: against, queryTime: target, floor: 2501,
         metrics: [ndcg@10, hr@10, mrr], every: \(every), read: \(read)}
    """
  let training = """
      training:
        loss: {kind: sampled-softmax, negatives: 16, temperature: 0.05}
        optimizer:
          {kind: adamw, rate: \(rate), beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0}
        rows: 16
        epochs: \(epochs)
        shards: 4
    """
  let sizes = "width: 16, blocks: 1, heads: 1"
  let inner = "positions: 31, embeddingDropout: 0.1, dropout: 0.1"
  let models = [
    ("popularity", "{kind: popularity}", false), ("random", "{kind: random}", false),
    ("sasrec", "{kind: sasrec, \(sizes), hidden: 16, \(inner)}", true),
    ("hstu", "{kind: hstu, \(sizes), keyWidth: 16, valueWidth: 16, \(inner)}", true),
    (
      "fuxi",
      "{kind: fuxi-alpha, \(sizes), keyWidth: 16, valueWidth: 16, feedForwardMultiple: 1, "
        + "\(inner), variant: full}", true
    ),
  ]
  let runs = models.map { name, model, isTrained in
    """
      - id: \(name)
        group: \(isTrained ? "trained" : "baselines")
        profile: smoke
        task:
          kind: ranking
          dataset: planted
          model: \(model)
    \(indented(isTrained ? training + "\n" + evaluation : evaluation))
        seeds: [1]
    """
  }
  return """
    schema: 2
    name: tiny
    paper: {title: A tiny suite, authors: made for tests, year: 2025, url: nowhere}
    policy:
      {alpha: 0.05, fails: [NOT-REPLICATED, ERROR], profiles: [smoke]}
    datasets:
      - id: planted
        source: planted-time
        ties: file
        filters: []
        maximalLength: 20
        split: leave-last-out
        generator:
          {kind: planted-time, seed: 1, users: \(users), items: 120, groups: 12, fewestEvents: 6,
           mostEvents: 25, noise: 0.1}
    runs:
    \(runs.joined(separator: "\n"))
    guards: []
    claims: []
    blocked: []
    comparisons: []
    deviations: []
    contradictions: []

    """
}

private func indented(_ text: String) -> String {
  text.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
}
