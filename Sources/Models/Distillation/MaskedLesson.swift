internal import Autograd
internal import Determinism
internal import Tensors

/// A learner that is taught by masks in the middle of rows.
protocol MaskedLearner: VectorLearner {
  /// Places of a synthetic sequence that are masked and asked for, at least one of `0..<length`.
  func maskedPlaces(ofSynthetic length: Int, key: RandomKey) -> [Int]
  /// Places of a real history that are masked and asked for, at least one; `length` stands for what follows
  /// it, and then stands alone.
  func maskedPlaces(ofHistory length: Int, key: RandomKey) -> [Int]
  /// Features where masks stand: `[masked, width]`.
  ///
  /// - Parameters:
  ///   - vectors: of the events, `[tokens, width]`; those of masked ones are not read.
  ///   - masked: tokens that are masked.
  ///   - dropsVectors: whether dropout meets the vectors before the first block.
  func guesses(
    _ vectors: Variable, _ rows: PackedRows, masked: [Int32], dropsVectors: Bool, _ pass: Pass
  ) -> Variable
}

extension MaskedLearner {
  /// A part of a step's loss on a summary: the mean of `KL(S[n,p] ‖ softmax(h·Eᵀ + b))` over the masked
  /// places of all sequences of the batch, without the targets' own entropy: `[1]`.
  ///
  /// - Parameters:
  ///   - inputs: distributions of this part, `[part · length, itemRows]`, and what they make of the item
  ///     table where that is known beforehand.
  ///   - key: of the step.
  func summaryLoss(
    _ cut: SummaryCut, _ turn: UnrolledTurn, _ inputs: [Variable], key: RandomKey, _ pass: Pass
  ) -> Variable {
    func places(_ sequence: Int) -> [Int] {
      maskedPlaces(ofSynthetic: cut.length, key: key["masked"][sequence])
    }
    let first = cut.range(batch: turn.batch, part: 0).lowerBound
    let asked = (first..<first + cut.rows).reduce(0) { $0 + places($1).count }
    let sequences = cut.range(batch: turn.batch, part: turn.part)
    let masked = sequences.enumerated().flatMap { row, sequence in
      places(sequence).map { Int32(row * cut.length + $0) }
    }
    let rows = PackedRows((0...sequences.count).map { $0 * cut.length })
    let vectors = inputs.count > 1 ? inputs[1] : matmul(inputs[0], pass[items])
    let features = guesses(vectors, rows, masked: masked, dropsVectors: false, pass)
    return (inputs[0].gatheredRows(masked) * logProbabilities(features, pass)).total()
      .scaled(by: -1 / Real(asked))
  }
}

/// What a masked learner is asked about a batch of real histories.
struct MaskedHistories: Sendable {
  private let learner: any MaskedLearner
  private let places: [[Int]]
  /// Masked places of the whole batch.
  private let asked: Int

  /// - Parameter key: of the step; a row's places are drawn by its place in the batch.
  init(_ learner: any MaskedLearner, _ batch: PrefixBatch, key: RandomKey) {
    self.learner = learner
    let places = (0..<batch.count).map { row in
      learner.maskedPlaces(ofHistory: batch.rows[row].count, key: key["masked"][row])
    }
    self.places = places
    asked = places.reduce(0) { $0 + $1.count }
  }

  /// A part of the mean cross-entropy over all masked places of the batch: `[1]`.
  ///
  /// - Parameters:
  ///   - part: some rows of the batch.
  ///   - range: which ones.
  func loss(_ part: PrefixBatch, _ range: Range<Int>, _ pass: Pass) -> Variable {
    var (offsets, items, masked, targets) = ([0], [Int32](), [Int32](), [Int32]())
    for (row, places) in places[range].enumerated() {
      let history = part.items[part.rows[row]]
      // What follows is shown, if at all, behind the history, as a mask.
      let shown = places == [history.count] ? history + [part.targets[row]] : history
      for place in places {
        masked.append(Int32(items.count + place))
        targets.append(shown[shown.startIndex + place])
      }
      items += shown
      offsets.append(items.count)
    }
    let features = learner.guesses(
      pass[learner.items].gatheredRows(items), PackedRows(offsets), masked: masked,
      dropsVectors: true, pass)
    return .apply(
      CrossEntropy(targets: targets, factor: 1 / Real(asked)), learner.scores(features, pass))
  }
}
