public import Autograd
public import Determinism
public import Suites
internal import Tensors

/// A model that reads rows of events and gives, after each event, a vector to rank items by.
public protocol SequenceRecommender: Sendable {
  /// What was declared, with initial numbers.
  var parameters: Parameters { get }
  /// The item table, whose rows become the item vectors.
  var items: Parameter { get }
  /// Longest row it can read.
  var longestRow: Int { get }
  /// Features after each event, of any length: `[tokens, width]`.
  ///
  /// - Parameter added: what else is known of each event, `[tokens, width]`, put onto its embedding.
  func features(_ batch: SequenceBatch, adding added: Variable?, _ pass: Pass) -> Variable
  /// Whether items are ranked by the cosine of their vector with the query; else by the product.
  var comparesByCosine: Bool { get }
}

extension SequenceRecommender {
  /// By the cosine.
  public var comparesByCosine: Bool { true }

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
  switch spec {
  case .sasrec(let spec): try SASRec(spec, itemRows: itemRows, key: key)
  case .hstu(let spec): try HSTU(spec, itemRows: itemRows, key: key)
  case .fuxiAlpha(let spec): try FuXiAlpha(spec, itemRows: itemRows, key: key)
  case .llama(let spec): try LLaMa(spec, itemRows: itemRows, key: key)
  case .gpt(let spec): try GPT(spec, itemRows: itemRows, key: key)
  case .gru4rec(let spec): try GRU4Rec(spec, itemRows: itemRows, key: key)
  case .narm(let spec): try NARM(spec, itemRows: itemRows, key: key)
  case .bprMF(let spec): try BPRMF(spec, itemRows: itemRows, users: users, key: key)
  case .popularity, .random: nil
  }
}

/// Sizes that no model can have.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The model.
  public let model: String
  /// What is wrong, as the end of a sentence.
  public let problem: String

  /// A sentence.
  public var description: String { "The model \(model) \(problem)." }

  static func check(_ model: String, positive sizes: [(String, Int)]) throws(ModelError) {
    for (name, size) in sizes where size < 1 {
      throw ModelError(model: model, problem: "needs a positive \(name), not \(size)")
    }
  }

  static func check(
    _ model: String, width: Int, dividedAmong heads: Int
  ) throws(ModelError) {
    guard width.isMultiple(of: heads) else {
      throw ModelError(model: model, problem: "cannot divide width \(width) among \(heads) heads")
    }
  }

  static func check(_ model: String, rotaryBase base: Double) throws(ModelError) {
    guard base > 1, base.isFinite else {
      throw ModelError(model: model, problem: "needs a rotaryBase above 1, not \(base)")
    }
  }

  static func check(_ model: String, fractions: [(String, Double)]) throws(ModelError) {
    for (name, rate) in fractions where !(rate >= 0 && rate < 1) {
      throw ModelError(model: model, problem: "needs a \(name) in [0, 1), not \(rate)")
    }
  }
}
