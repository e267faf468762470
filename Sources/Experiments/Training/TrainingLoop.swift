public import Determinism
public import Models
internal import Suites

/// A training as a value that is advanced step by step; it prints nothing and writes nothing.
///
/// Rows come in an order drawn for each epoch, and every random number is drawn by position, so the
/// progress and the learner's state are all there is to keep.
///
/// ```swift
/// while case .trained = loop.advance() {}
/// ```
public struct TrainingLoop<Trained: Learner>: Training {
  /// What one advance did.
  public typealias Advance = TrainingAdvance

  /// What is trained.
  public private(set) var learner: Trained
  /// Where the training stands.
  public private(set) var progress: Checkpoint.Progress
  /// How long, how often measured, and which epoch is read.
  public let schedule: TrainingSchedule
  private let key: RandomKey
  private var order: [Int] = []
  private var orderEpoch = 0

  /// A training from its beginning.
  public init(_ learner: Trained, schedule: TrainingSchedule, key: RandomKey) {
    precondition(schedule.epochs > 0 && schedule.every > 0, "Nothing is scheduled: \(schedule).")
    self.learner = learner
    self.schedule = schedule
    self.key = key
    progress = Checkpoint.Progress()
  }

  /// A training from where a checkpoint left it.
  ///
  /// - Throws: `WeightsError` where the checkpoint belongs to another model.
  public init(
    _ learner: Trained, schedule: TrainingSchedule, key: RandomKey, from checkpoint: Checkpoint,
    file: String
  ) throws(WeightsError) {
    self.init(learner, schedule: schedule, key: key)
    try self.learner.restore(checkpoint.tensors, file: file)
    progress = checkpoint.progress
  }

  /// Batches of an epoch.
  public var batches: Int { (learner.rows + learner.batchRows - 1) / learner.batchRows }
  /// Optimizer steps of the whole training.
  public var steps: Int { batches * schedule.epochs }
  /// Everything needed to go on later.
  public var checkpoint: Checkpoint { Checkpoint(progress: progress, tensors: learner.state) }
  /// The parameters as they are.
  public var weights: Safetensors { learner.weights }

  /// Trains on the next batch, or ends the epoch when there is none.
  public mutating func advance(stop: @Sendable () -> Bool = { false }) -> Advance {
    guard !isOver else { return .finished }
    return progress.batch < batches ? trained() : epochEnded(stop: stop)
  }

  /// Whether nothing is left to do.
  var isOver: Bool { progress.epoch > schedule.epochs || hasWaited }

  /// Whether as many evaluated epochs as the schedule waits for came to nothing better.
  private var hasWaited: Bool {
    guard let patience = schedule.patience, let best = progress.reading?.epoch else { return false }
    return progress.curve.count { $0.epoch > best && !$0.metrics.isEmpty } >= patience
  }

  private mutating func trained() -> Advance {
    if orderEpoch != progress.epoch {
      order = key["order"][progress.epoch].permutation(learner.rows)
      orderEpoch = progress.epoch
    }
    let first = progress.batch * learner.batchRows
    let rows = order[first..<min(order.count, first + learner.batchRows)]
    let (loss, tokens) = learner.train(on: rows, key: key["step"][progress.step])
    progress.step += 1
    guard loss.isFinite else { return .diverged(step: progress.step) }
    progress.batch += 1
    progress.lossSum += loss * Double(tokens)
    progress.tokens += tokens
    return .trained(loss: loss)
  }

  private mutating func epochEnded(stop: @Sendable () -> Bool) -> Advance {
    let epoch = progress.epoch
    var point = CurvePoint(
      epoch: epoch, loss: progress.lossSum / Double(max(1, progress.tokens)), metrics: [:])
    var isRead = false
    if epoch.isMultiple(of: schedule.every) || epoch == schedule.epochs {
      guard learner.weights.isFinite else { return .diverged(step: progress.step) }
      guard let measured = learner.evaluate(stop: stop) else { return .stopped }
      guard measured.isFinite else { return .diverged(step: progress.step) }
      point.metrics = measured.metrics
      isRead = reads(measured, at: epoch)
      learner.wasEvaluated(isRead: isRead)
      if isRead {
        progress.reading = Checkpoint.Reading(
          epoch: epoch, metrics: measured.metrics, ranks: measured.ranks,
          weights: Digest(of: learner.weights.encoded()).hex, units: measured.units)
      }
    }
    progress.curve.append(point)
    progress.epoch += 1
    progress.batch = 0
    progress.lossSum = 0
    progress.tokens = 0
    return .epoch(point, isRead: isRead)
  }

  private func reads(_ measured: Measured, at epoch: Int) -> Bool {
    switch schedule.reads {
    case .last: epoch == schedule.epochs
    case .best(let monitor):
      monitor.isBetter(measured.metrics, than: progress.reading?.metrics)
    }
  }
}
