internal import Determinism

/// Rows of a table by index: `[rows, width]` at `n` indices → `[n, width]`.
///
/// - Precondition: every index is a row of the table.
public func gatherRows(_ table: Tensor, _ indices: [Int32]) -> Tensor {
  let (rows, width) = (table.shape.rows, table.shape.width)
  let result = Tensor(unwritten: [indices.count, width])
  forEachPart(rows: indices.count, of: width) { part in
    for place in part {
      let index = Int(indices[place])
      precondition(index >= 0 && index < rows, "Row \(index) is outside a table of \(rows).")
      (result.writing + place * width).update(from: table.reading + index * width, count: width)
    }
  }
  return result
}

/// Adds rows into a table of zeros by index, in the order given: the transpose of `gatherRows`.
public func scatterRows(_ values: Tensor, _ indices: [Int32], rows: Int) -> Tensor {
  let width = values.shape.width
  precondition(values.shape.rows == indices.count, "Each row needs its index.")
  let result = Tensor(zeros: [rows, width])
  @Sendable func add(_ place: Int) {
    let index = Int(indices[place])
    precondition(index >= 0 && index < rows, "Row \(index) is outside a table of \(rows).")
    addLanes(values.reading + place * width, to: result.writing + index * width, width)
  }
  guard values.count > 1 << 16, rows > 1, Workers.areFree else {
    for place in indices.indices { add(place) }
    return result
  }
  // Each part has some rows of the table, and adds to them in the order given.
  let span = (rows + 31) / 32
  var parts: [[Int]] = Array(repeating: [], count: (rows + span - 1) / span)
  for (place, index) in indices.enumerated() {
    precondition(index >= 0 && Int(index) < rows, "Row \(index) is outside a table of \(rows).")
    parts[Int(index) / span].append(place)
  }
  forEachTile(parts.count) { [parts] part in
    for place in parts[part] { add(place) }
  }
  return result
}

/// Columns `range` of each row: `[rows, width] → [rows, range.count]`.
public func columns(_ a: Tensor, _ range: Range<Int>) -> Tensor {
  let (rows, width) = (a.shape.rows, a.shape.width)
  precondition(
    range.lowerBound >= 0 && range.upperBound <= width, "\(range) is outside \(a.shape).")
  let result = Tensor(unwritten: Shape(a.shape.extents.dropLast() + [range.count]))
  forEachPart(rows: rows, of: range.count) { part in
    for row in part {
      (result.writing + row * range.count).update(
        from: a.reading + row * width + range.lowerBound, count: range.count)
    }
  }
  return result
}

/// Puts columns into wider rows of zeros: the transpose of `columns`.
public func placedColumns(_ a: Tensor, at first: Int, of width: Int) -> Tensor {
  let (rows, count) = (a.shape.rows, a.shape.width)
  precondition(
    first >= 0 && first + count <= width, "\(count) columns at \(first) exceed \(width).")
  let result = Tensor(unwritten: Shape(a.shape.extents.dropLast() + [width]))
  forEachPart(rows: rows, of: width) { part in
    for row in part {
      let y = result.writing + row * width
      y.update(repeating: 0, count: first)
      (y + first).update(from: a.reading + row * count, count: count)
      (y + first + count).update(repeating: 0, count: width - first - count)
    }
  }
  return result
}

/// Rows and columns exchanged: `[rows, width] → [width, rows]`.
public func transposed(_ a: Tensor) -> Tensor {
  let (rows, width) = (a.shape.rows, a.shape.width)
  let result = Tensor(unwritten: [width, rows])
  forEachPart(rows: width, of: rows) { part in
    for row in 0..<rows {
      for column in part {
        result.writing[column * rows + row] = a.reading[row * width + column]
      }
    }
  }
  return result
}

/// `y += x`.
@inline(__always) func addLanes(
  _ x: UnsafePointer<Real>, to y: UnsafeMutablePointer<Real>, _ count: Int
) {
  forEachLanes(count) {
    y.put(y.lanes($0) + x.lanes($0), $0)
  } half: {
    y.putHalf(y.halfLanes($0) + x.halfLanes($0), $0)
  } rest: {
    y[$0] += x[$0]
  }
}

/// `y += a · x`, rounded once.
@inline(__always) func addLanes(
  _ x: UnsafeMutablePointer<Real>, times a: Real, to y: UnsafeMutablePointer<Real>, _ count: Int
) {
  forEachLanes(count) {
    y.put(y.lanes($0).plus(x.lanes($0), times: Lanes(repeating: a)), $0)
  } half: {
    y.putHalf(y.halfLanes($0).addingProduct(x.halfLanes($0), HalfLanes(repeating: a)), $0)
  } rest: {
    y[$0].addProduct(x[$0], a)
  }
}
