public import Datasets
public import Determinism
public import Models
public import Suites
public import Tensors

/// A sequential recommender in training: packed rows in, full ranking out.
public struct RankingLearner: ParameterLearner {
  /// How it is trained.
  public let training: TrainingSpec
  private let assembly: Assembly
  private var trainer: SequenceTrainer
  private let trainingRows: SequenceRows
  private let evaluator: RankingEvaluator
  private let hidesTargetTime: Bool
  private let ranks: any Ranks
  /// Parameters and the optimizer's memory.
  public var trained: TrainingState

  /// A model at its initial values.
  ///
  /// - Parameters:
  ///   - evaluator: measures it, and says which items compete; negatives are drawn from the same.
  ///   - side: what its events know besides; nil for nothing.
  ///   - vectors: where its item table begins, or what an adapter makes it of; nil for random numbers.
  ///   - seed: seed of the initial values.
  ///   - ranks: those that train together.
  /// - Throws: `ExperimentError` where nothing can be trained.
  public init(
    _ task: RankingTask<DatasetSpec>, _ interactions: Interactions, _ evaluator: RankingEvaluator,
    side: SideColumns? = nil, vectors: ItemVectorTable? = nil, seed: UInt64,
    over ranks: any Ranks = SingleRank()
  ) throws {
    guard let training = task.training else {
      throw ExperimentError(
        subject: "the model \(task.model.kind)",
        reason: "it is trained, so its run needs 'training'")
    }
    try Machine.requireBLAS()
    trainingRows = SequenceRows(
      interactions, side: .training, maximalLength: task.dataset.maximalLength,
      split: evaluator.split, held: evaluator.targets)
    guard trainingRows.count > 0 else {
      let least = evaluator.targets == 1 ? "three" : "\(evaluator.targets + 2)"
      throw ExperimentError(
        subject: "the training",
        reason: evaluator.split == .leaveLastOut
          ? "no user has \(least) events, so there is nothing to learn"
          : "the split leaves no user two events to learn from")
    }
    self.training = training
    self.evaluator = evaluator
    hidesTargetTime = task.evaluation.queryTime == .lastKnown
    let model = try recommender(
      for: task.model, itemRows: interactions.itemRows, users: interactions.users.count,
      side: side.map { SideInformation($0, of: interactions) },
      key: RandomKey(seed: seed)["initial"])
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
    let adapter = task.adapter.flatMap { spec in vectors?.tensor.map { (spec, $0) } }
    assembly = Assembly(
      model, loss: training.loss, adapter: adapter, key: RandomKey(seed: seed)["initial"])
    trainer = SequenceTrainer(
      assembly, training: training, candidates: evaluator.candidates,
      steps: training.steps(users: trainingRows.count))
    self.ranks = ranks
    var parameters = assembly.parameters
    if task.adapter == nil, let vectors = vectors?.tensor {
      parameters.begin(model.items, at: vectors, of: interactions.candidates)
    }
    trained = TrainingState(parameters, over: ranks)
  }

  /// The vectors of all items as the model reads them: `[itemRows, width]`.
  var itemTable: Tensor { assembly.made(of: trained.parameters).values[assembly.model.items.index] }

  /// The same learner, its item vectors drawn towards a table.
  func aligned(_ alignment: Alignment) -> RankingLearner {
    var aligned = self
    aligned.trainer = SequenceTrainer(
      assembly, training: training, candidates: evaluator.candidates,
      steps: training.steps(users: trainingRows.count), alignment: alignment)
    return aligned
  }

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

  /// Ranks every test user's targets.
  public func evaluate(stop: @Sendable () -> Bool) -> Measured? {
    let scorer = ModelScorer(
      SequenceScorer(
        model: assembly.model, parameters: assembly.made(of: trained.parameters)),
      candidates: evaluator.candidates, hidesTargetTime: hidesTargetTime)
    return evaluator.measured(scorer, over: ranks, stop: stop)
  }
}

extension SideInformation {
  /// The columns' labels under the places that users and items have in a batch.
  init(_ columns: SideColumns, of interactions: Interactions) {
    func pooled(_ column: SideColumns.Column, _ ids: some Sequence<Int32>) -> Column {
      Column(
        column.name, labels: column.labels.count,
        values: ids.map { column.values(of: $0).map { Int($0) } })
    }
    self.init(
      users: columns.users.map { pooled($0, interactions.users) },
      items: columns.items.map { pooled($0, 0..<Int32(interactions.itemRows)) })
  }
}

/// A trained model's scores: the product of the query after the row's last event and the item's
/// vector, a cosine where the model compares by cosine.
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
