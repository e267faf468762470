import Benchmark
import Datasets
import Determinism
import Experiments
import Fits
import Foundation
import Meter
import Metrics
import Models
import Suites
import Yardstick

let benchmarks: @Sendable () -> Void = {
  for (name, model) in PaperModels.all { trainingStep(name, model, floor: floors[name] ?? 0) }
  evaluation()
  rankingAlone()
  entropy()
  parsing()
}

/// Rows of MovieLens-1M, or generated ones where the user has none.
private func rows() async throws -> Interactions { try await Rows.movieLens().interactions }

/// Thousandths of the matrix product's rate that each model's step must reach: about half of what
/// it reached when last measured, but for the widest, whose floor is the aim itself.
private let floors = [
  "sasrec-2": 100, "hstu-2": 80, "fuxi-alpha-2": 130, "hstu-8": 110, "fuxi-alpha-8": 130,
  "fuxi-alpha-8-wide": 300,
]

/// One training step of 128 rows, from the batch to the updated parameters.
private func trainingStep(_ name: String, _ spec: ModelSpec, floor: Int) {
  measure("training step, \(name)", floor: floor) {
    let batches = Batches(try await rows(), rows: 128, maximalLength: 200, most: 12)
    var model = try SteppedModel(spec, PaperModels.training, batches)
    var step = 0
    let tokens = batches.all.reduce(0) { $0 + $1.tokens } / batches.all.count
    let lengths = batches.all.flatMap(Batches.lengths)
    let cost = StepCost(
      training: spec, lengths: lengths, itemRows: batches.itemRows,
      negatives: PaperModels.negatives)
    let operations = cost.operations / Double(batches.all.count)
    return Work(operations: operations, events: tokens) {
      _ = model?.step(batches.all[step % batches.all.count])
      step += 1
    }
  }
}

/// Encoding every test user's history, scores of all candidates, filter and rank.
private func evaluation() {
  measure("evaluation of 1,024 users, fuxi-alpha-2", floor: 120) {
    let interactions = try await rows().first(1024)
    let spec = PaperModels.fuxiAlpha(blocks: 2, heads: 1)
    let evaluator = try RankingEvaluator(interactions, published, maximalLength: 200)
    guard
      let model = try recommender(
        for: spec, itemRows: interactions.itemRows, key: RandomKey(seed: 1))
    else { return Work {} }
    let cost = StepCost(
      ranking: spec, lengths: evaluator.rows.histories.map(\.count),
      itemRows: interactions.itemRows, candidates: evaluator.candidates.count)
    let scorer = ModelScorer(model, model.parameters, candidates: evaluator.candidates)
    return Work(operations: cost.operations, bytes: cost.bytes, events: evaluator.rows.count) {
      blackHole(evaluator.ranks(scorer))
    }
  }
}

/// Scores, filter and rank from vectors that are there.
private func rankingAlone() {
  measure("ranking alone of 6,040 users over 3,883 items", floor: 80) {
    let interactions = try await rows()
    let evaluator = try RankingEvaluator(interactions, published, maximalLength: 200)
    let (count, candidates) = (evaluator.rows.count, evaluator.candidates.count)
    let scorer = VectorScorer(rows: count, candidates: candidates, width: 50)
    return Work(operations: 2 * Double(count * candidates * 50), events: count) {
      blackHole(evaluator.ranks(scorer))
    }
  }
}

/// The real entropy of all events' items in order of users.
private func entropy() {
  measure("real entropy of MovieLens-1M's items") {
    let items = try await rows().items.prefix(200_000).map { Int($0) }
    return Work(events: items.count) { blackHole(RealEntropy(of: items).value) }
  }
}

/// MovieLens-1M's text to events in order, where the user has it.
private func parsing() {
  guard let path = Rows.movieLensPath else { return }
  measure("parsing and ordering MovieLens-1M") {
    let events = try await Rows.movieLens().interactions.events
    return Work(events: events) {
      // A folder of its own each time, so that nothing prepared is found.
      let cache = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      blackHole(try? await Rows.prepared(path, cache: cache))
      try? FileManager.default.removeItem(at: cache)
    }
  }
}

private let published = EvaluationSpec(
  candidates: .catalogue, seen: .keptHistory, ties: .against, queryTime: .target, floor: 2501,
  metrics: ["ndcg@10"], every: 1, read: .last)
