internal import Determinism

/// Mean and variance of each column over all rows: `[rows, width] → [width]` each; the variance
/// divides by `rows`.
///
/// Sums are taken in Double, rows in order, so that neither workers nor tiles change a bit.
public func columnMoments(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
  let (rows, width) = (x.shape.rows, x.shape.width)
  precondition(rows > 0, "Nothing has no mean.")
  let (mean, variance) = (Tensor(unwritten: [width]), Tensor(unwritten: [width]))
  forEachColumnTile(width) { columns in
    let means = sums(rows, columns) { row, column in
      Double(x.reading[row * width + column])
    }.map { $0 / Double(rows) }
    let squares = sums(rows, columns) { row, column in
      let distance = Double(x.reading[row * width + column]) - means[column - columns.lowerBound]
      return distance * distance
    }
    for (index, column) in columns.enumerated() {
      mean.writing[column] = Real(means[index])
      variance.writing[column] = Real(squares[index] / Double(rows))
    }
  }
  return (mean, variance)
}

/// `(x − mean) / √(variance + ε)`, column by column, with the moments of these rows themselves:
/// `[rows, width]`; and the inverted divisors `[width]` (Ioffe and Szegedy 2015, algorithm 1,
/// without its scale and shift).
public func normalizedColumns(
  _ x: Tensor, epsilon: Real
) -> (columns: Tensor, scales: Tensor) {
  let (rows, width) = (x.shape.rows, x.shape.width)
  let (mean, variance) = columnMoments(x)
  let scales = Tensor(unwritten: [width])
  for column in 0..<width {
    scales.writing[column] = 1 / (variance.reading[column] + epsilon).squareRoot()
  }
  let result = Tensor(unwritten: x.shape)
  forEachColumnTile(width) { columns in
    for row in 0..<rows {
      for column in columns {
        let place = row * width + column
        result.writing[place] =
          (x.reading[place] - mean.reading[column]) * scales.reading[column]
      }
    }
  }
  return (result, scales)
}

/// The cotangent of the input of `normalizedColumns`: `s · (g − mean(g) − y · mean(g · y))`.
public func normalizedColumnsPullback(_ g: Tensor, columns y: Tensor, scales: Tensor) -> Tensor {
  let (rows, width) = (y.shape.rows, y.shape.width)
  precondition(g.shape.rows == rows && g.shape.width == width, "\(g.shape) is not \(y.shape).")
  let result = Tensor(unwritten: y.shape)
  forEachColumnTile(width) { columns in
    let means = sums(rows, columns) { row, column in
      Double(g.reading[row * width + column])
    }.map { Real($0 / Double(rows)) }
    let shares = sums(rows, columns) { row, column in
      let place = row * width + column
      return Double(g.reading[place]) * Double(y.reading[place])
    }.map { Real($0 / Double(rows)) }
    for row in 0..<rows {
      for (index, column) in columns.enumerated() {
        let place = row * width + column
        result.writing[place] =
          scales.reading[column]
          * (g.reading[place] - means[index] - y.reading[place] * shares[index])
      }
    }
  }
  return result
}

/// Columns that one worker takes at a time: a cache line's worth, twice.
private func forEachColumnTile(_ width: Int, _ body: @Sendable (Range<Int>) -> Void) {
  let tile = 32
  forEachTile((width + tile - 1) / tile) { index in
    body(index * tile..<min(width, (index + 1) * tile))
  }
}

/// The sum over all rows for each of some columns.
@inline(__always)
private func sums(
  _ rows: Int, _ columns: Range<Int>, _ value: (_ row: Int, _ column: Int) -> Double
) -> [Double] {
  var sums = [Double](repeating: 0, count: columns.count)
  for row in 0..<rows {
    for (index, column) in columns.enumerated() { sums[index] += value(row, column) }
  }
  return sums
}
