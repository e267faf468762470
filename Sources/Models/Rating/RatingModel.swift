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
  switch spec {
  case .sequence(let spec):
    try SequenceRater(spec, itemRows: itemRows, actions: spec.actions.count(stars), key: key)
  case .din(let spec):
    try DIN(spec, itemRows: itemRows, actions: spec.actions.count(stars), key: key)
  case .logistic: RateRegression(itemRows: itemRows, key: key)
  case .popularity: nil
  }
}

extension SequenceRaterSpec.Actions {
  /// Different actions, numbered from 1 on.
  func count(_ stars: Int) -> Int {
    switch self {
    case .label: 2
    case .rating: stars
    }
  }
}

extension RatingModelSpec {
  /// What the model knows of an event that it was told of.
  public var actions: SequenceRaterSpec.Actions {
    switch self {
    case .sequence(let spec): spec.actions
    case .din(let spec): spec.actions
    case .logistic, .popularity: .label
    }
  }
}
