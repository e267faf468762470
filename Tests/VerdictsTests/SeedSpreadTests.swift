import Testing

@testable import Verdicts

@Test("digamma, trigamma and the incomplete beta function agree with scipy's")
func specialFunctions() {
  for (x, first, second) in [
    (0.3, -3.502524222200133, 12.24536455), (1, -0.5772156649015329, 1.64493407),
    (2.5, 0.7031566406452432, 0.49035776), (7, 1.872784335098467, 0.15354518),
    (33, 3.4812795305349873, 0.0307668),
  ] {
    #expect(abs(digamma(x) - first) < 1e-11)
    #expect(abs(trigamma(x) - second) < 1e-7)
    #expect(abs(inverseTrigamma(trigamma(x)) / x - 1) < 1e-9)
  }
  for (x, a, b, expected) in [
    (0.2, 0.5, 3, 0.733430296619931), (0.7, 5.25, 0.5, 0.05860443444348431),
    (0.999, 12, 0.5, 0.8781199755624819), (0.01, 2, 0.5, 3.762570784694551e-05),
  ] { #expect(abs(incompleteBeta(x, a, b) / expected - 1) < 1e-11) }
}

@Test("the power of a test of an effect is scipy's non-central t")
func power() {
  for (degrees, effect, level, expected) in [
    (4, 3, 0.05, 0.6192614594023306), (7.5, 2.5, 0.05, 0.5852195851786542),
    (2, 5, 0.01, 0.22802285618546883),
  ] { #expect(abs(Power(degrees: degrees).tells(effect, level: level) - expected) < 1e-4) }
}

@Test("others that scatter alike lend their mean logarithm, and a third of their degrees")
func likeOthers() throws {
  let others: [(variance: Double, degrees: Double)] = [
    (1e-4, 2), (2e-4, 2), (1.5e-4, 4), (4e-4, 2), (0.5e-4, 1),
  ]
  // scipy: the scatter of ln s², .366, is below what chance gives, 2.10; 11 degrees in all.
  let prior = try #require(spreadPrior(others))
  #expect(abs(prior.deviation - 0.016593288534849718) < 1e-12)
  #expect(abs(prior.degrees - 11.0 / 3) < 1e-12)
  #expect(spreadPrior(Array(others.prefix(2))) == nil)
}

@Test("others that differ lend fewer degrees of freedom")
func unlikeOthers() throws {
  // By hand with two-degree variances ten apart: e = ln s² − ψ(1), of variance ln²10; ψ′(1) = π²/6.
  let ten = 10.0
  let others = [1.0, ten, ten * ten].map { (variance: $0 * 1e-4, degrees: 2.0) }
  let prior = try #require(spreadPrior(others))
  let beyond = logarithm(ten) * logarithm(ten) - Double.pi * Double.pi / 6
  #expect(abs(trigamma(prior.degrees / 2) - beyond) < 1e-9)
  #expect(prior.degrees < 2)
}

@Test("own and others' variances are weighted by their degrees of freedom")
func moderated() throws {
  // (5.5·0.02² + 4·0.01²) / 9.5
  let spread = try #require(
    SeedSpread(own: 0.01, ownDegrees: 4, prior: (0.02, 5.5), lenders: ["a", "b", "c"]))
  #expect(abs(spread.moderated - ((5.5 * 0.0004 + 4 * 0.0001) / 9.5).squareRoot()) < 1e-15)
  #expect(spread.degrees == 9.5)
}

@Test("seeds that agree to the last digit, with nobody to lend, leave the spread unknown")
func equalSeeds() {
  #expect(SeedSpread(of: [0.3, 0.3, 0.3]) == nil)
  #expect(SeedSpread(of: [0.3]) == nil)
  #expect(SeedSpread(own: 0, ownDegrees: 2, prior: (0.01, 4)) != nil)
}
