internal import Determinism

/// A gated recurrent unit over packed rows, kernels both ways (Cho et al. 2014; the gates' order and
/// the place of the second bias as in `torch.nn.GRU`).
///
/// With `a = W h[t−1] + b` of three parts `r, z, n` and the projected input `x` likewise:
/// `r = σ(x_r + a_r)`, `z = σ(x_z + a_z)`, `n = tanh(x_n + r ⊙ a_n)`,
/// `h[t] = (1 − z) ⊙ n + z ⊙ h[t−1]`; `h` before a row's first event is 0.
///
/// Rows of a batch take a step together, the longest first, so that those still running are always the
/// first ones and one product serves them. Where that changes no bit, some rows are a worker's from
/// their first step to their last.
public struct GatedRecurrence: Sendable {
  /// Features of the state.
  public let width: Int
  /// The rows.
  public let rows: PackedRows
  /// Rows by falling length; equal ones in their order.
  private let order: [Int]
  /// Rows that have an event at a step.
  private let running: [Int]

  /// A recurrence over the given rows.
  public init(width: Int, rows: PackedRows) {
    self.width = width
    self.rows = rows
    let order = (0..<rows.count).sorted { (-rows[$0].count, $0) < (-rows[$1].count, $1) }
    self.order = order
    var running = rows.count
    self.running = (0..<rows.longest).map { step in
      while running > 0, rows[order[running - 1]].count <= step { running -= 1 }
      return running
    }
  }

  /// Calls `body` for parts of the rows, places in their order by length.
  private func forEachPart(by product: RowProduct, _ body: @Sendable (Range<Int>) -> Void) {
    let count = product.part(of: rows.count)
    forEachTile((rows.count + count - 1) / count) { part in
      body(part * count..<min(rows.count, (part + 1) * count))
    }
  }

  /// Those of a part that have an event at a step.
  @inline(__always)
  private func running(_ step: Int, of part: Range<Int>) -> Range<Int> {
    part.lowerBound..<max(part.lowerBound, min(part.upperBound, running[step]))
  }

  /// - Parameters:
  ///   - x: `[tokens, 3 · width]`, the projected input.
  ///   - weight: `[3 · width, width]`.
  ///   - bias: `[3 · width]`.
  /// - Returns: the states `[tokens, width]`; saved: r, z, n and a_n of each token.
  public func forward(_ x: Tensor, weight: Tensor, bias: Tensor) -> (Tensor, [Tensor]) {
    check(x, weight, bias)
    let (tokens, three) = (rows.tokens, 3 * width)
    let states = Tensor(unwritten: [tokens, width])
    let gates = Tensor(unwritten: [tokens, 4 * width])
    let state = Tensor(zeros: [rows.count, width])
    let products = Tensor(unwritten: [rows.count, three])
    let product = RowProduct(weight, transposed: true)
    forEachPart(by: product) { part in
      for step in 0..<rows[order[part.lowerBound]].count {
        let places = running(step, of: part)
        product.multiply(
          places.count, of: running[step], state.reading + part.lowerBound * width,
          into: products.writing + part.lowerBound * three, adding: false)
        for place in places {
          let token = rows[order[place]].lowerBound + step
          advance(
            x.reading + token * three, products.reading + place * three, bias.reading,
            state.writing + place * width, gates.writing + token * 4 * width)
          (states.writing + token * width).update(
            from: state.reading + place * width, count: width)
        }
      }
    }
    return (states, [gates])
  }

  /// One row's step: the state in place, and the gates.
  @inline(__always)
  private func advance(
    _ x: UnsafePointer<Real>, _ a: UnsafePointer<Real>, _ b: UnsafePointer<Real>,
    _ h: UnsafeMutablePointer<Real>, _ gates: UnsafeMutablePointer<Real>
  ) {
    let one = Lanes(repeating: 1)
    forEachLanes(width) { at in
      let r = logistic(x.lanes(at) + a.lanes(at) + b.lanes(at))
      let z = logistic(
        x.lanes(width + at) + a.lanes(width + at) + b.lanes(width + at))
      let inner = a.lanes(2 * width + at) + b.lanes(2 * width + at)
      let n = hyperbolicTangent(x.lanes(2 * width + at) + r * inner)
      h.put((one - z) * n + z * h.lanes(at), at)
      gates.put(r, at)
      gates.put(z, width + at)
      gates.put(n, 2 * width + at)
      gates.put(inner, 3 * width + at)
    } rest: { at, left in
      let r = logistic(x.lanes(at, upTo: left) + a.lanes(at, upTo: left) + b.lanes(at, upTo: left))
      let z = logistic(
        x.lanes(width + at, upTo: left) + a.lanes(width + at, upTo: left)
          + b.lanes(width + at, upTo: left))
      let inner = a.lanes(2 * width + at, upTo: left) + b.lanes(2 * width + at, upTo: left)
      let n = hyperbolicTangent(x.lanes(2 * width + at, upTo: left) + r * inner)
      h.put((one - z) * n + z * h.lanes(at, upTo: left), at, upTo: left)
      gates.put(r, at, upTo: left)
      gates.put(z, width + at, upTo: left)
      gates.put(n, 2 * width + at, upTo: left)
      gates.put(inner, 3 * width + at, upTo: left)
    }
  }

  /// The cotangents of x, weight and bias.
  public func pullback(
    _ g: Tensor, weight: Tensor, states: Tensor, saved: [Tensor]
  ) -> [Tensor] {
    let (tokens, three) = (rows.tokens, 3 * width)
    let gates = saved[0]
    let dx = Tensor(unwritten: [tokens, three])
    let da = Tensor(unwritten: [tokens, three])
    let before = Tensor(zeros: [tokens, width])
    // What each state hands back to the one before it; rows that have not begun yet hold zeros.
    let carried = Tensor(zeros: [rows.count, width])
    let products = Tensor(unwritten: [rows.count, three])
    let product = RowProduct(weight, transposed: false)
    forEachPart(by: product) { part in
      for row in order[part] where rows[row].count > 1 {
        let first = rows[row].lowerBound
        (before.writing + (first + 1) * width).update(
          from: states.reading + first * width, count: (rows[row].count - 1) * width)
      }
      for step in (0..<rows[order[part.lowerBound]].count).reversed() {
        let places = running(step, of: part)
        for place in places {
          let token = rows[order[place]].lowerBound + step
          retreat(
            g.reading + token * width, gates.reading + token * 4 * width,
            before.reading + token * width, carried.writing + place * width,
            dx.writing + token * three, da.writing + token * three)
          (products.writing + place * three).update(from: da.reading + token * three, count: three)
        }
        product.multiply(
          places.count, of: running[step], products.reading + part.lowerBound * three,
          into: carried.writing + part.lowerBound * width, adding: true)
      }
    }
    return [dx, matmul(da, transposed: true, before), columnSums(da)]
  }

  /// One row's step back: what is carried keeps the part that passed the update gate.
  @inline(__always)
  private func retreat(
    _ g: UnsafePointer<Real>, _ gates: UnsafePointer<Real>, _ before: UnsafePointer<Real>,
    _ carried: UnsafeMutablePointer<Real>, _ dx: UnsafeMutablePointer<Real>,
    _ da: UnsafeMutablePointer<Real>
  ) {
    let one = Lanes(repeating: 1)
    forEachLanes(width) { at in
      let (r, z) = (gates.lanes(at), gates.lanes(width + at))
      let (n, inner) = (gates.lanes(2 * width + at), gates.lanes(3 * width + at))
      let dh = g.lanes(at) + carried.lanes(at)
      let dn = dh * (one - z) * (one - n * n)
      let dz = dh * (before.lanes(at) - n) * z * (one - z)
      let dr = dn * inner * r * (one - r)
      dx.put(dr, at)
      dx.put(dz, width + at)
      dx.put(dn, 2 * width + at)
      da.put(dr, at)
      da.put(dz, width + at)
      da.put(dn * r, 2 * width + at)
      carried.put(dh * z, at)
    } rest: { at, left in
      let (r, z) = (gates.lanes(at, upTo: left), gates.lanes(width + at, upTo: left))
      let (n, inner) = (
        gates.lanes(2 * width + at, upTo: left), gates.lanes(3 * width + at, upTo: left)
      )
      let dh = g.lanes(at, upTo: left) + carried.lanes(at, upTo: left)
      let dn = dh * (one - z) * (one - n * n)
      let dz = dh * (before.lanes(at, upTo: left) - n) * z * (one - z)
      let dr = dn * inner * r * (one - r)
      dx.put(dr, at, upTo: left)
      dx.put(dz, width + at, upTo: left)
      dx.put(dn, 2 * width + at, upTo: left)
      da.put(dr, at, upTo: left)
      da.put(dz, width + at, upTo: left)
      da.put(dn * r, 2 * width + at, upTo: left)
      carried.put(dh * z, at, upTo: left)
    }
  }

  private func check(_ x: Tensor, _ weight: Tensor, _ bias: Tensor) {
    precondition(
      x.shape == [rows.tokens, 3 * width] && weight.shape == [3 * width, width]
        && bias.count == 3 * width,
      "\(x.shape), \(weight.shape) and \(bias.shape) do not fit \(rows.tokens) × \(width).")
  }
}

/// `2·σ(2x) − 1` in eight lanes.
@inline(__always) private func hyperbolicTangent(_ x: Lanes) -> Lanes {
  let two = Lanes(repeating: 2)
  return two * logistic(two * x) - Lanes(repeating: 1)
}
