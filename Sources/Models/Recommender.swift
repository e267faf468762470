public import Autograd
public import Determinism
public import Suites
internal import Tensors

/// A model that reads rows of events and gives, after each event, a vector to rank items by.
public protocol SequenceRecommender: Sendable {
  /// What was declared, with initial numbers.
  var parameters: Parameters { get }
  /// The item table, `[itemRows, width]`, whose rows become the item vectors. In training a model reads the rows
  /// of its lesson's items and row 0 alone: an adapter may have made no others.
  var items: Parameter { get }
  /// Longest row it can read.
  var longestRow: Int { get }
  /// Features after each event, of any length: `[tokens, width]`.
  ///
  /// - Parameter added: what else is known of each event, `[tokens, width]`, put onto its embedding.
  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable
  /// Whether items are ranked by the cosine of their vector with the query; else by the product.
  var comparesByCosine: Bool { get }
  /// What the model is shown of a batch in training, and asked for: the targets of the lesson are what
  /// the loss compares with. Drawn for the whole batch, before it is cut into shards.
  ///
  /// - Parameter key: the step's key for the purpose `lesson`.
  func lesson(_ batch: SequenceBatch, _ key: RandomKey) -> SequenceBatch
}

extension SequenceRecommender {
  /// By the cosine.
  public var comparesByCosine: Bool { true }

  /// Each event, and the item that follows it.
  public func lesson(_ batch: SequenceBatch, _ key: RandomKey) -> SequenceBatch { batch }

  /// What is multiplied with the item vectors after each event: `[tokens, width]`.
  public func queries(_ batch: SequenceBatch, _ pass: Pass) -> Variable {
    comparesByCosine ? encode(batch, pass) : features(batch, adding: nil, pass)
  }

  /// A unit vector after each event: `[tokens, width]`.
  public func encode(_ batch: SequenceBatch, _ pass: Pass) -> Variable {
    features(batch, adding: nil, pass).normalized(unitNorm)
  }
}

/// Vectors of users and items are divided by `max(‖x‖₂, 1e-6)`.
let unitNorm = RowNorm.unit(epsilon: 1e-6)

extension SequenceBatch {
  /// Time buckets of all pairs of events, for all layers.
  var buckets: TimeBuckets {
    TimeBuckets(PackedRows(offsets), times: times, nextTimes: nextTimes)
  }
}

/// The model that a specification asks for, or nil where the kind is a baseline without weights.
///
/// - Parameters:
///   - users: rows of a table of users, for a model that has one.
///   - side: what else each event knows; nil for nothing.
/// - Throws: `ModelError` for sizes that no model can have.
public func recommender(
  for spec: ModelSpec, itemRows: Int, users: Int = 0, side: SideInformation? = nil, key: RandomKey
) throws(ModelError) -> (any SequenceRecommender)? {
  guard let side else { return try plain(spec, itemRows: itemRows, users: users, key: key) }
  return try plain(spec, itemRows: itemRows, users: users, key: key)
    .map { SideInformed($0, side, key: key) }
}

private func plain(
  _ spec: ModelSpec, itemRows: Int, users: Int, key: RandomKey
) throws(ModelError) -> (any SequenceRecommender)? {
  guard spec.isTrained else { return nil }
  return try spec.entry.able((any RecommenderSpec).self).recommender(
    itemRows: itemRows, users: users, key: key)
}

/// A model of sequences that says how it is built. Each model's file conforms its entry.
protocol RecommenderSpec: RankingModelSpec {
  /// The model with initial numbers.
  ///
  /// - Parameters:
  ///   - itemRows: rows of the item table; row 0 belongs to no item.
  ///   - users: rows of a table of users, for a model that has one.
  /// - Throws: `ModelError` for sizes that no model can have.
  func recommender(
    itemRows: Int, users: Int, key: RandomKey
  ) throws(ModelError) -> any SequenceRecommender
}

/// Sizes that no model can have.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The model.
  public let model: String
  /// What is wrong, as the end of a sentence.
  public let problem: String

  /// A sentence.
  public var description: String { "The model \(model) \(problem)." }

  /// Refuses an entry that its own fields or relations refuse.
  static func check(_ entry: some KindedEntry) throws(ModelError) {
    if let (path, problem) = entry.complaints.first {
      throw ModelError(model: entry.kind, problem: "is refused at '\(path)': \(problem)")
    }
  }
}
