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
    precondition(p.shape == g.shape, "Parameters \(p.shape) and gradient \(g.shape) differ.")
    forEachTile(of: &p, &m, &v, (g.count + tile - 1) / tile) { index, p, m, v in
      let first = index * tile
      run(min(tile, g.count - first), p + first, g.reading + first, m + first, v + first)
    }
  }

  /// Updates parameters by the sum of the gradients of parts of a batch, added in their order.
  ///
  /// - Parameters:
  ///   - parts: at least one, of the parameters' shape.
  ///   - penalty: λ of the gradient `Σ parts + λ·p`.
  ///   - tile: numbers that one worker takes at a time. Changes no bit.
  public func update(
    _ p: inout Tensor, parts: [Tensor], _ m: inout Tensor, _ v: inout Tensor, penalty: Real,
    tile: Int = 1 << 12
  ) {
    let count = p.count
    precondition(
      !parts.isEmpty && parts.allSatisfy { $0.count == count }, "Parts of a gradient differ.")
    forEachTile(of: &p, &m, &v, (count + tile - 1) / tile) { index, p, m, v in
      let first = index * tile
      let length = min(tile, count - first)
      let sum = Tensor(unwritten: [length])
      let g = sum.writing
      g.update(from: parts[0].reading + first, count: length)
      for part in parts.dropFirst() { addLanes(part.reading + first, to: g, length) }
      if penalty > 0 { addProduct(UnsafePointer(p + first), penalty, to: g, length) }
      run(length, p + first, g, m + first, v + first)
      withExtendedLifetime(sum) {}
    }
  }

  /// Runs tiles that each own a part of the parameters and of their moments.
  ///
  /// - Parameter isPart: whether there are moments of some rows alone.
  func forEachTile(
    of p: inout Tensor, _ m: inout Tensor, _ v: inout Tensor, _ tiles: Int, isPart: Bool = false,
    _ body:
      @Sendable (
        _ tile: Int, _ p: UnsafeMutablePointer<Real>, _ m: UnsafeMutablePointer<Real>,
        _ v: UnsafeMutablePointer<Real>
      ) -> Void
  ) {
    precondition(
      v.shape == m.shape && (isPart ? m.shape.width == p.shape.width : m.shape == p.shape),
      "Parameters \(p.shape) and moments \(m.shape), \(v.shape) differ.")
    p.withMutableElements { p in
      m.withMutableElements { m in
        v.withMutableElements { v in
          guard let p = p.baseAddress, let m = m.baseAddress, let v = v.baseAddress else { return }
          nonisolated(unsafe) let shared = (p, m, v)  // a tile owns its part
          Determinism.forEachTile(tiles) { body($0, shared.0, shared.1, shared.2) }
        }
      }
    }
  }

  /// The step on `count` neighbouring numbers, on this thread.
  @inline(__always)
  func run(
    _ count: Int, _ p: UnsafeMutablePointer<Real>, _ g: UnsafePointer<Real>,
    _ m: UnsafeMutablePointer<Real>, _ v: UnsafeMutablePointer<Real>
  ) {
    forEachLanes(count) {
      let (p0, m0, v0) = step(p.lanes($0), g.lanes($0), m.lanes($0), v.lanes($0))
      p.put(p0, $0)
      m.put(m0, $0)
      v.put(v0, $0)
    } half: {
      let (p0, m0, v0) = step(
        p.halfLanes($0), g.halfLanes($0), m.halfLanes($0), v.halfLanes($0))
      p.putHalf(p0, $0)
      m.putHalf(m0, $0)
      v.putHalf(v0, $0)
    } rest: {
      let (p0, m0, v0) = step(
        SIMD2(p[$0], 0), SIMD2(g[$0], 0), SIMD2(m[$0], 0), SIMD2(v[$0], 0))
      (p[$0], m[$0], v[$0]) = (p0[0], m0[0], v0[0])
    }
  }

  @inline(__always)
  private func step<V: Rooted>(_ p: V, _ g: V, _ m: V, _ v: V) -> (V, V, V) {
    let m1 = (m * V(repeating: beta1)).addingProduct(g, V(repeating: 1 - beta1))
    let v1 = (v * V(repeating: beta2)).addingProduct(g * g, V(repeating: 1 - beta2))
    let root = V(repeating: epsilon).addingProduct(v1.roots, V(repeating: rootFactor))
    return (p * V(repeating: keep) - V(repeating: rate) * m1 / root, m1, v1)
  }
}

/// `y += x · a`, with the product rounded before it is added.
private func addProduct(
  _ x: UnsafePointer<Real>, _ a: Real, to y: UnsafeMutablePointer<Real>, _ count: Int
) {
  forEachLanes(count) {
    y.put(y.lanes($0) + x.lanes($0) * Lanes(repeating: a), $0)
  } half: {
    y.putHalf(y.halfLanes($0) + x.halfLanes($0) * HalfLanes(repeating: a), $0)
  } rest: {
    y[$0] += x[$0] * a
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
