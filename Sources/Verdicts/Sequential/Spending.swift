internal import Determinism
internal import Foundation

/// How the level of a test is spent over looks at growing numbers of seeds.
///
/// The function is that of Lan and DeMets (Biometrika 70, 1983) which is like O'Brien and Fleming's
/// boundaries: after a fraction `t` of all seeds each side has spent
/// `2 − 2Φ(z/√t)` with `Φ(−z) = γ/2` of its level `γ = α/2`. Little is spent early, and the last look
/// is nearly as sharp as if there had been no other.
///
/// What a test at one look may spend is turned into its level by the recursion of Armitage, McPherson
/// and Rowe (1969): under no effect the sum of what is seen is a Brownian motion with normal increments
/// from look to look, and the chance to leave the boundaries at a look for the first time is what is
/// spent there. Runs that have more seeds at an early look than it asks for, and a published number's
/// own spread, make looks more alike than that, and errors rarer.
public struct Spending: Hashable, Sendable {
  /// Seeds of each run at each look, ascending.
  public let seeds: [Int]

  /// Looks at these numbers of seeds.
  ///
  /// - Precondition: there is one, the first is positive, and they ascend.
  public init(seeds: [Int]) {
    precondition(
      (seeds.first ?? 0) > 0 && zip(seeds, seeds.dropFirst()).allSatisfy { $0 < $1 },
      "Looks ascend, unlike \(seeds).")
    self.seeds = seeds
  }

  /// The fraction of all seeds that each look has.
  private var fractions: [Double] {
    let most = Double(seeds.last ?? 1)
    return seeds.map { Double($0) / most }
  }

  /// What both sides together have spent of `alpha` after each look; all of it after the last.
  public func spent(_ alpha: Double) -> [Double] {
    let z = -normalQuantile(alpha / 4)
    return fractions.map { $0 == 1 ? alpha : 4 * normalDistribution(-z / $0.squareRoot()) }
  }

  /// The two-sided levels of the looks' tests that together have the level `alpha`; of a single look,
  /// `alpha` itself.
  ///
  /// - Parameter count: how many looks are needed, from the first.
  /// - Precondition: `alpha` lies above 0 and is at most 1.
  public func levels(_ alpha: Double, first count: Int? = nil) -> [Double] {
    precondition(alpha > 0 && alpha <= 1, "A level above 0 and up to 1 is spent, not \(alpha).")
    let spent = spent(alpha)
    let fractions = fractions
    var levels = [spent[0]]
    var reach = -normalQuantile(spent[0] / 2) * fractions[0].squareRoot()
    var inside = Continuation(sides: reach, deviation: fractions[0].squareRoot())
    for look in seeds.indices.dropFirst().prefix((count ?? seeds.count) - 1) {
      let step = (fractions[look] - fractions[look - 1]).squareRoot()
      let share = spent[look] - spent[look - 1]
      reach = inside.reach(leaving: share, by: step)
      levels.append(2 * normalDistribution(-reach / fractions[look].squareRoot()))
      if look < seeds.count - 1 { inside = inside.continued(by: step, within: reach) }
    }
    return levels
  }

  /// The least level that, spent over the looks, has a test of this probability beyond its boundary at
  /// a look counted from 1: what a probability at one of several looks is worth. It is not told below
  /// 10⁻¹², nor above 1.
  public func overall(_ p: Double, at look: Int) -> Double {
    if seeds.count == 1 { return p }
    let least = 1e-12
    func excess(_ exponent: Double) -> Double {
      logarithm(levels(exponential(exponent), first: look)[look - 1]) - logarithm(p)
    }
    guard p > 0 else { return least }
    var (low, high) = (logarithm(least), 0.0)
    var (below, above) = (excess(low), excess(high))
    if below >= 0 { return least }
    if above <= 0 { return 1 }
    // False position on logarithms; an end that stays counts half (Illinois).
    for _ in 0..<100 where high - low > 1e-12 {
      let middle = low - below * (high - low) / (above - below)
      let value = excess(middle)
      if abs(value) < 1e-13 { return exponential(middle) }
      if value < 0 {
        (low, below) = (middle, value)
        above /= 2
      } else {
        (high, above) = (middle, value)
        below /= 2
      }
    }
    return exponential(high)
  }
}

/// Where the sum lies while no boundary was left: a density on [0, b], its mirror image counted in, in
/// the weights of Simpson's rule.
private struct Continuation {
  /// Steps over [0, b], even.
  private static let steps = 120

  private var points: [Double] = []
  private var masses: [Double] = []

  /// After the first look: normal, cut at `sides`.
  init(sides: Double, deviation: Double) {
    self.init(within: sides) { 2 * density($0 / deviation) / deviation }
  }

  private init(within sides: Double, _ function: (Double) -> Double) {
    let width = sides / Double(Self.steps)
    for step in 0...Self.steps {
      let isEnd = step == 0 || step == Self.steps
      let weight = (isEnd ? 1 : step.isMultiple(of: 2) ? 2 : 4) * width / 3
      points.append(Double(step) * width)
      masses.append(weight * function(Double(step) * width))
    }
  }

  /// After an increment of this deviation, cut again.
  func continued(by deviation: Double, within sides: Double) -> Continuation {
    Continuation(within: sides) { place in
      zip(points, masses).reduce(0) { sum, point in
        sum + point.1
          * (density((place - point.0) / deviation) + density((place + point.0) / deviation))
      } / deviation
    }
  }

  /// The boundary that is left by the next increment with this probability, by halving.
  func reach(leaving share: Double, by deviation: Double) -> Double {
    func leaves(_ sides: Double) -> Double {
      zip(points, masses).reduce(0) { sum, point in
        sum + point.1
          * (normalDistribution((point.0 - sides) / deviation)
            + normalDistribution((-point.0 - sides) / deviation))
      }
    }
    var (low, high) = (0.0, 64.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if leaves(middle) > share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

private func density(_ x: Double) -> Double {
  exp(-x * x / 2) / (2 * Double.pi).squareRoot()
}
