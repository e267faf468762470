internal import Determinism

/// Texts as a model reads them.
public struct TokenizedTexts: Hashable, Sendable {
  /// Tokens of each text, in the order of the texts.
  public let tokens: [[Int32]]
  /// Texts that are longer than what is read of them.
  public let cut: Int

  /// Tokens in all texts.
  public var count: Int { tokens.reduce(0) { $0 + $1.count } }

  /// Makes texts tokens, on all workers.
  ///
  /// - Parameter longest: tokens that are read of a text, at most; from 2.
  public init(_ texts: [String], by tokenizer: any Tokenizer, atMost longest: Int) {
    let whole = mapTiles(of: 64, below: texts.count) { tile in
      texts[tile].map { tokenizer.tokens(of: $0) }
    }.flatMap { $0 }
    tokens = whole.map { tokenizer.cut($0, to: longest) }
    cut = whole.count { $0.count > longest }
  }
}
