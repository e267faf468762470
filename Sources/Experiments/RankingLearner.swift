public import Datasets
public import Determinism
public import Models
public import Suites
public import Tensors

/// A sequential recommender in training: packed rows in, full ranking out.
public struct RankingLearner: Learner {
  /// How it is trained.
  public let training: TrainingSpec
  private let model: any SequenceRecommender
  private let trainer: SequenceTrainer
  private let trainingRows: SequenceRows
  private let evaluator: RankingEvaluator
  private let hidesTargetTime: Bool
  private var trained: TrainingState

  /// A model at its initial values.
  ///
  /// - Parameters:
  ///   - evaluator: measures it, and says which items compete; negatives are drawn from the same.
  ///   - seed: seed of the initial values.
  /// - Throws: `ExperimentError` where nothing can be trained.
  public init(
    _ task: RankingTask<DatasetSpec>, _ interactions: Interactions, _ evaluator: RankingEvaluator,
    seed: UInt64
  ) throws {
    guard let training = task.training else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)",
        reason: "it is trained, so its run needs 'training'")
    }
    try Machine.requireBLAS()
    trainingRows = SequenceRows(
      interactions, side: .training, maximalLength: task.dataset.maximalLength)
    guard trainingRows.count > 0 else {
      throw ExperimentError(
        subject: "the training", reason: "no user has three events, so there is nothing to learn")
    }
    self.training = training
    self.evaluator = evaluator
    hidesTargetTime = task.evaluation.queryTime == .lastKnown
    let model = try recommender(
      for: task.model, itemRows: interactions.itemRows, key: RandomKey(seed: seed)["initial"])
    guard let model else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)", reason: "it has nothing to train")
    }
    guard model.longestRow >= task.dataset.maximalLength else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)",
        reason: "it reads at most \(model.longestRow) events, but the data set keeps "
          + "\(task.dataset.maximalLength)")
    }
    self.model = model
    trainer = SequenceTrainer(
      model: model, training: training, candidates: evaluator.candidates)
    trained = TrainingState(model.parameters)
  }

  /// Numbers that are trained.
  public var parameterCount: Int { trained.parameters.count }
  /// Users in training.
  public var rows: Int { trainingRows.count }
  /// Users in a batch.
  public var batchRows: Int { training.rows }

  /// One step on some users' rows.
  public mutating func train(
    on rows: ArraySlice<Int>, key: RandomKey
  ) -> (loss: Double, tokens: Int) {
    let batch = trainingRows.batch(rows)
    return (trainer.step(&trained, batch, key: key), batch.tokens)
  }

  /// Ranks every test user's target.
  public func evaluate(stop: @Sendable () -> Bool) -> Measured? {
    let scorer = ModelScorer(
      SequenceScorer(model: model, parameters: trained.parameters),
      candidates: evaluator.candidates, hidesTargetTime: hidesTargetTime)
    guard let ranks = evaluator.ranks(scorer, stop: stop) else { return nil }
    return Measured(metrics: evaluator.metrics(of: ranks), ranks: ranks)
  }

  /// The parameters under their paths.
  public var weights: Safetensors { Safetensors(trained.parameters) }

  /// The parameters, the optimizer's two moments and its step.
  public var state: Safetensors {
    let declared = trained.parameters.declared
    var all = weights
    for (prefix, moments) in [("mean", trained.means), ("square", trained.squares)] {
      for (parameter, moment) in zip(declared, moments) {
        all.tensors.append(.init(name: "\(prefix):\(parameter.path)", moment))
      }
    }
    all.metadata = ["step": String(trained.step)]
    return all
  }

  /// Goes on from a state.
  public mutating func restore(_ state: Safetensors, file: String) throws(WeightsError) {
    var restored = trained
    try restored.parameters.load(state, file: file)
    try Self.load(&restored.means, "mean", restored.parameters, state, file: file)
    try Self.load(&restored.squares, "square", restored.parameters, state, file: file)
    guard let step = state.metadata["step"].flatMap(Int.init), step >= 0 else {
      throw WeightsError(file: file, reason: "lacks the optimizer's step")
    }
    restored.step = step
    trained = restored
  }

  /// Takes weights that were given by hand.
  ///
  /// - Throws: `WeightsError` where a name or a shape is not the model's.
  public mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    for entry in weights.tensors
    where !trained.parameters.declared.contains(where: { $0.path == entry.name }) {
      throw WeightsError(file: file, entry: entry.name, reason: "is no parameter of this model")
    }
    try trained.parameters.load(weights, file: file)
  }

  private static func load(
    _ moments: inout [Tensor], _ prefix: String, _ parameters: Parameters, _ state: Safetensors,
    file: String
  ) throws(WeightsError) {
    for (index, parameter) in parameters.declared.enumerated() {
      let name = "\(prefix):\(parameter.path)"
      moments[index] = try state.tensor(name, parameter.shape, file: file)
    }
  }
}

/// A trained model's scores: `cosine(query of the row's last event, vector of the item)`.
public struct ModelScorer: CandidateScorer {
  private let scorer: SequenceScorer
  private let vectors: Tensor
  private let hidesTargetTime: Bool

  /// The scores of some candidates.
  public init(_ scorer: SequenceScorer, candidates: [Int32], hidesTargetTime: Bool) {
    self.scorer = scorer
    vectors = gatherRows(scorer.itemVectors(), candidates)
    self.hidesTargetTime = hidesTargetTime
  }

  /// `queries · itemVectorsᵀ`: `[rows.count, candidates]`.
  public func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    let queries = scorer.queries(rows.batch(range, hidesTargetTime: hidesTargetTime))
    return matmul(queries, transposed: false, vectors, transposed: true)
  }
}
