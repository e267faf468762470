public import Autograd
public import Determinism
internal import Suites
public import Tensors

/// How the sequences of a summary are cut into batches, and each batch into parts that can be computed
/// at the same time. Batches are of neighbouring sequences, always the same.
public struct SummaryCut: Hashable, Sendable {
  /// Sequences of the summary; a multiple of `rows`.
  public let sequences: Int
  /// Positions of each.
  public let length: Int
  /// Sequences of a batch.
  public let rows: Int
  /// Parts of a batch.
  public let parts: Int

  /// - Precondition: batches are of equal size, and no part is empty.
  public init(sequences: Int, length: Int, rows: Int, parts: Int) {
    precondition(rows > 0 && sequences > 0 && sequences.isMultiple(of: rows), "Uneven batches.")
    precondition(parts > 0 && parts <= rows && length > 1, "A part has no sequence to learn from.")
    self.sequences = sequences
    self.length = length
    self.rows = rows
    self.parts = parts
  }

  /// Batches of the summary.
  public var batches: Int { sequences / rows }

  /// Sequences of a part of a batch.
  public func range(batch: Int, part: Int) -> Range<Int> {
    let first = batch * rows
    return first + part * rows / parts..<first + (part + 1) * rows / parts
  }

  /// Rows of each part of each batch, `[part · length, width]`, of each of several tensors
  /// `[sequences · length, width]`.
  public func inputs(_ tensors: [Tensor]) -> [[[Tensor]]] {
    (0..<batches).map { batch in
      (0..<parts).map { part in
        let range = range(batch: batch, part: part)
        let rows = (range.lowerBound * length..<range.upperBound * length).map { Int32($0) }
        return tensors.map { gatherRows($0, rows) }
      }
    }
  }

  /// What `inputs` cut, put together again.
  public func joined(_ inputs: [[[Tensor]]]) -> [Tensor] {
    inputs[0][0].indices.map { index in
      Tensor(
        [sequences * length, inputs[0][0][index].shape.width],
        inputs.flatMap { $0.flatMap { $0[index].elements } })
    }
  }
}

/// What a learner minimises on a summary: `KL(S_last ‖ softmax(h·Eᵀ))`, the mean over a batch's
/// sequences, with h the features after all positions but the last.
///
/// Augmented, it is the mean of that and of the same after the first p positions, p drawn for each
/// sequence and step from `LearningSpec.leastShown` to L − 2. Of the divergence the part that no parameter of
/// the learner moves, the target's own entropy, is left out: its derivative by the learner is 0. A learner
/// that is taught by masks has a loss of its own, `MaskedLearner.summaryLoss`.
public struct SummaryLesson: UnrolledLesson {
  private let learner: any VectorLearner
  private let trained: TrainedPart
  private let cut: SummaryCut
  private let isAugmented: Bool
  private let key: RandomKey

  /// - Parameter key: every random number of a step is drawn from it and the step's number.
  public init(
    _ learner: any VectorLearner, _ trained: TrainedPart, _ cut: SummaryCut, augmented: Bool,
    key: RandomKey
  ) {
    precondition(
      !augmented || cut.length >= LearningSpec.leastShown + 2,
      "A sequence of \(cut.length) positions cannot be cut behind \(LearningSpec.leastShown).")
    precondition(cut.length - 1 <= learner.longestRow, "The learner reads shorter rows.")
    precondition(!augmented || !(learner is any MaskedLearner), "Masks leave no beginning to show.")
    self.learner = learner
    self.trained = trained
    self.cut = cut
    isAugmented = augmented
    self.key = key
  }

  /// Parts of a batch.
  public var parts: Int { cut.parts }

  /// One part of the loss of a step: `[1]`.
  ///
  /// - Parameter inputs: distributions over items at each position, `[part · length, itemRows]`, and what
  ///   they make of the item table, `[part · length, width]`, where that is known beforehand.
  public func loss(
    _ turn: UnrolledTurn, _ parameters: [Variable], _ inputs: [Variable]
  ) -> Variable {
    let key = key[turn.time]
    let pass = Pass(.training(key[turn.part]), binding: trained.binding(parameters))
    if let learner = learner as? any MaskedLearner {
      return learner.summaryLoss(cut, turn, inputs, key: key, pass)
    }
    let sequences = cut.range(batch: turn.batch, part: turn.part)
    var shown = sequences.map { _ in cut.length - 1 }
    if isAugmented {
      shown += sequences.map {
        LearningSpec.leastShown
          + key["shown"].integer(below: cut.length - 1 - LearningSpec.leastShown, $0)
      }
    }
    var (offsets, tokens, targets) = ([0], [Int32](), [Int32]())
    for (row, count) in shown.enumerated() {
      let first = Int32(row % sequences.count * cut.length)
      tokens += first..<first + Int32(count)
      targets.append(first + Int32(count))
      offsets.append(tokens.count)
    }
    let vectors = inputs.count > 1 ? inputs[1] : matmul(inputs[0], pass[learner.items])
    let features = learner.features(
      vectors.gatheredRows(tokens), PackedRows(offsets), pass)
    let logarithms = learner.logProbabilities(features, pass)
    return (inputs[0].gatheredRows(targets) * logarithms).total()
      .scaled(by: -1 / Real(cut.rows * (isAugmented ? 2 : 1)))
  }
}
