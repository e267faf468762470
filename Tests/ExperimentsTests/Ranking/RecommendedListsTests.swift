import Datasets
import Determinism
import Metrics
import Suites
import Tensors
import Testing

@testable import Experiments

/// Scores of nine values, so that there are ties in every row, and one that is no number.
private struct Coarse: CandidateScorer {
  let candidates: Int

  static func value(_ row: Int, _ place: Int) -> Real {
    place == 7 && row == 3 ? .nan : Real(RandomKey(seed: 3)[row].integer(below: 9, place))
  }

  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    Tensor(
      [range.count, candidates],
      range.flatMap { row in (0..<candidates).map { Self.value(row, $0) } })
  }
}

@Suite struct RecommendedListsTests {
  private static let data = RankingEvaluatorTests.interactions

  @Test("a list is the beginning of the sorted candidates that are left")
  func sorted() throws {
    let specification = evaluation(
      seen: .wholeHistory, metrics: ["mrr", "coverage@7", "novelty@5", "serendipity@7"])
    let evaluator = try RankingEvaluator(Self.data, specification, maximalLength: 12)
    let count = evaluator.candidates.count
    for row in 0..<5 {
      let scores = (0..<count).map { Coarse.value(row, $0) }
      let seen = Set(evaluator.seen(by: row))
      let expected = (0..<count).filter { !seen.contains($0) }.sorted { one, other in
        let (a, b) = (scores[one], scores[other])
        if a.isNaN != b.isNaN { return a.isNaN }
        return a == b || a.isNaN ? one < other : a > b
      }.prefix(7)
      let found = scores.withUnsafeBufferPointer {
        firstPlaces(7, in: $0, excluding: evaluator.seen(by: row))
      }
      #expect(found.map { Int($0) } == Array(expected))
    }
    let few: [Real] = [1, 3, 2]
    #expect(
      few.withUnsafeBufferPointer { firstPlaces(4, in: $0, excluding: [1, 1]) } == [2, 0, -1, -1])
  }

  @Test("metrics of lists are those of counting one by one, in tiles of any size")
  func counting() throws {
    let specification = evaluation(
      seen: .wholeHistory, metrics: ["ndcg@5", "coverage@5", "novelty@5", "serendipity@5"])
    var evaluator = try RankingEvaluator(Self.data, specification, maximalLength: 12)
    let scorer = Coarse(candidates: evaluator.candidates.count)
    let measured = try #require(evaluator.measured(scorer))
    evaluator.tileRows = 7
    #expect(evaluator.measured(scorer) == measured)

    var counts: [Int32: Int] = [:]
    for item in Self.data.items { counts[item, default: 0] += 1 }
    let popular = evaluator.candidates.sorted {
      (counts[$0] ?? 0, $1) > (counts[$1] ?? 0, $0)
    }.prefix(5)
    var (listed, hits): (Set<Int32>, Double) = ([], 0)
    for row in 0..<evaluator.rows.count {
      let scores = (0..<scorer.candidates).map { Coarse.value(row, $0) }
      let list = scores.withUnsafeBufferPointer {
        firstPlaces(5, in: $0, excluding: evaluator.seen(by: row))
      }
      listed.formUnion(list)
      let target = evaluator.rows.targets(of: row).first ?? 0
      if measured.ranks[row] <= 5, !popular.contains(target) { hits += 1 }
    }
    let users = Double(evaluator.rows.count)
    #expect(measured.metrics["coverage@5"] == Double(listed.count) / Double(scorer.candidates))
    #expect(abs((measured.metrics["serendipity@5"] ?? 0) - hits / users) < 1e-12)
    // Fewer than two users a block are not cut.
    #expect(evaluator.rows.count < 128 && measured.units == nil)
  }

  @Test("a list is no longer than the catalogue, whatever is asked for")
  func longest() throws {
    let specification = evaluation(
      seen: .wholeHistory, floor: Int(Int32.max), metrics: ["mrr", "coverage@2000000000"])
    let evaluator = try RankingEvaluator(Self.data, specification, maximalLength: 12)
    #expect(evaluator.listDepth == evaluator.candidates.count)
    let measured = try #require(
      evaluator.measured(Coarse(candidates: evaluator.candidates.count)))
    // What one user has seen, another one has not.
    #expect(measured.metrics["coverage@2000000000"] == 1)
  }

  @Test("lists are of no use among drawn candidates, and never the primary metric")
  func refused() throws {
    let drawn = evaluation(
      candidates: .sampled(5, by: .uniform, key: 1), seen: .ranked, metrics: ["mrr", "coverage@5"])
    #expect(
      drawn.relations.map(\.problem)
        == ["lists of items cannot be measured where a target competes with drawn items"])
    #expect(throws: ExperimentError.self) {
      try RankingEvaluator(Self.data, drawn, maximalLength: 12)
    }
    let first = evaluation(metrics: ["coverage@5", "mrr"])
    #expect(first.relations.map(\.path) == ["metrics.0"])
    let early = RankingTask(
      dataset: "d", model: .popularity, training: nil,
      evaluation: evaluation(floor: 10, metrics: ["mrr", "serendipity@10"]))
    #expect(early.complaints.map(\.path) == ["evaluation.floor"])
  }
}
