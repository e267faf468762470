import Foundation
import Metrics
import Suites
import Testing

@testable import Verdicts

/// Expected words and intervals computed with scipy by `Tests/Fixtures/verdict_cases.py`, whose
/// head gives the formulas.
struct ValueCase: Decodable, CustomTestStringConvertible, Sendable {
  struct Reading: Decodable, Sendable {
    var word: String
    var difference: Double
    var narrow: [Double]?
    var wide: [Double]?
  }
  struct Expected: Decodable, Sendable {
    var word: String
    var readings: [Reading]
  }
  var name: String
  var values: [Double]
  var printed: String
  var k: Int
  var selection: Suites.Selection
  var rel: Double
  var abs: Double
  var q: Double
  var larger: Bool
  var lent: [Double]?
  var alpha: Double
  var expected: Expected

  var testDescription: String { name }

  static let all: [ValueCase] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/verdict-cases.json")
    let data = (try? Data(contentsOf: file)) ?? Data()
    return (try? JSONDecoder().decode([ValueCase].self, from: data)) ?? []
  }()
}

@Test("there are at least 40 cases, with every word among them")
func casesAreThere() {
  #expect(ValueCase.all.count >= 40)
  #expect(
    Set(ValueCase.all.map(\.expected.word))
      == ["REPLICATED", "EXCEEDS", "NOT-REPLICATED", "INCONCLUSIVE"])
}

@Test("the rule for values gives scipy's word and scipy's intervals", arguments: ValueCase.all)
func decision(_ example: ValueCase) throws {
  let rule = ValueRule(
    alpha: example.alpha, published: try #require(PrintedNumber(example.printed)),
    publishedRuns: example.k, selection: example.selection,
    margin: Margin {
      ($0.relative, $0.absolute, $0.because) = (example.rel, example.abs, "a case")
    },
    quantum: example.q, direction: example.larger ? .up : .down)
  let mean = example.values.reduce(0, +) / Double(example.values.count)
  let lent = example.lent.flatMap {
    SeedSpread(own: nil, ownDegrees: 0, prior: ($0[0] / mean, $0[1]))
  }
  let seeds = example.values.enumerated().map { SeedValue(seed: UInt64($0), value: $1) }
  let (verdict, evidence) = rule.judge(seeds, spread: SeedSpread(of: example.values) ?? lent)
  #expect(verdict.word.rawValue == example.expected.word)
  #expect(evidence.readings.count == example.expected.readings.count)
  for (ours, theirs) in zip(evidence.readings, example.expected.readings) {
    if ours.narrow != nil {
      #expect(rule.word(ours, level: rule.alpha).rawValue == theirs.word)
    }
    #expect(abs(ours.difference - theirs.difference) < 1e-10)
    if let narrow = theirs.narrow, let wide = theirs.wide {
      let interval = try #require(ours.narrow)
      #expect(abs(interval.low - narrow[0]) < 1e-10 && abs(interval.high - narrow[1]) < 1e-10)
      let outer = try #require(ours.wide)
      #expect(abs(outer.low - wide[0]) < 1e-10 && abs(outer.high - wide[1]) < 1e-10)
    } else {
      #expect(ours.narrow == nil)
    }
  }
}

@Test("the half width with one published run is 3.37, 2.34, 1.92 and 1.77 deviations")
func halfWidths() {
  // t(.95, n − 1)·√(1/n + 1): the table of the design's rule 5.
  for (count, expected) in [(3, 3.37), (5, 2.34), (10, 1.92), (20, 1.77)] {
    let width =
      StudentT(degrees: Double(count - 1)).quantile(0.95) * (1 / Double(count) + 1).squareRoot()
    #expect((width * 100).rounded() / 100 == expected)
  }
}

@Test("an open question says with how many seeds four in five would be decided, or that none do")
func seedsNeeded() throws {
  let rule = ValueRule(
    alpha: 0.05, published: try #require(PrintedNumber("0.1720")), publishedRuns: 5,
    selection: .mean, margin: Margin { ($0.relative, $0.because) = (0.05, "a case") }, quantum: 0,
    direction: .up)
  func seeds(_ s: Double) -> SeedsNeeded? {
    let values = [-1.0, 0, 1].map { 0.1720 + $0 * s }
    let entries = values.enumerated().map { SeedValue(seed: UInt64($0), value: $1) }
    return rule.judge(entries, spread: SeedSpread(of: values)).verdict.seedsNeeded
  }
  // scipy, by integrating Φ((L − t·S·SE)/SE) over S = √(χ²/ν): with s = 0.005 the power of both
  // one-sided tests is .7940 at 10 seeds and .8182 at 11.
  #expect(seeds(0.005) == .decides(11))
  // With s = 0.02 the published mean of five alone has 1.645·0.02/√5 = 0.0147 > limit: none do.
  #expect(seeds(0.02) == .never)
}

@Test(
  "where neither side is better, nothing exceeds and no best is taken off",
  arguments: [MetricDirection.up, .down, .none])
func neitherSide(_ direction: MetricDirection) throws {
  func words(_ center: Double, _ selection: Suites.Selection) throws -> (VerdictWord, Double?) {
    let rule = ValueRule(
      alpha: 0.05, published: try #require(PrintedNumber("1.000")), publishedRuns: 1,
      selection: selection, margin: Margin { ($0.relative, $0.because) = (0.05, "a case") },
      quantum: 0, direction: direction)
    let seeds = [-0.001, 0, 0.001].enumerated().map {
      SeedValue(seed: UInt64($0), value: center + $1)
    }
    let (verdict, evidence) = rule.judge(seeds, spread: SeedSpread(of: seeds.map(\.value)))
    return (verdict.word, evidence.readings.first?.published)
  }
  // The interval is ±4.30·0.001·√(1/3 + 1) = ±0.005 wide, the limit 0.0505: both sides are beyond.
  #expect(try words(1.2, .single).0 == (direction == .up ? .exceeds : .notReplicated))
  #expect(try words(0.8, .single).0 == (direction == .down ? .exceeds : .notReplicated))
  // The best of five normal draws lies 1.163 deviations beyond their mean.
  let picked = try #require(try words(1, .best(of: 5)).1)
  let gain = direction == .up ? 0.001163 : direction == .down ? -0.001163 : 0
  #expect(abs(picked - (1 - gain)) < 1e-6)
}
