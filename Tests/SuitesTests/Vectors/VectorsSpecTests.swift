import Foundation
import Metrics
import TestSupport
import Testing

@testable import Suites

/// Vectors of items as a suite writes them.
@Suite struct VectorsSpecTests {
  private static func task(
    _ model: ModelSpec, _ vectors: ItemVectorsSpec?
  ) -> RankingTask<String> {
    RankingTask(
      dataset: "d", model: model,
      training: model.isTrained
        ? TrainingSpec(
          loss: .softmax,
          optimizer: .adamW(
            rate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0),
          rows: 2, epochs: 1, shards: 1) : nil,
      evaluation: EvaluationSpec(
        candidates: .rated, seen: .wholeHistory, ties: .against, queryTime: .target, floor: 101,
        metrics: ["ndcg@10"], every: 1, read: .last), vectors: vectors)
  }

  private static let similarity = ModelSpec(SimilaritySpec())

  @Test("what is absent is not written, a word alone is a source, and both forms come back")
  func writing() throws {
    let plain = ItemVectorsSpec { $0.texts = "titles" }
    #expect(try CanonicalJSON.compact(plain) == #"{"source":"tf-idf","texts":"titles"}"#)
    let long = ItemVectorsSpec {
      $0.texts = "titles"
      $0.source = .languageModel(.smolLM2, pooling: .rareTable)
      ($0.unit, $0.centred, $0.width) = (true, true, 48)
      ($0.control, $0.key, $0.deviation) = (.gaussian, 7, 0.5)
    }
    let text = try CanonicalJSON.compact(long)
    #expect(
      text.contains(
        #""source":{"kind":"language-model","pooling":"table-idf","weights":"smollm2-135m-instruct"}"#
      ))
    #expect(try CanonicalJSON.read(ItemVectorsSpec.self, from: Data(text.utf8)) == long)
    #expect(long.sources == ["titles", "smollm2-135m-instruct"] && plain.sources == ["titles"])
    #expect(long.title == "SmolLM2's table, gaussian" && plain.title == "TF-IDF")
    let without = try CanonicalJSON.compact(RunTask.ranking(Self.task(.popularity, nil)))
    #expect(!without.contains("vectors") && !without.contains("patience"))
  }

  @Test("vectors without a use, without a width, or without a key are refused at their place")
  func refused() {
    let words = ItemVectorsSpec { $0.texts = "t" }
    #expect(Self.task(Self.similarity, words).complaints.isEmpty)
    #expect(Self.task(Self.similarity, nil).complaints.map(\.path) == ["vectors"])
    #expect(Self.task(.popularity, words).complaints.map(\.path) == ["vectors"])
    let sasrec = ModelSpec.sasrec(
      SASRecSpec(
        width: 6, blocks: 1, heads: 2, hidden: 5, positions: 9, embeddingDropout: 0, dropout: 0))
    #expect(Self.task(sasrec, words).complaints.map(\.path) == ["vectors.width"])
    var six = words
    six.width = 6
    #expect(Self.task(sasrec, six).complaints.isEmpty)
    var control = words
    control.control = .permuted
    #expect(control.complaints.map(\.path) == ["key"])
    control.key = 3
    #expect(control.complaints.isEmpty)
    control.control = .gaussian
    #expect(control.complaints.map(\.path) == ["width"])
    var centred = words
    centred.centred = true
    #expect(centred.complaints.map(\.path) == ["width"])
  }

  @Test("a suite's vectors name texts and weights that there are")
  func sources() throws {
    let vectors =
      "{texts: amazon-beauty-titles, width: 32, unit: true, centred: true, "
      + "source: {kind: language-model, weights: all-minilm-l6-v2, pooling: mean}}"
    let text = WrittenSuite.ranking.replacing("source: x", with: "source: amazon-beauty")
      .replacing("candidates: catalogue", with: "candidates: rated")
      .replacing("{model: {kind: sasrec,", with: "{vectors: \(vectors), model: {kind: sasrec,")
    let file = try SuiteFile(yaml: text, file: "f.yaml")
    let folder = SharedData.package.appendingPathComponent("suites/datasets").path
    #expect(file.problems().isEmpty && file.sourceProblems(in: folder).isEmpty)
    for (from, to, problem) in [
      (
        "texts: amazon-beauty-titles,", "texts: amazon-beauty,",
        "'amazon-beauty' holds no texts about items"
      ),
      (
        "texts: amazon-beauty-titles,", "texts: nobodys,",
        "no data set is called 'nobodys'"
      ),
    ] {
      let problems = try SuiteFile(yaml: text.replacing(from, with: to), file: "f.yaml")
        .sourceProblems(in: folder)
      #expect(problems.contains { $0.problem == problem }, "\(problems)")
    }
    // A data set that there is, but no pre-trained model's weights.
    let other = text.replacing("weights: all-minilm-l6-v2", with: "weights: amazon-beauty")
    let refused = #expect(throws: SuiteError.self) {
      try SuiteFile(yaml: other, file: "f.yaml")
    }
    #expect(
      refused?.problem.hasSuffix(
        "must be one of all-minilm-l6-v2, smollm2-135m-instruct, not 'amazon-beauty'") == true,
      "\(refused?.problem ?? "")")
  }
}
