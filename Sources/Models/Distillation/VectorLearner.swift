public import Autograd
public import Determinism
public import Suites
public import Tensors

/// A recommender that reads a vector for each event in place of an item, so that an event can be a
/// mixture of items.
public protocol VectorLearner: Sendable {
  /// What was declared, with initial numbers.
  var parameters: Parameters { get }
  /// The item table: what events are made of, and what features are compared with; `[itemRows, width]`.
  var items: Parameter { get }
  /// Added to each item's score, `[itemRows]`; nil where nothing is.
  var itemBias: Parameter? { get }
  /// The tables that stand for items and positions, which a fresh learner can take over.
  var tables: [Parameter] { get }
  /// Longest row it can read.
  var longestRow: Int { get }
  /// Features after the last event of each row: `[rows, width]`.
  ///
  /// - Parameters:
  ///   - vectors: of the events, `[tokens, width]`.
  ///   - rows: at least one event each.
  func features(_ vectors: Variable, _ rows: PackedRows, _ pass: Pass) -> Variable
}

/// The learner that a specification asks for, with initial numbers.
public func vectorLearner(
  for spec: LearnerSpec, itemRows: Int, key: RandomKey
) -> any VectorLearner {
  spec.entry.able((any BuildableLearner).self).learner(itemRows: itemRows, key: key)
}

/// The entry of a learner as what it is built from.
protocol BuildableLearner {
  func learner(itemRows: Int, key: RandomKey) -> any VectorLearner
}

extension VectorLearner {
  /// Nothing is added.
  public var itemBias: Parameter? { nil }

  /// Scores of all rows of the item table: `[rows, itemRows]`.
  func scores(_ features: Variable, _ pass: Pass) -> Variable {
    let products = matmul(features, transposed: false, pass[items], transposed: true)
    return itemBias.map { products.addingRow(pass[$0]) } ?? products
  }

  /// The natural logarithm of each item's probability to come next, row 0 of the table included:
  /// `[rows, itemRows]`.
  func logProbabilities(_ features: Variable, _ pass: Pass) -> Variable {
    scores(features, pass).logSoftmax()
  }

  /// These numbers in the tables, and the learner's own initial ones elsewhere.
  public func fresh(keepingTablesOf trained: Parameters) -> Parameters {
    var result = parameters
    for table in tables { result.values[table.index] = trained.values[table.index] }
    return result
  }
}

/// Which of a learner's parameters a training changes; the others are constants.
public struct TrainedPart: Sendable {
  private let all: [Tensor]
  /// Places of the trained parameters, ascending.
  private let places: [Int]

  /// All parameters, or all but some.
  public init(of parameters: Parameters, without frozen: [Parameter] = []) {
    all = parameters.values
    places = all.indices.filter { index in !frozen.contains { $0.index == index } }
  }

  /// The trained numbers.
  public var values: [Tensor] { places.map { all[$0] } }

  /// All parameters, in declared order, the trained ones with these numbers.
  func binding(_ trained: [Variable]) -> [Variable] {
    precondition(trained.count == places.count, "\(trained.count) of \(places.count) numbers.")
    var result = all.map(Variable.init)
    for (place, variable) in zip(places, trained) { result[place] = variable }
    return result
  }

  /// The trained ones of all parameters' derivatives.
  public func selected(_ gradients: [Tensor]) -> [Tensor] { places.map { gradients[$0] } }

  /// The parameters with these numbers in place of the trained ones.
  public func parameters(_ declared: Parameters, with trained: [Tensor]) -> Parameters {
    var result = declared
    result.values = binding(trained.map(Variable.init)).map(\.value)
    return result
  }
}
