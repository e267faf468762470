import Foundation
import Language
import TestSupport
import Testing
import Weights

extension Form {
  private static let ggufBytes: Data = {
    var file = TinyGGUF()
    file.set("general.architecture", "llama")
    file.set("general.alignment", 32)
    file.set("count", 7)
    file.set("epsilon", Float(0.5))
    file.set("words", ["a", "", "é"])
    file.add("bias", [2], [1, -0.0])
    file.add("weight", [2, 3], [1, 2, 3, 4, 5, 6])
    file.add("few", [1, 32], type: 8, bytes: Data(repeating: 3, count: 34))
    file.add("fewer", [2, 32], type: 3, bytes: Data(repeating: 5, count: 40))
    return file.encoded()
  }()

  /// GGUF: refused, or every array can be read and holds as many numbers as its shape has places.
  static let gguf = Form(
    name: "gguf", seeds: [ggufBytes],
    tokens: [
      "GGUF", "\u{3}\u{0}\u{0}\u{0}", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
      "\u{9}\u{0}\u{0}\u{0}\u{9}\u{0}\u{0}\u{0}",
      "\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}",
      "\u{0}\u{0}\u{0}\u{40}", "\u{8}\u{0}\u{0}\u{0}", "general.alignment",
    ], prefix: "w"
  ) { data in
    do throws(WeightsError) {
      let file = try GGUF(data, file: "w")
      for (name, entry) in file.entries {
        let numbers = entry.form.numbers(file.bytes(of: entry))
        #expect(numbers.count == entry.shape.reduce(1, *), "\(name)")
      }
      return .understood
    } catch {
      return .refused(error.description)
    }
  }

  /// Tokenizers of BERT's models: refused, or some that make tokens of any text.
  static let tokenizer = Form(
    name: "tokenizer",
    seeds: [
      Data(
        #"""
        {"truncation": {"max_length": 128}, "added_tokens": [{"id": 0, "special": true}, []],
         "normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": null},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "model": {"type": "WordPiece", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100,
                   "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "a": 3, "##b": 4, "\u00e9": 5}}}
        """#.utf8)
    ],
    tokens: ["{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\ud800", "null", "##", "vocab"]
      + numbers, prefix: "t "
  ) { data in
    do throws(WeightsError) {
      let pieces = try WordPieces(json: data, file: "t")
      #expect(pieces.tokens(of: "ab é x").allSatisfy { $0 >= 0 && $0 < pieces.count })
      return .understood
    } catch {
      return .refused(error.description)
    }
  }

  /// Tables of texts: refused by file and line, or as many texts as ids.
  static let itemTexts = Form(
    name: "item-texts", seeds: [Data("b\tRed nail\r\na\t\n\nc\tשלום\tmore\n".utf8)],
    tokens: ["\t", "\n", "\r", "\u{feff}", "\u{0}", "a", "b\t", "\u{7f}"], prefix: "f"
  ) { data in
    do throws(ItemTextsError) {
      let read = try ItemTexts(data, layout: .init(), file: "f")
      #expect(read.ids.count == read.texts.count && !read.ids.contains(""))
      return .understood
    } catch {
      return .refused(error.description)
    }
  }
}
