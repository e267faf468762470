import Foundation
import TestSupport
import Testing
import Weights

@testable import Language

@Suite struct WordPiecesTests {
  static let vocabulary = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "nail", "##s", "##er", "po", "##lish", ",", "日",
    "cafe", "s", "##nail", "ss",
  ]

  static func pieces() throws -> WordPieces {
    try WordPieces(tokens: vocabulary.map { Array($0.utf8) }, longestWord: 10, file: "t")
  }

  private func words(_ text: String) throws -> [String] {
    try Self.pieces().tokens(of: text).map { Self.vocabulary[Int($0)] }
  }

  @Test(
    "words are cut greedily into the longest pieces",
    arguments: [
      ("Red nails, POLISH", ["red", "nail", "##s", ",", "po", "##lish"]),
      ("nailer redder", ["nail", "##er", "[UNK]"]),
      ("CAFÉ cafe\u{301}", ["cafe", "cafe"]),
      ("red日red", ["red", "日", "red"]),
      ("snail", ["s", "##nail"]),
      ("re\u{200d}d\u{0}\tred", ["red", "red"]),
      ("poooooooooolish", ["[UNK]"]),
      ("", []),
    ] as [(String, [String])])
  func greedy(_ text: String, _ pieces: [String]) throws {
    #expect(try words(text) == ["[CLS]"] + pieces + ["[SEP]"])
  }

  @Test("names of special tokens in a text are text")
  func specials() throws {
    #expect(try words("[SEP]").count > 3)
  }

  @Test("what is cut keeps its end mark")
  func cut() throws {
    let pieces = try Self.pieces()
    let tokens = pieces.tokens(of: "red nails, polish")
    #expect(pieces.cut(tokens, to: 4) == [2, 4, 5, 3])
    #expect(pieces.cut(tokens, to: tokens.count) == tokens)
    #expect(pieces.cut(tokens, to: 2) == [2, 3])
  }

  @Test("no text makes a trap")
  func hostile() throws {
    let pieces = try Self.pieces()
    for text in HostileTexts.all {
      let tokens = pieces.tokens(of: text)
      #expect(tokens.first == 2 && tokens.last == 3 && tokens.count >= 2)
    }
  }

  static func json(_ vocabulary: String, kind: String = "WordPiece", more: String = "") -> Data {
    Data(
      """
      {"version": "1.0", "truncation": null, "added_tokens": [{"id": 0, "x": [1.5, -2e3, true]}],
       "normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": null},
       "pre_tokenizer": {"type": "BertPreTokenizer"}\(more),
       "model": {"type": "\(kind)", "continuing_subword_prefix": "##",
                 "max_input_chars_per_word": 100, "vocab": {\(vocabulary)}}}
      """.utf8)
  }

  @Test("a tokenizer file is read, and two tokens that only look alike stay two")
  func file() throws {
    let good = #""[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "\u00c5": 3, "A\u030a": 4, "\u212b": 5"#
    #expect(try WordPieces(json: Self.json(good), file: "t").count == 6)
  }

  @Test(
    "other files are refused in a sentence",
    arguments: [
      (Data("[]".utf8), "t is not a tokenizer file: in it '{' is missing at byte 0."),
      (json(#""[UNK]": 0"#), "t lacks the token [CLS]."),
      (json(#""[UNK]": 1"#), "t does not number its 1 tokens from 0 up."),
      (json(#""a": 0, "b": 0"#), "t does not number its 2 tokens from 0 up."),
      (
        json(#""a": 0"#, kind: "BPE"),
        "t describes a tokenizer other than WordPiece in lower case."
      ),
      (
        Data((String(repeating: #"{"a":"#, count: 99)).utf8),
        "t is not a tokenizer file: in it values are nested too deeply at byte 165."
      ),
    ])
  func refused(_ bytes: Data, _ sentence: String) {
    let error = #expect(throws: WeightsError.self) { try WordPieces(json: bytes, file: "t") }
    #expect(error?.description == sentence)
  }
}
