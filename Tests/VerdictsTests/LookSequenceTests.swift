import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

/// Headline claims over made-up numbers, more seeds of which come look by look.
private struct Made {
  var suite: Suite
  /// A number for each seed from 1, by run; there may be more than are declared.
  var values: [String: [Double]]

  /// Five trained runs besides the baseline, three seeds declared each.
  init(_ claims: [Claim], headline: [String], _ values: [String: [Double]]) {
    suite = LittleSuite.suite(
      claims: claims.map { headline.contains($0.id) ? $0.asHeadline : $0 })
    suite.guards = []
    suite.comparisons = []
    suite.runs.removeAll { $0.profile == "large" }
    for index in suite.runs.indices where suite.runs[index].id != "popularity" {
      suite.runs[index].seeds = [1, 2, 3]
    }
    self.values = values
  }

  /// A record of every number.
  var records: [RunRecord] {
    suite.runs.flatMap { spec -> [RunRecord] in
      let numbers = values[spec.id] ?? [0.1]
      return numbers.indices.compactMap { index in
        var one = suite
        for run in one.runs.indices { one.runs[run].seeds = [UInt64(index + 1)] }
        guard let run = try? Plan(one).runs.first(where: { $0.name == spec.id }) else { return nil }
        var record = LittleSuite.record(run, suite, quality: 0, users: 4)
        record.change { result in
          result.ranks = []
          result.metrics = ["ndcg@10": numbers[index], "hr@10": numbers[index], "mrr": 0.9]
        }
        return record
      }
    }
  }

  /// After so many looks.
  func sequence(_ looks: Int, seeds: [Int] = [3, 5, 8, 12]) -> LookSequence {
    var sequence = LookSequence(suite, seeds: seeds)
    for _ in 0..<looks { sequence.take(records) }
    return sequence
  }

  func judged(_ looks: Int?, seeds: [Int] = [3, 5, 8, 12]) -> Assessment {
    judge(suite, by: records, looks: looks.map { sequence($0, seeds: seeds) })
  }
}

extension Claim {
  fileprivate var asHeadline: Claim {
    switch self {
    case .value(var claim):
      claim.headline = true
      return .value(claim)
    case .order(var claim):
      claim.headline = true
      return .order(claim)
    case .gain, .trend, .fit: return self
    }
  }
}

extension Assessment {
  fileprivate subscript(_ claim: String) -> Judgement? {
    judgements.first { $0.claim == claim }
  }
}

extension Judgement {
  fileprivate var seeds: [Int] {
    switch evidence {
    case .value(let value): [value.seeds.count]
    case .order(let pairs): pairs.flatMap(\.seeds)
    case .none, .exact, .gain, .trend, .fit: []
    }
  }
}

/// `count` numbers around a mean, a hundredth apart at most: 0, +, −, +½, −½ in turn.
private func around(_ mean: Double, _ step: Double = 0.01, _ count: Int = 12) -> [Double] {
  (0..<count).map { mean * (1 + step * [0, 1, -1, 0.5, -0.5][$0 % 5]) }
}

@Suite struct LookSequenceTests {
  static let orders: [Claim] = [
    .order(LittleSuite.order("far", ["better", "plain"])),
    .order(LittleSuite.order("near", ["lone", "plain"])),
  ]
  /// `better` is far above `plain`, `lone` by half a spread; `deep` lends.
  fileprivate static let made = Made(
    orders, headline: ["far", "near"],
    [
      "plain": around(0.2), "better": around(0.3), "lone": around(0.2011), "deep": around(0.25),
    ])

  @Test("a claim is decided at the first look at which it can be, and keeps that look's seeds")
  func keeps() throws {
    let first = Self.made.sequence(1)
    #expect(first.decided.map(\.id) == ["far"] && first.waiting.map(\.id) == ["near"])
    let last = Self.made.judged(4)
    let (far, near) = (try #require(last["far"]), try #require(last["near"]))
    #expect(far.verdict.word == .replicated && far.look == 1 && far.seeds == [3, 3])
    #expect(far == Self.made.judged(1)["far"])
    #expect(near.look == 4 && near.seeds == [12, 12])
    #expect(last.looks?.taken == 4 && last.looks?.seeds == [3, 5, 8, 12])
  }

  @Test("what one look of 5 % would tell is not told at the first of four, and waits")
  func spends() throws {
    var made = Self.made
    made.values["lone"] = around(0.208)
    let single = try #require(made.judged(nil)["near"])
    #expect(single.verdict.word == .replicated && single.look == nil)
    let first = try #require(made.judged(1)["near"])
    #expect(first.significance?.p == single.significance?.p)
    #expect(first.verdict.word == .inconclusive && first.seeds == [3, 3])
    #expect(first.verdict.reason.text.contains("among 2 statements (Holm, at this look)"))
    // What it would take: 5 seeds at the second look's level, or more.
    guard case .decides(let count) = first.verdict.seedsNeeded else {
      Issue.record("\(first.verdict)")
      return
    }
    #expect(count > 3 && count <= 12)
  }

  @Test("a statement is worth at its look what its level spends, and Holm's method adjusts that")
  func holm() throws {
    let spending = Spending(seeds: [3, 5, 8, 12])
    let first = Self.made.judged(1)
    let second = Self.made.judged(2)
    let far = try #require(first["far"]?.significance)
    let near = try #require(second["near"]?.significance)
    #expect(far.sequential == spending.overall(far.p, at: 1))
    #expect(far.adjusted == 2 * (far.sequential ?? 0) && far.size == 2 && far.family == .headline)
    // Decided before, the first leaves its share to the other.
    #expect(near.sequential == spending.overall(near.p, at: 2) && near.adjusted == near.sequential)
    #expect(second["far"]?.significance == far)
  }

  @Test("one look at the declared seeds gives what a suite without looks gives, to the bit")
  func oneLook() throws {
    let single = Self.made.judged(nil)
    let looked = Self.made.judged(1, seeds: [3])
    for id in ["far", "near"] {
      var judgement = try #require(looked[id])
      #expect(judgement.look == 1 && judgement.significance?.sequential == nil)
      judgement.look = nil
      #expect(judgement == single[id])
    }
  }

  @Test("seeds beyond the declared ones change no judgement that is made without looks")
  func beyond() {
    var few = Self.made
    few.values = few.values.mapValues { Array($0.prefix(3)) }
    #expect(few.judged(nil) == Self.made.judged(nil))
    #expect(few.judged(1) == Self.made.judged(1))
  }

  @Test("a detail is judged by the declared seeds, however many its runs have by now")
  func details() throws {
    var made = Self.made
    made.suite.claims.append(.order(LittleSuite.order("detail", ["lone", "plain"])))
    let detail = try #require(made.judged(4)["detail"])
    #expect(detail == made.judged(nil)["detail"])
    #expect(detail.seeds == [3, 3] && detail.look == nil)
    #expect(detail.significance?.family == .detail && detail.significance?.sequential == nil)
  }

  @Test("seeds are added to runs that a waiting claim reads; none where seeds move nothing")
  func whichRuns() throws {
    var made = Self.made
    made.suite.claims[1] =
      .order(LittleSuite.order("near", ["lone", "plain", "popularity"]))
      .asHeadline
    func seeds(_ suite: Suite?) -> [String: Int] {
      Dictionary(uniqueKeysWithValues: (suite?.runs ?? []).map { ($0.id, $0.seeds.count) })
    }
    let next = seeds(made.sequence(0).next)
    #expect(next == ["popularity": 1, "plain": 3, "better": 3, "deep": 3, "lone": 3])
    let second = seeds(made.sequence(1).next)
    #expect(second == ["popularity": 1, "plain": 5, "better": 3, "deep": 3, "lone": 5])
    #expect(made.sequence(4).next == nil)
    // The claim that is decided was read from three seeds of a run that has five by now.
    let sequence = made.sequence(2)
    #expect(seeds(sequence.suite(of: "far"))["plain"] == 3)
    #expect(seeds(sequence.suite(of: "near"))["plain"] == 5)
  }

  @Test("equivalence is reached early only at its look's own level, each side spending α")
  func equivalence() throws {
    // s̃/√3 · t is far inside a tenth at 5 % each side, and outside at 8.9e-5.
    let claim = Claim.value(
      LittleSuite.value("same", run: "plain", printed: "0.2000", runs: 1000)
    ).asHeadline
    var made = Made([claim], headline: ["same"], ["plain": around(0.2, 0.04)])
    made.suite.runs.removeAll { !["popularity", "plain"].contains($0.id) }
    #expect(made.judged(nil)["same"]?.verdict.word == .replicated)
    let first = try #require(made.judged(1)["same"])
    #expect(first.verdict.word == .inconclusive)
    guard case .value(let evidence) = first.evidence, let narrow = evidence.readings.first?.narrow,
      let error = evidence.standardError
    else {
      Issue.record("no value")
      return
    }
    // 1 − 2γ for γ = 2 − 2Φ(1.959964/√0.25) = 8.8575e-5.
    let half = StudentT(degrees: 2).critical(2 * 8.8575e-5) * error
    #expect(abs((narrow.high - narrow.low) / 2 / half - 1) < 1e-4)
    #expect(made.sequence(1).waiting.map(\.id) == ["same"])
    let second = try #require(made.judged(2)["same"])
    #expect(second.verdict.word == .replicated && second.look == 2 && second.seeds == [5])
  }

  @Test("what no number of seeds would decide is not waited for")
  func hopeless() {
    // On the margin's edge, the paper's single draw as wide as ours.
    let edge = Claim.value(
      LittleSuite.value("edge", run: "plain", printed: "0.1800", runs: 1)
    ).asHeadline
    let made = Made([edge], headline: ["edge"], ["plain": around(0.2, 0.05)])
    let sequence = made.sequence(1)
    #expect(sequence.judgement(of: "edge")?.verdict.seedsNeeded == .never)
    #expect(sequence.waiting.isEmpty && sequence.left.map(\.id) == ["edge"])
    #expect(sequence.next == nil)
    // Two steps of the metric, of 4 users, are wider than a tenth.
    let coarse = Claim.value(
      ValueClaim {
        ($0.id, $0.run, $0.metric) = ("coarse", "plain", "hr@10")
        $0.reference = Reference {
          ($0.place, $0.printed, $0.runs, $0.selection) = ("Table 1", "0.2", 5, .mean)
        }
        $0.margin = Margin { ($0.relative, $0.because) = (0.1, "a tenth") }
      }
    ).asHeadline
    let quantum = Made([coarse], headline: ["coarse"], ["plain": around(0.2)]).sequence(1)
    #expect(quantum.judgement(of: "coarse")?.verdict.reason.text.hasPrefix("quantum") == true)
    #expect(quantum.left.map(\.id) == ["coarse"])
  }

  @Test("looks that the records do not bear out are refused with what is missing")
  func borneOut() throws {
    let made = Self.made
    func fault(_ taken: Int, _ records: [RunRecord], _ suite: Suite? = nil) -> String? {
      let looks = Looks(suite: "little", seeds: [3, 5, 8, 12], taken: taken)
      do throws(RecordError) {
        let found = try LookSequence(
          suite ?? made.suite, looks, file: "looks.json", records: records)
        #expect(found.taken == taken)
        return nil
      } catch {
        return error.reason
      }
    }
    let records = made.records
    #expect(fault(1, records) == nil && fault(4, records) == nil)
    #expect(
      fault(2, records.filter { $0.run.cell != "lone.5" })
        == "it says that look 2 was taken, and lone.5 has no record")
    // Not needed by then: its claim was decided at the first look.
    #expect(fault(2, records.filter { $0.run.cell != "better.4" }) == nil)
    var decided = made
    decided.suite.claims.removeLast()
    #expect(
      fault(2, records, decided.suite)
        == "it says that look 2 was taken, and by the records no headline claim waited for more "
        + "seeds after look 1")
    decided.suite.claims = []
    #expect(
      fault(1, records, decided.suite)
        == "it says that look 1 was taken, and by the records no headline claim waited for seeds")
  }

  @Test("whatever order the records come in, the looks come to the same")
  func order() {
    let made = Self.made
    var sequence = LookSequence(made.suite, seeds: [3, 5])
    for _ in 0..<2 { sequence.take(made.records.reversed()) }
    #expect(
      judge(made.suite, by: made.records, looks: sequence) == made.judged(2, seeds: [3, 5]))
  }

  @Test("a training that diverged at an added seed is an error, and is not waited for")
  func diverged() {
    let made = Self.made
    var records = made.records
    for index in records.indices where records[index].run.cell == "lone.4" {
      records[index].outcome = .diverged(step: 7)
    }
    var sequence = LookSequence(made.suite, seeds: [3, 5, 8, 12])
    for _ in 0..<2 { sequence.take(records) }
    #expect(
      sequence.judgement(of: "near")?.verdict.description == "ERROR (lone.4 diverged at step 7)")
    #expect(sequence.next == nil && sequence.left.map(\.id) == ["near"])
  }
}
