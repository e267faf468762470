import Foundation
import TestSupport
import Testing

@testable import Language

@Suite struct BytePairsTests {
  /// All bytes, then the given merges' products.
  static func pairs(
    _ merges: [String], splitting: PreTokenization = .gpt2
  ) throws -> BytePairs {
    let products = merges.map { Array($0.utf8.filter { $0 != 0x20 }) }
    return try BytePairs(
      tokens: ByteSymbols.symbols + products, merges: merges.map { Array($0.utf8) },
      splitting: splitting, file: "t")
  }

  @Test("every byte has a symbol of its own, and a blank's is Ġ")
  func symbols() {
    #expect(Set(ByteSymbols.symbols).count == 256)
    #expect(ByteSymbols.symbols[0x20] == Array("Ġ".utf8))
    #expect(ByteSymbols.symbols[0x41] == Array("A".utf8))
    #expect(ByteSymbols.symbols[0xad] == Array("Ń".utf8))
  }

  @Test("the pair of the lowest rank is merged first, and of equal ones the leftmost")
  func order() throws {
    let pairs = try Self.pairs(["b c", "a b", "a a", "bc a"])
    // b c before a b.
    #expect(pairs.tokens(of: "abc") == [97, 256])
    // aa from the left: aa a.
    #expect(pairs.tokens(of: "aaa") == [258, 97])
    // What a merge made is merged on.
    #expect(pairs.tokens(of: "bca") == [259])
  }

  @Test("a word of 100 kB is merged without taking its square in time")
  func longWord() throws {
    let pairs = try Self.pairs(["a a", "aa aa", "aaaa aaaa"])
    let tokens = pairs.tokens(of: String(repeating: "a", count: 100_003))
    #expect(tokens == Array(repeating: 258, count: 12_500) + [256, 97])
  }

  @Test(
    "texts are divided as GPT-2's pattern divides them",
    arguments: [
      ("it's  he'LL 'tis", ["it", "'s", " ", " he", "'", "LL", " '", "tis"]),
      ("we'll they've I'd", ["we", "'ll", " they", "'ve", " I", "'d"]),
      ("a  b\n\n c\t", ["a", " ", " b", "\n\n", " c", "\t"]),
      ("x42y!? ", ["x", "42", "y", "!?", " "]),
      (" ½ Ⅳ٣", [" ½", " Ⅳ٣"]),
      ("日本 שלום🙂", ["日本", " שלום", "🙂"]),
      ("'", ["'"]),
    ] as [(String, [String])])
  func pattern(_ text: String, _ parts: [String]) {
    #expect(Self.parts(text, .gpt2) == parts)
  }

  @Test("SmolLM's division takes every digit for itself, and a blank before it too")
  func digits() {
    #expect(
      Self.parts("in 1995, 3½ km", .smollm)
        == ["in", " ", "1", "9", "9", "5", ",", " ", "3", "½", " km"])
  }

  private static func parts(_ text: String, _ splitting: PreTokenization) -> [String] {
    let scalars = Array(text.unicodeScalars)
    return splitting.parts(scalars).map { part in
      var piece = String.UnicodeScalarView()
      piece.append(contentsOf: scalars[part])
      return String(piece)
    }
  }

  @Test("no text makes a trap, and its bytes come back")
  func hostile() throws {
    let pairs = try Self.pairs([])
    for text in HostileTexts.all {
      #expect(pairs.tokens(of: text).map { UInt8($0) } == Array(text.utf8))
    }
  }

  @Test("a merge of what are no tokens is refused")
  func badMerge() {
    for merge in ["a", "a  b", "a b c", "a zz", " "] {
      #expect(throws: (any Error).self) { try Self.pairs([merge, "a zzz"]) }
    }
  }

  @Test(
    "SmolLM2's tokens of four titles are the published trial's",
    .enabled(if: PretrainedWeights.areThere, "\(PretrainedWeights.absence)"),
    arguments: [
      ("Toy Story (1995)", [68, 922, 10124, 365, 33, 41, 41, 37, 25]),
      (
        "OPI Red Shatter Crackle Nail Polish E55 New",
        [7627, 57, 3950, 334, 962, 352, 11809, 936, 290, 442, 636, 13868, 414, 37, 37, 1315]
      ),
      (
        "Dr. Scholl's Quick Heat Paraffin Spa Bath",
        [6502, 30, 4823, 2685, 506, 21308, 16708, 2860, 43380, 1691, 81, 23972]
      ),
      (
        "Crème brûlée 100ml", [25711, 11180, 1558, 1156, 41307, 92, 20174, 216, 33, 32, 32, 3566]
      ),
    ] as [(String, [Int32])])
  func published(_ title: String, _ tokens: [Int32]) throws {
    #expect(try Pretrained.smolLM2.get().tokenizer.tokens(of: title) == tokens)
  }
}

/// Texts that readers of texts trip over.
enum HostileTexts {
  static let all: [String] = [
    "", " ", "\n", "\u{0}", "\u{feff}", "\u{fffd}\u{ffff}", "\u{202e}abc\u{202c}", "שלום עולם",
    "مرحبا بالعالم", "👩‍👩‍👧‍👦🏳️‍🌈", "e\u{301}\u{301}\u{301}", "İIıi", "ß ẞ ﬁ Å Å", "가 각",
    "<|endoftext|> [CLS] [SEP] [MASK]", "'''s 's'S", "\u{85}\u{a0}\u{2028}\u{3000}x",
    "\u{10ffff}\u{e000}\u{378}", "１２３ ⅷ ² ½", "𝒳𝟘", "नमस्ते ไทย ភាសា",
    String(repeating: "\u{301}", count: 2_000), String(repeating: "a", count: 100_000),
    String(repeating: "é ", count: 20_000), String(repeating: "#", count: 3_000),
  ]
}
