public import Tensors

/// Sampled softmax: inputs are queries `[tokens, width]` and item vectors `[rows, padded]`, whose
/// columns behind `width` are zeros; the output is the loss, `[1]`.
///
/// The kernel's one walk gives the derivatives too, so that the forward pass keeps them.
public struct SampledSoftmax: FusedOperation {
  let loss: SampledSoftmaxLoss

  /// With the given targets and negatives.
  public init(_ loss: SampledSoftmaxLoss) { self.loss = loss }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (value, queries, items) = loss(inputs[0], inputs[1])
    return Evaluation(Tensor(Real(value)), saved: [queries, items])
  }

  /// The kept derivatives times the cotangent.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    let factor = g.scalar
    return kept.saved.map { factor == 1 ? $0 : affine($0, times: factor) }
  }

  /// The formula; the largest logit is not taken off first, as the kernel does against overflow.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (queries, items) = (inputs[0], inputs[1].columns(0..<inputs[0].shape.width))
    let (tokens, perToken) = (loss.targets.count, loss.perToken)
    let inverse = 1 / loss.temperature
    let positive = (queries * items.gatheredRows(loss.targets)).rowSums().scaled(by: inverse)
    let repeated = (0..<tokens).flatMap { Array(repeating: Int32($0), count: perToken) }
    let negative = (queries.gatheredRows(repeated) * items.gatheredRows(loss.negatives)).rowSums()
      .scaled(by: inverse).reshaped([tokens, perToken])
    let apart = (0..<tokens * perToken).map {
      loss.negatives[$0] == loss.targets[$0 / perToken] ? Real(0) : 1
    }
    let others = negative.exponential() * Variable(Tensor([tokens, perToken], apart))
    let rows = (positive.exponential() + others.rowSums()).logarithm() - positive
    let counted = Variable(Tensor([tokens, 1], loss.targets.map { $0 == 0 ? 0 : 1 }))
    return (rows * counted).total().scaled(by: loss.scale)
  }
}

/// `factor · items[id] + positions[place]`: inputs are the two tables.
public struct Embed: FusedOperation {
  let ids: [Int32]
  let places: [Int32]
  let factor: Real

  /// Rows `ids` of the first table, `places` of the second.
  public init(ids: [Int32], places: [Int32], factor: Real) {
    self.ids = ids
    self.places = places
    self.factor = factor
  }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(embeddedRows(inputs[0], ids, factor: factor, inputs[1], places))
  }

  /// Rows added back into tables of zeros.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [
      scatterRows(affine(g, times: factor), ids, rows: kept.inputs[0].shape.rows),
      scatterRows(g, places, rows: kept.inputs[1].shape.rows),
    ]
  }

  /// Two look-ups.
  public func composition(_ inputs: [Variable]) -> Variable {
    inputs[0].gatheredRows(ids).scaled(by: factor) + inputs[1].gatheredRows(places)
  }
}
