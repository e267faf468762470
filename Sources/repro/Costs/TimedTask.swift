import Models
import Suites

/// A task as estimates of its time see it.
protocol TimedTask: TaskEntry {
  /// What it does.
  var work: Workload { get }
}

extension TimedTask {
  /// What trains nothing takes as long as its like.
  var work: Workload { Workload(kind) }
}

extension RankingTask: TimedTask where Dataset == DatasetSpec {
  var work: Workload {
    guard let training else { return Workload("ranking \(model.kind)") }
    let length = max(1, dataset.maximalLength / 2)
    let step = StepCost(
      training: model, lengths: [length], itemRows: 0, negatives: training.loss.negatives ?? 0)
    return Workload(
      "ranking \(model.kind)", operations: usable(step.operations / Double(length)),
      epochs: training.epochs, stopsEarly: evaluation.patience != nil)
  }
}

extension RatingTask: TimedTask where Dataset == DatasetSpec {
  var work: Workload {
    guard let training else { return Workload("rating \(model.blocksKind)") }
    let length = max(1, dataset.maximalLength / 2)
    let operations = StepCost(training: model, lengths: [length])
      .flatMap { usable($0.operations / Double(length)) }
    return Workload(
      "rating \(model.blocksKind)", operations: operations, epochs: training.epochs)
  }
}

extension ClickTask: TimedTask {
  var work: Workload { Workload("click \(model.kind)", epochs: training.epochs, stopsEarly: true) }
}

extension DistillationTask: TimedTask where Dataset == DatasetSpec {
  var work: Workload {
    Workload(
      "distillation \(material.kind)",
      epochs: pretraining.epochs.addedWithinBounds(to: distilling?.epochs ?? 0))
  }
}

extension ExternalTask: TimedTask where Dataset == DatasetSpec {
  /// One command says nothing of another, and nothing of files that are only read.
  var work: Workload { Workload(([kind] + (command ?? [])).joined(separator: " ")) }
}

extension LawFitTask: TimedTask {}
extension LineFitTask: TimedTask {}
extension DataTermTask: TimedTask where Dataset == DatasetSpec {}

/// Sizes from outside may lead to anything.
private func usable(_ operations: Double) -> Double? {
  operations > 0 && operations.isFinite ? operations : nil
}
