internal import Autograd
internal import Suites
internal import Tensors

/// What a loss compares queries with.
struct Asked {
  /// Item that each event asks for, 0 where none: `[tokens]`.
  let targets: [Int32]
  /// Negatives of each event: `[tokens · perToken]`; those of a whole batch where it shares them.
  let negatives: [Int32]
  /// Items that compete, ascending.
  let candidates: [Int32]
  /// The loss's own numbers, as it declared them.
  let own: [Variable]
}

extension Asked {
  /// The place of an item among the candidates.
  ///
  /// - Precondition: it is one of them.
  fileprivate func place(of item: Int32) -> Int32 {
    var (low, high) = (0, candidates.count)
    while low < high {
      let middle = (low + high) / 2
      if candidates[middle] < item { low = middle + 1 } else { high = middle }
    }
    precondition(low < candidates.count && candidates[low] == item, "\(item) does not compete.")
    return Int32(low)
  }

  /// Each event with a target, with each of its negatives.
  fileprivate func pairs(perToken: Int) -> [(token: Int32, negative: Int32)] {
    targets.indices.filter { targets[$0] != 0 }.flatMap { token in
      (0..<perToken).map { (token: Int32(token), negative: negatives[token * perToken + $0]) }
    }
  }
}

/// A loss that says what it computes.
protocol LossRule: LossEntry {
  /// Declares numbers of its own, which are trained like a model's.
  func declare(_ declaration: inout Declaration)

  /// `scale · Σ loss` over events with a target.
  ///
  /// - Parameters:
  ///   - queries: `[tokens, width]`.
  ///   - items: item vectors, `[itemRows, padded]`; columns behind `width` are zeros. A loss that draws negatives
  ///     reads those of its targets and negatives alone: an adapter may have made no others.
  /// - Returns: `[1]`.
  func loss(_ queries: Variable, _ items: Variable, _ asked: Asked, scale: Real) -> Variable
}

extension LossRule {
  /// It has none.
  func declare(_ declaration: inout Declaration) {}
}

extension SampledSoftmaxSpec: LossRule {
  func loss(_ queries: Variable, _ items: Variable, _ asked: Asked, scale: Real) -> Variable {
    let loss = SampledSoftmaxLoss(
      targets: asked.targets, negatives: asked.negatives, perToken: drawn.count,
      temperature: Real(drawn.temperature), scale: scale)
    return Variable.apply(SampledSoftmax(loss), queries, items)
  }
}

extension BPRSpec: LossRule {
  /// `scale · Σ −ln σ((query · positive − query · negative) / temperature) / perToken` over events with
  /// a target and their negatives.
  func loss(_ queries: Variable, _ items: Variable, _ asked: Asked, scale: Real) -> Variable {
    let pairs = asked.pairs(perToken: drawn.count)
    let vectors = items.columns(0..<queries.shape.width)
    let positive = vectors.gatheredRows(pairs.map { asked.targets[Int($0.token)] })
    let negative = vectors.gatheredRows(pairs.map(\.negative))
    let margins = (queries.gatheredRows(pairs.map(\.token)) * (positive - negative)).rowSums()
      .scaled(by: 1 / Real(drawn.temperature))
    // −ln σ(x) is the cross-entropy of the logit x with the label 1.
    return Variable.crossEntropy(margins, pairs.map { _ in 1 }, divisor: drawn.count)
      .scaled(by: scale)
  }
}

extension SoftmaxSpec: LossRule {
  /// `scale · Σ (ln Σ_c e^(query · c) − query · positive)` over events with a target, `c` all candidates.
  func loss(_ queries: Variable, _ items: Variable, _ asked: Asked, scale: Real) -> Variable {
    let tokens = asked.targets.indices.filter { asked.targets[$0] != 0 }
    guard !tokens.isEmpty else { return queries.total().scaled(by: 0) }
    let logits = matmul(
      queries.gatheredRows(tokens.map(Int32.init)), transposed: false,
      items.columns(0..<queries.shape.width).gatheredRows(asked.candidates), transposed: true)
    let places = tokens.map { asked.place(of: asked.targets[$0]) }
    return Variable.apply(CrossEntropy(targets: places, factor: scale), logits)
  }
}

extension BinaryCrossEntropySpec: LossRule {
  /// `scale · Σ (−ln σ(query · positive) − Σ_negatives ln(1 − σ(query · negative)) / perToken)` over events
  /// with a target.
  func loss(_ queries: Variable, _ items: Variable, _ asked: Asked, scale: Real) -> Variable {
    let tokens = asked.targets.indices.filter { asked.targets[$0] != 0 }.map(Int32.init)
    let pairs = asked.pairs(perToken: count)
    let vectors = items.columns(0..<queries.shape.width)
    func logits(_ tokens: [Int32], _ items: [Int32]) -> Variable {
      (queries.gatheredRows(tokens) * vectors.gatheredRows(items)).rowSums()
    }
    let positive = Variable.crossEntropy(
      logits(tokens, tokens.map { asked.targets[Int($0)] }), tokens.map { _ in 1 }, divisor: 1)
    let negative = Variable.crossEntropy(
      logits(pairs.map(\.token), pairs.map(\.negative)), pairs.map { _ in 0 }, divisor: count)
    return (positive + negative).scaled(by: scale)
  }
}
