internal import Datasets
internal import Foundation
public import Models
public import Suites

/// A model that another program trained, and the data it is measured on.
public struct PreparedExternal: PreparedTask {
  let task: ExternalTask<DatasetSpec>
  let data: ProtocolData
  /// The folder of suites, which folders of results lie below.
  let suites: String
  /// Folder of a seed's results below that of suites.
  let folder: @Sendable (UInt64) -> String?
  /// Seconds that a command may take.
  let seconds: Int

  /// A model that another program trained, and the data it is measured on.
  ///
  /// - Parameters:
  ///   - suites: the folder of suites.
  ///   - folder: of a seed's results, below it; nil where a command makes them.
  ///   - seconds: how long a command may take.
  package init(
    task: ExternalTask<DatasetSpec>, data: ProtocolData, suites: String,
    folder: @escaping @Sendable (UInt64) -> String?, seconds: Int
  ) {
    self.task = task
    self.data = data
    self.suites = suites
    self.folder = folder
    self.seconds = seconds
  }

  /// SHA-256 of the data.
  public var dataDigest: String { data.digest }
  /// How much the interactions hold; nil for clicks.
  public var dataCounts: DataCounts? {
    guard case .events(let data) = data else { return nil }
    return data.interactions.dataCounts
  }

  /// Reads the results, where they lie or where a command puts them, and measures them.
  public func outcome(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    let (path, name) = try place(of: run, by: runner, observe: observe)
    let (folder, rows, measured) = try read(
      path, name: name, cell: "\(run.suite)/\(run.cell)", seed: run.seed)
    observe(.madeBy(folder.manifest.maker))
    let users =
      switch rows {
      case .ranked(let rows): rows.users.count
      case .predicted(let rows): rows.counted
      }
    return (
      .finished(
        RunResult(
          dataDigest: data.digest, source: data.source, numerics: Machine.scalar,
          metrics: measured.metrics, ranks: measured.ranks, users: users, units: measured.units,
          elsewhere: MadeElsewhere(
            kind: task.results.kind, digest: folder.digest, split: folder.manifest.split))),
      0
    )
  }

  /// What a folder of results measures.
  private func read(
    _ path: String, name: String, cell: String, seed: UInt64
  ) throws -> (folder: ResultsFolder, rows: MeasuredRows, measured: Measured) {
    let folder = try ResultsFolder(
      path, name: name, cell: cell, kind: task.results.kind, seed: seed,
      split: try SplitIdentity(task.protocol, data: data.digest).checksum)
    let rows = try data.rows(of: task.protocol)
    let reader = task.results.entry.able((any ForeignResults).self)
    return (folder, rows, try reader.measured(folder, rows, task.protocol.metrics))
  }

  /// What a folder of results measures, without a record.
  ///
  /// - Throws: `ResultsError` with file and line where they do not answer what is asked for.
  package func measured(_ path: String, name: String, seed: UInt64) throws -> Measured {
    try read(path, name: name, cell: name, seed: seed).measured
  }

  /// There are no weights to load.
  public func evaluation(of weights: Safetensors, file: String) throws -> WeightsEvaluation {
    throw withoutWeights("a model made elsewhere")
  }

  /// Whether the results that lie there, if any do, are those that a record was read from.
  public func stands(_ record: RunRecord) -> Bool {
    guard let elsewhere = record.result?.elsewhere, let name = folder(record.run.seed),
      ResultsFolder.isThere("\(suites)/\(name)")
    else { return true }
    let found = try? ResultsFolder(
      "\(suites)/\(name)", name: name, cell: record.run.cell, kind: elsewhere.kind,
      seed: record.run.seed, split: elsewhere.split)
    return found?.digest == elsewhere.digest
  }

  /// Where the results lie, and what that is called.
  private func place(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (path: String, name: String) {
    let cell = "\(run.suite)/\(run.cell)"
    let name = folder(run.seed)
    if let name, ResultsFolder.isThere("\(suites)/\(name)") { return ("\(suites)/\(name)", name) }
    guard let command = task.command else {
      throw ResultsError(
        cell: cell, place: name.map { "\($0)/result.json" },
        reason:
          "there is no such file below the folder of suites, and the suite gives no command to make it",
        kind: .missing)
    }
    guard let commands = runner.commands else {
      throw ResultsError(
        cell: cell,
        reason: "the command '\(ForeignText.line(command.joined(separator: " "), upTo: 80))' makes "
          + "them, but it is started only with --allow-commands \(run.suite)",
        kind: .notAllowed)
    }
    let out = try commands.results(
      of: run, command, export: SplitExport(task.protocol, data, suite: run.suite, run: run.name),
      seconds: seconds, observe: observe)
    return (out, out)
  }
}

extension ExternalTask: PreparableTask where Dataset == DatasetSpec {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    // Where results lie decides nothing, so that a run does not say it; its suite does.
    let suite = preparation.results.suite
    let place = suite.runs.first { $0.id == run.name }?.task.external
    return PreparedExternal(
      task: self, data: try await preparation.data(of: self.protocol),
      suites: preparation.results.folder, folder: { place?.results.folder(seed: $0) },
      seconds: place?.seconds ?? seconds)
  }
}
