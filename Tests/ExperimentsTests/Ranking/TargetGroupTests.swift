import Datasets
import Determinism
import Metrics
import Suites
import Tensors
import Testing

@testable import Experiments

@Suite struct TargetGroupTests {
  /// Users with these items, oldest first.
  private static func data(_ users: [[Int32]]) -> Interactions {
    let items = users.flatMap { $0 }
    return Interactions(
      offsets: users.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }, items: items,
      times: items.indices.map(Int64.init), ratings: items.map { _ in 1 },
      users: users.indices.map { Int32($0 + 1) },
      candidates: Set(items).sorted(), itemRows: Int(items.max() ?? 0) + 1)
  }

  /// The last item is asked for, the ones before are trained on where they are two at least: 1 twice, 2 four
  /// times, 3 and 4 once, 5 and 6 never.
  private static let few = data([[1, 2, 3], [1, 2, 4], [2, 3, 1], [5, 6], [4, 2, 5]])

  @Test("occurrences are those in the rows that are trained on, inputs and targets")
  func occurrences() {
    func counts(_ users: [[Int32]], _ length: Int, held: Int = 1) -> [Int] {
      let data = Self.data(users)
      return SequenceRows(data, side: .training, maximalLength: length, held: held)
        .occurrences(itemRows: data.itemRows)
    }
    // Of the last user, 4 and 2 are known; of the one before, 5 alone, which is no row.
    #expect(
      counts([[1, 2, 3], [1, 2, 4], [2, 3, 1], [5, 6], [4, 2, 5]], 20) == [0, 2, 4, 1, 1, 0, 0])
    // Of 1 2 3 4 5, the history 2 3 with the target 4, or 1 2 with 3 where two are held.
    #expect(counts([[1, 2, 3, 4, 5]], 2) == [0, 0, 1, 1, 1, 0])
    #expect(counts([[1, 2, 3, 4, 5]], 2, held: 2) == [0, 1, 1, 1, 0, 0])
  }

  @Test(
    "a metric of a group is the mean over users with a target whose item is trained on so often")
  func byHand() throws {
    // The targets 3, 4, 1, 6 and 5 are trained on once, once, twice, never and never.
    let specification = evaluation(metrics: [
      "mrr", "hr@2-trained-0-0", "hr@2-trained-1-up", "mrr-trained-0-1", "ndcg@3-trained-2-2",
      "recall@4-trained-0-9",
    ])
    let evaluator = try RankingEvaluator(Self.few, specification, maximalLength: 20)
    let measured = evaluator.measured(of: [1, 2, 3, 4, 2])
    let expected: [Metric: Double] = [
      "hr@2-trained-0-0": 1.0 / 2,  // Ranks 4 and 2.
      "hr@2-trained-1-up": 2.0 / 3,  // Ranks 1, 2 and 3.
      "mrr-trained-0-1": (1 + 1.0 / 2 + 1.0 / 4 + 1.0 / 2) / 4,
      "ndcg@3-trained-2-2": 0.5,  // 1 / log2(3 + 1)
      "recall@4-trained-0-9": 1,
      "mrr": (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4 + 1.0 / 2) / 5,
    ]
    #expect(Set(measured.metrics.keys) == Set(expected.keys))
    for (metric, value) in expected {
      #expect(abs((measured.metrics[metric] ?? .nan) - value) < 1e-12, "\(metric)")
    }
    // Users are too few for blocks.
    #expect(measured.units == nil)
  }

  @Test("of several held targets those of the group count, and no user without one")
  func severalTargets() throws {
    // 1 is trained on three times, 2, 3 and 9 once, 4 never.
    let data = Self.data([[1, 2, 3, 4], [1, 3, 4, 2], [1, 9, 9, 1]])
    let specification = evaluation(
      metrics: [
        "ndcg@9", "hr@3-trained-0-0", "recall@3-trained-1-1", "ndcg@9-trained-0-3",
        "ndcg@9-trained-1-1",
      ], held: 2)
    let evaluator = try RankingEvaluator(data, specification, maximalLength: 20)
    // Of 3 and 4, of 4 and 2, of 9, which is trained on once, and 1.
    let metrics = evaluator.measured(of: [5, 1, 4, 3, 2, 8]).metrics
    #expect(metrics["hr@3-trained-0-0"] == 1.0 / 2)  // Ranks 1 and 4.
    #expect(metrics["recall@3-trained-1-1"] == 2.0 / 3)  // Ranks 5, 3 and 2.
    // With one target each: 1 / log2(rank + 1).
    let gains = 0.386852807234542 + 0.5 + 0.630929753571457
    #expect(abs((metrics["ndcg@9-trained-1-1"] ?? 0) - gains / 3) < 1e-12)
    #expect(metrics["ndcg@9-trained-0-3"] == metrics["ndcg@9"])
  }

  @Test("blocks of a group's users add what leaving them out changes, where they are many enough")
  func blocks() throws {
    let key = RandomKey(seed: 5)
    let users = (0..<400).map { user in
      (0..<3 + key["length"].integer(below: 5, user)).map { event in
        // The first items are drawn more often.
        Int32(
          1
            + key["item"][user].integer(
              below: 1 + key["top"][user].integer(below: 60, event), event))
      }
    }
    let data = Self.data(users)
    let specification = evaluation(
      metrics: ["mrr", "ndcg@10-trained-20-up", "hr@10-trained-0-9", "coverage@5"])
    let evaluator = try RankingEvaluator(data, specification, maximalLength: 20)
    let scorer = PopularityScorer(data, candidates: evaluator.candidates)
    let measured = try #require(evaluator.measured(scorer))
    let counts = SequenceRows(data, side: .training, maximalLength: 20)
      .occurrences(itemRows: data.itemRows)
    let own = (0..<evaluator.rows.count).filter { row in
      evaluator.rows.targets(of: row).contains { counts[Int($0)] >= 20 }
    }
    try #require(own.count >= 128 && evaluator.rows.count - own.count < 128)
    let worth = own.map { NDCG(cut: 10).value(ranks: [measured.ranks[$0]]) }
    let whole = worth.reduce(0, +) / Double(worth.count)
    let metric: Metric = "ndcg@10-trained-20-up"
    #expect(abs((measured.metrics[metric] ?? 0) - whole) < 1e-12)
    let pseudo = (0..<64).map { block -> Double in
      let left = worth.indices.filter { $0 % 64 != block }.map { worth[$0] }
      return 64 * whole - 63 * left.reduce(0, +) / Double(left.count)
    }
    let mean = pseudo.reduce(0, +) / 64
    let units = try #require(measured.units?[metric])
    #expect(units.count == 64)
    for (unit, value) in zip(units, pseudo) { #expect(abs(unit - (value + whole - mean)) < 1e-9) }
    // Lists have their blocks beside it, and the few users of the other group none.
    #expect(measured.units?["coverage@5"]?.count == 64)
    #expect(
      measured.metrics["hr@10-trained-0-9"] != nil && measured.units?["hr@10-trained-0-9"] == nil)
    // In tiles of another size it is the same.
    var tiled = evaluator
    tiled.tileRows = 7
    #expect(tiled.measured(scorer) == measured)
  }

  @Test("groups are measured among drawn candidates too")
  func drawn() throws {
    let metrics: [Metric] = ["hr@2", "hr@2-trained-0-0", "hr@2-trained-1-up"]
    let specification = evaluation(
      candidates: .sampled(2, by: .uniform, key: 1), seen: .ranked, metrics: metrics)
    #expect(specification.relations.isEmpty)
    let evaluator = try RankingEvaluator(Self.few, specification, maximalLength: 20)
    let measured = try #require(evaluator.measured(RandomScorer(seed: 1, candidates: 6)))
    let parts = try metrics.map { try #require(measured.metrics[$0]) }
    #expect(abs(parts[0] - (2 * parts[1] + 3 * parts[2]) / 5) < 1e-12)
  }

  @Test("a group without targets is refused before anything is trained")
  func empty() throws {
    let specification = evaluation(metrics: ["mrr", "mrr-trained-0-1", "hr@2-trained-3-up"])
    let error = #expect(throws: ExperimentError.self) {
      try RankingEvaluator(Self.few, specification, maximalLength: 20)
    }
    #expect(
      error?.description
        == "the evaluation: no test user has a target that is trained on 3 times or more, so "
        + "'hr@2-trained-3-up' cannot be measured")
  }

  @Test(
    "a group is never the primary metric, its cut lies below the floor, and rankings alone have it")
  func refused() {
    let first = evaluation(metrics: ["hr@10-trained-0-9", "mrr"])
    #expect(first.relations.map(\.path) == ["metrics.0"])
    #expect(first.relations.map(\.problem) == ["the primary metric must be one of all targets"])
    func complaints(_ evaluation: EvaluationSpec) -> [String] {
      RankingTask(dataset: "d", model: .popularity, training: nil, evaluation: evaluation)
        .complaints.map(\.path)
    }
    #expect(complaints(evaluation(metrics: ["mrr", "hr@10-trained-0-9"])) == [])
    #expect(
      complaints(evaluation(floor: 10, metrics: ["mrr", "hr@10-trained-0-9"]))
        == ["evaluation.floor"])
    #expect(
      complaints(evaluation(metrics: ["mrr", "validation-hr@10"])) == ["evaluation.metrics.1"])
    var ratings = RatingTask<String>()
    ratings.evaluation.metrics = ["auc", "hr@10-trained-0-9"]
    #expect(ratings.complaints.contains { $0.path == "evaluation.metrics.1" })
  }
}
