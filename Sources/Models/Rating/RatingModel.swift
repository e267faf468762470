public import Autograd
public import Determinism
public import Suites

/// A model that reads rows of events and actions and gives each event's logit of being positive,
/// from what came before it.
public protocol RatingModel: Sendable {
  /// What was declared, with initial numbers.
  var parameters: Parameters { get }
  /// Longest row it can read, in events.
  var longestRow: Int { get }
  /// The logit of each event: `[events, 1]`. Depends on no action of the event itself or a later
  /// one, and on no later item.
  func logits(_ batch: RatingBatch, _ pass: Pass) -> Variable
}

/// The model that a specification asks for, or nil where it is a baseline without weights.
///
/// - Parameters:
///   - itemRows: rows of an item table; row 0 belongs to no item.
///   - stars: the largest action where actions are ratings.
/// - Throws: `ModelError` for sizes that no model can have.
public func ratingModel(
  for spec: RatingModelSpec, itemRows: Int, stars: Int, key: RandomKey
) throws(ModelError) -> (any RatingModel)? {
  guard spec.isTrained else { return nil }
  return try spec.entry.able((any RatingSpec).self).model(
    itemRows: itemRows, stars: stars, key: key)
}

/// A model of ratings that says how it is built. Each model's file conforms its entry.
protocol RatingSpec: RatingModelEntry {
  /// The model with initial numbers.
  ///
  /// - Parameters:
  ///   - itemRows: rows of an item table; row 0 belongs to no item.
  ///   - stars: the largest action where actions are ratings.
  /// - Throws: `ModelError` for sizes that no model can have.
  func model(itemRows: Int, stars: Int, key: RandomKey) throws(ModelError) -> any RatingModel
}

extension RatedActions {
  /// Different actions, numbered from 1 on.
  func count(_ stars: Int) -> Int {
    switch self {
    case .label: 2
    case .rating: stars
    }
  }
}
