import Determinism
import Suites
import TestSupport
import Testing
import Verdicts

private func channel(_ name: String, seeds: Int, users: Int, shift: Double = 0) -> Channel {
  let key = RandomKey(seed: 3)
  return Channel(
    name: name,
    seeds: (0..<seeds).map { seed in
      (0..<users).map { user in
        shift + key["user"].normal(user) + 0.1 * key[name][seed].normal(user)
      }
    }, borrowed: nil)
}

@Test("the interval of one seed is that of a mean over users, ±1.96·s/√U")
func widthOfOneSeed() throws {
  let one = channel("a", seeds: 1, users: 900)
  let drawn = bootstrapMeans([one], draws: 4000)[0]
  let interval = percentileInterval(drawn, alpha: 0.05)
  let spread = try #require(ValueRule.Spread(of: one.seeds[0]))
  let expected = 2 * 1.959964 * spread.deviation / 30
  // A bootstrap of 4,000 draws knows its ends to about 3 %.
  #expect(abs(interval.high - interval.low - expected) < 0.06 * expected)
  #expect(abs((interval.high + interval.low) / 2 - one.mean) < 0.01)
}

@Test("pairing by user takes what users share out of a difference")
func pairing() {
  let a = channel("a", seeds: 3, users: 500, shift: 0.05)
  let b = channel("b", seeds: 3, users: 500)
  let drawn = bootstrapMeans([a, b], draws: 2000)
  let paired = percentileInterval(zip(drawn[0], drawn[1]).map { $0 - $1 }, alpha: 0.05)
  let alone = percentileInterval(drawn[0], alpha: 0.05)
  #expect(paired.high - paired.low < 0.4 * (alone.high - alone.low))
  #expect(paired.low > 0)
}

@Test("a channel's draws do not depend on what is drawn beside it, or on the workers")
func independence() {
  let a = channel("a", seeds: 3, users: 50)
  let b = channel("b", seeds: 2, users: 50)
  let many = (0..<9).map { channel("c\($0)", seeds: 3, users: 50) }
  let alone = bootstrapMeans([a], draws: 300)[0]
  #expect(bootstrapMeans(many + [b, a], draws: 300)[10] == alone)
  let before = Workers.count
  defer { Workers.count = before }
  Workers.count = 1
  #expect(bootstrapMeans([a], draws: 300)[0] == alone)
  Workers.count = 3
  #expect(bootstrapMeans([a], draws: 300)[0] == alone)
}

@Test("borrowed training noise widens a single seed by its own spread")
func borrowed() {
  var single = channel("a", seeds: 1, users: 2000)
  single.borrowed = ValueRule.Spread(deviation: 0.5, degrees: 30)
  let drawn = bootstrapMeans([single], draws: 4000)[0]
  let interval = percentileInterval(drawn, alpha: 0.05)
  // t(.975, 30) = 2.042; users add s/√2000 = 0.022.
  #expect(abs(interval.high - interval.low - 2 * 2.042 * 0.5) < 0.15)
}

@Test("quantiles lie between their neighbours, and the sign's probability counts both sides")
func small() {
  #expect(quantile([1, 2, 3, 4], 0.5) == 2.5)
  #expect(quantile([1, 2, 3, 4], 1) == 4)
  // Two of ten at or below zero: 2·(2 + 1)/(10 + 1).
  #expect(signProbability([-1, -1, 1, 1, 1, 1, 1, 1, 1, 1]) == 6.0 / 11)
}
