public import Datasets
public import Models
public import Suites

/// A sequential recommender and its interactions.
public struct PreparedRanking: PreparedTask {
  let task: RankingTask<DatasetSpec>
  let data: PreparedData

  /// A sequential recommender and its interactions.
  public init(task: RankingTask<DatasetSpec>, data: PreparedData) {
    self.task = task
    self.data = data
  }

  /// SHA-256 of the interactions, and of the columns beside them.
  public var dataDigest: String { data.digest }
  /// How much the interactions hold.
  public var dataCounts: DataCounts? { data.interactions.dataCounts }

  /// Trains the model and ranks every test user's target; a baseline is only ranked.
  public func outcome(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    let evaluator = try evaluator()
    var result = RunResult(
      dataDigest: data.digest,
      source: SourceStamp(
        id: data.source.id, digest: data.source.digest, published: data.source.published),
      numerics: "", parameters: 0, epochRead: 0, metrics: [:], curve: [], ranks: [],
      users: evaluator.rows.count, weightsDigest: nil)
    if let baseline = task.model.entry as? any BaselineSpec {
      let scorer = baseline.scorer(
        data.interactions, candidates: evaluator.candidates, split: task.dataset.split,
        held: evaluator.targets, seed: run.seed)
      return (try ranked(result, evaluator, scorer, by: runner), 0)
    }
    let learner = try RankingLearner(
      task, data.interactions, evaluator, side: data.side, seed: run.seed, over: runner.ranks)
    result.parameters = learner.parameterCount
    return try runner.trained(
      run, learner,
      TrainingLoop.Schedule(
        epochs: learner.training.epochs, every: task.evaluation.every,
        read: task.evaluation.read, primary: task.evaluation.metrics.first),
      result, observe: observe)
  }

  /// Ranks with given weights.
  public func evaluation(of weights: Safetensors, file: String) throws -> WeightsEvaluation {
    let evaluator = try evaluator()
    guard task.model.isTrained else { throw withoutWeights("the model \(task.model.kind)") }
    var learner = try RankingLearner(task, data.interactions, evaluator, side: data.side, seed: 0)
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

  /// A baseline's outcome. No matrix library takes part, so the scalar alone decides its bits.
  private func ranked(
    _ result: RunResult, _ evaluator: RankingEvaluator, _ scorer: some CandidateScorer,
    by runner: Runner
  ) throws -> Outcome {
    guard let measured = evaluator.measured(scorer, over: runner.ranks, stop: runner.stop) else {
      throw Runner.Stopped()
    }
    var result = result
    result.numerics = Machine.scalar
    result.ranks = measured.ranks
    result.metrics = measured.metrics
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
    return PreparedRanking(
      task: self, data: try await preparation.listed(data, dataset, evaluation.candidates))
  }
}
