import ArgumentParser
import Experiments
import Foundation
internal import Metrics
import Models
import Suites

/// `repro evaluate`
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures a run's model with weights from a file.",
    discussion: """
      The file is in the safetensors format, F32, with the model's parameter names: what \
      `repro run` keeps, or what a PyTorch model of the same shape saves under these names. \
      Nothing is trained and no record is written.
      """)

  @Argument(help: ArgumentHelp("A run of a suite.", valueName: "suite/run")) var target: String
  @Option(help: ArgumentHelp("The weights.", valueName: "file")) var weights: String
  @OptionGroup var folders: Folders
  @OptionGroup var data: DataOptions
  @OptionGroup var threads: WorkerOption
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Evaluation: Encodable {
    var suite: String
    var run: String
    var weights: String
    var weightsDigest: String
    var dataDigest: String
    var measured: String
    var users: Int
    var metrics: [Metric: Double]
  }

  func run() async throws {
    let target = try Target(target, in: folders)
    let suite = target.file.suite
    guard let run = try Plan(suite).runs.first(where: { $0.name == target.name }) else {
      throw Failure(
        .usage,
        "One run is evaluated at a time; `repro plan \(suite.name)` lists the runs, as suite/run")
    }
    try data.requireUse(by: [suite], in: folders)
    guard let bytes = FileManager.default.contents(atPath: weights) else {
      throw WeightsError(file: weights, reason: "is not there or cannot be read")
    }
    let loaded = try Safetensors(bytes, file: weights)
    threads.apply()
    var preparation = try data.preparation(of: suite, in: folders)
    let task = try await preparation.task(of: run)
    let result = try task.evaluation(of: loaded, file: weights)
    let evaluation = Evaluation(
      suite: suite.name, run: run.name, weights: weights, weightsDigest: Digest(of: bytes).hex,
      dataDigest: task.dataDigest, measured: result.procedure, users: result.users,
      metrics: result.measured.metrics)
    if json { return try Console.say(json: evaluation) }
    Console.say(
      "\(suite.name)/\(run.name) with \(weights), \(result.users) rows: \(result.procedure)\n")
    let rows = run.task.metrics.map { [$0.name, rounded(result.measured.metrics[$0] ?? .nan, 6)] }
    Console.say(columns([["metric", "value"]] + rows))
  }
}
