// What the models of Harte et al. 2023 ("Leveraging large language models for sequential recommendation") have
// in common (dh-r/LLM-Sequential-Recommendation: transformer_model.py, grurec_model.py, projection_head.py).
// Rows are filled from the left with the mask item, which is read like any event. Tables begin uniform in
// ±0.05, matrices Glorot-uniform, biases at zero. A query is act(W·h + b), held against the item table by its
// product, and each item has a bias.
//
// Row 0 of the item table, which belongs to no item, is the mask. The table's last column is the items' bias:
// a query ends in a one, so that their product has it.

internal import Autograd
internal import Determinism
internal import Tensors

/// Rows of events, filled up from the left.
struct FilledRows {
  /// Where each row begins and ends.
  let rows: PackedRows
  /// Items, 0 for the mask: `[rows · length]`.
  let items: [Int32]
  /// Rows of the position table: `[rows · length]`.
  let places: [Int32]
  /// Where each event of the batch stands: `[tokens]`.
  let events: [Int32]
  /// The event of the batch that stands at each place, and the number of events where none does:
  /// `[rows · length]`.
  var sources: [Int32] {
    var sources = [Int32](repeating: Int32(events.count), count: rows.tokens)
    for (event, place) in events.enumerated() { sources[Int(place)] = Int32(event) }
    return sources
  }

  /// - Precondition: no row of the batch is longer than `length`.
  init(_ batch: SequenceBatch, length: Int) {
    var items: [Int32] = []
    var events: [Int32] = []
    for row in 0..<batch.rows {
      let shown = batch.items[batch.offsets[row]..<batch.offsets[row + 1]]
      precondition(shown.count <= length, "A row of \(shown.count) events is filled to \(length).")
      items += Array(repeating: 0, count: length - shown.count)
      events += shown.indices.map { Int32(items.count + $0 - shown.startIndex) }
      items += shown
    }
    self.items = items
    self.events = events
    rows = PackedRows((0...batch.rows).map { $0 * length })
    places = (0..<batch.rows).flatMap { _ in 0..<Int32(length) }
  }
}

/// The item table with its column of biases, and the projection that queries end in.
struct BiasedItems: Sendable {
  /// `[itemRows, width + 1]`.
  let items: Parameter
  private let width: Int
  private let head: Linear

  /// Declares `items`, and `head` with `weight` and `bias`.
  ///
  /// - Parameter state: features that queries are projected from.
  init(_ declaration: inout Declaration, itemRows: Int, width: Int, from state: Int) {
    self.width = width
    items = declaration.parameter("items", [itemRows, width + 1]) { shape, key in
      besides([Initial.uniform(0.05)([shape.rows, width], key), Tensor(zeros: [shape.rows, 1])])
    }
    head = declaration.linear(
      "head", from: state, to: width, weight: Initial.xavierUniform, bias: Initial.zeros)
  }

  /// The vectors of some items: `[items.count, width]`.
  func embedded(_ items: [Int32], _ pass: Pass) -> Variable {
    pass[self.items].gatheredRows(items).columns(0..<width)
  }

  /// What is multiplied with the table: `[tokens, state] → [tokens, width + 1]`.
  func queries(
    _ states: Variable, _ pass: Pass, activation: (Variable) -> Variable
  ) -> Variable {
    concatenated(
      activation(head(states, pass)),
      Variable(Tensor([states.shape.rows, 1], repeating: 1)))
  }
}
