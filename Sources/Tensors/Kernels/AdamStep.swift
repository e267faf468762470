internal import Determinism

/// One step of AdamW in place, as PyTorch's `torch.optim.AdamW` defines it.
///
/// `m = β₁m + (1−β₁)g`, `v = β₂v + (1−β₂)g²`, `p = p(1 − ηλ) − η · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)`.
public struct AdamStep: Hashable, Sendable {
  /// β₁, decay of the mean.
  public var beta1: Real
  /// β₂, decay of the mean square.
  public var beta2: Real
  /// `p`'s factor, `1 − ηλ`.
  public var keep: Real
  /// `η / (1 − β₁ᵗ)`.
  public var rate: Real
  /// `1 / √(1 − β₂ᵗ)`.
  public var rootFactor: Real
  /// ε.
  public var epsilon: Real

  /// The step number `time`, counted from 1.
  public init(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, time: Int
  ) {
    precondition(time > 0, "Steps are counted from 1.")
    self.beta1 = Real(beta1)
    self.beta2 = Real(beta2)
    self.epsilon = Real(epsilon)
    keep = Real(1 - rate * weightDecay)
    self.rate = Real(rate / (1 - power(beta1, time)))
    rootFactor = Real(1 / (1 - power(beta2, time)).squareRoot())
  }

  /// Updates parameters `p` and moments `m`, `v` by the gradient `g`, all of one shape.
  ///
  /// - Parameter tile: numbers that one worker takes at a time. Changes no bit.
  public func update(
    _ p: inout Tensor, _ g: Tensor, _ m: inout Tensor, _ v: inout Tensor, tile: Int = 1 << 14
  ) {
    precondition(
      p.shape == g.shape && p.shape == m.shape && p.shape == v.shape,
      "Parameters \(p.shape), gradient \(g.shape) and moments \(m.shape), \(v.shape) differ.")
    p.withMutableElements { p in
      m.withMutableElements { m in
        v.withMutableElements { v in
          guard let p = p.baseAddress, let m = m.baseAddress, let v = v.baseAddress else { return }
          nonisolated(unsafe) let shared = (p, g.reading, m, v)  // a tile owns its elements
          let count = g.count
          forEachTile((count + tile - 1) / tile) { index in
            let (p, g, m, v) = shared
            let first = index * tile
            run(min(tile, count - first), p + first, g + first, m + first, v + first)
          }
        }
      }
    }
  }

  private func run(
    _ count: Int, _ p: UnsafeMutablePointer<Real>, _ g: UnsafePointer<Real>,
    _ m: UnsafeMutablePointer<Real>, _ v: UnsafeMutablePointer<Real>
  ) {
    forEachLanes(count) {
      let (p0, m0, v0) = step(p.lanes($0), g.lanes($0), m.lanes($0), v.lanes($0))
      p.put(p0, $0)
      m.put(m0, $0)
      v.put(v0, $0)
    } rest: {
      let (p0, m0, v0) = step(
        p.lanes($0, upTo: $1), g.lanes($0, upTo: $1), m.lanes($0, upTo: $1), v.lanes($0, upTo: $1))
      p.put(p0, $0, upTo: $1)
      m.put(m0, $0, upTo: $1)
      v.put(v0, $0, upTo: $1)
    }
  }

  @inline(__always)
  private func step(_ p: Lanes, _ g: Lanes, _ m: Lanes, _ v: Lanes) -> (Lanes, Lanes, Lanes) {
    let m1 = (m * Lanes(repeating: beta1)).plus(g, times: Lanes(repeating: 1 - beta1))
    let v1 = (v * Lanes(repeating: beta2)).plus(g * g, times: Lanes(repeating: 1 - beta2))
    let root = Lanes(repeating: epsilon).plus(
      v1.squareRoot(), times: Lanes(repeating: rootFactor))
    return (p * Lanes(repeating: keep) - Lanes(repeating: rate) * m1 / root, m1, v1)
  }
}

/// `baseᵗ` by squaring: the same bits on every machine.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
