import Foundation
import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

@Test("the measured value itself is REPLICATED, and far values are not")
func values() {
  #expect(word(.value(truth())) == .replicated)
  #expect(word(.value(truth(0.1))) == .notReplicated)
  #expect(word(.value(truth(-0.1))) == .exceeds)
}

@Test("an explanation makes EXCEEDS green, and nothing else does")
func explanation() throws {
  var claim = truth(-0.1)
  func fails(_ claim: ValueClaim) throws -> Bool {
    let found = verdicts([.value(claim)]) { suite, _ in suite.policy.fails = [.exceeds] }
    return try #require(found["truth"]).fails
  }
  #expect(try fails(claim))
  claim.explanation = "the paper's model was smaller"
  #expect(try !fails(claim))
}

@Test("an order that holds is REPLICATED, turned round it is NOT-REPLICATED")
func orders() {
  #expect(word(.order(LittleSuite.order("o", ["better", "plain"]))) == .replicated)
  #expect(word(.order(LittleSuite.order("o", ["plain", "better"]))) == .notReplicated)
  #expect(word(.order(LittleSuite.order("o", ["better", "plain", "popularity"]))) == .replicated)
}

@Test("one seed decides nothing while the other runs have fewer than ten degrees of freedom")
func oneSeed() {
  let found = verdicts([
    .order(LittleSuite.order("o", ["deep", "plain"])),
    .value(LittleSuite.value("v", run: "lone", printed: "0.9000")),
  ])
  #expect(found["o"]?.verdict.word == .inconclusive)
  #expect(
    found["o"]?.verdict.reason.text
      == "one seed of deep; the other runs have 4 degrees of freedom of the "
      + "ten that are needed; in the claimed direction")
  #expect(found["v"]?.verdict.word == .inconclusive)
  #expect(found["v"]?.verdict.reason.text == "outside margin, no spread over seeds known")
}

@Test("with ten degrees of freedom around it, and sizes on either side, one seed is judged by them")
func oneSeedAmongMany() throws {
  let claim = Claim.value(LittleSuite.value("v", run: "deep", printed: "0.9000"))
  let found = try #require(verdicts([claim]) { lend(4, &$0, &$1) }["v"])
  #expect(found.verdict.word == .notReplicated)
  guard case .value(let evidence) = found.evidence, let spread = evidence.spread else {
    Issue.record("no evidence")
    return
  }
  #expect(spread.own == nil && spread.lenders.contains("lender-3") && spread.lenders.count == 6)
  #expect(spread.degrees <= 6)
  // A run larger than all that lend is not judged by them.
  let larger = try #require(
    verdicts([claim]) { suite, records in
      lend(4, &suite, &records)
      for index in records.indices where records[index].run.name == "deep" {
        records[index].change { $0.parameters = 1_000_000_000 }
      }
    }["v"])
  #expect(larger.verdict.reason.text == "one seed of deep, larger than every run that has several")
}

@Test("a gain is held to its margin, a trend to its slope")
func gainAndTrend() throws {
  let found = verdicts()
  // The third place has one seed.
  #expect(found["rises"]?.verdict.word == .inconclusive)
  guard case .gain(let evidence, let pair)? = found["gain"]?.evidence else {
    Issue.record("no evidence")
    return
  }
  // By hand: the gain of the means.
  let ratio = pairs("better").reduce(0, +) / pairs("plain").reduce(0, +) - 1
  #expect(abs(evidence.mean - ratio) < 1e-12)
  #expect(try pair.effect > 0 && #require(pair.interval).low > 0)
  func pairs(_ run: String) -> [Double] {
    LittleSuite.records().filter { $0.run.name == run }.compactMap { $0.result?.metrics["ndcg@10"] }
  }
}

@Test("a falling claim about rising numbers is NOT-REPLICATED, and so is a peak in the middle")
func shapes() {
  guard case .trend(var trend) = LittleSuite.claims[3] else {
    Issue.record("no trend")
    return
  }
  #expect(word(.trend(trend)) == .inconclusive)
  func lent(_ suite: inout Suite, _ records: inout [RunRecord]) { lend(4, &suite, &records) }
  #expect(word(.trend(trend), lent) == .replicated)
  trend.shape = .falls
  #expect(word(.trend(trend), lent) == .notReplicated)
  trend.shape = .risesAtEveryStep
  #expect(word(.trend(trend), lent) == .replicated)
  trend.shape = .peaks
  trend.peak = 16
  #expect(word(.trend(trend), lent) == .notReplicated)
}

@Test("a slope that is told from zero alone, but not among all statements, says so")
func slopeAmongOthers() throws {
  guard case .trend(var trend) = LittleSuite.claims[3] else {
    Issue.record("no trend")
    return
  }
  trend.points.removeLast()
  let values = (0..<5).map { number in
    Claim.value(LittleSuite.value("v\(number)", run: "plain", printed: "0.2800"))
  }
  let claims = [Claim.trend(trend)] + values
  let significance = try #require(verdicts(claims)["rises"]?.significance)
  #expect(significance.size == 6 && significance.adjusted > 1.5 * significance.p)
  let found = verdicts(claims) { suite, _ in suite.policy.alpha = 1.5 * significance.p }["rises"]
  #expect(found?.verdict.word == .inconclusive)
  #expect(
    found?.verdict.reason.text == "the slope is told from zero alone, but not among 6 statements "
      + "(Benjamini–Hochberg); in the claimed direction")
}

@Test("a family has the size that is declared, whatever was measured")
func familySize() throws {
  let order = Claim.order(LittleSuite.order("o", ["better", "plain"]))
  let waiting = (0..<9).map { Claim.order(LittleSuite.order("w\($0)", ["better", "deep"])) }
  let found = try #require(
    verdicts([order] + waiting) { $1.removeAll { $0.run.name == "deep" } }["o"]?.significance)
  #expect(found.size == 10 && abs(found.adjusted - min(1, 10 * found.p)) < 1e-15)
  var headline = LittleSuite.order("o", ["better", "plain"])
  headline.headline = true
  let alone = try #require(verdicts([.order(headline)] + waiting)["o"]?.significance)
  #expect(alone.family == .headline && alone.size == 1 && alone.adjusted == alone.p)
}

@Test("a quantity that no seed moves is decided by its margin")
func deterministic() throws {
  let popularity = try #require(
    LittleSuite.records().first { $0.run.name == "popularity" }?.result?.metrics["ndcg@10"])
  let digits = Int((popularity * 10_000).rounded())
  let near = LittleSuite.value(
    "v", run: "popularity", printed: "0.\(String(digits + 10000).dropFirst())")
  #expect(word(.value(near)) == .replicated)
  #expect(
    word(.value(LittleSuite.value("v", run: "popularity", printed: "0.9000"))) == .notReplicated)
}

@Test("a margin below two steps of the metric decides nothing")
func quantum() throws {
  var claim = LittleSuite.value("v", run: "plain", printed: "0.0250")
  claim.metric = "hr@10"
  // Two steps of 400 users are 0.005; 10 % of 0.0250 is half of that.
  let found = try #require(verdicts([.value(claim)])["v"])
  #expect(found.verdict.word == .inconclusive && found.verdict.reason.text.hasPrefix("quantum"))
}

@Test("two equal runs stand in no direction")
func equalRuns() throws {
  let found = try #require(
    verdicts([.order(LittleSuite.order("o", ["better", "plain"]))]) { _, records in
      let plain = records.filter { $0.run.name == "plain" }.map(\.outcome)
      for (index, place) in records.indices.filter({ records[$0].run.name == "better" })
        .enumerated()
      {
        records[place].outcome = plain[index]
      }
    }["o"])
  #expect(found.verdict.word == .inconclusive)
  #expect(found.verdict.reason.text.hasSuffix("no difference is seen"))
}

@Test("a base without a hit leaves no ratio, and no number that is none")
func zeroBase() throws {
  guard case .gain(let gain) = LittleSuite.claims[2] else {
    Issue.record("no gain")
    return
  }
  let found = verdicts([.gain(gain), .order(LittleSuite.order("o", ["better", "plain"]))]) {
    _, records in
    for index in records.indices where records[index].run.name == "plain" {
      records[index].change { result in
        result.ranks = Array(repeating: 101, count: result.ranks.count)
        result.metrics = ["ndcg@10": 0, "hr@10": 0, "mrr": 1.0 / 101]
      }
    }
  }
  #expect(found["gain"]?.verdict.word == .error)
  #expect(found["o"]?.verdict.word == .replicated)
  guard case .order(let pairs)? = found["o"]?.evidence else {
    Issue.record("no evidence")
    return
  }
  #expect(pairs[0].relative.value == nil && pairs[0].relativeInterval.value == nil)
  #expect(pairs[0].relative.reason == "'plain' is not told from zero")
}

@Test("flipped digit, doubled spread, dropped seed and swapped runs change the right verdicts")
func mutations() throws {
  let claims: [Claim] = [
    .value(truth()), .order(LittleSuite.order("o", ["better", "plain"])),
  ]
  let before = verdicts(claims)
  #expect(before["truth"]?.verdict.word == .replicated && before["o"]?.verdict.word == .replicated)

  // A flipped published digit: 0.28 becomes 0.38, and only that claim moves.
  var flipped = truth()
  flipped.reference.printed = flipped.reference.printed.replacing("0.2", with: "0.3")
  let digit = verdicts([.value(flipped), claims[1]])
  #expect(digit["truth"]?.verdict.word == .notReplicated)
  #expect(digit["o"]?.verdict == before["o"]?.verdict)

  // The spread of the seeds times ten about their mean: the interval crosses the margin.
  let rule = ValueRule(
    alpha: 0.05, published: try #require(PrintedNumber("0.2800")), publishedRuns: 5,
    selection: .mean, margin: Margin { ($0.relative, $0.because) = (0.05, "a case") }, quantum: 0,
    direction: .up)
  func word(_ s: Double) -> VerdictWord {
    let values = [-1.0, 0, 1].map { 0.28 + $0 * s }
    let seeds = values.enumerated().map { SeedValue(seed: UInt64($0), value: $1) }
    return rule.judge(seeds, spread: SeedSpread(of: values)).verdict.word
  }
  #expect(word(0.004) == .replicated)
  #expect(word(0.008) == .inconclusive)

  // Swapped runs: the order turns round, the value claim reads the other run's numbers.
  let swapped = verdicts(claims) { suite, records in
    let better = records.filter { $0.run.name == "better" }
    let plain = records.filter { $0.run.name == "plain" }
    for (a, b) in zip(better, plain) {
      for index in records.indices {
        if records[index].run.cell == a.run.cell { records[index].outcome = b.outcome }
        if records[index].run.cell == b.run.cell { records[index].outcome = a.outcome }
      }
    }
  }
  #expect(swapped["o"]?.verdict.word == .notReplicated)
  #expect(swapped["truth"]?.verdict.word == .exceeds)
}

@Test("two runs are compared over seeds, by Student's t with their pooled relative spread")
func seedsAlone() throws {
  let found = verdicts([.order(LittleSuite.order("o", ["better", "plain"]))]) { _, records in
    for index in records.indices { records[index].change { $0.ranks = [] } }
    let values = ["better": [0.31, 0.33, 0.35], "plain": [0.30, 0.30, 0.30]]
    for index in records.indices {
      let run = records[index].run
      guard let value = values[run.name]?[Int(run.seed) - 1] else { continue }
      records[index].change {
        $0.metrics["ndcg@10"] = value
        $0.metrics["mrr"] = 0.5
      }
    }
  }
  guard case .order(let pairs)? = found["o"]?.evidence, let pair = pairs.first else {
    Issue.record("no evidence")
    return
  }
  // Relative variances 0.02²/0.33² and 0, pooled with 4 degrees: s̃ = 0.0428533; the error is
  // s̃·√((0.33² + 0.30²)/3) = 0.0110342; t(.975, 4) = 2.776445.
  let spread = (0.02 * 0.02 / (0.33 * 0.33) / 2).squareRoot()
  let error = spread * ((0.33 * 0.33 + 0.3 * 0.3) / 3).squareRoot()
  #expect(abs(pair.effect - 0.03) < 1e-12)
  #expect(abs(try #require(pair.standardError) - error) < 1e-12)
  #expect(abs(try #require(pair.interval).low - (0.03 - 2.776445 * error)) < 1e-7)
  #expect(found["o"]?.verdict.word == .inconclusive)
}

@Test(
  "a comparison with a run that never hit has no relative effect, and a gain over it is an ERROR")
func overNothing() throws {
  let suite = LittleSuite.suite()
  var records = LittleSuite.records(suite)
  for index in records.indices where records[index].run.name == "plain" {
    records[index].change { result in
      result.ranks = result.ranks.map { _ in 101 }
      result.metrics = LittleSuite.metrics(of: result.ranks)
    }
  }
  let assessment = judge(suite, by: records)
  let answer = try #require(assessment.comparisons.first?.evidence)
  #expect(answer.relative == .missing("'plain' is not told from zero"))
  #expect(answer.relativeInterval.value == nil)
  // The effect itself is a number: all of what `deep` has.
  #expect(answer.effect == answer.means[0] && answer.means[1] == 0)
  let gain = try #require(assessment.judgements.first { $0.claim == "gain" })
  #expect(gain.verdict.word == .error)
  #expect(gain.verdict.reason.text == "'plain' has ndcg@10 of 0, and a gain over zero is no number")
  // In JSON there is null, and what is read again is what was written.
  let text = try CanonicalJSON.compact(answer)
  #expect(text.contains("\"relative\":null,\"relativeInterval\":null"))
  let again = try CanonicalJSON.read(PairEvidence.self, from: Data(text.utf8))
  #expect(again.relative.value == nil && again.effect == answer.effect)
}

@Test("a number beyond all squares is none that a claim could read")
func beyondSquares() {
  let suite = LittleSuite.suite()
  var records = LittleSuite.records(suite)
  for index in records.indices where records[index].run.name == "plain" {
    records[index].change { result in
      result.ranks = []
      result.metrics["ndcg@10"] = 1e300
    }
  }
  let words = judge(suite, by: records).judgements.filter { $0.runs.contains("plain") }
  #expect(!words.isEmpty && words.allSatisfy { $0.verdict.word == .error })
}
