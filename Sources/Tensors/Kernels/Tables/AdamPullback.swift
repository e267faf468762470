internal import Determinism

extension AdamStep {
  /// What a step passes back: the cotangents of `p`, of the gradient `g`, and of the moments `m`, `v` that it
  /// began with. With `D = √v′ · f + ε`: `∂p′/∂m′ = −η / D`, `∂p′/∂v′ = η·m′·f / (2·√v′·D²)`; where `v′`
  /// is 0 nothing passes through its root.
  ///
  /// - Parameters:
  ///   - p: the parameters before the step.
  ///   - g: the gradient.
  ///   - penalty: λ of the gradient `g + λ·p` that the step followed.
  ///   - after: the moments after it.
  ///   - cotangents: of the parameters and the moments after it.
  public func pullback(
    _ p: Tensor, _ g: Tensor, penalty: Real, after: (m: Tensor, v: Tensor),
    cotangents: (p: Tensor, m: Tensor, v: Tensor)
  ) -> (p: Tensor, g: Tensor, m: Tensor, v: Tensor) {
    precondition(
      [g, after.m, after.v, cotangents.p, cotangents.m, cotangents.v].allSatisfy {
        $0.count == p.count
      }, "What belongs to \(p.shape) is of other shapes.")
    let (byP, byG) = (Tensor(unwritten: p.shape), Tensor(unwritten: p.shape))
    let (byM, byV) = (Tensor(unwritten: p.shape), Tensor(unwritten: p.shape))
    let step = self
    forEachPart(p.count) { first, count in
      let (x, y) = (p.reading + first, g.reading + first)
      let (m, v) = (after.m.reading + first, after.v.reading + first)
      let (dp, dm) = (cotangents.p.reading + first, cotangents.m.reading + first)
      let dv = cotangents.v.reading + first
      forEachLanes(count) {
        let passed = step.passed(
          (x.lanes($0), y.lanes($0)), penalty, (m.lanes($0), v.lanes($0)),
          (dp.lanes($0), dm.lanes($0), dv.lanes($0)))
        (byP.writing + first).put(passed.p, $0)
        (byG.writing + first).put(passed.g, $0)
        (byM.writing + first).put(passed.m, $0)
        (byV.writing + first).put(passed.v, $0)
      } rest: {
        let passed = step.passed(
          (x.lanes($0, upTo: $1), y.lanes($0, upTo: $1)), penalty,
          (m.lanes($0, upTo: $1), v.lanes($0, upTo: $1)),
          (dp.lanes($0, upTo: $1), dm.lanes($0, upTo: $1), dv.lanes($0, upTo: $1)))
        (byP.writing + first).put(passed.p, $0, upTo: $1)
        (byG.writing + first).put(passed.g, $0, upTo: $1)
        (byM.writing + first).put(passed.m, $0, upTo: $1)
        (byV.writing + first).put(passed.v, $0, upTo: $1)
      }
    }
    return (byP, byG, byM, byV)
  }

  @inline(__always)
  private func passed(
    _ before: (p: Lanes, g: Lanes), _ penalty: Real, _ after: (m: Lanes, v: Lanes),
    _ d: (p: Lanes, m: Lanes, v: Lanes)
  ) -> (p: Lanes, g: Lanes, m: Lanes, v: Lanes) {
    let isZero = after.v .<= Lanes(repeating: 0)
    let root = after.v.replacing(with: 1, where: isZero).roots
    let divisor = Lanes(repeating: epsilon).plus(
      root.replacing(with: 0, where: isZero), times: Lanes(repeating: rootFactor))
    let throughMean = d.p * Lanes(repeating: -rate) / divisor
    let throughRoot =
      (throughMean * after.m / divisor / root * Lanes(repeating: -0.5 * rootFactor))
      .replacing(with: 0, where: isZero)
    let (mean, square) = (d.m + throughMean, d.v + throughRoot)
    let gradient = before.g.plus(before.p, times: Lanes(repeating: penalty))
    let dg = (mean * Lanes(repeating: 1 - beta1)).plus(
      square * gradient, times: Lanes(repeating: 2 * (1 - beta2)))
    return (
      (d.p * Lanes(repeating: keep)).plus(dg, times: Lanes(repeating: penalty)), dg,
      mean * Lanes(repeating: beta1), square * Lanes(repeating: beta2)
    )
  }
}
