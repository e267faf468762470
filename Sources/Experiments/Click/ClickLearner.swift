internal import Datasets
internal import Determinism
internal import Metrics
internal import Models
internal import Suites

/// A click model in training: after each epoch the validation rows are asked, and the learning rate dropped
/// where they say no.
///
/// As FuxiCTR trains (`BaseModel.fit`, `on_epoch_end`); what is read is the epoch with the best
/// validation value.
struct ClickLearner: Learner {
  private let task: ClickTask
  private let table: ClickTable
  private let ranks: any Ranks
  private let training: [UInt32]
  private let validation: [UInt32]
  private var trainer: ClickTrainer
  /// The model at the best epoch.
  private(set) var best: ClickTrainer

  /// A model at its initial values.
  ///
  /// - Parameters:
  ///   - key: what the run draws from.
  ///   - ranks: those that train together.
  init(
    _ task: ClickTask, _ table: ClickTable, key: RandomKey, over ranks: any Ranks = SingleRank()
  ) {
    self.ranks = ranks
    self.task = task
    self.table = table
    training = table.rows(of: .training)
    validation = table.rows(of: .validation)
    trainer = ClickTrainer(
      task.model, task.training, table.columns, key: key["initial"], over: ranks)
    best = trainer
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
          ? "there are none, so no epoch can be chosen"
          : "all \(labels.count) are of one class, so no area under the curve can be used to "
            + "choose an epoch")
    }
  }

  /// Numbers that are trained.
  var parameterCount: Int { trainer.count }
  /// Training rows.
  var rows: Int { training.count }
  /// Rows of a batch.
  var batchRows: Int { task.training.rows }
  /// All numbers as they are.
  var weights: Safetensors { trainer.state }

  mutating func train(
    on rows: ArraySlice<Int>, key: RandomKey
  ) -> (loss: Double, tokens: Int) {
    let batch = table.batch(rows.map { training[$0] }[...], shards: task.training.shards)
    return (trainer.step(batch, key: key), rows.count)
  }

  /// Asks the validation rows. Finite weights may still give a logit that is none, which no area under a
  /// curve has a place for: then the area is none either.
  func evaluate(stop: @Sendable () -> Bool) -> Measured? {
    let measured = measures(trainer, validation)
    guard measured.logits.allSatisfy(\.isFinite),
      let auc = try? measured.value(.areaUnderCurve), let loss = try? measured.value(.logLoss)
    else { return Measured(metrics: [.areaUnderCurve.on(.validation): .nan], ranks: []) }
    return Measured(
      metrics: [
        .areaUnderCurve.on(.validation): auc, .logLoss.on(.validation): loss,
      ], ranks: [])
  }

  mutating func wasEvaluated(isRead: Bool) {
    if isRead { best = trainer } else { trainer.rate = task.training.dropped(trainer.rate) }
  }

  /// Takes given weights for those of the best epoch.
  mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    try best.load(weights, file: file)
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

  /// The trainer's memory, and the numbers of the best epoch under `best:`.
  var state: Safetensors {
    var state = trainer.memory
    state.tensors += best.state.named { "best:\($0)" }.tensors
    return state
  }

  mutating func restore(_ state: Safetensors, file: String) throws(WeightsError) {
    var restored = self
    try restored.trainer.restore(state, file: file)
    try restored.best.load(state.below("best:"), file: file)
    self = restored
  }
}

extension ClickTrainingSpec {
  /// The epochs of a training, and which of them is read.
  package var schedule: TrainingSchedule {
    let area = Metric.areaUnderCurve.on(.validation)
    let less: Metric? =
      switch monitor {
      case .auc: nil
      case .aucLessLogLoss: .logLoss.on(.validation)
      }
    return TrainingSchedule(
      epochs: epochs,
      reads: .best(EpochMonitor(area, less: less, minimalGain: minimalGain)),
      patience: patience)
  }
}
