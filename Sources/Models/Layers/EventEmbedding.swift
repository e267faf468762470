internal import Autograd
internal import Determinism
internal import Tensors

/// What every sequence model reads: `Dropout(√width · items[id] + positions[i])`, with i counted
/// from the oldest kept event. Authors' code, `input_features_preprocessors.py`.
struct EventEmbedding: Sendable {
  /// `[itemRows, width]`; row 0 stands for no item.
  let items: Parameter
  /// `[positions, width]`.
  let positions: Parameter
  let dropout: Double

  /// Declares `items` and `positions`.
  init(
    _ declaration: inout Declaration, itemRows: Int, width: Int, positions: Int, dropout: Double,
    initialPositions: (Shape, RandomKey) -> Tensor
  ) {
    items = declaration.parameter("items", [itemRows, width], Initial.truncatedNormal(0.02))
    self.positions = declaration.parameter("positions", [positions, width], initialPositions)
    self.dropout = dropout
  }

  /// `[tokens, width]`.
  ///
  /// - Parameter added: what else is known of each event, put onto it before dropout.
  func callAsFunction(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let places = PackedRows(batch.offsets).placeOfToken
    let width = Real(items.shape.width)
    let embed = Embed(ids: batch.items, places: places, factor: width.squareRoot())
    let x = Variable.apply(embed, pass[items], pass[positions])
    return pass.dropout(added.map { x + $0 } ?? x, rate: dropout, "embedding", 0)
  }
}

/// Embedded events without positions: `Dropout(√width · items[id])`.
struct ItemEmbedding: Sendable {
  /// `[itemRows, width]`; row 0 stands for no item.
  let items: Parameter
  private let dropout: Double

  /// Declares `items`.
  init(_ declaration: inout Declaration, itemRows: Int, width: Int, dropout: Double) {
    items = declaration.parameter("items", [itemRows, width], Initial.truncatedNormal(0.02))
    self.dropout = dropout
  }

  /// `[tokens, width]`.
  ///
  /// - Parameter added: what else is known of each event, put onto it before dropout.
  func callAsFunction(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable {
    let scale = Real(items.shape.width).squareRoot()
    let x = pass[items].gatheredRows(batch.items).scaled(by: scale)
    return pass.dropout(added.map { x + $0 } ?? x, rate: dropout, "embedding", 0)
  }
}
