import Datasets
import Language
import Suites
import Tensors
import Testing

@testable import Experiments

/// Nearest sessions and alike items, by hand.
@Suite struct BaselineScorerTests {
  /// Four users; the last event of each is left out.
  private static let data = Interactions(
    offsets: [0, 3, 6, 9, 13], items: [1, 2, 3, 2, 3, 1, 1, 4, 2, 1, 2, 5, 4],
    times: (0..<13).map { Int64($0) }, ratings: (0..<13).map { _ in 1 }, users: [1, 2, 3, 4],
    candidates: [1, 2, 3, 4, 5], itemRows: 6)

  private static func scores(
    _ spec: some BaselineSpec, _ vectors: ItemVectorTable? = nil
  ) throws -> [[Real]] {
    let scorer = try spec.scorer(
      BaselineMaterial(
        interactions: data, candidates: data.candidates, split: .leaveLastOut, held: 1,
        vectors: vectors, seed: 1))
    let rows = SequenceRows(data, side: .evaluation, maximalLength: 1)
    let scores = scorer.scores(0..<4, of: rows).elements
    return (0..<4).map { Array(scores[5 * $0..<5 * $0 + 5]) }
  }

  private func expectClose(_ ours: [Real], _ expected: [Double]) {
    #expect(ours.count == expected.count)
    for (one, other) in zip(ours, expected) { #expect(abs(Double(one) - other) < 1e-5) }
  }

  @Test("sessions that share the latest items are nearest, and their items score by that")
  func sessions() throws {
    // Sessions: {1, 2}, {2, 3}, {1, 4}, {1, 2, 5}. The first user's history is 1, 2, of weights ½ and 1:
    // the second is as near as 1, the third ½, the fourth 3⁄2.
    let all = SessionNeighboursSpec { ($0.neighbours, $0.sample, $0.key) = (9, 9, 1) }
    expectClose(try Self.scores(all)[0], [2, 2.5, 1, 0.5, 1.5])
    // The nearest two: the fourth and the second.
    let two = SessionNeighboursSpec { ($0.neighbours, $0.sample, $0.key) = (2, 9, 1) }
    expectClose(try Self.scores(two)[0], [1.5, 2.5, 1, 0, 1.5])
    // Items of one session in four count 1 + ln 4, those of three 1 + ln(4⁄3).
    var rare = two
    rare.inverseFrequency = true
    expectClose(
      try Self.scores(rare)[0], [1.5 * 1.2876821, 2.5 * 1.2876821, 2.3862944, 0, 1.5 * 2.3862944])
  }

  @Test("where more sessions share an item than are asked for, some are drawn by the key")
  func drawn() throws {
    func one(_ key: Int) -> SessionNeighboursSpec {
      SessionNeighboursSpec { ($0.neighbours, $0.sample, $0.key) = (9, 1, key) }
    }
    let whole = [[Real]](
      [[0, 1, 1, 0, 0], [0.5, 0, 0, 0.5, 0], [1.5, 1.5, 0, 0, 1.5]])
    let found = try Set((1...40).map { try Self.scores(one($0))[0] })
    #expect(found == Set(whole))
    #expect(try Self.scores(one(7)) == Self.scores(one(7)))
  }

  /// Items 1 to 5 in the plane; rows are ids.
  private static let plane = Matrix(6, 2, [0, 0, 1, 0, 0, 2, 1, 1, -3, 0, 0, 0])

  private static func similarity(
    _ profile: SimilaritySpec.Profile, _ comparison: SimilaritySpec.Comparison
  ) -> SimilaritySpec {
    var spec = SimilaritySpec()
    (spec.profile, spec.comparison) = (profile, comparison)
    return spec
  }

  @Test("products and cosines with the last vector, and with all by their distance from the end")
  func similarity() throws {
    let table = ItemVectorTable(.dense(Self.plane))
    // The first user's history, longer than what the data set keeps, is 1, 2.
    expectClose(
      try Self.scores(Self.similarity(.last, .product), table)[0], [0, 4, 2, 0, 0])
    expectClose(
      try Self.scores(Self.similarity(.last, .cosine), table)[0],
      [0, 1, 0.5.squareRoot(), 0, 0])
    // ½·(1, 0) + (0, 2) = (½, 2); with length 1, ½·(1, 0) + (0, 1).
    expectClose(
      try Self.scores(Self.similarity(.harmonic, .product), table)[0], [0.5, 4, 2.5, -1.5, 0])
    expectClose(
      try Self.scores(Self.similarity(.harmonic, .cosine), table)[0],
      [0.5, 1, 1.5 * 0.5.squareRoot(), -0.5, 0])
  }

  @Test("vectors of which most is zero score as the same written out")
  func sparse() throws {
    let rows = (0..<6).map { row in
      zip(Int32(0)..., Self.plane[row]).filter { $0.1 != 0 }.map { (column: $0.0, value: $0.1) }
    }
    for profile in SimilaritySpec.Profile.allCases {
      for comparison in SimilaritySpec.Comparison.allCases {
        let spec = Self.similarity(profile, comparison)
        let thin = try Self.scores(spec, ItemVectorTable(.sparse(SparseRows(rows, width: 2))))
        let full = try Self.scores(spec, ItemVectorTable(.dense(Self.plane)))
        for (one, other) in zip(thin, full) { expectClose(one, other.map { Double($0) }) }
      }
    }
  }

  @Test("a similarity without vectors is refused")
  func none() {
    #expect(throws: ExperimentError.self) {
      try Self.scores(Self.similarity(.last, .cosine))
    }
  }
}
