/// A tensor made from another in parts: `body` is given where they begin and how long they are.
func inParts(
  _ a: Tensor,
  _ body: @Sendable (UnsafePointer<Real>, UnsafeMutablePointer<Real>, Int) -> Void
) -> Tensor {
  let result = Tensor(unwritten: a.shape)
  nonisolated(unsafe) let (x, y) = (a.reading, result.writing)  // a part a tile
  forEachPart(a.count) { body(x + $0, y + $0, $1) }
  return result
}

/// The same, from two equally shaped tensors.
func inParts(
  _ a: Tensor, _ b: Tensor,
  _ body:
    @Sendable (
      UnsafePointer<Real>, UnsafePointer<Real>, UnsafeMutablePointer<Real>, Int
    ) -> Void
) -> Tensor {
  precondition(a.shape == b.shape, "Shapes \(a.shape) and \(b.shape) differ.")
  let result = Tensor(unwritten: a.shape)
  nonisolated(unsafe) let (x, z, y) = (a.reading, b.reading, result.writing)  // a part a tile
  forEachPart(a.count) { body(x + $0, z + $0, y + $0, $1) }
  return result
}

/// One lane at a time.
@inline(__always)
func mapLanes(
  _ x: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>, _ count: Int,
  _ body: (Lanes) -> Lanes
) {
  forEachLanes(count) {
    y.put(body(x.lanes($0)), $0)
  } rest: {
    y.put(body(x.lanes($0, upTo: $1)), $0, upTo: $1)
  }
}

/// One lane at a time of two.
@inline(__always)
func zipLanes(
  _ x: UnsafePointer<Real>, _ z: UnsafePointer<Real>, _ y: UnsafeMutablePointer<Real>,
  _ count: Int, _ body: (Lanes, Lanes) -> Lanes
) {
  forEachLanes(count) {
    y.put(body(x.lanes($0), z.lanes($0)), $0)
  } rest: {
    y.put(body(x.lanes($0, upTo: $1), z.lanes($0, upTo: $1)), $0, upTo: $1)
  }
}

/// `y += factor · x`, rounded once.
@inline(__always)
func addScaled(
  _ x: UnsafePointer<Real>, by factor: Real, to y: UnsafeMutablePointer<Real>, _ count: Int
) {
  let lanes = Lanes(repeating: factor)
  forEachLanes(count) {
    y.put(y.lanes($0).plus(x.lanes($0), times: lanes), $0)
  } rest: {
    y.put(y.lanes($0, upTo: $1).plus(x.lanes($0, upTo: $1), times: lanes), $0, upTo: $1)
  }
}

/// `a + b`, element by element.
public func sum(_ a: Tensor, _ b: Tensor) -> Tensor {
  inParts(a, b) { zipLanes($0, $1, $2, $3) { $0 + $1 } }
}
/// `a − b`, element by element.
public func difference(_ a: Tensor, _ b: Tensor) -> Tensor {
  inParts(a, b) { zipLanes($0, $1, $2, $3) { $0 - $1 } }
}
/// `a · b`, element by element.
public func product(_ a: Tensor, _ b: Tensor) -> Tensor {
  inParts(a, b) { zipLanes($0, $1, $2, $3) { $0 * $1 } }
}
/// `a / b`, element by element.
public func quotient(_ a: Tensor, _ b: Tensor) -> Tensor {
  inParts(a, b) { zipLanes($0, $1, $2, $3) { $0 / $1 } }
}
/// `factor · a + offset`.
public func affine(_ a: Tensor, times factor: Real, plus offset: Real = 0) -> Tensor {
  inParts(a) {
    mapLanes($0, $1, $2) { Lanes(repeating: offset).plus($0, times: Lanes(repeating: factor)) }
  }
}
/// `eᵃ`, element by element.
public func exponential(_ a: Tensor) -> Tensor {
  inParts(a) { mapLanes($0, $1, $2) { exponential($0) } }
}
/// The root, element by element.
public func squareRoot(_ a: Tensor) -> Tensor {
  inParts(a) { mapLanes($0, $1, $2) { $0.roots } }
}
/// `1 / (1 + e^−a)`, element by element.
public func logistic(_ a: Tensor) -> Tensor {
  inParts(a) { mapLanes($0, $1, $2) { logistic($0) } }
}
/// `a / (1 + e^−a)`, element by element.
public func silu(_ a: Tensor) -> Tensor {
  inParts(a) { silu($0, $2, into: $1) }
}
/// `a · σ(2·√(2/π)·(a + 0.044715·a³))`, element by element: `½·a·(1 + tanh(√(2/π)·(…)))`, the form of
/// the Gaussian error linear unit that GPT uses (Hendrycks and Gimpel 2016).
public func gelu(_ a: Tensor) -> Tensor {
  inParts(a) { mapLanes($0, $1, $2) { $0 * logistic(geluArgument($0)) } }
}
/// `g · d gelu(a) / da`, element by element.
public func geluPullback(_ g: Tensor, at a: Tensor) -> Tensor {
  inParts(g, a) {
    zipLanes($0, $1, $2, $3) { g, x in
      let s = logistic(geluArgument(x))
      let one = Lanes(repeating: 1)
      let slope = Lanes(repeating: geluScale).plus(
        x * x, times: Lanes(repeating: 3 * geluScale * geluCube))
      return g * s.plus(x * s * (one - s), times: slope)
    }
  }
}
/// `max(a, 0)`, element by element.
public func relu(_ a: Tensor) -> Tensor {
  inParts(a) {
    mapLanes($0, $1, $2) { $0.replacing(with: 0, where: $0 .< Lanes(repeating: 0)) }
  }
}
/// 1 where `a > bound`, else 0.
public func indicator(_ a: Tensor, above bound: Real) -> Tensor {
  inParts(a) {
    mapLanes($0, $1, $2) {
      Lanes(repeating: 0).replacing(with: 1, where: $0 .> Lanes(repeating: bound))
    }
  }
}
/// `g · d silu(a) / da`, element by element; with σ the logistic, `silu′ = σ · (1 + a · (1 − σ))`.
public func siluPullback(_ g: Tensor, at a: Tensor) -> Tensor {
  inParts(g, a) { siluPullback($0, $1, $3, into: $2) }
}

// The two loops stand in small functions of their own: inside larger ones the compiler leaves the
// logistic function a call, which costs as much again as the function.

private func silu(
  _ x: UnsafePointer<Real>, _ count: Int, into y: UnsafeMutablePointer<Real>
) {
  let full = count & ~(laneCount - 1)
  for index in stride(from: 0, to: full, by: laneCount) {
    let v = x.lanes(index)
    y.put(v * logistic(v), index)
  }
  guard full < count else { return }
  let v = x.lanes(full, upTo: count - full)
  y.put(v * logistic(v), full, upTo: count - full)
}

private func siluPullback(
  _ g: UnsafePointer<Real>, _ x: UnsafePointer<Real>, _ count: Int,
  into y: UnsafeMutablePointer<Real>
) {
  let full = count & ~(laneCount - 1)
  for index in stride(from: 0, to: full, by: laneCount) {
    y.put(g.lanes(index) * siluDerivative(x.lanes(index)), index)
  }
  guard full < count else { return }
  let (v, w) = (x.lanes(full, upTo: count - full), g.lanes(full, upTo: count - full))
  y.put(w * siluDerivative(v), full, upTo: count - full)
}
/// `g` where `a > 0`, else 0.
public func reluPullback(_ g: Tensor, at a: Tensor) -> Tensor {
  inParts(g, a) {
    zipLanes($0, $1, $2, $3) { $0.replacing(with: 0, where: $1 .<= Lanes(repeating: 0)) }
  }
}

/// 2·√(2/π).
private var geluScale: Real { 1.595_769_121_605_730_7 }
private var geluCube: Real { 0.044715 }

@inline(__always) private func geluArgument(_ x: Lanes) -> Lanes {
  let cube = Lanes(repeating: 1).plus(x * x, times: Lanes(repeating: geluCube))
  return x * cube * Lanes(repeating: geluScale)
}

/// `silu′(x) = σ(x) · (1 + x · (1 − σ(x)))`.
@inline(__always) func siluDerivative(_ x: Lanes) -> Lanes {
  let s = logistic(x)
  return s * Lanes(repeating: 1).plus(x, times: Lanes(repeating: 1) - s)
}

/// The natural logarithm of each element; −∞ at 0, not a number below.
public func naturalLogarithm(_ a: Tensor) -> Tensor {
  inParts(a) {
    mapLanes($0, $1, $2) { x in
      var result = Lanes(repeating: 0)
      for lane in 0..<laneCount { result[lane] = logarithm(x[lane]) }
      return result
    }
  }
}

extension Tensor {
  /// Adds another tensor of the same shape in place: `self + factor · other`.
  public mutating func add(_ other: Tensor, times factor: Real = 1) {
    precondition(shape == other.shape, "Shapes \(shape) and \(other.shape) differ.")
    let count = count
    withMutableElements { target in
      guard let start = target.baseAddress else { return }
      nonisolated(unsafe) let all = start  // a part a tile
      forEachPart(count) { first, count in
        addScaled(other.reading + first, by: factor, to: all + first, count)
      }
    }
  }
}
