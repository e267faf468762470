import Determinism
import Testing

@Suite struct RandomKeyTests {
  @Test("a number depends on key and position alone")
  func position() {
    let key = RandomKey(seed: 7)["dropout"][3]
    let forwards = (0..<100).map(key.bits)
    let backwards = (0..<100).reversed().map(key.bits)
    #expect(forwards == backwards.reversed())
    #expect(key != RandomKey(seed: 7)["dropout"][4])
    #expect(key != RandomKey(seed: 7)["shuffle"][3])
  }

  @Test("uniform numbers have mean 1/2 and variance 1/12")
  func moments() {
    let key = RandomKey(seed: 1)
    let numbers = (0..<200_000).map(key.uniform)
    let mean = numbers.reduce(0, +) / 200_000
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200_000
    // Five standard errors: sqrt(1/12/200000) = 6.5e-4 for the mean.
    #expect(abs(mean - 0.5) < 3.3e-3)
    #expect(abs(variance - 1.0 / 12) < 1e-3)
  }

  @Test("a permutation holds every number once")
  func permutation() {
    let order = RandomKey(seed: 3).permutation(1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
  }

  @Test(
    "the normal quantile equals published values",
    arguments: [
      (0.975, 1.959963984540054), (0.95, 1.6448536269514722), (0.5, 0), (0.995, 2.5758293035489004),
      (1e-10, -6.361340902404056), (0.0013498980316300933, -3.0),
    ])
  func quantile(p: Double, expected: Double) {
    #expect(abs(normalQuantile(p) - expected) < 1e-13 * max(1, abs(expected)))
  }

  @Test("the portable logarithm agrees with known constants")
  func logarithm() {
    #expect(portableLog(1) == 0)
    #expect(abs(portableLog(10) - 2.302585092994046) < 1e-15)
    #expect(abs(portableLog(1e-300) + 690.7755278982137) < 1e-12)
  }

  @Test("tiles give the same sums on one worker and on three")
  func tiles() {
    let key = RandomKey(seed: 5)
    let work: @Sendable (Int) -> Double = { tile in
      (0..<1000).reduce(0.0) { $0 + key[tile].uniform($1) }
    }
    let before = Workers.count
    defer { Workers.count = before }
    Workers.count = 1
    let alone = mapTiles(64, work)
    Workers.count = 3
    #expect(mapTiles(64, work) == alone)
  }
}
