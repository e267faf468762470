import Datasets
import Determinism
import Experiments
import Metrics
import Suites
import Tensors
import Testing

/// Scores from a formula, and a flag for how many rows it was asked for at once.
private struct Formula: CandidateScorer {
  var candidates: Int
  var value: @Sendable (_ row: Int, _ candidate: Int) -> Real

  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    Tensor(
      [range.count, candidates], range.flatMap { row in (0..<candidates).map { value(row, $0) } })
  }
}

func evaluation(
  candidates: EvaluationSpec.Candidates = .catalogue, seen: EvaluationSpec.Seen = .keptHistory,
  ties: EvaluationSpec.Ties = .against, floor: Int = 2501, metrics: [Metric] = ["ndcg@10", "mrr"],
  every: Int = 1, read: EvaluationSpec.Reading = .last, held: Int? = nil
) -> EvaluationSpec {
  EvaluationSpec(
    candidates: candidates, seen: seen, ties: ties, queryTime: .target, floor: floor,
    metrics: metrics, every: every, read: read, held: held)
}

@Suite struct RankingEvaluatorTests {
  /// Users with 1 to 40 events over 97 items, of which the catalogue has 90.
  static let interactions: Interactions = {
    let key = RandomKey(seed: 11)
    var offsets = [0]
    var items: [Int32] = []
    for user in 0..<130 {
      for event in 0..<(1 + key["length"].integer(below: 40, user)) {
        items.append(Int32(1 + key["item"][user].integer(below: 97, event)))
      }
      offsets.append(items.count)
    }
    return Interactions(
      offsets: offsets, items: items, times: items.indices.map(Int64.init),
      ratings: items.map { _ in 1 }, users: (1...130).map(Int32.init),
      candidates: (1...90).map(Int32.init), itemRows: 98)
  }()

  @Test(
    "ranks are those of counting one by one",
    arguments: [
      evaluation(), evaluation(seen: .ranked), evaluation(seen: .wholeHistory),
      evaluation(ties: .favour), evaluation(candidates: .rated), evaluation(floor: 20),
      evaluation(held: 3), evaluation(seen: .wholeHistory, ties: .favour, held: 5),
    ])
  func counting(specification: EvaluationSpec) throws {
    let data = Self.interactions
    let evaluator = try RankingEvaluator(data, specification, maximalLength: 12)
    let key = RandomKey(seed: 3)
    // Nine values only, so that there are ties in every row.
    let value: @Sendable (Int, Int) -> Real = { Real(key[$0].integer(below: 9, $1)) }
    let ranks = try #require(
      evaluator.ranks(Formula(candidates: evaluator.candidates.count, value: value)))

    let held = specification.held ?? 1
    var expected: [Int32] = []
    for user in data.users.indices {
      let events = Array(data.items[data.events(of: user)])
      guard events.count > held else { continue }
      let row = expected.count / held
      let before = events.dropLast(held)
      let competing =
        specification.candidates == .catalogue ? Array(1...90) : Set(data.items).sorted()
      let shown: ArraySlice<Int32>
      switch specification.seen {
      case .keptHistory: shown = before.suffix(12)
      case .wholeHistory: shown = before
      case .ranked: shown = []
      }
      for target in events.suffix(held) {
        guard let place = competing.firstIndex(of: target) else {
          expected.append(Int32(specification.floor))
          continue
        }
        var rank = 1
        for (index, item) in competing.enumerated() where item != target && !shown.contains(item) {
          let (score, mark) = (value(row, index), value(row, place))
          if score > mark || (score == mark && specification.ties == .against) { rank += 1 }
        }
        expected.append(Int32(min(rank, specification.floor)))
      }
    }
    #expect(ranks == expected)
    #expect(ranks.count == evaluator.rows.count * held)
  }

  @Test("ranks are the same on one worker and on three")
  func workers() throws {
    let evaluator = try RankingEvaluator(Self.interactions, evaluation(), maximalLength: 12)
    let scorer = RandomScorer(seed: 5, candidates: evaluator.candidates.count)
    let before = Workers.count
    defer { Workers.count = before }
    Workers.count = 1
    let alone = evaluator.ranks(scorer)
    Workers.count = 3
    #expect(evaluator.ranks(scorer) == alone)
  }

  @Test("an evaluation that is told to stop gives no ranks")
  func stopping() throws {
    let evaluator = try RankingEvaluator(Self.interactions, evaluation(), maximalLength: 12)
    let scorer = RandomScorer(seed: 5, candidates: evaluator.candidates.count)
    #expect(evaluator.ranks(scorer, stop: { true }) == nil)
  }

  @Test("popularity counts the training part alone")
  func popularity() throws {
    // Item 1 occurs three times in training, item 2 once, item 3 only as a test target.
    let data = Interactions(
      offsets: [0, 3, 6], items: [1, 1, 3, 2, 1, 3], times: [1, 2, 3, 1, 2, 3],
      ratings: Array(repeating: 1, count: 6), users: [1, 2], candidates: [1, 2, 3], itemRows: 4)
    let scores = PopularityScorer(data, candidates: [1, 2, 3])
    let rows = SequenceRows(data, side: .evaluation, maximalLength: 5)
    #expect(scores.scores(0..<2, of: rows).elements == [3, 1, 0, 3, 1, 0])
    let fewer = PopularityScorer(data, candidates: [1, 2, 3], held: 2)
    #expect(fewer.scores(0..<1, of: rows).elements == [1, 1, 0])
  }

  @Test("random scores give each rank equally often")
  func uniformRanks() throws {
    // 4,000 users with one shown and one asked item of 50: E[rank] = 25.5, sd = √((50² − 1)/12).
    let users = 4000
    let data = Interactions(
      offsets: (0...users).map { 2 * $0 }, items: (0..<2 * users).map { Int32(1 + $0 % 50) },
      times: (0..<2 * users).map(Int64.init), ratings: Array(repeating: 1, count: 2 * users),
      users: (1...users).map(Int32.init), candidates: (1...50).map(Int32.init), itemRows: 51)
    let evaluator = try RankingEvaluator(data, evaluation(seen: .ranked), maximalLength: 5)
    let ranks = try #require(evaluator.ranks(RandomScorer(seed: 9, candidates: 50)))
    let mean = ranks.reduce(0.0) { $0 + Double($1) } / Double(users)
    #expect(abs(mean - 25.5) < 4 * (2499.0 / 12 / Double(users)).squareRoot())
    #expect(ranks.min() == 1)
    #expect(ranks.max() == 50)
  }

  @Test("a metric of something other than ranks is refused by name")
  func otherMetric() throws {
    let error = try #require(throws: ExperimentError.self) {
      try RankingEvaluator(Self.interactions, evaluation(metrics: ["auc"]), maximalLength: 12)
    }
    #expect(
      error.description
        == "the evaluation: the metric 'auc' is not computed from ranks")
  }
}
