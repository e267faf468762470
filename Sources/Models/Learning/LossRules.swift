internal import Autograd
internal import Suites
internal import Tensors

/// A loss that says what it computes.
protocol LossRule: LossEntry {
  /// `scale · Σ loss` over events with a target.
  ///
  /// - Parameters:
  ///   - queries: `[tokens, width]`.
  ///   - items: item vectors, `[itemRows, padded]`; columns behind `width` are zeros.
  ///   - targets: item that each event asks for, 0 where none: `[tokens]`.
  ///   - drawn: negatives, `[tokens · perToken]`.
  /// - Returns: `[1]`.
  func loss(
    _ queries: Variable, _ items: Variable, _ targets: [Int32], _ drawn: [Int32], scale: Real
  ) -> Variable
}

extension SampledSoftmaxSpec: LossRule {
  func loss(
    _ queries: Variable, _ items: Variable, _ targets: [Int32], _ drawn: [Int32], scale: Real
  ) -> Variable {
    let loss = SampledSoftmaxLoss(
      targets: targets, negatives: drawn, perToken: self.drawn.count,
      temperature: Real(self.drawn.temperature), scale: scale)
    return Variable.apply(SampledSoftmax(loss), queries, items)
  }
}

extension BPRSpec: LossRule {
  /// `scale · Σ −ln σ((query · positive − query · negative) / temperature) / perToken` over events with
  /// a target and their negatives.
  func loss(
    _ queries: Variable, _ items: Variable, _ targets: [Int32], _ drawn: [Int32], scale: Real
  ) -> Variable {
    let perToken = self.drawn.count
    let pairs = targets.indices.filter { targets[$0] != 0 }.flatMap { token in
      (0..<perToken).map { (token: Int32(token), negative: drawn[token * perToken + $0]) }
    }
    let vectors = items.columns(0..<queries.shape.width)
    let positive = vectors.gatheredRows(pairs.map { targets[Int($0.token)] })
    let negative = vectors.gatheredRows(pairs.map(\.negative))
    let margins = (queries.gatheredRows(pairs.map(\.token)) * (positive - negative)).rowSums()
      .scaled(by: 1 / Real(self.drawn.temperature))
    // −ln σ(x) is the cross-entropy of the logit x with the label 1.
    return Variable.crossEntropy(margins, pairs.map { _ in 1 }, divisor: perToken)
      .scaled(by: scale)
  }
}
