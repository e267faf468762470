internal import Datasets
internal import Determinism
internal import Metrics
internal import Models
internal import Suites

/// A click model's training: epochs over shuffled rows, the validation rows asked after each, the
/// learning rate dropped where they say no, the end when they have said so often enough.
///
/// As FuxiCTR trains (`BaseModel.fit`, `on_epoch_end`); what is read is the epoch with the best
/// validation value.
struct ClickTraining: Training {
  private let task: ClickTask
  private let table: ClickTable
  private let key: RandomKey
  private let ranks: any Ranks
  private let training: [UInt32]
  private let validation: [UInt32]
  /// Where it stands; the curve holds the validation's metrics.
  private(set) var progress = Checkpoint.Progress()
  /// The model at the best epoch.
  private(set) var best: BestEpoch<ClickTrainer>
  private var trainer: ClickTrainer
  private var order: [UInt32] = []
  private var orderEpoch = 0

  init(
    _ task: ClickTask, _ table: ClickTable, seed: UInt64, over ranks: any Ranks = SingleRank()
  ) {
    self.ranks = ranks
    self.task = task
    self.table = table
    key = RandomKey(seed: seed)["click"]
    training = table.rows(of: .training)
    validation = table.rows(of: .validation)
    trainer = ClickTrainer(
      task.model, task.training, table.columns, key: key["initial"], over: ranks)
    best = BestEpoch(trainer)
  }

  /// Refuses data whose validation rows could not choose an epoch: an area under the curve needs
  /// both classes.
  ///
  /// - Throws: `ExperimentError`.
  static func check(_ table: ClickTable, of task: ClickTask) throws(ExperimentError) {
    let labels = table.labels(of: table.rows(of: .validation))
    guard labels.contains(true), labels.contains(false) else {
      throw ExperimentError(
        subject: "the validation rows of '\(task.data.id)'",
        reason: labels.isEmpty
          ? "there are none, so that no epoch could be chosen"
          : "all \(labels.count) are of one class, so that no area under the curve could choose an "
            + "epoch")
    }
  }

  /// Numbers that are trained.
  var parameters: Int { trainer.count }
  /// Steps of an epoch.
  var batches: Int { (training.count + task.training.rows - 1) / task.training.rows }
  /// Steps, if no early stop comes.
  var steps: Int { batches * task.training.epochs }
  /// The weights of the best epoch.
  var weights: Safetensors { best.kept.state }

  /// Trains on the next batch, or ends the epoch when there is none.
  mutating func advance(stop: @Sendable () -> Bool) throws(MetricError) -> TrainingAdvance {
    guard progress.curve.count < task.training.epochs, best.strikes < task.training.patience else {
      return .finished
    }
    return progress.batch < batches ? trained() : try epochEnded()
  }

  private mutating func trained() -> TrainingAdvance {
    if orderEpoch != progress.epoch {
      order = key["order"][progress.epoch].permutation(training.count).map { training[$0] }
      orderEpoch = progress.epoch
    }
    let first = progress.batch * task.training.rows
    let rows = order[first..<min(first + task.training.rows, order.count)]
    let loss = trainer.step(
      table.batch(rows, shards: task.training.shards), key: key["step"][progress.step])
    progress.step += 1
    guard loss.isFinite else { return .diverged(step: progress.step) }
    progress.batch += 1
    progress.lossSum += loss * Double(rows.count)
    progress.tokens += rows.count
    return .trained(loss: loss)
  }

  private mutating func epochEnded() throws(MetricError) -> TrainingAdvance {
    guard trainer.isFinite else { return .diverged(step: progress.step) }
    let measured = measures(trainer, validation)
    // Finite weights may still give a logit that is none.
    guard measured.logits.allSatisfy(\.isFinite) else { return .diverged(step: progress.step) }
    guard let auc = try measured.value(.areaUnderCurve), let loss = try measured.value(.logLoss)
    else {
      throw MetricError(
        metric: .areaUnderCurve, reason: "is not defined on validation rows of one class")
    }
    var point = CurvePoint(
      epoch: progress.epoch, loss: progress.lossSum / Double(training.count), metrics: [:])
    point.metrics[.areaUnderCurve.on(.validation)] = auc
    point.metrics[.logLoss.on(.validation)] = loss
    let value =
      switch task.training.monitor {
      case .auc: auc
      case .aucLessLogLoss: auc - loss
      }
    let rule = task.training
    let isBest = best.follow(trainer, epoch: progress.epoch, value: value, isBetter: rule.isBetter)
    if !isBest { trainer.rate = task.training.dropped(trainer.rate) }
    progress.curve.append(point)
    progress.epoch += 1
    (progress.batch, progress.lossSum, progress.tokens) = (0, 0, 0)
    return .epoch(point, isRead: isBest)
  }

  /// Takes given weights for those of the best epoch.
  mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    try best.kept.load(weights, file: file)
  }

  /// A model's logits on some rows, with their labels. Ranks divide the rows among them.
  func measures(_ trainer: ClickTrainer, _ rows: [UInt32]) -> Predictions {
    let tile = 4096
    let own = ranks.share(of: (rows.count + tile - 1) / tile)
    let logits = mapTiles(own.count) { place in
      let index = own.lowerBound + place
      return trainer.logits(
        table.batch(rows[index * tile..<min(rows.count, (index + 1) * tile)])
      ).map { Double($0) }
    }
    return Predictions(
      logits: Array(ranks.gather(logits.flatMap { $0 }).joined()), labels: table.labels(of: rows))
  }
}

extension ClickTraining {
  /// The trainer's memory, the numbers of the best epoch under `best:`, and the early stop's counts.
  var checkpoint: Checkpoint {
    var tensors = trainer.memory
    tensors.tensors += best.kept.state.tensors.map {
      .init(name: "best:\($0.name)", shape: $0.shape, elements: $0.elements)
    }
    best.write(to: &tensors.metadata, as: "best")
    return Checkpoint(progress: progress, tensors: tensors)
  }

  /// A training from where a checkpoint left it.
  ///
  /// - Throws: `WeightsError` where the checkpoint belongs to another model.
  init(
    _ task: ClickTask, _ table: ClickTable, seed: UInt64, from checkpoint: Checkpoint, file: String,
    over ranks: any Ranks = SingleRank()
  ) throws(WeightsError) {
    self.init(task, table, seed: seed, over: ranks)
    try best.restore(checkpoint.tensors.metadata, as: "best", file: file)
    try trainer.restore(checkpoint.tensors, file: file)
    try best.kept.load(checkpoint.tensors.below("best:"), file: file)
    progress = checkpoint.progress
  }
}
