package import Autograd
package import Tensors

/// Inner products of all pairs of fields, i < j.
package struct PairProducts: FusedOperation {
  let fields: Int
  package init(fields: Int) { self.fields = fields }
  package func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(pairProducts(inputs[0], fields: fields))
  }
  package func composition(_ inputs: [Variable]) -> Variable {
    let rows = inputs[0].shape.rows
    let width = inputs[0].shape.width / fields
    let flat = inputs[0].reshaped([rows * fields, width])
    let pairs = (0..<fields).flatMap { i in (i + 1..<max(fields, i + 1)).map { (i, $0) } }
    func side(_ pick: ((Int, Int)) -> Int) -> Variable {
      flat.gatheredRows((0..<rows).flatMap { row in pairs.map { Int32(row * fields + pick($0)) } })
    }
    return (side { $0.0 } * side { $0.1 }).rowSums().reshaped([rows, pairs.count])
  }
  package func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    [pairProductsPullback(g, at: kept.inputs[0], fields: fields)]
  }
}

/// Fields and features of each row exchanged.
struct ExchangeFields: Operation {
  let fields: Int
  func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(exchangedFields(inputs[0], fields: fields))
  }
  func pullback(_ g: Variable, at step: Step) -> [Variable?] {
    [g.exchangedFields(step.inputs[0].shape.width / fields)]
  }
}

/// `‖Σ_i Θ[t, i] · E_i‖²` of `[rows, fields · width]` and `[terms, fields]`: `[rows, terms]`.
package struct FactorisedSquares: FusedOperation {
  package init() {}
  package func forward(_ inputs: [Tensor]) -> Evaluation {
    let (squares, sums) = factorisedSquares(inputs[0], inputs[1])
    return Evaluation(squares, saved: [sums])
  }
  package func composition(_ inputs: [Variable]) -> Variable {
    let (terms, fields) = (inputs[1].shape.rows, inputs[1].shape.width)
    let rows = inputs[0].shape.rows
    let width = inputs[0].shape.width / fields
    let exchanged = inputs[0].exchangedFields(fields).reshaped([rows * width, fields])
    let sums = matmul(exchanged, transposed: false, inputs[1], transposed: true)
    return (sums * sums).reshaped([rows, width * terms]).exchangedFields(width)
      .reshaped([rows * terms, width]).rowSums().reshaped([rows, terms])
  }
  package func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    let (embedded, theta) = factorisedSquaresPullback(
      g, sums: kept.saved[0], kept.inputs[0], kept.inputs[1])
    return [embedded, theta]
  }
}

/// Rows beside their own crosses, `[x; x (xᵀw) + b]`, or the cross first: `[rows, n]`, `[n, 1]`,
/// `[n] → [rows, 2n]`.
package struct SelfCross: FusedOperation {
  let crossFirst: Bool
  package init(crossFirst: Bool) { self.crossFirst = crossFirst }
  package func forward(_ inputs: [Tensor]) -> Evaluation {
    let (joined, factors) = selfCross(inputs[0], inputs[1], inputs[2], crossFirst: crossFirst)
    return Evaluation(joined, saved: [factors])
  }
  package func composition(_ inputs: [Variable]) -> Variable {
    let x = inputs[0]
    let crossed = (x * matmul(x, inputs[1]).spreadColumns(x.shape.width)).addingRow(inputs[2])
    return crossFirst ? concatenated(crossed, x) : concatenated(x, crossed)
  }
  package func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    let (x, weight, bias) = selfCrossPullback(
      g, factors: kept.saved[0], kept.inputs[0], kept.inputs[1], crossFirst: crossFirst)
    return [x, weight, bias]
  }
}

/// One layer of a compressed interaction network: `[lines, maps]`, `[lines, fields]`,
/// `[maps · fields, outputs] → [lines, outputs]`.
package struct CompressedInteraction: FusedOperation {
  package init() {}
  package func forward(_ inputs: [Tensor]) -> Evaluation {
    Evaluation(compressedInteraction(inputs[0], inputs[1], inputs[2]))
  }
  package func composition(_ inputs: [Variable]) -> Variable {
    let (lines, maps, fields) = (
      inputs[0].shape.rows, inputs[0].shape.width, inputs[1].shape.width
    )
    let a = inputs[0].reshaped([lines * maps, 1]).spreadColumns(fields)
    let b = inputs[1].gatheredRows(
      (0..<lines).flatMap { line in Array(repeating: Int32(line), count: maps) })
    return matmul((a * b).reshaped([lines, maps * fields]), inputs[2])
  }
  package func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    let (a, b, weights) = compressedInteractionPullback(
      g, kept.inputs[0], kept.inputs[1], kept.inputs[2])
    return [a, b, weights]
  }
}

/// Softmax attention between the fields of a row, head by head.
package struct FieldAttention: FusedOperation {
  let fields: Int
  let heads: Int
  package init(fields: Int, heads: Int) {
    self.fields = fields
    self.heads = heads
  }
  package func forward(_ inputs: [Tensor]) -> Evaluation {
    let (sums, weights) = fieldAttention(
      inputs[0], inputs[1], inputs[2], fields: fields, heads: heads)
    return Evaluation(sums, saved: [weights])
  }
  package func composition(_ inputs: [Variable]) -> Variable {
    let (rows, all) = (inputs[0].shape.rows / fields, inputs[0].shape.width)
    let width = all / heads
    // Line (row, i, j) takes line (row, i), or (row, j), of a head's queries, keys and values.
    let first = (0..<rows * fields).flatMap { Array(repeating: Int32($0), count: fields) }
    let second = (0..<rows * fields).flatMap { line in
      (0..<fields).map { Int32(line / fields * fields + $0) }
    }
    var result: Variable?
    for head in 0..<heads {
      let range = head * width..<(head + 1) * width
      let (q, k, v) = (
        inputs[0].columns(range), inputs[1].columns(range), inputs[2].columns(range)
      )
      let products = (q.gatheredRows(first) * k.gatheredRows(second)).rowSums()
        .reshaped([rows * fields, fields]).exponential()
      let weights = products / products.rowSums().spreadColumns(fields)
      let terms =
        weights.reshaped([rows * fields * fields, 1]).spreadColumns(width)
        * v.gatheredRows(second)
      let sums = terms.scatteredRows(first, rows: rows * fields)
        .placedColumns(at: range.lowerBound, of: all)
      result = result.map { $0 + sums } ?? sums
    }
    return result ?? inputs[0]
  }
  package func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    let (q, k, v) = fieldAttentionPullback(
      g, kept.inputs[0], kept.inputs[1], kept.inputs[2], weights: kept.saved[0], fields: fields,
      heads: heads)
    return [q, k, v]
  }
}

extension Variable {
  /// `[rows, fields · width] → [rows, width · fields]`.
  func exchangedFields(_ fields: Int) -> Variable { .apply(ExchangeFields(fields: fields), self) }
  /// `[rows, fields · width] → [rows, pairs]`.
  func pairProducts(fields: Int) -> Variable { .apply(PairProducts(fields: fields), self) }
}
