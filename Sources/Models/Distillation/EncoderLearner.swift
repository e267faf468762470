// SASRec as RecBole has it (recbole/model/sequential_recommender/sasrec.py and layers.py): item and
// position vectors, normed and dropped; blocks with norms after each sum; the product with the item
// table. ε is 1e-12, initial values normal with deviation 0.02, biases 0. GELU is GPT's form, at most
// 0.0005 from theirs. Rows are packed where they pad, and the last block computes the last event's
// features alone: nothing else is read.

public import Autograd
public import Determinism
public import Suites
public import Tensors

/// A causal encoder that gives features after a row's last event.
public struct EncoderLearner: VectorLearner {
  /// What was declared, with initial numbers.
  public let parameters: Parameters
  /// `[itemRows, width]`.
  public let items: Parameter
  /// The item and the position table.
  public var tables: [Parameter] { [items, positions] }
  /// The number of positions.
  public var longestRow: Int { spec.positions }

  private let spec: EncoderLearnerSpec
  private let positions: Parameter
  private let norm: ScaledNorm
  private let blocks: [PostNormBlock]

  /// Declares `items`, `positions`, `norm` and, for each block, what `PostNormBlock` does.
  public init(_ spec: EncoderLearnerSpec, itemRows: Int, key: RandomKey) {
    self.spec = spec
    var declaration = Declaration(key: key)
    let initial = Initial.normal(0.02)
    items = declaration.parameter("items", [itemRows, spec.width], initial)
    positions = declaration.parameter("positions", [spec.positions, spec.width], initial)
    norm = declaration.norm("norm", .layer(epsilon: 1e-12), width: spec.width)
    blocks = declaration.stack("blocks", spec.blocks) { declaration, _ in
      PostNormBlock(
        &declaration, width: spec.width, hidden: spec.hidden, epsilon: 1e-12, weight: initial)
    }
    parameters = declaration.parameters
  }

  /// Features after the last event of each row: `[rows, width]`.
  public func features(_ vectors: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable {
    let embedded = norm(vectors, adding: pass[positions], at: rows.placeOfToken, pass)
    var x = pass.dropout(embedded, rate: spec.dropout, "embedding", 0)
    for (index, block) in blocks.dropLast().enumerated() {
      let attention = SoftmaxAttention(
        heads: spec.heads, headWidth: spec.width / spec.heads, rows: rows,
        dropout: pass.key("attention", index).map { (spec.attentionDropout, $0) })
      x = block(x, pass, index, dropout: spec.dropout) {
        .apply(SelfAttention(attention), $0, $1)
      }
    }
    let readings = rows.lastTokens
    guard let block = blocks.last else { return x.gatheredRows(readings) }
    let last = LastQueryAttention(
      heads: spec.heads, rows: rows,
      dropout: pass.key("attention", blocks.count - 1).map { (spec.attentionDropout, $0) })
    return block(x, pass, blocks.count - 1, dropout: spec.dropout, reading: readings) {
      last($0, $1, $2, pass)
    }
  }
}

extension EncoderLearnerSpec: BuildableLearner {
  func learner(itemRows: Int, key: RandomKey) -> any VectorLearner {
    EncoderLearner(self, itemRows: itemRows, key: key)
  }
}

/// Softmax attention of one query a row to all events of the row.
///
/// With one query a row, keys and values need not be computed of each event: `q·(K·x) = (Kᵀ·q)·x`, and
/// `Σ w·(V·x + b) = V·(Σ w·x) + b·Σ w`. What the keys' bias adds is the same for all events of a row and
/// moves no weight.
struct LastQueryAttention {
  let heads: Int
  let rows: PackedRows
  let dropout: (rate: Double, key: RandomKey)?

  /// `[rows, width]`, from queries `[rows, width]`, events `[tokens, width]` and the layer of keys before
  /// values.
  func callAsFunction(
    _ queries: Variable, _ x: Variable, _ keysValues: Linear, _ pass: Pass
  ) -> Variable {
    let width = x.shape.width
    let headWidth = width / heads
    let weight = pass[keysValues.weight]
    func weights(_ first: Int) -> Variable {
      weight.gatheredRows((Int32(first)..<Int32(first + headWidth)).map { $0 })
    }
    let asking = sum { head in
      let first = head * headWidth
      return matmul(queries.columns(first..<first + headWidth), weights(first))
        .placedColumns(at: head * width, of: heads * width)
    }
    let pooling = RowPooling(
      heads: heads, width: width, rows: rows, scale: 1 / Real(headWidth).squareRoot(),
      dropout: dropout)
    let pooled = Variable.apply(RowsPooled(pooling), asking, x)
    return sum { head in
      let (first, start) = (width + head * headWidth, head * (width + 1))
      var values = matmul(
        pooled.columns(start..<start + width), transposed: false, weights(first), transposed: true)
      if let bias = keysValues.bias {
        let own = pass[bias].reshaped([1, 2 * width]).columns(first..<first + headWidth)
        values = values + matmul(pooled.columns(start + width..<start + width + 1), own)
      }
      return values.placedColumns(at: head * headWidth, of: width)
    }
  }

  private func sum(_ part: (Int) -> Variable) -> Variable {
    (1..<heads).reduce(part(0)) { $0 + part($1) }
  }
}
