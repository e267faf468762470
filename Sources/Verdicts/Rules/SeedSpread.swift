internal import Metrics
import Suites

/// How far seeds scatter a number, relative to its mean: what is judged itself (one run, or the runs
/// of a comparison, pooled), moderated by the other runs of the suite on the same data (rule 4).
///
/// The prior is Smyth's (2004, section 6.2): of the others' variances `s²` with `d` degrees each,
/// `e = ln s² − ψ(d/2) + ln(d/2)`; `ψ′(d0/2)` is the variance of `e` beyond the mean of `ψ′(d/2)`, and
/// `ln s0² = mean(e) + ψ(d0/2) − ln(d0/2)`. `d0` counts for at most a third of
/// the others' degrees: with half, ten headlines among runs of very uneven spreads erred in 8.3 % of
/// suites instead of 8 %.
public struct SeedSpread: Codable, Hashable, Sendable {
  /// Relative standard deviation of what is judged, pooled (n − 1); nil where each run has one seed.
  public var own: Double?
  /// Its degrees of freedom.
  public var ownDegrees: Double
  /// The relative standard deviation that the other runs suggest; nil where fewer than three could.
  public var prior: Double?
  /// Degrees of freedom that it counts for.
  public var priorDegrees: Double
  /// The runs that lent it.
  public var lenders: [String]
  /// What is used: `√((d0·s0² + d·s²)/(d0 + d))`.
  public var moderated: Double
  /// Its degrees of freedom: `d0 + d`.
  public var degrees: Double
  /// Why nothing may be decided by it, though it may be shown.
  public var bar: Reason?

  /// A spread of one's own, moderated by a prior; nil where neither says anything.
  public init?(
    own: Double?, ownDegrees: Double, prior: (deviation: Double, degrees: Double)?,
    lenders: [String] = [], bar: Reason? = nil
  ) {
    let d = own == nil ? 0 : ownDegrees
    let d0 = prior?.degrees ?? 0
    let squares =
      d0 * (prior?.deviation ?? 0) * (prior?.deviation ?? 0) + d * (own ?? 0) * (own ?? 0)
    // Seeds that agree to the last digit say that the number is coarse, not that it is certain.
    guard d + d0 > 0, squares > 0 else { return nil }
    self.own = own
    self.ownDegrees = d
    self.prior = prior?.deviation
    self.priorDegrees = d0
    self.lenders = prior == nil ? [] : lenders
    self.degrees = d + d0
    self.moderated = (squares / (d + d0)).squareRoot()
    self.bar = bar
  }

  /// Of some numbers alone, with no prior; nil for fewer than two, or equal ones.
  public init?(of values: [Double]) {
    guard let scatter = relativeVariance(values) else { return nil }
    self.init(
      own: scatter.variance.squareRoot(), ownDegrees: scatter.degrees, prior: nil)
  }

  /// Degrees of freedom if each of `runs` runs had `count` seeds.
  func degrees(seeds count: Int, runs: Int) -> Double {
    priorDegrees + Double(runs * (count - 1))
  }
}

/// What chance did to a number.
enum Noise: Hashable, Sendable {
  /// Nothing: counting, or a fit of given points.
  case none
  /// Something, of unknown size.
  case unknown
  /// This much.
  case known(SeedSpread)

  var spread: SeedSpread? {
    if case .known(let spread) = self { return spread }
    return nil
  }
}

/// The prior from other runs' relative variances; nil from fewer than three.
package func spreadPrior(
  _ others: [(variance: Double, degrees: Double)]
) -> (deviation: Double, degrees: Double)? {
  let others = others.filter { $0.variance > 0 && $0.degrees > 0 }
  guard others.count >= 3 else { return nil }
  let count = Double(others.count)
  let e = others.map {
    logarithm($0.variance) - digamma($0.degrees / 2) + logarithm($0.degrees / 2)
  }
  let mean = e.reduce(0, +) / count
  let scatter = e.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  let expected = others.reduce(0) { $0 + trigamma($1.degrees / 2) } / count
  let most = others.reduce(0) { $0 + $1.degrees } / 3
  guard scatter > expected else { return (exponential(mean / 2), most) }
  let degrees = 2 * inverseTrigamma(scatter - expected)
  let variance = exponential(mean + digamma(degrees / 2) - logarithm(degrees / 2))
  return (variance.squareRoot(), min(degrees, most))
}

extension Measurements {
  /// What chance did to a comparison of these runs, or to one run alone.
  func noise(_ judged: [String], _ metric: Metric) -> Noise {
    let random = judged.filter { runs[$0]?.spec.task.isDeterministic == false }
    guard let first = random.first else { return .none }
    let digest = runs[first]?.results.first?.result.dataDigest
    let lenders = trained.filter { $0.data == digest && !judged.contains($0.run) }.compactMap {
      (run, _) in scatters[run]?[metric].map { (run: run, scatter: $0) }
    }
    let own = random.compactMap { scatters[$0]?[metric] }
    let degrees = own.reduce(0) { $0 + $1.degrees }
    let pooled =
      degrees > 0
      ? (own.reduce(0) { $0 + $1.degrees * $1.variance } / degrees).squareRoot() : nil
    let spread = SeedSpread(
      own: pooled, ownDegrees: degrees, prior: spreadPrior(lenders.map(\.scatter)),
      lenders: lenders.map(\.run), bar: bar(random, metric, lenders: lenders.map(\.run)))
    return spread.map { .known($0) } ?? .unknown
  }

  /// A run of one seed borrows its spread whole: it decides nothing unless the others have ten degrees
  /// of freedom, and unless its size lies within theirs.
  private func bar(_ judged: [String], _ metric: Metric, lenders: [String]) -> Reason? {
    let single = judged.first { (runs[$0]?.results.count ?? 0) == 1 }
    guard let single else { return nil }
    let known = (lenders + judged).filter { scatters[$0]?[metric] != nil }
    let degrees = known.reduce(0) { $0 + (scatters[$1]?[metric]?.degrees ?? 0) }
    if degrees < 10 {
      return
        "one seed of \(run: single); the other runs have \(Int(degrees)) degrees of freedom of the "
        + "ten that are needed"
    }
    let sizes = known.compactMap { runs[$0]?.results.first?.result.parameters }
    guard let size = runs[single]?.results.first?.result.parameters, let least = sizes.min(),
      let most = sizes.max()
    else { return nil }
    if size < least { return "one seed of \(run: single), smaller than every run that has several" }
    if size > most { return "one seed of \(run: single), larger than every run that has several" }
    return nil
  }
}

/// The variance (n − 1) of numbers over the square of their mean; nil where the mean is zero.
func relativeVariance(_ values: [Double]) -> (variance: Double, degrees: Double)? {
  let mean = values.reduce(0, +) / Double(values.count)
  guard mean != 0, let deviation = standardDeviation(values) else { return nil }
  return (deviation * deviation / (mean * mean), Double(values.count - 1))
}
