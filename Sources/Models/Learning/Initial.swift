public import Determinism
public import Tensors

/// How parameters begin.
public enum Initial {
  /// Normal with mean 0.
  public static func normal(_ deviation: Double) -> @Sendable (Shape, RandomKey) -> Tensor {
    { shape, key in fill(shape) { deviation * key.normal($0) } }
  }

  /// Standard normal cut to (−2, 2), times `deviation`: the first of four draws inside is taken,
  /// as the authors' code does; should all four lie outside (4 in a million), the last one is held
  /// to the bound.
  public static func truncatedNormal(
    _ deviation: Double
  ) -> @Sendable (Shape, RandomKey) -> Tensor {
    { shape, key in
      fill(shape) { position in
        let draws = (0..<4).lazy.map { key.normal(4 * position + $0) }
        let draw = draws.first { abs($0) < 2 } ?? max(-2, min(2, key.normal(4 * position + 3)))
        return deviation * draw
      }
    }
  }

  /// Uniform in (−bound, bound).
  public static func uniform(_ bound: Double) -> @Sendable (Shape, RandomKey) -> Tensor {
    { shape, key in fill(shape) { bound * (2 * key.uniform($0) - 1) } }
  }

  /// Uniform with bound `√(6 / (fanIn + fanOut))` (Glorot and Bengio 2010), of a matrix.
  public static func xavierUniform(_ shape: Shape, _ key: RandomKey) -> Tensor {
    uniform((6 / Double(shape.rows + shape.width)).squareRoot())(shape, key)
  }

  /// Normal with deviation `√(2 / (fanIn + fanOut))` (Glorot and Bengio 2010), of a matrix.
  public static func xavierNormal(_ shape: Shape, _ key: RandomKey) -> Tensor {
    normal((2 / Double(shape.rows + shape.width)).squareRoot())(shape, key)
  }

  /// Zeros.
  public static func zeros(_ shape: Shape, _ key: RandomKey) -> Tensor { Tensor(zeros: shape) }

  /// Ones.
  public static func ones(_ shape: Shape, _ key: RandomKey) -> Tensor {
    Tensor(shape, repeating: 1)
  }

  private static func fill(_ shape: Shape, _ draw: (Int) -> Double) -> Tensor {
    Tensor(shape, (0..<shape.count).map { Real(draw($0)) })
  }
}
