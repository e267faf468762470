/// A model of ratings as a suite file writes it: the fields, and what is known of the model before it
/// is built. How it is built stands beside the model.
package protocol RatingModelEntry: NamedModel {
  /// Whether the model has parameters.
  var isTrained: Bool { get }
  /// What the model knows of an event that it was told of.
  var actions: RatedActions { get }
  /// The kind of its blocks, or its own: models whose speed says something of each other's.
  var blocksKind: String { get }
  /// Depth and width of a stack of blocks; nil for what has none.
  var stack: (depth: Int, width: Int)? { get }
  /// Events that its position table has room for; nil where there is none.
  var events: Int? { get }
  /// Operations of a forward pass over rows of so many events; nil for a model without layers.
  func forward(_ lengths: [Int]) -> Double?
}

extension RatingModelEntry {
  package var isTrained: Bool { true }
  package var actions: RatedActions { .label }
  package var blocksKind: String { kind }
  package var stack: (depth: Int, width: Int)? { nil }
  package var events: Int? { nil }
  package func forward(_ lengths: [Int]) -> Double? { nil }
}

/// A model of ratings, with every number its result depends on. Chosen in a file by `kind:`.
public struct RatingModelSpec: Chosen {
  /// The models there are: one line each.
  package static let registry = Registry(
    "model of ratings",
    [
      SequenceRaterSpec.self,
      DINSpec.self,
      RateRegressionSpec.self,
      RatePopularitySpec.self,
    ])

  /// What was chosen.
  package let entry: any RatingModelEntry

  /// A model of these fields.
  package init(_ entry: any RatingModelEntry) { self.entry = entry }

  /// The kind of its blocks, or its own: models whose speed says something of each other's.
  public var blocksKind: String { entry.blocksKind }
  /// The name that its paper gave it, or its blocks.
  public var family: ModelFamily { entry.family }
  /// In what it is not the model as published, as phrases that follow its name.
  public var departures: [String] { entry.departures }
  /// Depth and width of its stack of blocks; nil for what has none.
  public var stack: (depth: Int, width: Int)? { entry.stack }
  /// Whether the model has parameters.
  public var isTrained: Bool { entry.isTrained }
  /// What the model knows of an event that it was told of.
  public var actions: RatedActions { entry.actions }
  /// Events that its position table has room for; nil where there is none.
  package var events: Int? { entry.events }
}
