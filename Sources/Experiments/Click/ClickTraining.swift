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
struct ClickTraining {
  private let task: ClickTask
  private let table: ClickTable
  private let key: RandomKey
  private let training: [UInt32]
  private let validation: [UInt32]
  /// Epochs finished, with the validation's metrics.
  private(set) var curve: [CurvePoint] = []
  /// The model at the best epoch.
  private(set) var best: ClickTrainer
  /// The best epoch.
  private(set) var bestEpoch = 0
  private var bestValue = -Double.infinity
  private var trainer: ClickTrainer
  private var strikes = 0
  private var steps = 0
  /// The step whose loss, or a number after it, is not finite.
  private(set) var divergedAt: Int?

  init(_ task: ClickTask, _ table: ClickTable, seed: UInt64) {
    self.task = task
    self.table = table
    key = RandomKey(seed: seed)["click"]
    training = table.rows(of: .training)
    validation = table.rows(of: .validation)
    trainer = ClickTrainer(task.model, task.training, table.columns, key: key["initial"])
    best = trainer
  }

  /// Numbers that are trained.
  var parameters: Int { trainer.count }
  /// Steps of an epoch.
  var batches: Int { (training.count + task.training.rows - 1) / task.training.rows }
  /// Whether training is over.
  var isOver: Bool {
    curve.count >= task.training.epochs || strikes >= task.training.patience || divergedAt != nil
  }

  /// One epoch and the validation after it.
  ///
  /// - Parameter progress: told the step, the epoch and the loss after each step; says whether to go
  ///   on.
  /// - Returns: whether the epoch was finished.
  mutating func epoch(_ progress: (Int, Int, Double) -> Bool) throws(MetricError) -> Bool {
    let number = curve.count + 1
    let order = key["order"][number].permutation(training.count).map { training[$0] }
    var sum = 0.0
    for batch in 0..<batches {
      let first = batch * task.training.rows
      let rows = order[first..<min(first + task.training.rows, order.count)]
      let loss = trainer.step(
        table.batch(rows, shards: task.training.shards), key: key["step"][steps])
      steps += 1
      guard loss.isFinite else {
        divergedAt = steps
        return true
      }
      sum += loss * Double(rows.count)
      guard progress(steps, number, loss) else { return false }
    }
    guard trainer.isFinite else {
      divergedAt = steps
      return true
    }
    let measured = measures(trainer, validation)
    let auc = try measured.value("auc")
    let loss = try measured.value("logloss")
    var metrics: [String: Double] = [:]
    metrics["validation-auc"] = auc
    metrics["validation-logloss"] = loss
    curve.append(
      CurvePoint(epoch: number, loss: sum / Double(training.count), metrics: metrics))
    let value =
      switch task.training.monitor {
      case .auc: auc ?? 0.5
      case .aucLessLogLoss: (auc ?? 0.5) - (loss ?? 0)
      }
    if value > bestValue {
      (bestValue, bestEpoch, best, strikes) = (value, number, trainer, 0)
    } else {
      strikes += 1
      trainer.rate *= task.training.rateDrop
    }
    return true
  }

  /// Takes given weights for those of the best epoch.
  mutating func load(_ weights: Safetensors, file: String) throws(WeightsError) {
    try best.load(weights, file: file)
  }

  /// A model's logits on some rows, with their labels.
  func measures(_ trainer: ClickTrainer, _ rows: [UInt32]) -> ClickMeasures {
    let tile = 4096
    let logits = mapTiles((rows.count + tile - 1) / tile) { index in
      trainer.logits(
        table.batch(rows[index * tile..<min(rows.count, (index + 1) * tile)])
      ).map { Double($0) }
    }
    return ClickMeasures(logits: logits.flatMap { $0 }, labels: table.labels(of: rows))
  }
}
