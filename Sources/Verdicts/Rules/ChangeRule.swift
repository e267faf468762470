package import Metrics
import Suites

/// The change of claims' quantities between two sets of records, held against the same moderated
/// spread over seeds as the claims themselves; seeds of both sides are pooled.
package struct ChangeRule {
  /// One quantity's change.
  package struct Change: Hashable, Sendable {
    /// After less before; of a ratio, the change of the ratio.
    package var difference: Double
    /// Of the difference, at 95 %; nil where no spread is known.
    package var interval: Interval?
    /// Two-sided, of no change; nil where no spread is known.
    package var p: Double?
  }

  private let before: Measurements
  private let after: Measurements

  /// The change from what some records of a suite say to what others do.
  package init(from before: Measurements, to after: Measurements) {
    self.before = before
    self.after = after
  }

  /// The change of one run's metric, as a fraction of what it was; absolute where that was zero.
  package func change(of run: String, _ metric: Metric) -> Change? {
    guard let old = before.average(run, metric), let new = after.average(run, metric) else {
      return nil
    }
    let unit = old.mean == 0 ? 1 : abs(old.mean)
    let difference = (new.mean - old.mean) / unit
    return decide(difference, noise([run], metric)) { spread in
      let parts = [old, new].map { side in
        let deviation = spread * side.mean / unit
        return deviation * deviation / Double(side.seeds)
      }
      return parts.reduce(0, +)
    }
  }

  /// The change of what one run has over another, `a/b − 1`.
  package func change(of run: String, over other: String, _ metric: Metric) -> Change? {
    guard let a = before.average(run, metric), let b = before.average(other, metric),
      let newA = after.average(run, metric), let newB = after.average(other, metric),
      b.mean != 0, newB.mean != 0
    else { return nil }
    let old = a.mean / b.mean
    let new = newA.mean / newB.mean
    let shares = [(run, a), (run, newA), (other, b), (other, newB)].map { name, side in
      after.runs[name]?.spec.task.isDeterministic == false ? 1 / Double(side.seeds) : 0
    }
    return decide(new - old, noise([run, other], metric)) { spread in
      // The delta method: a ratio's relative variance is the sum of its sides'.
      let variance = spread * spread
      return variance * (old * old * (shares[0] + shares[2]) + new * new * (shares[1] + shares[3]))
    }
  }

  private func decide(
    _ difference: Double, _ noise: Noise, variance: (Double) -> Double
  ) -> Change {
    switch noise {
    case .none:
      return Change(
        difference: difference, interval: Interval(low: difference, high: difference),
        p: difference == 0 ? 1 : 0)
    case .unknown: return Change(difference: difference, interval: nil, p: nil)
    case .known(let spread):
      let error = variance(spread.moderated).squareRoot()
      let t = StudentT(degrees: spread.degrees)
      return Change(
        difference: difference,
        interval: Interval(difference, halfWidth: t.critical(0.05) * error),
        p: error > 0 ? t.twoSided(difference / error) : difference == 0 ? 1 : 0)
    }
  }

  /// The noise of both sides: their own scatter pooled, the prior from the side that has more lenders.
  private func noise(_ runs: [String], _ metric: Metric) -> Noise {
    let sides = [before.noise(runs, metric), after.noise(runs, metric)]
    let spreads = sides.compactMap(\.spread)
    if spreads.isEmpty { return sides[1] }
    let prior = spreads.filter { $0.prior != nil }.max {
      ($0.priorDegrees, $0.lenders.count) < ($1.priorDegrees, $1.lenders.count)
    }
    let degrees = spreads.reduce(0) { $0 + $1.ownDegrees }
    let own =
      degrees > 0
      ? (spreads.reduce(0) { $0 + $1.ownDegrees * ($1.own ?? 0) * ($1.own ?? 0) } / degrees)
        .squareRoot() : nil
    let spread = SeedSpread(
      own: own, ownDegrees: degrees,
      prior: prior.flatMap { side in side.prior.map { ($0, side.priorDegrees) } },
      lenders: prior?.lenders ?? [])
    return spread.map { .known($0) } ?? .unknown
  }
}
