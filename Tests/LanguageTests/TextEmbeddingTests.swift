import Determinism
import Foundation
import Suites
import Tensors
import TestSupport
import Testing
import Weights

@testable import Language

@Suite(.serialized) struct TextEmbeddingTests {
  let model: LLaMaText

  init() throws { model = try LLaMaText(GGUF(TinyLLaMa.made().file.encoded(), file: "g")) }

  private func vectors(
    _ texts: [String], _ pooling: Pooling, isUnit: Bool = false
  ) -> Tensor {
    let embedding = TextEmbedding(model, pooling: pooling, isUnit: isUnit, longest: 40)
    let read = TokenizedTexts(texts, by: model.tokenizer, atMost: 40)
    return embedding(read)
  }

  @Test("each way of pooling takes the states it names")
  func pooling() {
    let tokens = model.tokenizer.tokens(of: "Nail")
    let states = model.states(tokens, PackedRows([0, 4])).elements
    let table = model.embeddings(tokens).elements
    func row(_ numbers: [Real], _ row: Int) -> [Real] { Array(numbers[row * 16..<row * 16 + 16]) }
    func mean(_ numbers: [Real]) -> [Real] {
      (0..<16).map { place in
        (0..<4).reduce(0) { $0 + numbers[$1 * 16 + place] } / 4
      }
    }
    #expect(vectors(["Nail"], .last).elements == row(states, 3))
    #expect(vectors(["Nail"], .first).elements == row(states, 0))
    #expect(vectors(["Nail"], .mean).elements == mean(states))
    #expect(vectors(["Nail"], .table).elements == mean(table))
    let unit = vectors(["Nail"], .last, isUnit: true).elements
    #expect(abs(unit.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
  }

  @Test("a text has the same bits alone, among others, and on any number of workers")
  func sameBits() {
    let texts = (0..<200).map { String(repeating: "abc d", count: 1 + $0 % 7) + "\($0)" }
    let before = Workers.count
    defer { Workers.count = before }
    Workers.count = 1
    let one = vectors(texts, .mean)
    Workers.count = 3
    #expect(vectors(texts, .mean) == one)
    for place in [0, 6, 77, 199] {
      let alone = vectors([texts[place]], .mean)
      #expect(alone.elements == Array(one.elements[place * 16..<place * 16 + 16]))
    }
  }

  @Test("a text without tokens is zeros and is named, and texts that nobody expects are vectors")
  func odd() {
    let embedding = TextEmbedding(model, pooling: .mean, isUnit: true, longest: 40)
    let texts = ["", "a"] + HostileTexts.all
    let read = TokenizedTexts(texts, by: model.tokenizer, atMost: 40)
    let vectors = embedding(read).elements
    #expect(vectors.count == 16 * texts.count && vectors.allSatisfy(\.isFinite))
    for place in texts.indices {
      let isEmpty = vectors[place * 16..<place * 16 + 16].allSatisfy { $0 == 0 }
      #expect(isEmpty == texts[place].isEmpty)
    }
    #expect(read.cut == texts.count { $0.utf8.count > 40 })
    #expect(read.tokens.allSatisfy { $0.count <= 40 })
  }

  @Test("batches are filled in the order of the texts")
  func batches() {
    #expect(TextEmbedding.batches([]) == [])
    #expect(TextEmbedding.batches([1024, 1, 1023, 1]) == [0..<1, 1..<3, 3..<4])
    #expect(TextEmbedding.batches([5000, 0, 7]) == [0..<1, 1..<3])
  }

  @Test(
    "a title has the same bits alone and among others with the real models",
    .enabled(if: PretrainedWeights.areThere, "\(PretrainedWeights.absence)"))
  func realBits() throws {
    let texts = [
      "Toy Story (1995)", "OPI Red Shatter Crackle Nail Polish E55 New", "a", "مرحبا بالعالم",
      "👩‍👩‍👧‍👦", String(repeating: "Crème brûlée 100ml ", count: 30),
    ]
    for model in [try Pretrained.miniLM.get(), try Pretrained.smolLM2.get()] as [any TextModel] {
      let embedding = TextEmbedding(model, pooling: .mean, isUnit: false, longest: 200)
      func vectors(_ texts: [String]) -> [Real] {
        let read = TokenizedTexts(texts, by: model.tokenizer, atMost: 200)
        return embedding(read).elements
      }
      #expect(vectors(texts) == texts.flatMap { vectors([$0]) })
    }
  }
}
