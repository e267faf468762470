public import Metrics
internal import Suites

/// How long a training goes on, how often it is measured, and which of its epochs is read.
public struct TrainingSchedule: Hashable, Sendable {
  /// Which epoch is read.
  public enum Reading: Hashable, Sendable {
    /// The last one.
    case last
    /// The first of those with the best value.
    case best(EpochMonitor)
  }

  /// Times each row is seen, at most.
  public var epochs: Int
  /// Epochs between two evaluations; the last epoch is always evaluated.
  public var every: Int
  /// Which epoch is read.
  public var reads: Reading
  /// Evaluated epochs without a better one after which it ends; nil where it runs to its last epoch.
  public var patience: Int?

  /// How long, how often measured, and which epoch is read.
  public init(epochs: Int, every: Int = 1, reads: Reading, patience: Int? = nil) {
    self.epochs = epochs
    self.every = every
    self.reads = reads
    self.patience = patience
  }
}

extension EvaluationSpec.Reading {
  /// The epoch that is read of a training whose primary metric is this; the last one where it has none.
  func reading(_ primary: Metric?) -> TrainingSchedule.Reading {
    guard let primary else { return .last }
    switch self {
    case .last: return .last
    case .bestOnTest: return .best(EpochMonitor(primary))
    case .bestOnValidation: return .best(EpochMonitor(primary.on(.validation)))
    }
  }
}

/// The number that says which of a training's epochs is the best.
public struct EpochMonitor: Hashable, Sendable {
  /// What is watched; its better side is that of the number.
  public var metric: Metric
  /// A metric that is taken off it; nil for none.
  public var less: Metric?
  /// What a value has to gain on the best one, at least; nil: anything.
  public var minimalGain: Double?

  /// A metric, or the difference of two.
  public init(_ metric: Metric, less: Metric? = nil, minimalGain: Double? = nil) {
    self.metric = metric
    self.less = less
    self.minimalGain = minimalGain
  }

  /// The number; nil where what it is made of was not measured.
  func value(_ metrics: [Metric: Double]) -> Double? {
    guard let value = metrics[metric] else { return nil }
    guard let less else { return value }
    return metrics[less].map { value - $0 }
  }

  /// Whether an evaluation is better than the best one so far; what was not measured stands in nobody's way.
  public func isBetter(_ metrics: [Metric: Double], than best: [Metric: Double]?) -> Bool {
    guard let value = value(metrics), let best = best.flatMap({ self.value($0) }) else {
      return true
    }
    guard let minimalGain else { return metric.direction.isBetter(value, than: best) }
    // As FuxiCTR counts (`BaseModel.on_epoch_end`): what is below the best value and the gain is a miss.
    let least = best + metric.direction.sign * minimalGain
    return value == least || metric.direction.isBetter(value, than: least)
  }
}
