public import Tensors

/// `norm(x[t] + table[place[t]]) ⊙ weight + bias`: inputs are vectors `[tokens, width]`, a table
/// `[rows, width]`, and weight and bias `[width]`.
public struct PlacedNorm: FusedOperation {
  let places: [Int32]
  let norm: RowNorm

  /// With a row of the table for each vector.
  public init(places: [Int32], norm: RowNorm) {
    self.places = places
    self.norm = norm
  }

  /// By the kernel.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    let (result, rows, scales) = placedNorm(
      inputs[0], inputs[1], places, norm, weight: inputs[2], bias: inputs[3])
    return Evaluation(result, saved: [rows, scales])
  }

  /// By the kernel.
  public func kernelPullback(_ g: Tensor, _ kept: KeptStep) -> [Tensor?] {
    placedNormPullback(
      g, places, of: kept.inputs[1].shape.rows, norm, weight: kept.inputs[2], rows: kept.saved[0],
      scales: kept.saved[1])
  }

  /// A look-up, a sum, a norm, a scale and a shift.
  public func composition(_ inputs: [Variable]) -> Variable {
    (inputs[0] + inputs[1].gatheredRows(places)).normalized(norm)
      .multiplyingRow(inputs[2]).addingRow(inputs[3])
  }
}
