public import Determinism

/// `a` with elements zeroed by chance and the others divided by `1 − rate`, times `scale`.
///
/// Four elements share one 64-bit draw: the rate is rounded to a multiple of 2⁻¹⁶, and the divisor
/// is that of the rounded rate. Element `i` depends on the key and `i` alone.
public func dropout(_ a: Tensor, rate: Double, key: RandomKey) -> Tensor {
  precondition(rate >= 0 && rate < 1, "A dropout rate lies in [0, 1), not at \(rate).")
  let threshold = UInt64((rate * 65536).rounded())
  let factor = Real(65536 / (65536 - Double(threshold)))
  let result = Tensor(unwritten: a.shape)
  let (x, y) = (a.reading, result.writing)
  let count = a.count
  var index = 0
  while index + 4 <= count {
    let bits = key.bits(index >> 2)
    for part in 0..<4 {
      let keep = (bits &>> UInt64(part * 16)) & 0xffff >= threshold
      y[index + part] = keep ? x[index + part] * factor : 0
    }
    index += 4
  }
  if index < count {
    let bits = key.bits(index >> 2)
    for part in 0..<(count - index) {
      let keep = (bits &>> UInt64(part * 16)) & 0xffff >= threshold
      y[index + part] = keep ? x[index + part] * factor : 0
    }
  }
  return result
}
