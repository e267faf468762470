internal import Autograd
internal import Determinism
public import Tensors

/// A trained model in use: vectors of users and items whose products rank.
public struct SequenceScorer: Sendable {
  private let model: any SequenceRecommender
  private let parameters: Parameters
  /// Rows that one tile encodes.
  private static let tileRows = 32

  /// The model with these numbers.
  public init(model: any SequenceRecommender, parameters: Parameters) {
    self.model = model
    self.parameters = parameters
  }

  /// The query after each row's last event: `[rows, width]`.
  public func queries(_ batch: SequenceBatch) -> Tensor {
    let parts = mapTiles(of: Self.tileRows, below: batch.rows) { rows in
      let part = batch.rows(rows)
      let vectors = model.queries(part, Pass(inferenceWith: parameters)).value
      return gatherRows(vectors, part.offsets.dropFirst().map { Int32($0 - 1) })
    }
    let width = model.items.shape.width
    return Tensor([batch.rows, width], parts.flatMap(\.elements))
  }

  /// The vector of each item that queries are multiplied with: `[itemRows, width]`.
  public func itemVectors() -> Tensor {
    let table = parameters.values[model.items.index]
    return model.comparesByCosine ? normalizedRows(table, unitNorm).rows : table
  }
}
