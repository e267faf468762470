// BERT4Rec as RecBole has it (recbole/model/sequential_recommender/bert4rec.py) and TD3 trains it: item and
// position vectors, normed and dropped; blocks with norms after each sum that see the whole row; a head
// GELU(W·h + b), normed, times the item table plus a bias for each item. ε is 1e-12, initial values normal
// with deviation 0.02, biases 0. GELU is GPT's form, at most 0.0005 from theirs.
//
// The mask's vector is a parameter of its own: in their table it is the row behind the items, which no
// distribution over items reaches. Their first real event is never asked for, because its place 0 also
// means none; they choose for a whole batch whether only what follows is asked for, here each history
// does. Where they shift every history by one place before they append the mask, and lose the first event
// of those that would have fitted, nothing is lost here. The code of TD3 drops no embedded event of a
// synthetic sequence, and of real ones only.

package import Autograd
package import Determinism
package import Suites
package import Tensors

/// A bidirectional encoder that learns to guess masked events of a row; what follows a row is what a mask
/// behind it stands for.
package struct BERT4RecLearner: MaskedLearner {
  package let parameters: Parameters
  package let items: Parameter
  package var itemBias: Parameter? { bias }
  package var tables: [Parameter] { [items, mask, positions, bias] }
  /// One less than the positions: the last one is the mask's.
  package var longestRow: Int { spec.positions - 1 }

  private let spec: BERT4RecLearnerSpec
  private let mask: Parameter
  private let positions: Parameter
  private let bias: Parameter
  private let norm: ScaledNorm
  private let blocks: [PostNormBlock]
  private let head: Linear
  private let headNorm: ScaledNorm

  /// Declares `items`, `mask`, `positions`, `bias`, `norm`, for each block what `PostNormBlock` does, `head`
  /// and `head_norm`.
  package init(_ spec: BERT4RecLearnerSpec, itemRows: Int, key: RandomKey) {
    self.spec = spec
    var declaration = Declaration(key: key)
    let width = spec.width
    let initial = Initial.normal(0.02)
    let norm = RowNorm.layer(epsilon: 1e-12)
    items = declaration.parameter("items", [itemRows, width], initial)
    mask = declaration.parameter("mask", [1, width], initial)
    positions = declaration.parameter("positions", [spec.positions, width], initial)
    bias = declaration.parameter("bias", [itemRows], Initial.zeros)
    self.norm = declaration.norm("norm", norm, width: width)
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      PostNormBlock(
        &declaration, width: width, hidden: spec.hidden, epsilon: 1e-12, weight: initial)
    }
    head = declaration.linear("head", from: width, to: width, weight: initial, bias: Initial.zeros)
    headNorm = declaration.norm("head_norm", norm, width: width)
    parameters = declaration.parameters
  }

  /// Of the places behind the first one, one at least and less than the share `mask`, drawn without
  /// replacement.
  package func maskedPlaces(ofSynthetic length: Int, key: RandomKey) -> [Int] {
    let most = max(2, Int(spec.mask * Double(length)))
    let count = 1 + key["count"].integer(below: most - 1, 0)
    return key["order"].permutation(length - 1).prefix(min(count, length - 1)).map { $0 + 1 }
      .sorted()
  }

  /// Each place behind the first one with the chance `mask`; with the chance `maskLast`, or where none was
  /// drawn, the one behind the last event.
  package func maskedPlaces(ofHistory length: Int, key: RandomKey) -> [Int] {
    if key["last"].uniform(0) < spec.maskLast { return [length] }
    let drawn = (1..<length).filter { key["place"].uniform($0) < spec.mask }
    return drawn.isEmpty ? [length] : drawn
  }

  /// Features after the last event of each row, where a mask stands: `[rows, width]`.
  package func features(_ vectors: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable {
    let wider = PackedRows(rows.offsets.enumerated().map { $1 + $0 })
    let places = rows.rowOfToken.enumerated().map { Int32($0) + $1 }
    return guesses(
      vectors.scatteredRows(places, rows: wider.tokens), wider, masked: wider.lastTokens,
      dropsVectors: true, pass)
  }

  package func guesses(
    _ vectors: Variable, _ rows: PackedRows, masked: [Int32], dropsVectors: Bool, _ pass: Pass
  ) -> Variable {
    var isShown = [Real](repeating: 1, count: rows.tokens)
    for place in masked { isShown[Int(place)] = 0 }
    let shown = Variable(Tensor([rows.tokens, 1], isShown)).spreadColumns(spec.width)
    let masks = pass[mask].gatheredRows(masked.map { _ in 0 })
      .scatteredRows(masked, rows: rows.tokens)
    let places = pass[positions].gatheredRows(rows.placeOfToken)
    var x = norm(vectors * shown + masks + places, pass)
    if dropsVectors { x = pass.dropout(x, rate: spec.dropout, "embedding", 0) }
    for (index, block) in blocks.enumerated() {
      let attention = WholeAttention(
        heads: spec.heads, headWidth: spec.width / spec.heads, rows: rows,
        dropout: pass.key("attention", index).map { (spec.attentionDropout, $0) })
      x = block(x, pass, index, dropout: spec.dropout) {
        .apply(EncoderAttention(attention), $0, $1)
      }
    }
    return headNorm(head(x.gatheredRows(masked), pass).gelu(), pass)
  }
}

extension BERT4RecLearnerSpec: BuildableLearner {
  func learner(itemRows: Int, key: RandomKey) -> any VectorLearner {
    BERT4RecLearner(self, itemRows: itemRows, key: key)
  }
}
