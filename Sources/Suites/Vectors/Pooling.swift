/// How a language model's states of a text become one vector.
public enum Pooling: String, Word {
  /// The mean of all states.
  case mean
  /// The last token's state.
  case last
  /// The first token's state, BERT's [CLS].
  case first
  /// The mean of the rows of the table of tokens; the model is not run.
  case table
  /// The same, each token weighted by how rare it is: by `ln(texts / texts with the token)`.
  case rareTable = "table-idf"
}
