/// Inner products of all pairs of fields, i < j in lexicographic order:
/// `[rows, fields · width] → [rows, fields · (fields − 1) / 2]`.
public func pairProducts(_ a: Tensor, fields: Int) -> Tensor {
  let (rows, width) = (a.shape.rows, fieldWidth(a, fields))
  let pairs = fields * (fields - 1) / 2
  let result = Tensor(unwritten: [rows, pairs])
  forEachPart(rows: rows, of: fields * width) { part in
    let square = Tensor(unwritten: [fields, fields])
    defer { withExtendedLifetime(square) {} }
    for row in part {
      let x = a.reading + row * fields * width
      multiply(
        fields, fields, width, Matrix(x, width), Matrix(x, width, transposed: true),
        into: square.writing, fields)
      var y = result.writing + row * pairs
      for i in 0..<fields {
        let count = fields - 1 - i
        y.update(from: square.reading + i * fields + i + 1, count: count)
        y += count
      }
    }
  }
  return result
}

/// The cotangent of the input of `pairProducts`: with `S` the symmetric matrix of the pairs'
/// cotangents and zeros on its diagonal, `S·E` for each row.
public func pairProductsPullback(_ g: Tensor, at a: Tensor, fields: Int) -> Tensor {
  let (rows, width) = (a.shape.rows, fieldWidth(a, fields))
  let pairs = fields * (fields - 1) / 2
  let result = Tensor(unwritten: a.shape)
  forEachPart(rows: rows, of: fields * width) { part in
    let square = Tensor(zeros: [fields, fields])
    defer { withExtendedLifetime(square) {} }
    let s = square.writing
    for row in part {
      var x = g.reading + row * pairs
      for i in 0..<fields {
        for j in i + 1..<max(fields, i + 1) {
          s[i * fields + j] = x[0]
          s[j * fields + i] = x[0]
          x += 1
        }
      }
      let at = row * fields * width
      multiply(
        fields, width, fields, Matrix(s, fields), Matrix(a.reading + at, width),
        into: result.writing + at, width)
    }
  }
  return result
}

/// Fields and features of each row exchanged: `[rows, fields · width] → [rows, width · fields]`.
public func exchangedFields(_ a: Tensor, fields: Int) -> Tensor {
  let (rows, width) = (a.shape.rows, fieldWidth(a, fields))
  let result = Tensor(unwritten: a.shape)
  forEachPart(rows: rows, of: fields * width) { part in
    for row in part {
      let x = a.reading + row * fields * width
      let y = result.writing + row * fields * width
      exchange(x, fields, width, into: y, step: fields)
    }
  }
  return result
}

@inline(__always) func fieldWidth(_ a: Tensor, _ fields: Int) -> Int {
  precondition(
    fields > 0 && a.shape.width.isMultiple(of: fields), "\(a.shape) has no \(fields) fields.")
  return a.shape.width / fields
}
