public import Datasets
internal import Determinism
public import Models
public import Suites

/// A sequential recommender and its interactions.
public struct PreparedRanking: PreparedTask {
  let task: RankingTask<DatasetSpec>
  let data: PreparedData
  let vectors: ItemVectorTable?
  /// SHA-256 of the interactions without what is beside them.
  private let rowsDigest: String

  /// A sequential recommender, its interactions, and vectors of its items where the task asks for some.
  ///
  /// - Parameter rowsDigest: of the interactions without vectors; nil where there are none.
  public init(
    task: RankingTask<DatasetSpec>, data: PreparedData, vectors: ItemVectorTable? = nil,
    rowsDigest: String? = nil
  ) {
    self.task = task
    self.data = data
    self.vectors = vectors
    self.rowsDigest = rowsDigest ?? data.digest
  }

  /// SHA-256 of the interactions, and of the columns and texts beside them.
  public var dataDigest: String { data.digest }
  /// How much the interactions hold.
  public var dataCounts: DataCounts? { data.interactions.dataCounts }

  /// Trains the model and ranks every test user's target; a baseline is only ranked.
  public func outcome(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    let evaluator = try evaluator()
    var result = RunResult(
      dataDigest: data.digest, source: data.source, numerics: "", users: evaluator.rows.count)
    if let baseline = task.model.entry as? any BaselineSpec {
      let scorer = try baseline.scorer(
        BaselineMaterial(
          interactions: data.interactions, candidates: evaluator.candidates,
          split: task.dataset.split, held: evaluator.targets, vectors: vectors, seed: run.seed))
      return (try ranked(result, evaluator, scorer, by: runner), 0)
    }
    let learner = try RankingLearner(
      task, data.interactions, evaluator, side: data.side, vectors: vectors, seed: run.seed,
      over: runner.ranks)
    result.parameters = learner.parameterCount
    let schedule = TrainingSchedule(
      epochs: learner.training.epochs, every: task.evaluation.every,
      reads: task.evaluation.read.reading(task.evaluation.metrics.first),
      patience: task.evaluation.patience)
    guard let alignment = task.adapter?.alignment else {
      let (outcome, _, speed) = try runner.trained(
        run, learner, schedule, result, observe: observe)
      return (outcome, speed)
    }
    let parts = AlignedTraining.Parts(
      ids: try RankingLearner(
        overIds, data.interactions, evaluator, side: data.side, seed: UInt64(alignment.seed)),
      adapted: learner, alignment: alignment, schedule: schedule,
      idsKey: RandomKey(seed: UInt64(alignment.seed))["training"],
      key: RandomKey(seed: run.seed)["training"])
    let (outcome, _, speed) = try runner.trained(
      run, result, sharing: trainingOnIds(of: run, alignment), observe: observe
    ) { checkpoint in
      guard let checkpoint else { return AlignedTraining(parts) }
      return try AlignedTraining(
        parts, from: checkpoint, file: "the checkpoint of \(run.id(data: data.digest))")
    }
    return (outcome, speed)
  }

  /// The same task with a table of ids alone.
  private var overIds: RankingTask<DatasetSpec> {
    var ids = task
    (ids.vectors, ids.adapter) = (nil, nil)
    return ids
  }

  /// The training on ids, which runs of other vectors have in common: it is named as the run that does nothing
  /// else.
  private func trainingOnIds(of run: Run, _ alignment: AlignmentSpec) -> SharedPhase {
    var same = run
    same.seed = UInt64(alignment.seed)
    same.task = .ranking(overIds)
    return SharedPhase(
      id: "alignment-table-\(same.id(data: rowsDigest))", name: AlignedTraining.phaseName)
  }

  /// Ranks with given weights.
  public func evaluation(of weights: Safetensors, file: String) throws -> WeightsEvaluation {
    let evaluator = try evaluator()
    guard task.model.isTrained else { throw withoutWeights("the model \(task.model.kind)") }
    var learner = try RankingLearner(
      task, data.interactions, evaluator, side: data.side, vectors: vectors, seed: 0)
    try learner.load(weights, file: file)
    return WeightsEvaluation(
      measured: try learner.wholeEvaluation(), users: evaluator.rows.count,
      procedure: evaluator.procedure)
  }

  private func evaluator() throws -> RankingEvaluator {
    try RankingEvaluator(
      data.interactions, task.evaluation, maximalLength: task.dataset.maximalLength,
      split: task.dataset.split, lists: data.lists)
  }

  /// A baseline's outcome. Where no matrix library takes part, the scalar alone decides its bits.
  private func ranked(
    _ result: RunResult, _ evaluator: RankingEvaluator, _ scorer: some CandidateScorer,
    by runner: Runner
  ) throws -> Outcome {
    guard let measured = evaluator.measured(scorer, over: runner.ranks, stop: runner.stop) else {
      throw Runner.Stopped()
    }
    var result = result
    result.numerics = vectors?.isDense != true ? Machine.scalar : Machine.numerics
    result.ranks = measured.ranks
    (result.metrics, result.units) = (measured.metrics, measured.units)
    return .finished(result)
  }
}

extension RankingTask: PreparableTask where Dataset == DatasetSpec {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    let data =
      if let side {
        try await preparation.rows(of: dataset, beside: side)
      } else {
        try await preparation.rows(of: dataset)
      }
    let listed = try await preparation.listed(data, dataset, evaluation.candidates)
    guard let vectors else { return PreparedRanking(task: self, data: listed) }
    let (table, joint) = try await preparation.vectors(vectors, of: listed, dataset)
    return PreparedRanking(
      task: self, data: joint, vectors: table, rowsDigest: listed.digest)
  }
}
