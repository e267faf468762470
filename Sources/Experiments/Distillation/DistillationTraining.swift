internal import Autograd
internal import Datasets
internal import Determinism
internal import Metrics
internal import Models
internal import Suites
internal import Tensors

/// A distillation as a value that is advanced step by step: epochs of pre-training until the validation says
/// no, then epochs of distilling where the material is distilled.
///
/// TD3's `trainer.py`: the best epoch of pre-training is kept, and some epochs' parameters for learners to
/// begin from; an epoch of distilling takes one of these, drawn at random, and after it a fresh learner
/// is trained on the summary, whose validation chooses the summary that is read.
struct DistillationTraining: Training {
  /// Where it stands; the curve holds the epochs of pre-training, then those of distilling.
  private(set) var progress = Checkpoint.Progress()
  /// What it was begun with.
  let parts: DistillationParts
  /// The learner in pre-training.
  var pretrained: TrainingState
  /// The pre-trained learner at its best epoch.
  var best: BestEpoch<Parameters>
  /// The learner after each epoch that one may begin from.
  var starts: [Parameters] = []
  /// What is distilled, once pre-training is over.
  var distilled: Distilled?
  /// Which draw of histories validates best so far; its epoch counts from 1.
  var drawn: BestEpoch<Parameters>
  /// The examples as an epoch of pre-training takes them.
  private var order: (epoch: Int, rows: [Int]) = (0, [])

  /// A summary on its way.
  struct Distilled: Sendable {
    /// Epochs of pre-training before.
    var after: Int
    var summary: any SyntheticSummary
    var distiller: SummaryDistiller
    var state: TrainingState
    /// The learner of this epoch.
    var learner: Parameters
    var best: BestEpoch<Parameters>
    /// Features of the pre-trained learner after each example; nil without alignment.
    var aligned: Tensor?
  }

  init(_ parts: DistillationParts) {
    self.parts = parts
    pretrained = TrainingState(parts.learner.parameters)
    best = BestEpoch(parts.learner.parameters)
    drawn = best
  }

  private var task: DistillationTask<DatasetSpec> { parts.task }
  private var pretraining: PretrainingSpec { parts.task.pretraining }

  /// Steps, if no early stop comes.
  var steps: Int {
    parts.batches(pretraining.rows) * pretraining.epochs
      + (task.distilling.map { parts.batches($0.rows) * $0.epochs } ?? 0) + draws
  }

  /// Draws of histories among which one is chosen; 0 where nothing is chosen.
  private var draws: Int { parts.material.choices }
  /// Draws that were tried.
  private var tried: Int { drawn.epoch + drawn.strikes }

  /// Whether pre-training is over.
  private var isPretrained: Bool {
    progress.curve.count >= pretraining.epochs || best.strikes >= pretraining.patience
  }

  /// What it is at.
  var phase: String? {
    let phase: DistillationPhase? =
      if distilled != nil || isPretrained && task.distilling != nil {
        .distilling
      } else if !isPretrained {
        .pretraining
      } else {
        tried < draws ? .choosing : nil
      }
    return phase?.rawValue
  }

  mutating func advance(stop: @Sendable () -> Bool) -> TrainingAdvance {
    if distilled != nil { return distil() }
    if !isPretrained {
      return progress.batch < parts.batches(pretraining.rows) ? pretrain() : pretrainingEpochEnded()
    }
    if tried < draws { return chooseDraw() }
    guard task.distilling != nil else { return .finished }
    begin()
    return distil()
  }

  // MARK: Pre-training

  private mutating func pretrain() -> TrainingAdvance {
    let key = parts.key["pretraining"]
    if order.epoch != progress.epoch {
      order = (progress.epoch, key["order"][progress.epoch].permutation(parts.training.count))
    }
    let first = progress.batch * pretraining.rows
    let batch = parts.training.batch(
      order.rows[first..<min(order.rows.count, first + pretraining.rows)])
    let (loss, gradients) = PrefixLesson(parts.learner, shards: pretraining.shards).gradients(
      pretrained.parameters, batch, key: key["step"][progress.step])
    pretrained.follow(gradients, pretraining.optimizer)
    return counted(loss, batch)
  }

  private mutating func pretrainingEpochEnded() -> TrainingAdvance {
    guard pretrained.parameters.isFinite else { return .diverged(step: progress.step) }
    best.follow(
      pretrained.parameters, epoch: progress.epoch,
      value: parts.evaluator.monitored(pretrained.parameters))
    if progress.epoch <= pretraining.kept { starts.append(pretrained.parameters) }
    return epochEnded()
  }

  // MARK: Choosing

  /// Tries the next draw of histories: a learner of it is trained and validated.
  private mutating func chooseDraw() -> TrainingAdvance {
    let draw = tried
    guard let learner = learner(ofDraw: draw, number: 0) else { return .finished }
    let value = parts.evaluator.monitored(learner)
    // The choice itself is a number; parameters stand for nothing here.
    drawn.follow(drawn.kept, epoch: draw + 1, value: value)
    let batch = parts.training.batch(0..<min(parts.training.count, pretraining.rows))
    let loss = PrefixLesson(parts.learner, shards: pretraining.shards)
      .loss(learner, batch)
    return counted(loss, batch)
  }

  /// A fresh learner trained on a draw of histories, from 0.
  private func learner(ofDraw draw: Int, number: Int) -> Parameters? {
    guard let learning = task.learning, let material = parts.material.drawn(draw, of: parts)
    else { return nil }
    return learned(material, learning, number: number)
  }

  // MARK: Distilling

  /// What distilling begins with: a summary as it is drawn, measured, and the features to align with.
  mutating func begin() {
    guard let distilling = task.distilling, let learning = task.learning,
      let cut = parts.cut(learning),
      let summary = drawnSummary
    else { return }
    let rule = parts.rule(learning, scored: false)
    var distilled = Distilled(
      after: progress.curve.count, summary: summary,
      distiller: SummaryDistiller(summary, parts.learner, cut, rule, shards: distilling.shards),
      state: TrainingState(summary.parameters), learner: best.kept,
      best: BestEpoch(summary.parameters))
    if distilling.aligned {
      distilled.aligned = PrefixLesson(parts.learner, shards: 1).features(
        best.kept, parts.training.batch(0..<parts.training.count))
    }
    self.distilled = distilled
  }

  private mutating func distil() -> TrainingAdvance {
    guard let distilling = task.distilling, var distilled else { return .finished }
    let batches = parts.batches(distilling.rows)
    // The summary as it was drawn is the best so far.
    if distilled.best.value == -.infinity {
      distilled.best.follow(
        distilled.state.parameters, epoch: 0, value: validated(distilled.state.parameters))
      self.distilled = distilled
    }
    let epoch = progress.curve.count - distilled.after
    if progress.batch == batches { return distillingEpochEnded(epoch: epoch + 1) }
    guard epoch < distilling.epochs else { return .finished }
    if progress.batch == 0, let start = start(of: epoch) { distilled.learner = start }
    let first = progress.batch * distilling.rows
    let rows = first..<min(parts.training.count, first + distilling.rows)
    let batch = parts.training.batch(rows)
    let loss = distilled.distiller.step(
      &distilled.state, learner: &distilled.learner, batch,
      aligned: distilled.aligned.map { gatherRows($0, rows.map { Int32($0) }) },
      key: parts.key["distilling"])
    self.distilled = distilled
    return counted(loss, batch)
  }

  /// The pre-trained learner that an epoch, from 0, begins with.
  private func start(of epoch: Int) -> Parameters? {
    guard let distilling = task.distilling else { return nil }
    let among = starts.prefix(distilling.lastStart).dropFirst(distilling.firstStart - 1)
    guard !among.isEmpty else { return nil }
    return among[among.startIndex + parts.key["start"].integer(below: among.count, epoch)]
  }

  private mutating func distillingEpochEnded(epoch: Int) -> TrainingAdvance {
    guard var distilled else { return .finished }
    guard distilled.state.parameters.isFinite else { return .diverged(step: progress.step) }
    distilled.best.follow(
      distilled.state.parameters, epoch: epoch, value: validated(distilled.state.parameters))
    self.distilled = distilled
    return epochEnded()
  }

  /// The monitor's value of a fresh learner that is trained on a summary.
  private func validated(_ summary: Parameters) -> Double {
    scored(summary, number: 0).map { parts.evaluator.monitored($0) } ?? 0
  }

  // MARK: What comes out

  /// The summary that is distilled, or that stays as it was drawn; nil where the material is none.
  private var summary: (any SyntheticSummary)? { distilled?.summary ?? drawnSummary }

  /// The summary as it was drawn; nil where the material is none.
  private var drawnSummary: (any SyntheticSummary)? {
    parts.material.summary(
      of: parts, items: best.kept.values[parts.learner.items.index])
  }

  /// A fresh learner trained on a summary.
  private func scored(_ numbers: Parameters, number: Int) -> Parameters? {
    guard let learning = task.learning, let summary else { return nil }
    return learned(
      summary.probabilities(numbers.values.map { Variable($0) }).value, learning, number: number)
  }

  /// Probabilities of items at each position of what is learned from; nil where that is no few sequences.
  var read: Tensor? {
    if let summary, let numbers = summaryRead {
      return summary.probabilities(numbers.values.map { Variable($0) }).value
    }
    return parts.material.drawn(max(1, drawn.epoch) - 1, of: parts)
  }

  private func learned(_ material: Tensor, _ learning: LearningSpec, number: Int) -> Parameters? {
    guard let cut = parts.cut(learning) else { return nil }
    return parts.rule(learning, scored: true).learned(
      parts.learner, cut,
      from: parts.fresh(
        after: best.kept, number: number, freshTables: learning.fresh ?? false),
      on: material, key: parts.key["learning"][number])
  }

  /// The numbers of the summary that is read; nil where the material is none.
  var summaryRead: Parameters? {
    distilled?.best.kept ?? summary?.parameters
  }

  /// The learner that is scored.
  func scoredLearner() -> Parameters {
    let number = 1
    if let summary = summaryRead, let scored = scored(summary, number: number) { return scored }
    if let learned = learner(ofDraw: max(1, drawn.epoch) - 1, number: number) { return learned }
    return parts.material.unlearned(after: best.kept, number: number, of: parts)
  }

  /// The epoch read: of the summary, counted after those of pre-training, or of pre-training.
  var epochRead: Int {
    guard let distilled, distilled.best.epoch > 0 else { return best.epoch }
    return distilled.after + distilled.best.epoch
  }

  /// What is kept for people.
  var weights: Safetensors { weights(of: scoredLearner()) }

  /// The scored learner under `learner.`, the summary under `summary.`.
  func weights(of learner: Parameters) -> Safetensors {
    var result = Safetensors(learner).named { "learner.\($0)" }
    if let summary = summaryRead {
      result.tensors += Safetensors(summary).named { "summary.\($0)" }.tensors
    }
    return result
  }

  // MARK: Counting

  private mutating func counted(_ loss: Double, _ batch: PrefixBatch) -> TrainingAdvance {
    progress.step += 1
    guard loss.isFinite else { return .diverged(step: progress.step) }
    progress.batch += 1
    progress.lossSum += loss * Double(batch.rows.tokens)
    progress.tokens += batch.rows.tokens
    return .trained(loss: loss)
  }

  private mutating func epochEnded() -> TrainingAdvance {
    let point = CurvePoint(
      epoch: progress.epoch, loss: progress.lossSum / Double(max(1, progress.tokens)), metrics: [:])
    progress.curve.append(point)
    progress.epoch += 1
    (progress.batch, progress.lossSum, progress.tokens) = (0, 0, 0)
    return .epoch(point, isRead: false)
  }

  /// A training from where a checkpoint left it.
  ///
  /// - Throws: `WeightsError` where the checkpoint belongs to another one.
  init(
    _ parts: DistillationParts, from checkpoint: Checkpoint, file: String
  ) throws(WeightsError) {
    self.init(parts)
    progress = checkpoint.progress
    try restore(checkpoint.tensors, file: file)
  }
}
