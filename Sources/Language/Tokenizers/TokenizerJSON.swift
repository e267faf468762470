public import Foundation
public import Weights

extension WordPieces {
  /// Reads `tokenizer.json` of the `tokenizers` library, as BERT's models have it; another kind of
  /// tokenizer is refused.
  ///
  /// - Parameter file: the name to use in errors.
  public init(json: Data, file: String) throws(WeightsError) {
    let parsed: TokenizerJSON
    do throws(JSONProblem) {
      var scanner = JSONScanner(Array(json))
      parsed = try TokenizerJSON(&scanner)
    } catch {
      throw WeightsError(file: file, reason: "is not a tokenizer file: in it \(error.reason)")
    }
    guard parsed.kind == "WordPiece", parsed.normalizer == "BertNormalizer", parsed.isLowerCase,
      parsed.stripsAccents, parsed.splitting == "BertPreTokenizer", parsed.mark == "##"
    else {
      throw WeightsError(
        file: file, reason: "describes a tokenizer other than WordPiece in lower case")
    }
    var tokens = [[UInt8]?](repeating: nil, count: parsed.vocabulary.count)
    for (token, number) in parsed.vocabulary {
      guard number < tokens.count, tokens[number] == nil else {
        throw WeightsError(
          file: file, reason: "does not number its \(tokens.count) tokens from 0 up")
      }
      tokens[number] = token
    }
    try self.init(
      tokens: tokens.compactMap { $0 }, longestWord: parsed.longestWord, file: file)
  }
}

/// What is read of `tokenizer.json`.
private struct TokenizerJSON {
  var kind = ""
  var normalizer = ""
  var isLowerCase = false
  var stripsAccents = true
  var splitting = ""
  var mark = ""
  var longestWord = 100
  var vocabulary: [(token: [UInt8], number: Int)] = []

  init(_ scanner: inout JSONScanner) throws(JSONProblem) {
    var (kind, normalizer, isLowerCase, stripsAccents) = ("", "", false, true)
    var (splitting, mark, longestWord) = ("", "", 100)
    var vocabulary: [(token: [UInt8], number: Int)] = []
    try scanner.members { (scanner, name) throws(JSONProblem) in
      switch name {
      case "normalizer":
        try scanner.members { (scanner, name) throws(JSONProblem) in
          switch name {
          case "type": normalizer = try scanner.string()
          case "lowercase": isLowerCase = try scanner.word() == "true"
          case "strip_accents": stripsAccents = try scanner.word() != "false"
          default: try scanner.skip()
          }
        }
      case "pre_tokenizer":
        try scanner.members { (scanner, name) throws(JSONProblem) in
          if name == "type" { splitting = try scanner.string() } else { try scanner.skip() }
        }
      case "model":
        try scanner.members { (scanner, name) throws(JSONProblem) in
          switch name {
          case "type": kind = try scanner.string()
          case "continuing_subword_prefix": mark = try scanner.string()
          case "max_input_chars_per_word": longestWord = min(try scanner.integer(), 1_000)
          case "vocab":
            try scanner.members(byBytes: { (scanner, token) throws(JSONProblem) in
              vocabulary.append((token, try scanner.integer()))
            })
          default: try scanner.skip()
          }
        }
      default: try scanner.skip()
      }
    }
    try scanner.end()
    (self.kind, self.normalizer) = (kind, normalizer)
    (self.isLowerCase, self.stripsAccents) = (isLowerCase, stripsAccents)
    (self.splitting, self.mark, self.longestWord) = (splitting, mark, longestWord)
    self.vocabulary = vocabulary
  }
}
