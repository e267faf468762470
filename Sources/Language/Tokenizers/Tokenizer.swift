/// From a text to the numbers of its tokens. Names of special tokens in a text are text: what comes from
/// outside ends no text and begins no turn.
public protocol Tokenizer: Sendable {
  /// How many tokens there are.
  var count: Int { get }

  /// The tokens of a text, in order, of any number.
  func tokens(of text: String) -> [Int32]

  /// What is left of so many tokens where a model reads no more.
  ///
  /// - Precondition: `limit > 1`.
  func cut(_ tokens: [Int32], to limit: Int) -> [Int32]
}

extension Tokenizer {
  /// The first ones.
  public func cut(_ tokens: [Int32], to limit: Int) -> [Int32] { Array(tokens.prefix(limit)) }
}
