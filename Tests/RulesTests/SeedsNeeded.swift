import Determinism
import Suites
import TestSupport

@testable import Verdicts

/// An open case as the judge sees it after three seeds, and what becomes of it with as many as it says
/// are needed: four in five such cases should be decided.
struct OpenCase: Sendable {
  /// What is claimed: an order, or a value.
  var isOrder: Bool
  /// The true distance of the two runs, or of run and published value, in deviations of one seed.
  var distance: Double
  /// The margin of a value, likewise.
  var margin = 0.0

  static let all = [
    OpenCase(isOrder: true, distance: 1.5), OpenCase(isOrder: true, distance: 1),
    OpenCase(isOrder: true, distance: 0.75), OpenCase(isOrder: false, distance: 0, margin: 1),
    OpenCase(isOrder: false, distance: 0.3, margin: 1),
    OpenCase(isOrder: false, distance: 2, margin: 1),
  ]

  /// What came out.
  struct Outcome: Sendable {
    /// Seeds in all that the judge asks for; nil where it asks for none.
    var needed: Int?
    /// The share of drawn cases that is decided with so many seeds.
    var decided = 0.0
    /// The same with one seed fewer.
    var fewer = 0.0
  }

  var words: [String] {
    isOrder
      ? ["order", "\(distance) deviations apart"]
      : ["value", "\(distance) deviations away, margin of \(margin)"]
  }

  private static let truth = 0.3
  private static let spread = 0.01
  private static let lenders = 8

  private func suite(_ seeds: Int) -> NumberedSuite {
    let judged = (isOrder ? ["a", "b"] : ["a"]).map { NumberedSuite.Entry($0, seeds: seeds) }
    let others = (0..<Self.lenders).map { NumberedSuite.Entry("lender-\($0)", seeds: 3) }
    var claim = LittleSuite.value("c", run: "a", printed: "0.300000", runs: 1_000_000)
    claim.margin = Margin {
      ($0.absolute, $0.because) = (margin * Self.spread * Self.truth, "so many deviations")
    }
    return NumberedSuite(
      judged + others,
      claims: [isOrder ? .order(LittleSuite.order("c", ["a", "b"])) : .value(claim)])
  }

  /// A seed's number, the noise in deviations.
  private func number(_ run: Int, _ noise: Double) -> Double {
    Self.truth * (1 + (run == 0 ? distance * Self.spread : 0)) * (1 + Self.spread * noise)
  }

  /// How far three seeds lie out, typically: their logarithm is lower than the true one's by `ψ(1)`, which
  /// the prior puts back. So much below the truth lenders have to look for the prior to be true.
  private static let typical = 0.7492996

  /// Asks the judge after three seeds whose mean and spread are the true ones, then draws.
  func outcome(trials: Int) -> Outcome {
    let seen = suite(3)
    let asked = Measurements(
      seen.suite,
      seen.records { run, seed in
        let isLender = run >= (isOrder ? 2 : 1)
        return (number(run, Double(seed - 1) * (isLender ? Self.typical : 1)), nil)
      }
    ).judged().judgements[0].verdict
    guard case .decides(let needed)? = asked.seedsNeeded else { return Outcome() }
    return Outcome(
      needed: needed, decided: share(needed, trials), fewer: share(needed - 1, trials))
  }

  private func share(_ seeds: Int, _ trials: Int) -> Double {
    let drawn = suite(seeds)
    let key = RandomKey(seed: 23)[words.joined()][seeds]
    let decided = (0..<trials).count { trial in
      let records = drawn.records { run, seed in
        (number(run, key[trial][run].normal(seed)), nil)
      }
      let verdict = Measurements(drawn.suite, records).judged(planning: false).judgements[0].verdict
      return verdict.word != .inconclusive
    }
    return Double(decided) / Double(trials)
  }
}
