internal import Autograd
internal import Tensors

/// A norm of rows with learned numbers for each feature: `norm(x) ⊙ weight`, and `+ bias` where it
/// has one.
struct ScaledNorm: Sendable {
  private let norm: RowNorm
  private let weight: Parameter
  private let bias: Parameter?

  /// Declares `weight` `[width]`, ones, and `bias` `[width]`, zeros.
  init(_ declaration: inout Declaration, _ norm: RowNorm, width: Int, hasBias: Bool) {
    self.norm = norm
    weight = declaration.parameter("weight", [width], Initial.ones)
    bias = hasBias ? declaration.parameter("bias", [width], Initial.zeros) : nil
  }

  /// `[…, width] → […, width]`.
  func callAsFunction(_ x: Variable, _ pass: Pass) -> Variable {
    let scaled = x.normalized(norm).multiplyingRow(pass[weight])
    return bias.map { scaled.addingRow(pass[$0]) } ?? scaled
  }

  /// The norm of vectors with a row of a table put onto each: `[…, width] → […, width]`.
  ///
  /// - Precondition: it has a bias.
  func callAsFunction(
    _ x: Variable, adding table: Variable, at places: [Int32], _ pass: Pass
  ) -> Variable {
    guard let bias else { preconditionFailure("A norm without a bias cannot be fused.") }
    return .apply(PlacedNorm(places: places, norm: norm), x, table, pass[weight], pass[bias])
  }
}

extension Declaration {
  /// Declares a norm under a name.
  mutating func norm(
    _ name: String, _ norm: RowNorm, width: Int, hasBias: Bool = true
  ) -> ScaledNorm {
    nested(name) { ScaledNorm(&$0, norm, width: width, hasBias: hasBias) }
  }
}
