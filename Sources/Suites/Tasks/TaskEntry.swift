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
  /// Whether another program made its results, and gave metrics alone.
  var givesMetricsAlone: Bool { get }
  /// How it is measured, where another program can be measured so; else nil.
  var measure: (any ProtocolEntry)? { get }
  /// The data set it reads, by name or spelled out; nil for one that reads none, or clicks.
  var dataReference: (any DataReference)? { get }
  /// The ids of sources that it reads beside its rows: texts about items, a model's weights.
  var sourcesBeside: [String] { get }
  /// The same task on a data set that is said otherwise.
  ///
  /// - Parameter dataset: nil where `dataReference` is nil.
  func over<Other: DataReference>(_ dataset: Other?) -> any TaskEntry
  /// The same without what decides no result.
  var asComputed: any TaskEntry { get }
  /// What it asks of its data set in vain: rule, path below the task, and a sentence.
  func complaints(on dataset: DatasetSpec) -> [RuledComplaint]
}

/// What is wrong, under the rule that it breaks, by path below what was checked.
package typealias RuledComplaint = (rule: String, path: String, problem: String)

extension [RuledComplaint] {
  /// Adds what is wrong at a path, under the rule that it breaks.
  mutating func refuse(_ rule: String, _ path: String, _ problem: String) {
    append((rule, path, problem))
  }
}

/// Why a model cannot read what a data set keeps; nothing where it can.
///
/// - Parameters:
///   - reader: what reads, for the sentence: "the model".
///   - events: how many events it reads at most; nil for any number.
func reachComplaints(
  _ reader: String, _ events: Int?, _ dataset: DatasetSpec, _ path: String
) -> [RuledComplaint] {
  guard let events, events < dataset.maximalLength else { return [] }
  return [
    (
      "SUITE-RUN-006", path,
      "\(reader) reads at most \(events) events, but the data set '\(dataset.id)' keeps "
        + "\(dataset.maximalLength)"
    )
  ]
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
  package var givesMetricsAlone: Bool { false }
  package var measure: (any ProtocolEntry)? { nil }
  package var dataReference: (any DataReference)? { nil }
  package var sourcesBeside: [String] { [] }
  package func over<Other: DataReference>(_ dataset: Other?) -> any TaskEntry { self }
  package var asComputed: any TaskEntry { self }
  package func complaints(on dataset: DatasetSpec) -> [RuledComplaint] { [] }
}

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
  /// Whether another program made its results.
  public var isElsewhere: Bool { entry.isElsewhere }
  /// Whether another program made its results, and gave metrics alone.
  public var givesMetricsAlone: Bool { entry.givesMetricsAlone }
  /// The same without what decides no result.
  var asComputed: Self { Self(entry.asComputed) }
}
