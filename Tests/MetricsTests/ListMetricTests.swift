import Metrics
import Testing

@Suite struct ListMetricTests {
  private static func metric(_ name: String) throws -> any ListMetric {
    try #require(Metric(named: name)?.listed)
  }

  @Test("metrics of lists have names, sides and blocks, and need a cut")
  func names() throws {
    for (name, title) in [
      ("coverage@10", "Coverage@10"), ("novelty@20", "Novelty@20"),
      ("serendipity@5", "Serendipity@5"),
    ] {
      let metric = try #require(Metric(named: name))
      #expect(metric.title == title && metric.direction == .up && metric.evidence == .blocks)
      #expect(metric.isAlwaysInBlocks && metric.ranking == nil)
    }
    for name in ["coverage", "novelty@0", "coverage@10-day-1", "F3.coverage@10"] {
      #expect(Metric(named: name) == nil)
    }
    #expect(Metric(named: "validation-coverage@10")?.listed == nil)
  }

  /// Three users, lists of three places among five candidates with 8, 4, 2, 1 and 1 events.
  private static let lists: RecommendedLists? = TargetRanks([1, 2, 3]).map {
    RecommendedLists(
      depth: 3, places: [0, 1, 2, 1, 0, -1, 2, 0, 3], counts: [8, 4, 2, 1, 1],
      targets: [0, 2, 3], ranks: $0)
  }

  @Test("coverage is the share of candidates in any list")
  func coverage() throws {
    let lists = try #require(Self.lists)
    #expect(try Self.metric("coverage@3").value(of: lists).value == 4.0 / 5)
    // 0, 1 and 2 stand first.
    #expect(try Self.metric("coverage@1").value(of: lists).value == 3.0 / 5)
    #expect(try Self.metric("coverage@1").value(of: lists).units == nil)
  }

  @Test("novelty is the mean of the bits that say which event it was")
  func novelty() throws {
    // Of 16 events, 8, 4, 2 and 1 are 1, 2, 3 and 4 bits: (1+2+3)/3, (2+1)/2, (3+1+4)/3.
    let expected = (2.0 + 1.5 + 8.0 / 3) / 3
    let value = try Self.metric("novelty@3").value(of: try #require(Self.lists)).value
    #expect(abs(value - expected) < 1e-12)
  }

  @Test("serendipity counts what is found and is not among as many of the most frequent")
  func serendipity() throws {
    let lists = try #require(Self.lists)
    // Ranks 1, 2, 3 of the candidates 0, 2, 3; the three most frequent are 0, 1, 2.
    #expect(try Self.metric("serendipity@3").value(of: lists).value == 1.0 / 3)
    // The two most frequent are 0 and 1, and the second user's target has rank 2.
    #expect(try Self.metric("serendipity@2").value(of: lists).value == 1.0 / 3)
    #expect(try Self.metric("serendipity@1").value(of: lists).value == 0)
    // Of equal counts the first come first.
    #expect(lists.isPopular(4) == [true, true, true, true, false])
  }

  @Test("units are what is left without each block of users, about the value itself")
  func units() throws {
    // 128 users; user u is recommended the candidate u mod 40.
    let ranks = try #require(TargetRanks((0..<128).map { Int32(1 + $0 % 3) }))
    let lists = RecommendedLists(
      depth: 1, places: (0..<128).map { Int32($0 % 40) }, counts: (1...50).map { $0 },
      targets: (0..<128).map { Int32($0 % 50) }, ranks: ranks)
    for name in ["coverage@1", "novelty@1", "serendipity@1"] {
      let (value, units) = try Self.metric(name).value(of: lists)
      let mean = try #require(units).reduce(0, +) / 64
      #expect(units?.count == 64 && abs(mean - value) < 1e-12, "\(name)")
    }
    let coverage = try Self.metric("coverage@1").value(of: lists)
    #expect(coverage.value == 40.0 / 50)
    // Each candidate is recommended to users of several blocks, so that no block is missed.
    #expect(try #require(coverage.units).allSatisfy { abs($0 - 0.8) < 1e-12 })
  }
}
