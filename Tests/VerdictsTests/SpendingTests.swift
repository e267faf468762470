import Determinism
import Testing
import Verdicts

@Suite struct SpendingTests {
  /// Two-sided 0.05 at equally spaced looks, as printed by the program of Reboussin, DeMets, Kim and
  /// Lan ("Computations for group sequential boundaries using the Lan-DeMets spending function
  /// method", Controlled Clinical Trials 21, 2000) and by R's ldbounds and gsDesign.
  static let printed: [(looks: Int, boundaries: [Double])] = [
    (1, [1.9600]), (4, [4.3326, 2.9631, 2.3590, 2.0141]),
    (5, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
  ]

  @Test("boundaries at equally spaced looks are the published ones", arguments: printed.indices)
  func published(index: Int) {
    let (looks, boundaries) = Self.printed[index]
    let levels = Spending(seeds: Array(1...looks)).levels(0.05)
    #expect(levels.count == boundaries.count)
    for (level, boundary) in zip(levels, boundaries) {
      // Programs integrate on grids of their own: the last printed digit is theirs by one.
      #expect(abs(-normalQuantile(level / 2) - boundary) < 1.2e-4)
    }
  }

  @Test("two looks leave what is to be spent, by the trapezoid rule over the first look's normal")
  func secondWay() {
    let levels = Spending(seeds: [1, 2]).levels(0.05)
    let bounds = levels.map { -normalQuantile($0 / 2) }
    // S₁ ~ N(0, 1/2), S₂ − S₁ ~ N(0, 1/2); |S₁| < b₁ and |S₂| > b₂.
    let (b1, b2) = (bounds[0] * 0.5.squareRoot(), bounds[1])
    let steps = 4000
    var sum = 0.0
    for step in 0...steps {
      let u = -b1 + 2 * b1 * Double(step) / Double(steps)
      let leaves =
        normalDistribution((u - b2) / 0.5.squareRoot())
        + normalDistribution((-u - b2) / 0.5.squareRoot())
      sum += (step == 0 || step == steps ? 0.5 : 1) * bell(u) * leaves
    }
    let spent = sum * 2 * b1 / Double(steps)
    #expect(abs(levels[0] + spent - 0.05) < 1e-8)
  }

  /// The density of N(0, 1/2), from differences of its distribution.
  private func bell(_ u: Double) -> Double {
    let h = 1e-4
    return
      (normalDistribution((u + h) * 2.0.squareRoot())
      - normalDistribution((u - h) * 2.0.squareRoot())) / (2 * h)
  }

  @Test("each side spends 2 − 2Φ(z/√t) of half the level, and all of it at the last look")
  func spending() {
    // z(0.0125) = 2.241403; 4 − 4Φ(2.241403/√0.25) = 4 · 3.6834e-6, tables of Φ.
    let spent = Spending(seeds: [3, 5, 8, 12]).spent(0.05)
    #expect(abs(spent[0] - 1.4734e-5) < 1e-9)
    #expect(zip(spent, spent.dropFirst()).allSatisfy { $0 < $1 } && spent[3] == 0.05)
  }

  @Test("a single look has the whole level, to the bit, and a probability there is its own worth")
  func single() {
    for alpha in [0.05, 0.1, 1e-6, 0.3] {
      #expect(Spending(seeds: [5]).levels(alpha) == [alpha])
      #expect(Spending(seeds: [5]).overall(alpha, at: 1) == alpha)
    }
  }

  @Test("levels rise with the look and with the level, and the last is below the whole")
  func monotone() {
    let spending = Spending(seeds: [3, 5, 8, 12])
    var before = [0.0, 0, 0, 0]
    for alpha in [1e-9, 1e-6, 0.001, 0.00625, 0.05, 0.1, 0.5, 1] {
      let levels = spending.levels(alpha)
      #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 } && levels[3] <= alpha)
      #expect(zip(before, levels).allSatisfy { $0 < $1 })
      #expect(spending.levels(alpha, first: 2) == Array(levels.prefix(2)))
      before = levels
    }
  }

  @Test("a probability at a look is worth the level whose boundary it lies on")
  func worth() {
    let spending = Spending(seeds: [3, 5, 8, 12])
    for alpha in [1e-6, 0.00625, 0.05, 0.4] {
      for (index, level) in spending.levels(alpha).enumerated() {
        #expect(abs(spending.overall(level, at: index + 1) / alpha - 1) < 1e-9)
      }
    }
    #expect(spending.overall(0, at: 2) == 1e-12 && spending.overall(1, at: 2) == 1)
    #expect(spending.overall(0.9, at: 1) == 1)
  }

  /// The share of made-up pairs of runs without a difference that are told apart at one of the looks,
  /// by Student's t over their own seeds: the rule's normal looks against small samples.
  private func falsePositives(
    _ seeds: [Int], levels: [Double], times: Int = 10_000
  ) -> Double {
    let key = RandomKey(seed: 18)["looks"]
    let told = (0..<times).count { time in
      let sides = [key["a"][time], key["b"][time]].map { key in
        (0..<(seeds.last ?? 0)).map { key.normal($0) }
      }
      return zip(seeds, levels).contains { count, level in
        let parts = sides.map { Array($0.prefix(count)) }
        let means = parts.map { $0.reduce(0, +) / Double(count) }
        let squares = zip(parts, means).reduce(0) { sum, side in
          sum + side.0.reduce(0) { $0 + ($1 - side.1) * ($1 - side.1) }
        }
        let degrees = Double(2 * (count - 1))
        let error = (squares / degrees * 2 / Double(count)).squareRoot()
        return StudentT(degrees: degrees).twoSided((means[0] - means[1]) / error) < level
      }
    }
    return Double(told) / Double(times)
  }

  @Test(
    "over all looks at most 5.5 % of equal pairs are told apart, and 5 % each would be far more")
  func falsePositives() {
    for looks in [[3, 5, 8, 12], [3, 5, 8], [3, 5]] {
      let rate = falsePositives(looks, levels: Spending(seeds: looks).levels(0.05))
      #expect(rate > 0.04 && rate <= 0.055, "\(looks): \(rate)")
    }
    #expect(falsePositives([3, 5, 8, 12], levels: [0.05, 0.05, 0.05, 0.05], times: 2_000) > 0.09)
  }

  /// The share of made-up families of three statements without effect, normal with known spread, of
  /// which Holm's method tells one or more at one of the looks; what was told keeps its place.
  private func familyErrors(_ looks: [Int], _ level: (_ standing: Int, _ look: Int) -> Double)
    -> Double
  {
    let key = RandomKey(seed: 19)["families"]
    let times = 20_000
    let wrong = (0..<times).count { time in
      (0..<looks.count).contains { look in
        let p = (0..<3).map { claim in
          let one = key[time][claim]
          let sum = (0..<looks[look]).reduce(0) { $0 + one.normal($1) }
          return 2 * normalDistribution(-abs(sum) / Double(looks[look]).squareRoot())
        }
        // The first step decides whether any is told.
        return (p.min() ?? 1) < level(3, look)
      }
    }
    return Double(wrong) / Double(times)
  }

  @Test("in 5.5 % of families at most one of three statements without effect is told")
  func families() {
    let looks = [3, 5, 8, 12]
    let levels = Spending(seeds: looks).levels(0.05 / 3)
    let rate = familyErrors(looks) { _, look in levels[look] }
    #expect(rate > 0.04 && rate <= 0.055, "\(rate)")
    // A third of each look's level is not the same, and would be more.
    let whole = Spending(seeds: looks).levels(0.05)
    #expect(familyErrors(looks) { standing, look in whole[look] / Double(standing) } > rate)
  }

  @Test("two hundredths more at the second look alone break the limit that the levels keep")
  func isSharp() {
    let looks = [3, 5, 8, 12]
    var levels = Spending(seeds: looks).levels(0.05)
    levels[1] += 0.02
    #expect(falsePositives(looks, levels: levels) > 0.055)
  }
}
