// Chen et al. 2024, "HLLM" (arXiv 2409.12740), as bytedance/HLLM computes it (code/REC/model/HLLM/hllm.py,
// `nce_loss`): the factor on cosines is the exponential of a number that is trained, negatives are one set for the
// whole batch, and one whose vector is nearly the positive's does not count. Their code sets the number back into
// its bounds before each step; here it is read within them, and its gradient passes through as theirs does.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

extension SharedSoftmaxSpec: LossRule {
  /// The largest factor on cosines.
  private static let largestFactor = 100.0

  /// Declares `log_factor`, `[1]`.
  func declare(_ declaration: inout Declaration) {
    _ = declaration.parameter("log_factor", [1]) { shape, _ in
      Tensor(shape, repeating: Real(-portableLog(temperature)))
    }
  }

  /// `scale · Σ −ln(e^(f·cos(q, p)) / (e^(f·cos(q, p)) + Σ_n e^(f·cos(q, n))))` over events with a target p, n
  /// the batch's negatives but those with `cos(p, n) > alike`.
  ///
  /// - Parameters:
  ///   - queries: `[tokens, width]`, of length 1.
  ///   - items: `[itemRows, padded]`, of length 1.
  func loss(_ queries: Variable, _ items: Variable, _ asked: Asked, scale: Real) -> Variable {
    let tokens = asked.targets.indices.filter { asked.targets[$0] != 0 }
    guard !tokens.isEmpty else { return queries.total().scaled(by: 0) }
    let width = queries.shape.width
    let vectors = items.columns(0..<width)
    let positives = vectors.gatheredRows(tokens.map { asked.targets[$0] })
    let negatives = vectors.gatheredRows(asked.negatives)
    let likeness = Tensors.matmul(
      positives.value, transposed: false, negatives.value, transposed: true)
    let counted = likeness.elements.map { $0 > Real(alike) ? -Real.greatestFiniteMagnitude / 4 : 0 }
    let asking = queries.gatheredRows(tokens.map(Int32.init))
      .multiplyingRow(factor(asked.own[0]).spreadColumns(width).reshaped([width]))
    let logits = concatenated(
      (asking * positives).rowSums(),
      Autograd.matmul(asking, transposed: false, negatives, transposed: true)
        + Variable(Tensor(likeness.shape, counted)))
    return Variable.apply(
      CrossEntropy(targets: tokens.map { _ in 0 }, factor: scale), logits)
  }

  /// The factor on cosines, `[1, 1]`; outside its bounds the number counts as the nearer of them.
  private func factor(_ logarithm: Variable) -> Variable {
    let number = logarithm.value.scalar
    let read = min(max(number, 0), Real(portableLog(Self.largestFactor)))
    return logarithm.affine(times: 1, plus: read - number).exponential().reshaped([1, 1])
  }
}
