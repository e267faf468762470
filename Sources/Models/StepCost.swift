public import Suites

/// What a computation costs at the least, counted from the model's shape: the yardstick that
/// measured times are held against.
///
/// Operations are those of the matrix products and of attention, a multiplication and an addition
/// each counting one; a backward pass takes twice the forward one. Exponentials, norms, dropout and
/// the optimizer's arithmetic are not counted, so no program reaches the whole rate of a machine.
/// Bytes are those that must pass to and from memory even if everything else stayed in caches or
/// were computed again.
public struct StepCost: Hashable, Sendable {
  /// Floating-point operations.
  public var operations: Double
  /// Bytes read and written, at the least.
  public var bytes: Double

  /// One training step: forward, sampled softmax, backward, Adam.
  ///
  /// Parameters are read, their gradients written and read, the optimizer's two memories and the
  /// parameters themselves read and written; block inputs are written once and read once.
  ///
  /// - Parameters:
  ///   - lengths: events of each row of the batch.
  ///   - itemRows: rows of the item table.
  ///   - negatives: negatives for each event.
  public init(training model: ModelSpec, lengths: [Int], itemRows: Int, negatives: Int) {
    let part = model.entry.cost
    let tokens = total(lengths)
    let logits = 2 * tokens * (1 + Double(negatives)) * part.width
    operations = 3 * (part.forward(lengths) + logits)
    let parameters = part.parameters(itemRows: itemRows)
    let activations = tokens * part.width * (part.blocks + 1)
    bytes = 4 * (8 * parameters + 2 * activations)
  }

  /// One training step of a model of ratings, its operations alone; nil for a model without layers.
  ///
  /// - Parameter lengths: events of each row of the batch.
  public init?(training model: RatingModelSpec, lengths: [Int]) {
    guard let forward = model.entry.forward(lengths) else { return nil }
    operations = 3 * forward
    bytes = 0
  }

  /// Encoding histories and scoring every candidate for each row.
  public init(ranking model: ModelSpec, lengths: [Int], itemRows: Int, candidates: Int) {
    let part = model.entry.cost
    operations = part.forward(lengths) + 2 * Double(lengths.count) * Double(candidates) * part.width
    let parameters = part.parameters(itemRows: itemRows)
    bytes = 4 * (parameters + Double(lengths.count) * Double(candidates))
  }
}

/// The events of all rows.
private func total(_ lengths: [Int]) -> Double { lengths.reduce(0) { $0 + Double($1) } }
