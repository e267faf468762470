internal import Datasets
internal import Determinism
internal import Foundation
public import Models
public import Suites

/// A distillation and its interactions.
public struct PreparedDistillation: PreparedTask {
  let task: DistillationTask<DatasetSpec>
  let data: PreparedData
  /// The run's seed, by which negatives are drawn too.
  let seed: UInt64

  /// SHA-256 of the interactions.
  public var dataDigest: String { data.digest }
  /// How much the interactions hold.
  public var dataCounts: DataCounts? { data.interactions.dataCounts }

  /// Pre-trains a learner, distils the summary where there is one, and scores a learner of it.
  public func outcome(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    try Machine.requireBLAS()
    let parts = try DistillationParts(task, data.interactions, seed: run.seed)
    let id = run.id(data: data.digest)
    let (ending, training, speed) = try runner.train(
      run, id: id, sharing: pretraining(of: run), observe: observe
    ) { checkpoint in
      guard let checkpoint else { return DistillationTraining(parts) }
      return try DistillationTraining(
        parts, from: checkpoint, file: "the checkpoint of \(id)")
    }
    if case .diverged(let step) = ending { return (.diverged(step: step), speed) }
    let clock = ContinuousClock()
    let begin = clock.now
    let learner = training.scoredLearner()
    if task.learning != nil {
      let seconds = (clock.now - begin) / .seconds(1)
      observe(.took(PhaseTime(name: DistillationPhase.learning.rawValue, seconds: seconds)))
    }
    guard learner.isFinite else { return (.diverged(step: training.progress.step), speed) }
    let weights = training.weights(of: learner).encoded()
    try writeWhole(weights, to: runner.weightsFile(of: run))
    let material = training.material
    if let material {
      try writeWhole(Data(material.lines.utf8), to: runner.sequencesFile(of: run))
    }
    guard let measured = parts.evaluator.measured(learner) else { throw Runner.Stopped() }
    let result = RunResult(
      dataDigest: data.digest, source: data.source, numerics: Machine.numerics,
      parameters: training.summaryRead?.count ?? learner.count, epochRead: training.epochRead,
      metrics: measured.metrics, curve: training.progress.curve, ranks: measured.ranks,
      users: parts.evaluator.full.rows.count, weightsDigest: Digest(of: weights).hex,
      units: measured.units, material: material?.shape)
    return (.finished(result), speed)
  }

  /// The pre-training, which runs of other materials have in common: it is named as the run that does
  /// nothing else and measures no more than its validation.
  private func pretraining(of run: Run) -> SharedPhase {
    var alone = task
    (alone.material, alone.learning) = (.allData, nil)
    alone.evaluation.metrics = [alone.evaluation.monitor]
    var same = run
    same.task = .distillation(alone)
    return SharedPhase(
      id: "pre-training-\(same.id(data: data.digest))",
      name: DistillationPhase.pretraining.rawValue)
  }

  /// Ranks with a learner's given weights, among the negatives that the run's record has.
  public func evaluation(of weights: Safetensors, file: String) throws -> WeightsEvaluation {
    let parts = try DistillationParts(task, data.interactions, seed: seed)
    var learner = parts.learner.parameters
    try learner.load(weights.below("learner."), file: file)
    guard let measured = parts.evaluator.measured(learner) else { throw Runner.Stopped() }
    return WeightsEvaluation(
      measured: measured, users: parts.evaluator.full.rows.count,
      procedure: "\(parts.evaluator.procedure), negatives drawn by the seed \(seed)")
  }
}

extension DistillationTask: PreparableTask where Dataset == DatasetSpec {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    PreparedDistillation(
      task: self, data: try await preparation.rows(of: dataset), seed: run.seed)
  }
}
