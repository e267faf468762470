// Liu et al. 2024, "LLMEmb" (arXiv 2409.19925), section 3.3, as liuqidong07/LLMEmb computes it (models/utils.py,
// `Contrastive_Loss2`).

internal import Autograd
public import Tensors

/// A loss that draws item vectors towards those of a table that was trained on ids, by how alike items are.
public struct Alignment: Sendable {
  /// The table that stays as it is: `[itemRows, width]`.
  private let table: Tensor
  /// Its part of the whole loss.
  private let weight: Real
  private let temperature: Real

  /// Draws towards a table.
  ///
  /// - Parameters:
  ///   - table: `[itemRows, width]`.
  ///   - weight: part of the whole loss.
  ///   - temperature: divisor of products between the two tables.
  public init(towards table: Tensor, weight: Double, temperature: Double) {
    self.table = table
    (self.weight, self.temperature) = (Real(weight), Real(temperature))
  }

  /// What it adds to a batch's loss, and to the derivative by the item vectors.
  ///
  /// Of the vectors P of all targets and the table's S of the same, repeats and all: `logits = S·Pᵀ / τ`, aims
  /// `softmax((P·Pᵀ + S·Sᵀ) / 2 · τ)` by rows; the mean over rows of the cross-entropies of aims with logits,
  /// and of both transposed, halved. Aims have derivatives, too.
  ///
  /// - Parameters:
  ///   - items: `[itemRows, width]`.
  ///   - targets: items that are asked for; 0 for none.
  /// - Returns: the loss, and the derivative: `[itemRows, width]`.
  public func added(_ items: Tensor, targets: [Int32]) -> (loss: Double, gradient: Tensor) {
    let asked = targets.filter { $0 != 0 }
    precondition(!asked.isEmpty, "Nothing is asked for that could be aligned.")
    let tape = Tape()
    let table = tape.variable(items)
    let (p, s) = (table.gatheredRows(asked), Variable(gatherRows(self.table, asked)))
    func products(_ a: Variable, _ b: Variable) -> Variable {
      Autograd.matmul(a, transposed: false, b, transposed: true)
    }
    let logits = products(s, p).scaled(by: 1 / temperature)
    let aims = (products(p, p) + products(s, s)).scaled(by: temperature / 2).logSoftmax()
      .exponential()
    let rows = (aims * logits.logSoftmax()).total()
    let columns = (aims.transposed() * logits.transposed().logSoftmax()).total()
    let loss = (rows + columns).scaled(by: -weight / Real(2 * asked.count))
    return (
      Double(loss.value.scalar), tape.gradients(of: loss, to: [table])[0].value
    )
  }
}
