public import Determinism

/// `a` with elements zeroed by chance and the others divided by `1 − rate`, times `scale`.
///
/// Four elements share one 64-bit draw: the rate is rounded to a multiple of 2⁻¹⁶, and the divisor
/// is that of the rounded rate. Element `i` depends on the key and `i` alone.
public func dropout(_ a: Tensor, rate: Double, key: RandomKey) -> Tensor {
  precondition(rate >= 0 && rate < 1, "A dropout rate lies in [0, 1), not at \(rate).")
  let threshold = (rate * 65536).rounded()
  let factor = Lanes(repeating: Real(65536 / (65536 - threshold)))
  let bound = Lanes(repeating: Real(threshold))
  let result = Tensor(unwritten: a.shape)
  forEachPart(a.count) { first, count in
    let (x, y) = (a.reading + first, result.writing + first)
    forEachLanes(count) { index in
      let kept = draws(key, first + index) .>= bound
      y.put(Lanes(repeating: 0).replacing(with: x.lanes(index) * factor, where: kept), index)
    } rest: { index, remaining in
      let kept = draws(key, first + index) .>= bound
      let product = x.lanes(index, upTo: remaining) * factor
      y.put(Lanes(repeating: 0).replacing(with: product, where: kept), index, upTo: remaining)
    }
  }
  return result
}

/// Eight whole numbers below 2¹⁶, from two words.
@inline(__always)
private func draws(_ key: RandomKey, _ index: Int) -> Lanes {
  let words = SIMD2(key.bits(index >> 2), key.bits((index >> 2) + 1))
  let parts = unsafeBitCast(words, to: SIMD8<UInt16>.self)
  return Lanes(SIMD8<Int32>(truncatingIfNeeded: parts))
}
