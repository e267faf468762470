import Datasets
import Determinism
import Metrics
import Models
import Suites
import Tensors
import Testing

@testable import Experiments

/// Scores that order candidates by their item: the larger the better.
private struct ByItem: CandidateScorer {
  var candidates: [Int32]

  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    Tensor([range.count, candidates.count], range.flatMap { _ in candidates.map { Real($0) } })
  }
}

@Suite struct SampledRankingTests {
  private static let data = RankingEvaluatorTests.interactions

  private static func drawn(
    _ count: Int, _ weight: EvaluationSpec.SamplingWeight = .uniform, key: UInt64 = 1
  ) -> EvaluationSpec {
    evaluation(candidates: .sampled(count, by: weight, key: key), seen: .ranked)
  }

  private static func draws(
    _ data: Interactions, _ count: Int, _ weight: EvaluationSpec.SamplingWeight,
    repeats: Bool? = nil
  ) throws -> (rows: SequenceRows, candidates: [Int32], draws: DrawnCandidates) {
    let cuts = data.cuts(.leaveLastOut)
    let rows = SequenceRows(data, cuts, side: .evaluation, maximalLength: 12, held: 1)
    let spec = SampledCandidates(negatives: count, by: weight, repeats: repeats, key: 1)
    let candidates = spec.candidates(of: data)
    let drawn = try spec.few(
      for: rows, among: CandidateMaterial(data, cuts, candidates: candidates))
    return (rows, candidates, try #require(drawn))
  }

  @Test("every choice of candidates says which items these are") func kinds() {
    for kind in EvaluationSpec.Candidates.registry.kinds {
      #expect(kind.init() is any CandidateRule, "\(kind.kind)")
    }
    let rules: [any CandidateRule] = [
      CatalogueCandidates(), RatedCandidates(),
      SampledCandidates(negatives: 5, by: .popularity, key: 1),
      GivenCandidates(file: "x.lists", validation: nil, target: .beside),
    ]
    #expect(
      rules.map { $0.procedure(candidates: 7) } == [
        "all 7 items of the catalogue", "all 7 rated items",
        "5 items drawn for each user, by popularity", "the items that x.lists lists for each user",
      ])
  }

  @Test("draws are different items that their user never meets, as many as there are")
  func differentItems() throws {
    let (rows, candidates, draws) = try Self.draws(Self.data, 70, .uniform)
    for row in 0..<rows.count {
      let items = draws.places(of: row).map { candidates[Int($0)] }
      let met = Set(Self.data.items[Self.data.events(of: rows.users[row])])
      #expect(Set(items).count == items.count && met.isDisjoint(with: items))
      #expect(items.count == min(70, candidates.count - met.count))
    }
  }

  @Test("a target competes with its row's draws alone, ties counted as asked")
  func counted() throws {
    let (rows, candidates, draws) = try Self.draws(Self.data, 20, .uniform)
    let evaluator = try RankingEvaluator(Self.data, Self.drawn(20), maximalLength: 12)
    let ranks = try #require(evaluator.ranks(ByItem(candidates: evaluator.candidates)))
    let expected = (0..<rows.count).map { row in
      let target = rows.targets(of: row).first ?? 0
      return Int32(1 + draws.places(of: row).count { candidates[Int($0)] > target })
    }
    #expect(evaluator.candidates == candidates && ranks == expected)
    #expect(Set(ranks).count > 10 && ranks.max() ?? 0 <= 21)
    let flat = PopularityScorer(
      Interactions(
        offsets: [0, 0], items: [], times: [], ratings: [], users: [1], candidates: [],
        itemRows: Self.data.itemRows), candidates: candidates)
    #expect(evaluator.ranks(flat)?.allSatisfy { $0 == 21 } == true)
  }

  @Test("popular items are drawn in proportion to their events, uniform ones alike")
  func weights() throws {
    // Item 1 has three of four training events of the others; each of 4,000 users met item 9 and 10.
    let users = 4000
    var (offsets, items): ([Int], [Int32]) = ([0, 4], [1, 1, 1, 9])
    items += [2, 9]
    offsets.append(6)
    for _ in 0..<users {
      items += [9, 10]
      offsets.append(items.count)
    }
    let data = Interactions(
      offsets: offsets, items: items, times: items.indices.map(Int64.init),
      ratings: items.map { _ in 1 }, users: (1...users + 2).map(Int32.init),
      candidates: [1, 2, 9, 10], itemRows: 11)
    for (weight, chance) in [
      (EvaluationSpec.SamplingWeight.popularity, 0.75), (.uniform, 0.5),
    ] {
      let (rows, candidates, draws) = try Self.draws(data, 1, weight)
      let first = (2..<rows.count).count { candidates[Int(draws.places(of: $0).first ?? 9)] == 1 }
      let deviation = (chance * (1 - chance) / Double(users)).squareRoot()
      #expect(abs(Double(first) / Double(users) - chance) < 4 * deviation)
      // The first user met item 1 and not the one that is left, whatever its weight.
      #expect(draws.places(of: 0).map { candidates[Int($0)] }.allSatisfy { [2, 10].contains($0) })
    }
  }

  @Test("with repeats as many are drawn as asked for, and without anything left a sentence says so")
  func repeats() throws {
    let (rows, candidates, draws) = try Self.draws(Self.data, 200, .uniform, repeats: true)
    for row in 0..<rows.count {
      let items = draws.places(of: row).map { candidates[Int($0)] }
      let met = Set(Self.data.items[Self.data.events(of: rows.users[row])])
      #expect(items.count == 200 && Set(items).count < 200 && met.isDisjoint(with: items))
    }
    let all = Interactions(
      offsets: [0, 3], items: [1, 2, 3], times: [1, 2, 3], ratings: [1, 1, 1], users: [7],
      candidates: [1, 2, 3], itemRows: 4)
    let error = #expect(throws: ExperimentError.self) { try Self.draws(all, 1, .uniform) }
    #expect(error?.reason.hasPrefix("the user 7 has events of all 3 items") == true)
  }

  @Test("results made elsewhere count an item as often as it was drawn, as ours do")
  func repeatsElsewhere() throws {
    let specification = evaluation(
      candidates: EvaluationSpec.Candidates(
        SampledCandidates(negatives: 200, by: .uniform, repeats: true, key: 1)), seen: .ranked)
    let dataset = RankingLearnerTests.task(.random, maximalLength: 12).dataset
    let rows = try RankedRows(
      Self.data, RankingProtocol(dataset: dataset, evaluation: specification))
    let places = try #require(rows.evaluator.drawn)
    for row in rows.users.indices {
      let target = try #require(rows.evaluator.rows.targets(of: row).first)
      let drawn = try #require(rows.drawn(for: row))
      #expect(drawn.values.reduce(0, +) == 200 && drawn.count < 200 && drawn[target] == nil)
      #expect(rows.competing(with: Int(target), row: row) == 201)
      // Another item stands among the draws, and its other draws alone compete with it.
      let (item, count) = try #require(drawn.first)
      #expect(rows.competing(with: Int(item), row: row) == 201 - count)
      #expect(places.places(of: row).count == 200)
    }
  }

  @Test("an epoch is read by validation, and the test never sees which")
  func validation() throws {
    var specification = evaluation(metrics: ["ndcg@10", "mrr"], read: .bestOnValidation)
    let evaluator = try RankingEvaluator(
      Self.data, specification, maximalLength: 12, split: .leaveTwoOut)
    let measured = try #require(
      evaluator.measured(ByItem(candidates: evaluator.candidates)))
    #expect(Set(measured.metrics.keys) == ["ndcg@10", "mrr", "validation-ndcg@10"])
    // Validation asks for the event before the last: the same as leaving out the last of what is left.
    var shorter = Self.data
    let kept = Self.data.users.indices.filter { Self.data.events(of: $0).count > 2 }
    shorter.items = kept.flatMap { Self.data.items[Self.data.events(of: $0).dropLast()] }
    shorter.times = shorter.items.map(Int64.init)
    shorter.ratings = shorter.items.map { _ in 1 }
    shorter.offsets = kept.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + Self.data.events(of: $1).count - 1)
    }
    shorter.users = kept.map { Int32($0 + 1) }
    specification.read = .last
    let before = try RankingEvaluator(shorter, specification, maximalLength: 12)
    let alone = try #require(before.measured(ByItem(candidates: before.candidates)))
    #expect(measured.metrics["validation-ndcg@10"] == alone.metrics["ndcg@10"])
  }

  @Test("a split without validation events for anybody is refused in a sentence")
  func nothingApart() throws {
    let error = try #require(throws: ExperimentError.self) {
      try RankingEvaluator(
        Self.data, evaluation(read: .bestOnValidation), maximalLength: 12,
        split: .timeCut(validation: 100_000, test: 200_000))
    }
    #expect(error.reason.contains("the split leaves no user"))
  }
}
