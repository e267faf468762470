internal import Datasets
internal import Determinism
internal import Foundation
internal import Metrics
public import Models
public import Suites

/// A click model and its rows.
public struct PreparedClick: PreparedTask {
  let task: ClickTask
  let data: PreparedClicks

  /// SHA-256 of the table.
  public var dataDigest: String { data.table.digest }

  /// Trains the model and measures it on the test rows, once.
  public func outcome(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double) {
    try Machine.requireBLAS()
    try ClickLearner.check(data.table, of: task)
    let key = RandomKey(seed: run.seed)["click"]
    let rows = data.table.rows(of: .test)
    let (outcome, training, speed) = try runner.trained(
      run, ClickLearner(task, data.table, key: key, over: runner.ranks), task.training.schedule,
      RunResult(
        dataDigest: data.table.digest, source: data.source, numerics: Machine.numerics,
        users: rows.count),
      key: key, observe: observe)
    guard case .finished(var result) = outcome else { return (outcome, speed) }
    result.parameters = training.learner.parameterCount
    let measured = training.learner.measures(training.learner.best, rows)
    if let row = measured.logits.firstIndex(where: { !$0.isFinite }) {
      throw ExperimentError(
        subject: "the test rows of '\(task.data.id)'",
        reason:
          "the prediction of row \(row + 1) is \(measured.logits[row]), from which nothing can "
          + "be measured")
    }
    (result.metrics, result.units) = try data.table.measures(
      measured, of: rows, by: task.evaluation)
    return (.finished(result), speed)
  }

  /// Predicts the test rows with given weights.
  public func evaluation(of weights: Safetensors, file: String) throws -> WeightsEvaluation {
    var learner = ClickLearner(task, data.table, key: RandomKey(seed: 0)["click"])
    try learner.load(weights, file: file)
    let rows = data.table.rows(of: .test)
    let metrics = try learner.measures(learner.best, rows).values(task.evaluation.metrics)
    return WeightsEvaluation(
      measured: Measured(metrics: metrics, ranks: []), users: rows.count,
      procedure: "all test rows, once")
  }
}

extension ClickTable {
  /// The metrics of predictions of some rows, day by day too where that is asked for, with what blocks of
  /// rows add to those that claims are about.
  func measures(
    _ measured: Predictions, of rows: [UInt32], by evaluation: ClickEvaluationSpec
  ) throws(MetricError) -> (metrics: [Metric: Double], units: [Metric: [Double]]?) {
    var metrics = try measured.values(evaluation.metrics)
    if let days = evaluation.days {
      let day = self.days(of: rows, outOf: days)
      for number in Set(day).sorted() {
        let part = measured.filtered { day[$0] == number }
        for metric in evaluation.metrics {
          metrics[metric.on(.day(number + 1))] = try part.value(metric)
        }
      }
    }
    // These two are claimed of click models, and each costs as many sorts as there are blocks.
    var units: [Metric: [Double]] = [:]
    for metric in [Metric.areaUnderCurve, .logLoss] where evaluation.metrics.contains(metric) {
      units[metric] = try measured.units(metric)
    }
    return (metrics, units.isEmpty ? nil : units)
  }
}

extension ClickTask: PreparableTask {
  package func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask {
    PreparedClick(task: self, data: try await preparation.clicks(of: data))
  }
}
