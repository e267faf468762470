public import Determinism
public import Metrics
public import Models

/// What a training loop trains: parameters and the optimizer's memory, fed batches of rows.
///
/// A learner is a value: what it holds is what a checkpoint keeps, and a learner restored from one
/// goes on with the same bits.
public protocol Learner: Sendable {
  /// Rows that an epoch goes through, each once.
  var rows: Int { get }
  /// Rows of a batch; the last of an epoch may have fewer.
  var batchRows: Int { get }
  /// Parameters and the optimizer's memory, by name. Ranks that train together ask together.
  var state: Safetensors { get }
  /// The parameters alone, as they are given to people.
  var weights: Safetensors { get }

  /// Goes on from a state.
  ///
  /// - Throws: `WeightsError` where names or shapes are not this learner's.
  mutating func restore(_ state: Safetensors, file: String) throws(WeightsError)

  /// One optimizer step on some rows, with random numbers drawn from the key.
  ///
  /// - Returns: the mean loss of the rows' tokens, and how many tokens there were.
  mutating func train(on rows: ArraySlice<Int>, key: RandomKey) -> (loss: Double, tokens: Int)

  /// Measures the parameters as they are.
  ///
  /// - Returns: nil where `stop` said true before the end.
  func evaluate(stop: @Sendable () -> Bool) -> Measured?

  /// Told of the evaluation just made whether its epoch would be read if the training ended now.
  mutating func wasEvaluated(isRead: Bool)
}

extension Learner {
  /// Goes on as before.
  public mutating func wasEvaluated(isRead: Bool) {}
}

/// A learner whose numbers are a model's parameters under AdamW.
public protocol ParameterLearner: Learner {
  /// Parameters and the optimizer's memory.
  var trained: TrainingState { get set }
}

extension ParameterLearner {
  /// Numbers that are trained.
  public var parameterCount: Int { trained.parameters.count }
  /// The parameters under their paths.
  public var weights: Safetensors { Safetensors(trained.parameters) }
  /// The parameters, the optimizer's two moments and its step.
  public var state: Safetensors { trained.safetensors }

  /// Goes on from a state.
  public mutating func restore(_ state: Safetensors, file: String) throws(WeightsError) {
    try trained.restore(state, file: file)
  }

  /// Takes weights that were given by hand.
  ///
  /// - Throws: `WeightsError` where a name or a shape is not the model's.
  public mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    try trained.parameters.load(given: weights, file: file)
  }
}

/// What an evaluation gave.
public struct Measured: Hashable, Sendable {
  /// Metrics; one that is no number says that the training has diverged.
  public var metrics: [Metric: Double]
  /// Rank of each test user's target; empty for a task without ranks.
  public var ranks: [Int32]
  /// Metrics cut into what equal blocks of the test rows add, for a task without ranks.
  public var units: [Metric: [Double]]?

  /// What an evaluation gave.
  public init(metrics: [Metric: Double], ranks: [Int32], units: [Metric: [Double]]? = nil) {
    self.metrics = metrics
    self.ranks = ranks
    self.units = units
  }
}

extension Measured {
  /// Whether every metric is finite.
  var isFinite: Bool { metrics.values.allSatisfy(\.isFinite) }
}

extension Safetensors {
  /// Whether every number is finite.
  var isFinite: Bool { tensors.allSatisfy { $0.elements.allSatisfy(\.isFinite) } }
}
