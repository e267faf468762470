internal import Autograd
public import Determinism
public import Tensors

/// Histories and the item that follows each: rows packed end to end.
public struct PrefixBatch: Hashable, Sendable {
  /// Where each history begins and ends; none is empty.
  public let rows: PackedRows
  /// Item of each event, oldest first in its row: `[tokens]`.
  public let items: [Int32]
  /// The item that follows each history: `[rows]`.
  public let targets: [Int32]

  /// - Precondition: lengths agree.
  public init(rows: PackedRows, items: [Int32], targets: [Int32]) {
    precondition(
      rows.tokens == items.count && rows.count == targets.count,
      "Every event needs an item, every row a target.")
    self.rows = rows
    self.items = items
    self.targets = targets
  }

  /// Number of histories.
  public var count: Int { rows.count }

  /// The given rows as a batch of their own.
  func rows(_ range: Range<Int>) -> PrefixBatch {
    let tokens = rows.offsets[range.lowerBound]..<rows.offsets[range.upperBound]
    return PrefixBatch(
      rows: PackedRows(
        rows.offsets[range.lowerBound...range.upperBound].map { $0 - tokens.lowerBound }),
      items: Array(items[tokens]), targets: Array(targets[range]))
  }
}

/// A learner's loss on real histories: cross-entropy over all rows of the item table, row 0 included,
/// and where features are given the mean squared difference from them. A learner that is taught by masks is
/// asked for masked events instead.
///
/// A batch is always cut into the same parts, which are added in order.
public struct PrefixLesson: Sendable {
  private let learner: any VectorLearner
  private let shards: Int

  /// - Parameter shards: parts that a batch is cut into.
  public init(_ learner: any VectorLearner, shards: Int) {
    precondition(shards > 0, "A batch is at least one part.")
    self.learner = learner
    self.shards = shards
  }

  /// The mean loss of a batch and its derivative by each parameter that is trained.
  ///
  /// - Parameters:
  ///   - aligned: features to come close to, `[rows, width]`; nil where none are.
  ///   - trained: which parameters are; nil for all.
  ///   - key: of the step, for dropout.
  public func gradients(
    _ parameters: Parameters, _ batch: PrefixBatch, aligned: Tensor? = nil,
    of trained: TrainedPart? = nil, key: RandomKey
  ) -> (loss: Double, gradients: [Tensor]) {
    let trained = trained ?? TrainedPart(of: parameters)
    let values = trained.selected(parameters.values)
    let masked = (learner as? any MaskedLearner).map { MaskedHistories($0, batch, key: key) }
    precondition(masked == nil || aligned == nil, "Masked events have no history's features.")
    let count = min(shards, batch.count)
    let sum = ShardSum(count: count) { shard in
      let range = shard * batch.count / count..<(shard + 1) * batch.count / count
      return part(trained, values, batch, range, aligned: aligned, masked, key: key[shard])
    }.whole()
    return (sum.loss, sum.gradients)
  }

  private func part(
    _ trained: TrainedPart, _ values: [Tensor], _ batch: PrefixBatch, _ range: Range<Int>,
    aligned: Tensor?, _ masked: MaskedHistories?, key: RandomKey
  ) -> PartialGradient {
    let part = batch.rows(range)
    let tape = Tape()
    let leaves = values.map(tape.variable)
    let pass = Pass(.training(key), binding: trained.binding(leaves))
    let loss =
      masked?.loss(part, range, pass)
      ?? followed(part, of: batch, range, aligned: aligned, pass)
    return PartialGradient(
      loss: Double(loss.value.scalar),
      gradients: tape.gradients(of: loss, to: leaves).map(\.value))
  }

  /// The loss on what follows each history: `[1]`.
  private func followed(
    _ part: PrefixBatch, of batch: PrefixBatch, _ range: Range<Int>, aligned: Tensor?,
    _ pass: Pass
  ) -> Variable {
    let features = learner.features(
      pass[learner.items].gatheredRows(part.items), part.rows, pass)
    let scores = learner.scores(features, pass)
    var loss = Variable.apply(
      CrossEntropy(targets: part.targets, factor: 1 / Real(batch.count)), scores)
    if let aligned {
      let wanted = gatherRows(aligned, range.map { Int32($0) })
      let apart = features - Variable(wanted)
      loss = loss + (apart * apart).total().scaled(by: 1 / Real(aligned.count))
    }
    return loss
  }

  /// The mean cross-entropy of a batch, nothing dropped.
  public func loss(_ parameters: Parameters, _ batch: PrefixBatch) -> Double {
    let scores = learner.scores(
      Variable(features(parameters, batch)), Pass(inferenceWith: parameters)
    ).value
    return Double(
      crossEntropyRows(scores, batch.targets, factor: 1 / Real(batch.count)).loss.scalar)
  }

  /// Features after each history, nothing dropped: `[rows, width]`.
  public func features(_ parameters: Parameters, _ batch: PrefixBatch) -> Tensor {
    let parts = mapTiles(of: Self.tileRows, below: batch.count) { rows in
      let part = batch.rows(rows)
      let pass = Pass(inferenceWith: parameters)
      return learner.features(
        pass[learner.items].gatheredRows(part.items), part.rows, pass
      ).value
    }
    return Tensor(
      [batch.count, learner.items.shape.width], parts.flatMap(\.elements))
  }

  /// Rows that one tile reads. Changes no bit.
  private static let tileRows = 32
}
