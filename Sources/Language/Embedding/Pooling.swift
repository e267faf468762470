/// How a text's states become one vector.
public enum Pooling: String, Hashable, Sendable, CaseIterable {
  /// The mean of all states.
  case mean
  /// The last token's state.
  case last
  /// The first token's state, BERT's [CLS].
  case first
  /// The mean of the rows of the table of tokens: the model itself is not run.
  case table
  /// The same, each token weighted by how rare it is: by `ln(texts / texts with the token)`.
  case rareTable = "table-idf"
}
