import Determinism
import Experiments
import Models
import Suites

/// What a task does, as far as its time follows from that.
struct Workload {
  /// Tasks of one kind are compared with each other: the task's, and the model whose blocks, or whose
  /// own layers, do it.
  var kind: String
  /// Floating-point operations for each event of a row of half the kept length; nil where the time does
  /// not go by them.
  var operations: Double?
  /// Epochs at most; nil where nothing is trained.
  var epochs: Int?
  /// Epochs without a better one after which a training ends; nil where it runs to its last epoch.
  var patience: Int?

  init(
    _ kind: String, operations: Double? = nil, epochs: Int? = nil, patience: Int? = nil
  ) {
    self.kind = kind
    self.operations = operations
    self.epochs = epochs
    self.patience = patience
  }

  /// Whether a training may end before its last epoch.
  var stopsEarly: Bool { patience != nil }

  /// Epochs of a training whose best one comes where that of another of its like came.
  func epochs(like other: Timing) -> Double {
    let limit = Double(epochs ?? 0)
    guard let patience, other.wasStopped, let waited = other.work.patience else { return limit }
    return min(limit, max(1, other.epochs + Double(patience) - Double(waited)))
  }

  init(_ task: ResolvedTask) { self = task.entry.able((any TimedTask).self).work }

  /// Whether two tasks do the same thing with models that may be different.
  func isOfSameSort(as other: Workload) -> Bool {
    kind.prefix { $0 != " " } == other.kind.prefix { $0 != " " }
  }
}

/// A machine, as far as it decides how long something takes.
struct MachineName: Hashable {
  var processor: String
  var cores: Int

  init(processor: String, cores: Int) {
    self.processor = processor
    self.cores = cores
  }

  init(_ circumstances: Circumstances) {
    self.init(processor: circumstances.processor, cores: circumstances.cores)
  }

  /// This one.
  static var own: MachineName {
    MachineName(processor: Machine.processor, cores: Workers.available)
  }
}

/// What a record says of time.
struct Timing {
  var run: Run
  var work: Workload
  /// Seconds of wall clock, evaluation included.
  var seconds: Double
  /// Epochs that were run: an early stop ends a training before its limit.
  var epochs: Double
  /// Whether the limit was not reached.
  var wasStopped: Bool
  var workers: Int
  var machine: MachineName
  /// Whether an optimised build of the tool made it.
  var isOptimised: Bool
  /// Test users, or rows.
  var users: Int
  /// Whether its rows are the published ones, or generated.
  var isPublished: Bool

  /// Nil for a record that says nothing of time: a run that did not finish, or no number.
  init?(_ record: RunRecord) {
    let circumstances = record.circumstances
    guard let result = record.result, circumstances.seconds > 0, circumstances.seconds.isFinite
    else { return nil }
    run = record.run
    work = Workload(record.run.task)
    seconds = circumstances.seconds
    let limit = work.epochs ?? 0
    let isStopped = work.stopsEarly && result.curve.count < limit
    wasStopped = isStopped
    epochs = Double(isStopped ? max(1, result.curve.count) : limit)
    workers = max(1, circumstances.workers)
    machine = MachineName(circumstances)
    isOptimised = !circumstances.compiler.hasSuffix("debug")
    users = result.users
    isPublished = result.source?.published ?? true
  }
}
