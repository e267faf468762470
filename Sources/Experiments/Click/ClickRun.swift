internal import Datasets
internal import Foundation
internal import Models
internal import Suites

/// Interleaved blocks of test rows that a metric's spread is taken over.
private let unitBlocks = 64

extension Runner {
  /// Trains a click model and measures it on the test rows, once.
  ///
  /// - Returns: the outcome, and rows trained on a second.
  func click(
    _ run: Run, _ task: ClickTask, _ data: PreparedClicks, observe: (RunProgress) -> Void
  ) throws -> (Outcome, Double) {
    try Machine.requireBLAS()
    try ClickTraining.check(data.table, of: task)
    let id = run.id(data: data.table.digest)
    let (ending, training, speed) = try train(run, id: id, observe: observe) { checkpoint in
      guard let checkpoint else { return ClickTraining(task, data.table, seed: run.seed) }
      return try ClickTraining(
        task, data.table, seed: run.seed, from: checkpoint, file: "the checkpoint of \(id)")
    }
    if case .diverged(let step) = ending { return (.diverged(step: step), speed) }
    let state = training.weights.encoded()
    let rows = data.table.rows(of: .test)
    let measured = training.measures(training.best, rows)
    if let row = measured.logits.firstIndex(where: { !$0.isFinite }) {
      throw ExperimentError(
        subject: "the test rows of '\(task.data.id)'",
        reason:
          "the prediction of row \(row + 1) is \(measured.logits[row]), with which nothing can "
          + "be measured")
    }
    var metrics = try measured.metrics(task.evaluation.metrics)
    if let days = task.evaluation.days {
      let day = data.table.days(of: rows, outOf: days)
      for number in Set(day).sorted() {
        let part = measured.filtered { day[$0] == number }
        for name in task.evaluation.metrics {
          metrics["\(name)-day-\(number + 1)"] = try part.value(name)
        }
      }
    }
    var units: [String: [Double]] = [:]
    for name in ["auc", "logloss"] where task.evaluation.metrics.contains(name) {
      units[name] = try measured.units(name, blocks: unitBlocks)
    }
    let result = RunResult(
      dataDigest: data.table.digest,
      source: SourceStamp(
        id: task.data.source, digest: data.source.digest, published: data.source.published),
      numerics: Machine.numerics, parameters: training.parameters, epochRead: training.bestEpoch,
      metrics: metrics, curve: training.progress.curve, ranks: [], users: rows.count,
      weightsDigest: Digest(of: state).hex, units: units.isEmpty ? nil : units)
    return (.finished(result), speed)
  }
}
