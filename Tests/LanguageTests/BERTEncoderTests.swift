import Foundation
import Suites
import Tensors
import TestSupport
import Testing
import Weights

@testable import Language

/// An encoder of two blocks with random numbers, and the same in plain loops.
struct TinyBERT {
  static let (width, heads, hidden, positions) = (12, 3, 20, 16)
  static let headWidth = width / heads
  static let vocabulary = #""[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "b": 5"#
  static let settings = Data(
    """
    {"model_type": "bert", "hidden_act": "gelu", "hidden_size": 12, "intermediate_size": 20,
     "num_attention_heads": 3, "num_hidden_layers": 2, "max_position_embeddings": 16,
     "type_vocab_size": 2, "layer_norm_eps": 1e-12, "gradient_checkpointing": false}
    """.utf8)

  private(set) var file = Safetensors()

  init() {
    var numbers = LittleNumbers(9)
    func add(_ name: String, _ shape: [Int], around centre: Float = 0) -> Safetensors.Entry {
      .init(
        name: name, shape: shape, elements: numbers.next(shape.reduce(1, *), around: centre))
    }
    func norm(_ name: String) -> [Safetensors.Entry] {
      [
        add("\(name).LayerNorm.weight", [Self.width], around: 1),
        add("\(name).LayerNorm.bias", [Self.width]),
      ]
    }
    func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> [Safetensors.Entry] {
      [add("\(name).weight", [outputs, inputs]), add("\(name).bias", [outputs])]
    }
    var tensors = [
      add("embeddings.word_embeddings.weight", [6, Self.width]),
      add("embeddings.position_embeddings.weight", [Self.positions, Self.width]),
      add("embeddings.token_type_embeddings.weight", [2, Self.width]),
    ]
    tensors += norm("embeddings")
    for block in 0..<2 {
      let name = "encoder.layer.\(block)"
      for part in ["query", "key", "value"] {
        tensors += linear("\(name).attention.self.\(part)", Self.width, Self.width)
      }
      tensors += linear("\(name).attention.output.dense", Self.width, Self.width)
      tensors += norm("\(name).attention.output")
      tensors += linear("\(name).intermediate.dense", Self.width, Self.hidden)
      tensors += linear("\(name).output.dense", Self.hidden, Self.width)
      tensors += norm("\(name).output")
    }
    file.tensors = tensors
  }

  func model(_ change: (inout Safetensors) -> Void = { _ in }) throws -> BERTEncoder {
    var file = file
    change(&file)
    return try BERTEncoder(
      settings: (Self.settings, "c"), tokenizer: (WordPiecesTests.json(Self.vocabulary), "t"),
      weights: (file.encoded(), "w"))
  }

  /// Devlin et al. in plain loops.
  func states(_ tokens: [Int32]) -> [Plain.Row] {
    func array(_ name: String) -> [Float] { file[name]?.elements ?? [] }
    func row(_ name: String, _ index: Int) -> Plain.Row {
      Plain.row(Array(array(name)[index * Self.width..<(index + 1) * Self.width]))
    }
    func linear(_ name: String, _ x: Plain.Row) -> Plain.Row {
      Plain.sum(Plain.times(array("\(name).weight"), x), Plain.row(array("\(name).bias")))
    }
    func norm(_ name: String, _ x: Plain.Row) -> Plain.Row {
      let mean = x.reduce(0, +) / Double(x.count)
      let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
      let scaled = x.map { ($0 - mean) / (variance + 1e-12).squareRoot() }
      return Plain.sum(
        Plain.product(scaled, Plain.row(array("\(name).LayerNorm.weight"))),
        Plain.row(array("\(name).LayerNorm.bias")))
    }
    var x = tokens.enumerated().map { place, token in
      norm(
        "embeddings",
        Plain.sum(
          row("embeddings.word_embeddings.weight", Int(token)),
          Plain.sum(
            row("embeddings.position_embeddings.weight", place),
            row("embeddings.token_type_embeddings.weight", 0))))
    }
    for block in 0..<2 {
      let name = "encoder.layer.\(block)"
      func heads(_ part: String, _ index: Int) -> [Plain.Row] {
        x.map {
          Array(
            linear("\(name).attention.self.\(part)", $0)[
              index * Self.headWidth..<(index + 1) * Self.headWidth])
        }
      }
      let attended = (0..<Self.heads).map {
        Plain.attend(heads("query", $0), heads("key", $0), heads("value", $0), isCausal: false)
      }
      x = x.indices.map { place in
        let h = norm(
          "\(name).attention.output",
          Plain.sum(
            x[place],
            linear("\(name).attention.output.dense", attended.flatMap { $0[place] })))
        let inner = linear("\(name).intermediate.dense", h).map {
          $0 / 2 * (1 + erf($0 / 2.0.squareRoot()))
        }
        return norm(
          "\(name).output", Plain.sum(h, linear("\(name).output.dense", inner)))
      }
    }
    return x
  }
}

@Suite struct BERTEncoderTests {
  @Test("states are those of the formulas, whatever texts stand beside")
  func formulas() throws {
    let tiny = TinyBERT()
    let texts: [[Int32]] = [[2, 4, 3], [2, 3], [2, 5, 4, 4, 5, 1, 4, 3]]
    let states = try tiny.model().states(Array(texts.joined()), PackedRows([0, 3, 5, 13]))
    let wanted = texts.flatMap(tiny.states).joined()
    #expect(states.count == 13 * TinyBERT.width)
    for (ours, wanted) in zip(states.elements, wanted) {
      #expect(abs(Double(ours) - wanted) < 2e-5)
    }
  }

  @Test("the linear unit is x·Φ(x)")
  func unit() {
    for x in stride(from: Float(-12), through: 12, by: 0.037) {
      let wanted = Double(x) / 2 * erfc(-Double(x) / 2.0.squareRoot())
      let ours = Double(exactGelu(Tensor([1], [Real(x)])).scalar)
      #expect(abs(ours - wanted) <= 2.5e-7 * max(1, abs(Double(x))))
    }
  }

  @Test("a model that lacks something is refused in a sentence")
  func refused() throws {
    let name = "encoder.layer.1.output.dense.bias"
    let lacking = #expect(throws: WeightsError.self) {
      try TinyBERT().model { $0.tensors.removeAll { $0.name == name } }
    }
    #expect(lacking?.description == "w lacks the entry '\(name)'.")
    let hole = #expect(throws: WeightsError.self) {
      try TinyBERT().model { $0.tensors[0].elements[3] = .nan }
    }
    #expect(
      hole?.description
        == "w: the entry 'embeddings.word_embeddings.weight' holds something that is "
        + "not a finite number.")
  }

  @Test(
    "settings of another model are refused",
    arguments: [
      ("gelu", "relu", "c describes a model other than a BERT with GELU and a table of positions."),
      ("\": 3", "\": 5", "c has 5 heads, which do not fit a width of 12."),
      ("1e-12", "0", "c has no 'layer_norm_eps' between 0 and 1."),
      ("\": 20", "\": 0", "c has no 'intermediate_size' from 1 to 65536."),
      ("{", "", "c does not describe a model: in it '{' is missing at byte 0."),
    ])
  func settings(_ old: String, _ new: String, _ sentence: String) throws {
    let text = String(decoding: TinyBERT.settings, as: UTF8.self)
      .replacingOccurrences(of: old, with: new)
    let error = #expect(throws: WeightsError.self) {
      try BERTSettings(Data(text.utf8), file: "c")
    }
    #expect(error?.description == sentence)
  }

  @Test(
    "MiniLM's cosines are the published trial's",
    .enabled(if: PretrainedWeights.areThere, "\(PretrainedWeights.absence)"))
  func published() throws {
    let model = try Pretrained.miniLM.get()
    let embedding = TextEmbedding(model, pooling: .mean, isUnit: true, longest: 256)
    let texts = ["red nail polish", "crimson nail lacquer", "car engine oil"]
    let vectors = embedding(TokenizedTexts(texts, by: model.tokenizer, atMost: 256))
    let products = matmul(vectors, transposed: false, vectors, transposed: true).elements
    for (place, wanted) in [(0, 1), (1, 0.554), (2, 0.146), (5, 0.139)] as [(Int, Double)] {
      #expect(abs(Double(products[place]) - wanted) <= 1e-3)
    }
  }
}
