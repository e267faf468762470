internal import Datasets
internal import Determinism
internal import Language
internal import Suites
internal import Tensors

/// Vectors of the items of a data set, by the items' ids.
public struct ItemVectorTable: Sendable {
  /// How they are held; rows are ids, zeros where an id has no item.
  let rows: CentredRows.Form

  /// Whether every number is held, as it is not of words as they are.
  var isDense: Bool { if case .dense = rows { true } else { false } }

  /// The numbers of dense vectors, `[itemRows, width]`; nil for others.
  var tensor: Tensor? {
    guard case .dense(let matrix) = rows else { return nil }
    return Tensor([matrix.rows, matrix.columns], matrix.elements.map { Real($0) })
  }

  /// Vectors by the items' ids.
  init(_ rows: CentredRows.Form) { self.rows = rows }

  /// Vectors of texts handed out to the items that the texts are of.
  ///
  /// - Parameters:
  ///   - ids: the item of each vector.
  ///   - interactions: what is done with the items; ids without an event or a place are left out.
  /// - Throws: `DataError` for an id that is no whole number from 1, and where an item with events has no
  ///   line.
  init(
    _ vectors: CentredRows.Form, ids: [String], of interactions: Interactions, texts: String
  ) throws(DataError) {
    var places = [Int](repeating: -1, count: interactions.itemRows)
    for (place, text) in ids.enumerated() {
      guard let id = Int(text), id > 0, "\(id)" == text else {
        throw DataError(
          dataset: texts, reason: "the id '\(text)' is not a whole number from 1 up, as items have")
      }
      if id < places.count { places[id] = place }
    }
    if let item = interactions.items.first(where: { places[Int($0)] < 0 }) {
      throw DataError(
        dataset: texts, reason: "it has no line for the item \(item), which has events")
    }
    switch vectors {
    case .dense(let matrix):
      rows = .dense(
        Matrix(
          places.count, matrix.columns,
          places.flatMap { place in
            place < 0 ? [Double](repeating: 0, count: matrix.columns) : Array(matrix[place])
          }))
    case .sparse(let sparse):
      rows = .sparse(
        SparseRows(places.map { $0 < 0 ? [] : sparse[$0] }, width: sparse.width))
    }
  }
}

extension ItemVectorsSpec {
  /// The source's vectors after all that is done with them, in the order that the entry states.
  func treated(_ vectors: CentredRows.Form) -> CentredRows.Form {
    var vectors = unit == true ? vectors.unit : vectors
    if let width {
      vectors = .dense(
        principalComponents(CentredRows(vectors, centred: centred == true), width: width))
    } else if centred == true, case .dense(let matrix) = vectors {
      vectors = .dense(matrix.less(matrix.mean))
    }
    if let control, let key {
      let key = RandomKey(seed: UInt64(key))["control"]
      switch control {
      case .permuted: vectors = vectors.permuted(key)
      case .gaussian: vectors = vectors.drawnAlike(key)
      }
    }
    return deviation.map { vectors.scaled(to: $0) } ?? vectors
  }
}

extension CentredRows.Form {
  private var numbers: [Double] {
    switch self {
    case .dense(let matrix): matrix.elements
    case .sparse(let rows): rows.values
    }
  }

  private var shape: (rows: Int, width: Int) {
    let rows = CentredRows(self, centred: false)
    return (rows.count, rows.width)
  }

  /// All numbers multiplied, each by a factor for its row.
  private func multiplied(_ factor: (Int) -> Double) -> Self {
    switch self {
    case .dense(var matrix):
      for index in matrix.elements.indices {
        matrix.elements[index] *= factor(index / matrix.columns)
      }
      return .dense(matrix)
    case .sparse(var rows):
      for row in 0..<rows.count {
        for place in rows.offsets[row]..<rows.offsets[row + 1] { rows.values[place] *= factor(row) }
      }
      return .sparse(rows)
    }
  }

  /// The length of each row.
  var lengths: [Double] {
    switch self {
    case .dense(let matrix):
      (0..<matrix.rows).map { matrix[$0].reduce(0) { $0 + $1 * $1 }.squareRoot() }
    case .sparse(let rows):
      (0..<rows.count).map { rows[$0].reduce(0) { $0 + $1.value * $1.value }.squareRoot() }
    }
  }

  /// Each row of length 1; one of zeros stays.
  var unit: Self {
    let factors = lengths.map { $0 > 0 ? 1 / $0 : 0 }
    return multiplied { factors[$0] }
  }

  /// The same rows in another order.
  fileprivate func permuted(_ key: RandomKey) -> Self {
    let order = key.permutation(shape.rows)
    switch self {
    case .dense(let matrix):
      return .dense(Matrix(matrix.rows, matrix.columns, order.flatMap { matrix[$0] }))
    case .sparse(let rows): return .sparse(SparseRows(order.map { rows[$0] }, width: rows.width))
    }
  }

  /// Normal draws with the rows' mean and covariance.
  fileprivate func drawnAlike(_ key: RandomKey) -> Self {
    guard case .dense(let matrix) = self else {
      preconditionFailure("Vectors of words are not drawn as they are.")
    }
    let mean = matrix.mean
    let centred = matrix.less(mean)
    var covariance = centred.transposed.times(centred)
    for index in covariance.elements.indices {
      covariance.elements[index] /= Double(max(1, matrix.rows))
    }
    let factor = choleskyFactor(covariance)
    let width = matrix.columns
    return .dense(
      Matrix.of(rows: matrix.rows, columns: width) { row, line in
        let draws = (0..<width).map { key.normal(row * width + $0) }
        for place in 0..<width {
          line[place] = mean[place]
          for other in 0...place {
            line[place] += factor.elements[place * width + other] * draws[other]
          }
        }
      })
  }

  /// All numbers multiplied so that the root of the mean of their squares is this.
  fileprivate func scaled(to deviation: Double) -> Self {
    let squares = numbers.reduce(0) { $0 + $1 * $1 }
    let (rows, width) = shape
    let root = (squares / Double(max(1, rows * width))).squareRoot()
    return root > 0 ? multiplied { _ in deviation / root } : self
  }
}
