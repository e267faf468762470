internal import Determinism

/// `factor · Σ_r (ln Σ_i e^x[r,i] − x[r,target[r]])`, `[1]`, and its derivative by x, `[rows, width]`; the
/// largest number of each row is taken off first, against overflow. Rows are added in order.
///
/// - Precondition: each row has a target, which is one of its places.
public func crossEntropyRows(
  _ x: Tensor, _ targets: [Int32], factor: Real
) -> (loss: Tensor, derivative: Tensor) {
  let (rows, width) = (x.shape.rows, x.shape.width)
  precondition(rows == targets.count && width > 0, "\(x.shape) has not \(targets.count) targets.")
  let derivative = Tensor(unwritten: x.shape)
  let losses = Tensor(unwritten: [rows])
  forEachPart(rows: rows, of: width) { part in
    for row in part {
      let target = Int(targets[row])
      precondition(target >= 0 && target < width, "The target \(target) is outside \(x.shape).")
      let (from, to) = (x.reading + row * width, derivative.writing + row * width)
      let top = Lanes(repeating: largest(from, width))
      var sums = Lanes(repeating: 0)
      forEachLanes(width) {
        let powers = exponential(from.lanes($0) - top)
        sums += powers
        to.put(powers, $0)
      } rest: {
        var powers = exponential(from.lanes($0, upTo: $1) - top)
        for lane in $1..<laneCount { powers[lane] = 0 }
        sums += powers
        to.put(powers, $0, upTo: $1)
      }
      let sum = sums.total
      multiplyLanes(UnsafePointer(to), by: factor / sum, into: to, width)
      to[target] -= factor
      losses.writing[row] = factor * (top[0] + logarithm(sum) - from[target])
    }
  }
  var loss: Real = 0
  for row in 0..<rows { loss += losses.reading[row] }
  return (Tensor(loss), derivative)
}
