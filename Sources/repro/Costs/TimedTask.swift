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
    let loss = training.loss.entry
    let length = max(1, dataset.maximalLength / 2)
    let step = StepCost(
      training: model, lengths: [length], itemRows: 0, negatives: loss.negatives ?? 0)
    var operations = step.operations / Double(length)
    if let adapter {
      // An epoch of the model on ids goes before each of its own, but in cells that find that training done.
      if adapter.alignment != nil { operations *= 2 }
      // An event's item, the item after it, and negatives of its own; what several events read is made once.
      let items = 2 + (loss.sharesNegatives ? 0 : loss.negatives ?? 0)
      if let numbers = vectors?.numbers {
        operations +=
          Double(items) * adapter.operations(from: Double(numbers), to: model.entry.cost.width)
      }
    }
    return Workload(
      // How many items there are is not known here: a loss over all of them is like others of its sort.
      "ranking \(model.kind)\(loss.negatives == nil ? " over all items" : "")",
      operations: usable(operations), epochs: training.epochs,
      patience: evaluation.patience.map { $0.multipliedWithinBounds(by: evaluation.every) })
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
  var work: Workload {
    Workload("click \(model.kind)", epochs: training.epochs, patience: training.patience)
  }
}

extension DistillationTask: TimedTask where Dataset == DatasetSpec {
  var work: Workload {
    Workload(
      "distillation \(material.kind)",
      epochs: pretraining.epochs.addedWithinBounds(to: distilling?.epochs ?? 0),
      patience: pretraining.patience)
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
