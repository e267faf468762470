import Determinism
import Foundation
import Tensors
import TestSupport
import Testing
import Weights

@testable import Language

/// A model of two blocks with random numbers, and the same in plain loops.
struct TinyLLaMa {
  static let (width, heads, groups, base) = (16, 4, 2, 100.0)
  static let headWidth = width / heads

  let arrays: [String: [Float]]

  /// The file, and what stands in it.
  static func made() -> (file: TinyGGUF, plain: TinyLLaMa) {
    let (file, arrays) = TinyGGUF.llama()
    return (file, TinyLLaMa(arrays: arrays))
  }

  /// Touvron et al., section 2.2, with pairs of neighbours turned and heads that share keys.
  func states(_ tokens: [Int32]) -> [Plain.Row] {
    let (width, headWidth) = (Self.width, Self.headWidth)
    func norm(_ x: Plain.Row, _ name: String) -> Plain.Row {
      let size = (x.reduce(0) { $0 + $1 * $1 } / Double(width) + 1e-5).squareRoot()
      return Plain.product(x.map { $0 / size }, Plain.row(arrays[name] ?? []))
    }
    func turned(_ x: Plain.Row, _ place: Int) -> Plain.Row {
      var y = x
      for pair in 0..<headWidth / 2 {
        let angle = Double(place) * pow(Self.base, -2 * Double(pair) / Double(headWidth))
        let (a, b) = (x[2 * pair], x[2 * pair + 1])
        y[2 * pair] = a * cos(angle) - b * sin(angle)
        y[2 * pair + 1] = b * cos(angle) + a * sin(angle)
      }
      return y
    }
    func head(_ x: Plain.Row, _ index: Int) -> Plain.Row {
      Array(x[index * headWidth..<(index + 1) * headWidth])
    }
    let table = arrays["token_embd"] ?? []
    var x = tokens.map { Plain.row(Array(table[Int($0) * width..<(Int($0) + 1) * width])) }
    for block in 0..<2 {
      func times(_ name: String, _ h: Plain.Row) -> Plain.Row {
        Plain.times(arrays["blk.\(block).\(name)"] ?? [], h)
      }
      let h = x.map { norm($0, "blk.\(block).attn_norm") }
      let (q, k, v) = (
        h.map { times("attn_q", $0) }, h.map { times("attn_k", $0) }, h.map { times("attn_v", $0) }
      )
      let attended = (0..<Self.heads).map { index in
        let group = index / (Self.heads / Self.groups)
        return Plain.attend(
          q.indices.map { turned(head(q[$0], index), $0) },
          k.indices.map { turned(head(k[$0], group), $0) }, v.map { head($0, group) },
          isCausal: true)
      }
      for place in x.indices {
        x[place] = Plain.sum(x[place], times("attn_output", attended.flatMap { $0[place] }))
        let f = norm(x[place], "blk.\(block).ffn_norm")
        let gate = times("ffn_gate", f).map { $0 / (1 + exp(-$0)) }
        x[place] = Plain.sum(
          x[place], times("ffn_down", Plain.product(gate, times("ffn_up", f))))
      }
    }
    return x.map { norm($0, "output_norm") }
  }
}

@Suite struct LLaMaTextTests {
  @Test("states are those of the formulas, whatever texts stand beside")
  func formulas() throws {
    let (file, plain) = TinyLLaMa.made()
    let model = try LLaMaText(GGUF(file.encoded(), file: "g"))
    let texts: [[Int32]] = [[72, 101, 108], [33], [1, 2, 3, 250, 5, 6, 7, 8, 9, 10], []]
    let rows = PackedRows([0, 3, 4, 14, 14])
    let states = model.states(Array(texts.joined()), rows)
    #expect(states.shape == [14, 16])
    let wanted = texts.flatMap(plain.states).joined()
    for (ours, wanted) in zip(states.elements, wanted) {
      #expect(abs(Double(ours) - wanted) < 2e-5)
    }
  }

  @Test("probabilities of what comes next are those of the formulas, and add up to one")
  func probabilities() throws {
    let (file, plain) = TinyLLaMa.made()
    let model = try LLaMaText(GGUF(file.encoded(), file: "g"))
    let tokens: [Int32] = [84, 104, 101]
    let ours = model.logProbabilities(after: model.states(tokens, PackedRows([0, 3])))
    #expect(ours.shape == [3, 256])
    let scores = plain.states(tokens).map { Plain.times(plain.arrays["token_embd"] ?? [], $0) }
    for (place, scores) in scores.enumerated() {
      let total = log(scores.reduce(0) { $0 + exp($1) })
      for token in 0..<256 {
        #expect(abs(Double(ours.elements[place * 256 + token]) - (scores[token] - total)) < 1e-4)
      }
    }
  }

  @Test("a model that is not of the kind is refused in a sentence")
  func refused() throws {
    func sentence(_ change: (inout TinyGGUF) -> Void) -> String? {
      var file = TinyLLaMa.made().file
      change(&file)
      do {
        _ = try LLaMaText(GGUF(file.encoded(), file: "g"))
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(sentence { _ in } == nil)
    #expect(
      sentence { $0.add("output.weight", [1], [1]) }
        == "g has an output layer besides its table of tokens.")
    #expect(
      sentence { $0 = TinyGGUF() }
        == "g holds a model of the kind '', but only 'llama' can be read.")
    let lacking = TinyGGUF.llamaWithout("tokenizer.ggml.pre")
    #expect(
      sentence { $0 = lacking }
        == "g divides texts by the pattern '', but the known ones are gpt-2, smollm.")
  }

  /// States of the last token, log-probabilities and means, as the trial implementation in numpy had
  /// them with the same weights in 32 bits.
  @Test(
    "SmolLM2's states and probabilities are the published trial's",
    .enabled(if: PretrainedWeights.areThere, "\(PretrainedWeights.absence)"),
    arguments: [
      (
        "Toy Story (1995)", [-1.4673, -0.0586, 0.2671, 0.3936, 0.4719],
        [-0.9050, -0.1007, 0.2994, 0.3044, 0.3722], 43.98,
        [(198, -2.027), (284, -2.029), (314, -2.476)], 3.4833
      ),
      (
        "The capital of France is", [-0.9731, -2.1337, -0.5213, 0.3139, -0.0777],
        [-0.9264, -0.5028, -0.2693, 0.8078, 0.5567], 43.792,
        [(7042, -0.2581), (260, -2.741), (4528, -4.384)], 3.6916
      ),
    ] as [(String, [Double], [Double], Double, [(Int, Double)], Double)])
  func published(
    _ text: String, _ last: [Double], _ mean: [Double], _ norm: Double,
    _ best: [(Int, Double)], _ loss: Double
  ) throws {
    let model = try Pretrained.smolLM2.get()
    let tokens = model.tokenizer.tokens(of: text)
    let states = model.states(tokens, PackedRows([0, tokens.count]))
    let all = states.elements.map { Double($0) }
    let ends = Array(all.suffix(576))
    for (ours, wanted) in zip(ends, last) {
      #expect(abs(ours - wanted) <= 2e-3 * max(1, abs(wanted)))
    }
    #expect(abs(ends.reduce(0) { $0 + $1 * $1 }.squareRoot() - norm) <= 2e-3 * norm)
    for (place, wanted) in mean.enumerated() {
      let ours = tokens.indices.reduce(0) { $0 + all[$1 * 576 + place] } / Double(tokens.count)
      #expect(abs(ours - wanted) <= 2e-3 * max(1, abs(wanted)))
    }
    let logarithms = model.logProbabilities(after: states)
    let count = logarithms.shape.width
    let next = Array(logarithms.elements.suffix(count))
    // Printed to four digits: half a unit of the last is allowed beside the tolerance.
    for (token, wanted) in best {
      #expect(abs(Double(next[token]) - wanted) <= 1e-3 + 5e-4)
    }
    let order = next.indices.sorted { next[$0] > next[$1] }.prefix(3)
    #expect(Array(order) == best.map(\.0))
    let losses = (1..<tokens.count).map {
      -Double(logarithms.elements[($0 - 1) * count + Int(tokens[$0])])
    }
    #expect(abs(losses.reduce(0, +) / Double(losses.count) - loss) <= 1e-3)
  }
}

extension TinyGGUF {
  /// A model's file as far as its tokenizer, without one of its keys.
  fileprivate static func llamaWithout(_ key: String) -> TinyGGUF {
    var file = TinyGGUF()
    file.set("general.architecture", "llama")
    for (name, value) in [
      ("block_count", 1), ("embedding_length", 4), ("feed_forward_length", 4),
      ("attention.head_count", 1), ("attention.head_count_kv", 1), ("rope.dimension_count", 4),
      ("context_length", 8),
    ] {
      file.set("llama.\(name)", value)
    }
    file.set("llama.attention.layer_norm_rms_epsilon", Float(1e-5))
    file.set("llama.rope.freq_base", Float(10))
    for (name, value) in [("tokenizer.ggml.model", "gpt2"), ("tokenizer.ggml.pre", "smollm")]
    where name != key {
      file.set(name, value)
    }
    return file
  }
}
