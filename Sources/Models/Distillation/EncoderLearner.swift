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
    norm = declaration.nested("norm") {
      ScaledNorm(&$0, .layer(epsilon: 1e-12), width: spec.width, hasBias: true)
    }
    blocks = (0..<spec.blocks).map { index in
      declaration.nested("blocks.\(index)") {
        PostNormBlock(
          &$0, width: spec.width, hidden: spec.hidden, epsilon: 1e-12, weight: initial)
      }
    }
    parameters = declaration.parameters
  }

  /// Features after the last event of each row: `[rows, width]`.
  public func features(_ vectors: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable {
    let places = (0..<rows.count).flatMap { (0..<Int32(rows[$0].count)) }
    let embedded = norm(vectors + pass[positions].gatheredRows(places), pass)
    var x = pass.dropout(embedded, rate: spec.dropout, "embedding", 0)
    for (index, block) in blocks.dropLast().enumerated() {
      let attention = SoftmaxAttention(
        heads: spec.heads, headWidth: spec.width / spec.heads, rows: rows,
        dropout: pass.key("attention", index).map { (spec.attentionDropout, $0) })
      x = block(x, pass, index, dropout: spec.dropout) {
        .apply(SelfAttention(attention), $0, $1)
      }
    }
    let last = (0..<rows.count).map { Int32(rows[$0].upperBound - 1) }
    guard let block = blocks.last else { return x.gatheredRows(last) }
    let attention = LastQueryAttention(heads: spec.heads, width: spec.width, rows: rows)
    return block(x, pass, blocks.count - 1, dropout: spec.dropout, reading: last) {
      attention($0, $1) {
        pass.dropout($0, rate: spec.attentionDropout, "attention", blocks.count - 1)
      }
    }
  }
}

/// Softmax attention of one query a row to all events of the row, in operations that have derivatives
/// of any order.
struct LastQueryAttention {
  let width: Int
  let rows: PackedRows
  /// 1 where a feature belongs to a head: `[width, heads]`.
  private let ofHead: Variable
  private let scale: Real

  init(heads: Int, width: Int, rows: PackedRows) {
    self.width = width
    self.rows = rows
    let headWidth = width / heads
    ofHead = Variable(
      Tensor(
        [width, heads],
        (0..<width).flatMap { feature in
          (0..<heads).map { $0 == feature / headWidth ? 1 : 0 }
        }))
    scale = 1 / Real(headWidth).squareRoot()
  }

  /// `[rows, width]`, from queries `[rows, width]` and keys before values `[tokens, 2 · width]`.
  ///
  /// - Parameter dropped: dropout of the weights, `[tokens, heads]`.
  func callAsFunction(
    _ queries: Variable, _ keysValues: Variable, dropped: (Variable) -> Variable
  ) -> Variable {
    let rowOfToken = rows.rowOfToken
    let products = queries.gatheredRows(rowOfToken) * keysValues.columns(0..<width)
    let weights = dropped(matmul(products, ofHead).scaled(by: scale).softmax(over: rows))
    let spread = matmul(weights, transposed: false, ofHead, transposed: true)
    return (spread * keysValues.columns(width..<2 * width))
      .scatteredRows(rowOfToken, rows: rows.count)
  }
}
