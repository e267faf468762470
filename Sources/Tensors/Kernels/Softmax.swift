internal import Determinism

/// Rows that one tile takes. Changes no bit.
private var tileRows: Int { 64 }

/// `x − ln Σ eˣ` over the last axis; the largest number of each row is taken off first, against
/// overflow.
public func logSoftmaxRows(_ a: Tensor) -> Tensor {
  let (rows, width) = (a.shape.rows, a.shape.width)
  precondition(width > 0, "A softmax over nothing has no value.")
  let result = Tensor(unwritten: a.shape)
  nonisolated(unsafe) let (x, y) = (a.reading, result.writing)  // a tile owns its rows
  forEachTile((rows + tileRows - 1) / tileRows) { tile in
    for row in tile * tileRows..<min(rows, (tile + 1) * tileRows) {
      let (from, to) = (x + row * width, y + row * width)
      let top = Lanes(repeating: largest(from, width))
      var sums = Lanes(repeating: 0)
      forEachLanes(width) {
        sums += exponential(from.lanes($0) - top)
      } rest: {
        var powers = exponential(from.lanes($0, upTo: $1) - top)
        for lane in $1..<laneCount { powers[lane] = 0 }
        sums += powers
      }
      let offset = Lanes(repeating: top[0] + logarithm(sums.total))
      forEachLanes(width) {
        to.put(from.lanes($0) - offset, $0)
      } rest: {
        to.put(from.lanes($0, upTo: $1) - offset, $0, upTo: $1)
      }
    }
  }
  return result
}

/// `g − eʸ · Σ g` over the last axis: the derivative of `logSoftmaxRows`, whose output is `y`.
public func logSoftmaxRowsPullback(_ g: Tensor, output: Tensor) -> Tensor {
  precondition(g.shape == output.shape, "Shapes \(g.shape) and \(output.shape) differ.")
  let (rows, width) = (g.shape.rows, g.shape.width)
  let result = Tensor(unwritten: g.shape)
  nonisolated(unsafe) let (x, y, z) = (g.reading, output.reading, result.writing)  // a tile's rows
  forEachTile((rows + tileRows - 1) / tileRows) { tile in
    for row in tile * tileRows..<min(rows, (tile + 1) * tileRows) {
      let (g, y, to) = (x + row * width, y + row * width, z + row * width)
      let sum = Lanes(repeating: -total(g, width))
      forEachLanes(width) {
        to.put(g.lanes($0).plus(exponential(y.lanes($0)), times: sum), $0)
      } rest: {
        to.put(
          g.lanes($0, upTo: $1).plus(exponential(y.lanes($0, upTo: $1)), times: sum), $0, upTo: $1)
      }
    }
  }
  return result
}

/// A softmax of each column over the tokens of each packed row: `[tokens, columns]`, of the same
/// shape; the largest number of a row's column is taken off first.
public func softmaxOfRows(_ a: Tensor, _ rows: PackedRows) -> Tensor {
  let width = a.shape.width
  precondition(a.shape.rows == rows.tokens, "\(a.shape) has not \(rows.tokens) tokens.")
  let result = Tensor(unwritten: a.shape)
  let (x, y) = (a.reading, result.writing)
  for row in 0..<rows.count {
    let (first, length) = (rows[row].lowerBound * width, rows[row].count)
    guard length > 0 else { continue }
    for column in 0..<width {
      var top = x[first + column]
      for token in 1..<max(1, length) { top = max(top, x[first + token * width + column]) }
      for token in 0..<length {
        y[first + token * width + column] = x[first + token * width + column] - top
      }
    }
    let block = y + first
    forEachLanes(length * width) {
      block.put(exponential(block.lanes($0)), $0)
    } rest: {
      block.put(exponential(block.lanes($0, upTo: $1)), $0, upTo: $1)
    }
    for column in 0..<width {
      var sum: Real = 0
      for token in 0..<length { sum += block[token * width + column] }
      for token in 0..<length { block[token * width + column] /= sum }
    }
  }
  return result
}

/// The largest of `count` numbers, at least one.
@inline(__always) func largest(_ x: UnsafePointer<Real>, _ count: Int) -> Real {
  var tops = Lanes(repeating: x[0])
  forEachLanes(count) {
    let lanes = x.lanes($0)
    tops.replace(with: lanes, where: lanes .> tops)
  } rest: { index, remaining in
    for lane in 0..<remaining { tops[lane] = max(tops[lane], x[index + lane]) }
  }
  return tops.max()
}
