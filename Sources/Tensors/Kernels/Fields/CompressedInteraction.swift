/// One layer of a compressed interaction network, features outermost in a row:
/// `y[r, d, h] = Σ_{i, j} W[i · fields + j, h] · a[r, d, i] · b[r, d, j]`.
///
/// The products of a block of rows are written, used and forgotten: memory does not grow with the
/// batch.
///
/// - Parameters:
///   - a: `[rows · width, maps]`, the layer below.
///   - b: `[rows · width, fields]`, the embeddings.
///   - weights: `[maps · fields, outputs]`.
/// - Returns: `[rows · width, outputs]`.
public func compressedInteraction(_ a: Tensor, _ b: Tensor, _ weights: Tensor) -> Tensor {
  let (lines, maps, fields) = (a.shape.rows, a.shape.width, b.shape.width)
  let outputs = weights.shape.width
  precondition(b.shape.rows == lines && weights.shape.rows == maps * fields, "Shapes disagree.")
  let result = Tensor(unwritten: [lines, outputs])
  let block = Tensor(unwritten: [min(lines, blockLines), maps * fields])
  defer { withExtendedLifetime(block) {} }
  for first in stride(from: 0, to: lines, by: blockLines) {
    let count = min(blockLines, lines - first)
    outerProducts(a, b, first, count, into: block)
    multiply(
      count, outputs, maps * fields, Matrix(block.reading, maps * fields),
      Matrix(weights.reading, outputs), into: result.writing + first * outputs, outputs)
  }
  return result
}

/// The cotangents of `a`, `b` and `weights`.
public func compressedInteractionPullback(
  _ g: Tensor, _ a: Tensor, _ b: Tensor, _ weights: Tensor
) -> (a: Tensor, b: Tensor, weights: Tensor) {
  let (lines, maps, fields) = (a.shape.rows, a.shape.width, b.shape.width)
  let outputs = weights.shape.width
  let da = Tensor(unwritten: a.shape)
  let db = Tensor(zeros: b.shape)
  let dw = Tensor(zeros: weights.shape)
  let block = Tensor(unwritten: [min(lines, blockLines), maps * fields])
  defer { withExtendedLifetime(block) {} }
  for first in stride(from: 0, to: lines, by: blockLines) {
    let count = min(blockLines, lines - first)
    let cotangent = Matrix(g.reading + first * outputs, outputs)
    outerProducts(a, b, first, count, into: block)
    multiply(
      maps * fields, outputs, count, Matrix(block.reading, maps * fields, transposed: true),
      cotangent, into: dw.writing, outputs, beta: 1)
    multiply(
      count, maps * fields, outputs, cotangent,
      Matrix(weights.reading, outputs, transposed: true), into: block.writing, maps * fields)
    forEachPart(rows: count, of: maps * fields) { part in
      for line in part {
        let x = a.reading + (first + line) * maps
        let y = b.reading + (first + line) * fields
        let dx = da.writing + (first + line) * maps
        let dy = db.writing + (first + line) * fields
        for map in 0..<maps {
          let z = block.reading + (line * maps + map) * fields
          dx[map] = dot(z, y, fields)
          addScaled(z, by: x[map], to: dy, fields)
        }
      }
    }
  }
  return (da, db, dw)
}

/// Lines of products that are held at a time: with 26 × 26 products each, 2.8 MB.
private let blockLines = 1024

private func outerProducts(_ a: Tensor, _ b: Tensor, _ first: Int, _ count: Int, into z: Tensor) {
  let (maps, fields) = (a.shape.width, b.shape.width)
  forEachPart(rows: count, of: maps * fields) { part in
    for line in part {
      let x = a.reading + (first + line) * maps
      let y = b.reading + (first + line) * fields
      for map in 0..<maps {
        multiplyLanes(y, by: x[map], into: z.writing + (line * maps + map) * fields, fields)
      }
    }
  }
}
