public import Tensors

/// Rotary positions on some columns: `[tokens, width] → [tokens, width]`, the other columns as they
/// are.
public struct Rotate: FusedOperation {
  let positions: RotaryPositions

  /// By the given positions.
  public init(_ positions: RotaryPositions) { self.positions = positions }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation { Evaluation(positions(inputs[0])) }

  /// Turned back: a rotation's transpose is its inverse.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [positions(g, inverse: true)]
  }

  /// `x ⊙ cos + partner(x) ⊙ (∓ sin)`, the partner of a feature being the one it is turned with.
  public func composition(_ inputs: [Variable]) -> Variable {
    let x = inputs[0]
    let (width, half) = (x.shape.width, positions.headWidth / 2)
    let (own, partner) = positions.factors(width: width)
    guard half > 0 else { return x * Variable(own) }
    var partners = Variable(Tensor(zeros: x.shape))
    for head in 0..<positions.heads {
      let first = positions.first + head * positions.headWidth
      let (lower, upper) = (first..<first + half, first + half..<first + 2 * half)
      partners =
        partners + x.columns(upper).placedColumns(at: lower.lowerBound, of: width)
        + x.columns(lower).placedColumns(at: upper.lowerBound, of: width)
    }
    return x * Variable(own) + partners * Variable(partner)
  }
}
