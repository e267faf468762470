public import Tensors

/// A gated recurrent unit: inputs are the projected input `[tokens, 3 · width]`, the recurrent weight
/// `[3 · width, width]` and its bias `[3 · width]`; the output is the states `[tokens, width]`.
public struct Recurrent: FusedOperation {
  let recurrence: GatedRecurrence

  /// Over the given rows.
  public init(_ recurrence: GatedRecurrence) { self.recurrence = recurrence }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (states, saved) = recurrence.forward(inputs[0], weight: inputs[1], bias: inputs[2])
    return Evaluation(states, saved: saved)
  }

  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    recurrence.pullback(
      g, weight: kept.inputs[1], states: kept.output, saved: kept.saved)
  }

  /// Event by event of all rows, the formula; `tanh x = 2·σ(2x) − 1`. A row that has ended repeats its last
  /// event, and nobody reads it.
  public func composition(_ inputs: [Variable]) -> Variable {
    let (rows, width) = (recurrence.rows, recurrence.width)
    let longest = rows.longest
    let running = (0..<rows.count).filter { !rows[$0].isEmpty }
    guard !running.isEmpty else { return Variable(Tensor(zeros: [rows.tokens, width])) }
    var h = Variable(Tensor(zeros: [running.count, width]))
    var states: [Variable] = []
    for step in 0..<longest {
      let x = inputs[0].gatheredRows(
        running.map { Int32(rows[$0].lowerBound + min(step, rows[$0].count - 1)) })
      let a = matmul(h, transposed: false, inputs[1], transposed: true).addingRow(inputs[2])
      func part(_ y: Variable, _ index: Int) -> Variable {
        y.columns(index * width..<(index + 1) * width)
      }
      let r = (part(x, 0) + part(a, 0)).logistic()
      let z = (part(x, 1) + part(a, 1)).logistic()
      let n = (part(x, 2) + r * part(a, 2)).scaled(by: 2).logistic().affine(times: 2, plus: -1)
      h = z.affine(times: -1, plus: 1) * n + z * h
      states.append(h)
    }
    let places = running.enumerated().flatMap { place, row in
      rows[row].indices.map { Int32(place * longest + $0 - rows[row].lowerBound) }
    }
    return concatenated(states).reshaped([running.count * longest, width])
      .gatheredRows(places)
  }
}

/// Causal additive attention: inputs are q and k `[tokens, keyWidth]`, v `[keyWidth]` and values
/// `[tokens, valueWidth]`; the output is `[tokens, valueWidth]`.
public struct AttendAdditively: FusedOperation {
  let attention: AdditiveAttention

  /// Over the given rows.
  public init(_ attention: AdditiveAttention) { self.attention = attention }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (output, saved) = attention.forward(inputs[0], inputs[1], inputs[2], inputs[3])
    return Evaluation(output, saved: saved)
  }

  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    let inputs = kept.inputs
    return attention.pullback(g, inputs[0], inputs[1], inputs[2], inputs[3], saved: kept.saved)
  }

  /// Pair by pair, the formula.
  public func composition(_ inputs: [Variable]) -> Variable {
    let rows = attention.rows
    let pairs = (0..<rows.count).flatMap { row in
      rows[row].flatMap { i in (rows[row].lowerBound...i).map { (i, $0) } }
    }
    let (i, j) = (pairs.map { Int32($0.0) }, pairs.map { Int32($0.1) })
    let sigma = (inputs[0].gatheredRows(i) + inputs[1].gatheredRows(j)).logistic()
    let weights = sigma.multiplyingRow(inputs[2]).rowSums()
    let values = inputs[3].gatheredRows(j)
    return (weights.spreadColumns(values.shape.width) * values)
      .scatteredRows(i, rows: rows.tokens)
  }
}
