import Foundation
import Testing

/// The learners beside SASRec in one suite, from the suite file to the page.
@Suite struct DistillationLearnerTests {
  /// Sizes as TD3 trains them; BERT4Rec reads 14 events and a mask.
  private static let learners = [
    ("gru4rec", "{kind: gru4rec, width: 64, hidden: 64, layers: 1, dropout: 0.2}"),
    ("narm", "{kind: narm, width: 64, hidden: 128, embeddingDropout: 0.25, dropout: 0.5}"),
    (
      "bert4rec",
      "{kind: bert4rec, width: 32, blocks: 1, heads: 1, hidden: 64, positions: 15, mask: 0.6, "
        + "maskLast: 0.5, dropout: 0.2, attentionDropout: 0.5}"
    ),
  ]

  private static func runs(_ name: String, _ learner: String) -> String {
    // A learner that guesses masks has no features to align with.
    let isAligned = name != "bert4rec"
    return """
        - {id: \(name)-all, task: {learner: \(learner), material: all-data, learning: none}}
        - {id: \(name)-none, task: {learner: \(learner), material: nothing, learning: none}}
        - id: \(name)-distilled
          task:
            learner: \(learner)
            material:
              kind: summary
              sequences: 4
              length: 8
              form: {kind: tucker, sequenceRank: 2, positionRank: 2}
              distilling:
                optimizer:
                  {kind: adam, rate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
                   weightDecay: 1e-4}
                rows: 256
                epochs: 2
                shards: 2
                firstStart: 1
                lastStart: 2
                unrolled: 3
                leastPlain: 0
                longestGradient: 1
                aligned: \(isAligned)
      """
  }

  private static let suite = """
    \(PlantedDistillation.head)
          pretraining:
            optimizer:
              {kind: adam, rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0}
            rows: 64
            epochs: 3
            patience: 3
            shards: 2
            kept: 2
          learning:
            optimizer:
              {kind: adam, rate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 5e-5}
            steps: 6
            rows: 2
            shards: 2
            augmented: false
            tables: frozen
    runs:
    \(learners.map(runs).joined(separator: "\n"))

    """

  @Test("each learner of TD3 is declared in a suite, distilled by, scored and reported")
  func learners() throws {
    let tool = try Tool(suite: Self.suite)
    let outcome = try tool.run("run", "tiny")
    // Without a claim nothing is judged.
    #expect(outcome.code == 14, "\(outcome.complaints)")
    let weights = tool.folder + "/data/repro/weights/tiny"
    for (name, _) in Self.learners {
      for arm in ["all", "none", "distilled"] {
        let record = try tool.outcome("\(name)-\(arm).1")
        #expect(record.contains("\"finished\"") && record.contains("\"sampled-hr@10\""))
      }
      // A title, and a line for each of 4 · 8 positions.
      let sequences = try String(
        contentsOfFile: "\(weights)/\(name)-distilled.1.sequences.tsv", encoding: .utf8)
      #expect(sequences.split(separator: "\n").count == 33)
    }
    let page = try tool.page("report.md")
    for title in ["GRU4Rec", "NARM", "BERT4Rec"] {
      #expect(page.contains("### planted time, \(title)\n"), "\(page)")
    }
    #expect(page.split(separator: "Among 20 drawn negatives").count == 4)
  }
}
