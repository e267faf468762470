internal import Determinism
internal import Models
internal import Suites
internal import Tensors

/// A training in two phases: a model's table is trained on ids, and then a model whose items are made of vectors
/// is trained, drawn towards the table of the first one's best epoch (Liu et al. 2024, LLMEmb).
struct AlignedTraining: Training {
  /// What the first phase is called.
  static let phaseName = "alignment table"

  /// What the two phases begin with.
  struct Parts: Sendable {
    /// Trained on ids.
    var ids: RankingLearner
    /// Trained on vectors.
    var adapted: RankingLearner
    /// How the second is drawn to the first.
    var alignment: AlignmentSpec
    /// Of both.
    var schedule: TrainingSchedule
    /// Of the first phase.
    var idsKey: RandomKey
    /// Of the second.
    var key: RandomKey

    /// What is trained on vectors, drawn towards a table.
    func adapted(drawnTo table: Tensor) -> RankingLearner {
      adapted.aligned(
        Alignment(
          towards: table, weight: alignment.weight, temperature: alignment.temperature))
    }
  }

  private let parts: Parts
  private var ids: TrainingLoop<RankingLearner>
  /// The item table of the first phase's best epoch.
  private var table: Tensor?
  private var adapted: TrainingLoop<RankingLearner>?
  /// Steps of the first phase, once it is over.
  private var before = 0

  init(_ parts: Parts) {
    self.parts = parts
    ids = TrainingLoop(parts.ids, schedule: parts.schedule, key: parts.idsKey)
  }

  /// A training from where a checkpoint left it.
  ///
  /// - Throws: `WeightsError` where the checkpoint belongs to another one.
  init(_ parts: Parts, from checkpoint: Checkpoint, file: String) throws(WeightsError) {
    self.init(parts)
    let kept = checkpoint.tensors
    if kept["table"] != nil {
      table = try kept.tensor("table", parts.ids.itemTable.shape, file: file)
    }
    var inner = checkpoint
    if let table, let steps = kept.metadata["ids-steps"].flatMap(Int.init) {
      before = steps
      inner.progress.step -= steps
      inner.tensors = kept.below("adapted.")
      inner.tensors.metadata = kept.metadata
      adapted = try TrainingLoop(
        parts.adapted(drawnTo: table), schedule: parts.schedule, key: parts.key, from: inner,
        file: file)
    } else {
      inner.tensors = kept.below("ids.")
      inner.tensors.metadata = kept.metadata
      ids = try TrainingLoop(
        parts.ids, schedule: parts.schedule, key: parts.idsKey, from: inner, file: file)
    }
  }

  /// Where it stands; the curve is that of its phase.
  var progress: Checkpoint.Progress {
    guard let adapted else { return ids.progress }
    var progress = adapted.progress
    progress.step += before
    return progress
  }

  /// Steps, if no early stop comes.
  var steps: Int { (adapted == nil ? ids.steps : before) + ids.steps }

  /// What it is at.
  var phase: String? { adapted == nil && !ids.isOver ? Self.phaseName : "training" }

  /// The phase's state, the table, and where there is one how many steps it took.
  var checkpoint: Checkpoint {
    let loop = adapted ?? ids
    var tensors = loop.learner.state.named { (adapted == nil ? "ids." : "adapted.") + $0 }
    if let table { tensors.tensors.append(.init(name: "table", table)) }
    if adapted != nil { tensors.metadata["ids-steps"] = String(before) }
    return Checkpoint(progress: progress, tensors: tensors)
  }

  /// The weights of the epoch that was just evaluated.
  var weights: Safetensors { (adapted ?? ids).weights }

  mutating func advance(stop: @Sendable () -> Bool) -> TrainingAdvance {
    if adapted == nil {
      switch ids.advance(stop: stop) {
      case .epoch(let point, let isRead):
        if isRead { table = ids.learner.itemTable }
        // Nobody reads the first phase's weights.
        return .epoch(point, isRead: false)
      case .finished:
        before = ids.progress.step
        adapted = TrainingLoop(
          parts.adapted(drawnTo: table ?? ids.learner.itemTable), schedule: parts.schedule,
          key: parts.key)
      case let other: return other
      }
    }
    guard let advance = adapted?.advance(stop: stop) else { return .finished }
    if case .diverged(let step) = advance { return .diverged(step: before + step) }
    return advance
  }
}
