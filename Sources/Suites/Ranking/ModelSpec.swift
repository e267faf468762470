/// A model of sequences as a suite file writes it: the fields, and what is known of the model before
/// it is built. How it is built stands beside the model.
package protocol RankingModelSpec: NamedModel {
  /// Whether the model has parameters.
  var isTrained: Bool { get }
  /// Whether its result is the same for every seed.
  var isDeterministic: Bool { get }
  /// Whether the model passes a vector for each event through blocks that see nothing later, so that
  /// ratings can be asked of it and side information put onto its events.
  var readsSequences: Bool { get }
  /// Whether it ranks by vectors of items that its run says how to make.
  var needsVectors: Bool { get }
  /// Whether items are ranked by the cosine of their vector with the query; else by the product.
  var comparesByCosine: Bool { get }
  /// Rows of the position table; nil where there is none.
  var positionRows: Int? { get }
  /// Depth and width of a stack of blocks; nil for what has none.
  var stack: (depth: Int, width: Int)? { get }
  /// Its largest matrices, each under the path of the size to blame.
  var matrices: [MatrixSize] { get }
  /// What an event costs.
  var cost: BlockCost { get }
}

extension RankingModelSpec {
  package var isTrained: Bool { true }
  package var isDeterministic: Bool { false }
  package var readsSequences: Bool { true }
  package var needsVectors: Bool { false }
  package var comparesByCosine: Bool { true }
  package var positionRows: Int? { nil }
  package var stack: (depth: Int, width: Int)? { nil }
  package var matrices: [MatrixSize] { [] }
  package var cost: BlockCost { BlockCost() }
}

/// Which model a run trains, with every number its result depends on. Chosen in a file by `kind:`.
public struct ModelSpec: Chosen {
  /// The models there are: one line each.
  package static let registry = Registry(
    "model",
    [
      SASRecSpec.self,
      HSTUSpec.self,
      FuXiAlphaSpec.self,
      LLaMaSpec.self,
      GPTSpec.self,
      GRU4RecSpec.self,
      NARMSpec.self,
      BERT4RecSpec.self,
      BPRMFSpec.self,
      PopularitySpec.self,
      RandomSpec.self,
      SessionNeighboursSpec.self,
      SimilaritySpec.self,
    ])

  /// What was chosen.
  package let entry: any RankingModelSpec

  /// A model of these fields.
  package init(_ entry: any RankingModelSpec) { self.entry = entry }

  /// The name that its paper gave it.
  public var family: ModelFamily { entry.family }
  /// In what it is not the model as published, as phrases that follow its name.
  public var departures: [String] { entry.departures }
  /// Whether the model has parameters.
  public var isTrained: Bool { entry.isTrained }
  /// Whether the model passes a vector for each event through blocks.
  public var readsSequences: Bool { entry.readsSequences }
  /// Rows of its position table; nil where there is none.
  package var positions: Int? { entry.positionRows }
  /// Depth and width of its stack of blocks; nil for what has none.
  public var stack: (depth: Int, width: Int)? { entry.stack }

  /// The same sizes, nothing dropped.
  public var withoutDropout: ModelSpec { ModelSpec(entry.withoutDropout) }

  /// What in it could not be run.
  package var complaints: [Complaint] {
    entry.complaints + entry.matrices.compactMap(\.complaint)
  }
}
