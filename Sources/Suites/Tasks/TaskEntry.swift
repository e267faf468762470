public import Metrics

/// A task as a suite file writes it, with what follows from that before anything is prepared. What it
/// computes stands in `Experiments`.
package protocol TaskEntry: KindedEntry {
  /// What is measured; the first is the primary metric.
  var metrics: [Metric] { get }
  /// Whether it learns weights from data, from other random numbers for each seed.
  var isTrained: Bool { get }
  /// Whether it has a model that trains nothing and stands for chance or counting.
  var isBaseline: Bool { get }
  /// Whether its result is the same for every seed: counting, or a fit of given points.
  var isDeterministic: Bool { get }
  /// Targets of each test user, where it ranks targets; else 1.
  var targets: Int { get }
  /// Parts of a batch that can be computed at the same time; 1 for what is not trained.
  var shards: Int { get }
  /// Whether it reads what other runs of the suite came to.
  var readsResults: Bool { get }
  /// Whether another program made its results.
  var isElsewhere: Bool { get }
  /// Whether several processes compute it together, where there are such; else the first one alone.
  var isForRanks: Bool { get }
}

/// What fits or measures numbers, and has no model.
extension TaskEntry {
  package var isTrained: Bool { false }
  package var isBaseline: Bool { false }
  package var isDeterministic: Bool { true }
  package var targets: Int { 1 }
  package var shards: Int { 1 }
  package var readsResults: Bool { false }
  package var isElsewhere: Bool { false }
  package var isForRanks: Bool { false }
}

extension RankingTask: TaskEntry {
  package var metrics: [Metric] { evaluation.metrics + evaluation.watched }
  package var isTrained: Bool { model.isTrained }
  package var isBaseline: Bool { !isTrained }
  package var isDeterministic: Bool { model.entry.isDeterministic }
  package var targets: Int { max(1, evaluation.held ?? 1) }
  package var shards: Int { max(1, training?.shards ?? 1) }
  package var isForRanks: Bool { true }
}

extension RatingTask: TaskEntry {
  package var metrics: [Metric] { evaluation.metrics }
  package var isTrained: Bool { model.isTrained }
  package var isBaseline: Bool { !isTrained }
  package var isDeterministic: Bool { isBaseline }
  package var shards: Int { max(1, training?.shards ?? 1) }
  package var isForRanks: Bool { true }
}

extension ClickTask: TaskEntry {
  package var metrics: [Metric] { evaluation.metrics }
  package var isTrained: Bool { true }
  package var isDeterministic: Bool { false }
  package var shards: Int { max(1, training.shards) }
  package var isForRanks: Bool { true }
}

extension LawFitTask: TaskEntry {
  package var readsResults: Bool { true }
}

extension LineFitTask: TaskEntry {
  package var readsResults: Bool { true }
}

extension DataTermTask: TaskEntry {}

extension RunTask {
  /// What is measured; the first is the primary metric.
  public var metrics: [Metric] { entry.metrics }
  /// Whether a finished run of this task has a metric.
  public func measures(_ metric: Metric) -> Bool { metrics.contains(metric) }
  /// Whether it learns weights from data, from other random numbers for each seed.
  public var isTrained: Bool { entry.isTrained }
  /// Whether it has a model that trains nothing and stands for chance or counting.
  public var isBaseline: Bool { entry.isBaseline }
  /// Whether it has a model, trained here or elsewhere or not at all.
  public var hasModel: Bool { isTrained || isBaseline || isElsewhere }
  /// Whether its result is the same for every seed: counting, or a fit of given points.
  public var isDeterministic: Bool { entry.isDeterministic }
  /// Targets of each test user, where it ranks targets; else 1.
  package var targets: Int { entry.targets }
  /// Parts of a batch that can be computed at the same time; 1 for what is not trained.
  package var shards: Int { entry.shards }
  /// Whether it reads what other runs of the suite came to.
  package var readsResults: Bool { entry.readsResults }
  /// Whether several processes compute it together, where there are such; else the first one alone.
  package var isForRanks: Bool { entry.isForRanks }
  /// What in a task could not be run, by path below the task.
  var complaints: [Complaint] { entry.complaints }
}
