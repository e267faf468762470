public import Autograd
public import Tensors

/// Rows of a click table, as a batch or a part of one.
public struct ClickBatch: Sendable {
  /// `[rows, dense]`; nil where all columns are categories.
  public var numbers: Tensor?
  /// `[rows, fields]`: rows of the one embedding table.
  public var ids: [Int32]
  /// `[rows]`, 0 or 1.
  public var labels: [Real]

  /// - Precondition: lengths agree.
  public init(numbers: Tensor?, ids: [Int32], labels: [Real]) {
    precondition(
      numbers.map { $0.shape.rows == labels.count } ?? true, "Every row needs its numbers.")
    precondition(
      labels.isEmpty || ids.count.isMultiple(of: labels.count), "Every row needs its ids.")
    self.numbers = numbers
    self.ids = ids
    self.labels = labels
  }

  /// Number of rows.
  public var rows: Int { labels.count }
}

/// Columns of the rows a model is made for.
public struct ClickColumns: Hashable, Sendable {
  /// Columns that stayed numbers.
  public var dense: Int
  /// Columns of categories.
  public var fields: Int
  /// Rows of the one embedding table.
  public var vocabulary: Int

  /// Columns of a table.
  public init(dense: Int, fields: Int, vocabulary: Int) {
    self.dense = dense
    self.fields = fields
    self.vocabulary = vocabulary
  }
}

/// What a model sees of a batch: look-ups are made already, so that a gradient reaches the rows
/// looked up and no table.
public struct ClickInput {
  /// `[rows, dense]`, a constant; nil where all columns are categories.
  public let numbers: Variable?
  /// `[rows, fields · width]`; nil for a model without embeddings.
  public let embedded: Variable?
  /// `[rows, fields · weightWidth]`, a weight for each category; nil for a model without them.
  public let weights: Variable?

  /// What a model sees.
  public init(numbers: Variable?, embedded: Variable?, weights: Variable?) {
    self.numbers = numbers
    self.embedded = embedded
    self.weights = weights
  }
}

/// A model of clicks.
public protocol ClickModel: Sendable {
  /// Features of an embedding; 0 where there are none.
  var width: Int { get }
  /// Whether each category has a weight of its own.
  var weighsCategories: Bool { get }
  /// Numbers in a category's weight: 1, or those of a first-order vector.
  var weightWidth: Int { get }
  /// The logit of a click: `[rows, 1]`.
  func logits(_ input: ClickInput, _ pass: Pass) -> Variable
}

extension ClickModel {
  /// One number.
  public var weightWidth: Int { 1 }
}
