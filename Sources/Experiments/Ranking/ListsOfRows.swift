internal import Datasets
internal import Determinism
internal import Metrics
internal import Suites

/// The first candidates of a line of scores: larger scores first, of equal ones the earlier place; what is
/// no number stands before all numbers, as it does in ranks.
///
/// - Parameters:
///   - scores: one for each candidate.
///   - excluded: places that are left out, in any order.
/// - Returns: `depth` places, −1 behind the last candidate.
func firstPlaces<Score: BinaryFloatingPoint>(
  _ depth: Int, in scores: UnsafeBufferPointer<Score>, excluding excluded: [Int]
) -> [Int32] {
  var best: [(score: Score, place: Int32)] = []
  best.reserveCapacity(depth + 1)
  let left = excluded.sorted() + [.max]
  var next = 0
  var least = -Score.infinity
  for place in scores.indices {
    while left[next] < place { next += 1 }
    if left[next] == place { continue }
    let score = scores[place].isNaN ? Score.infinity : scores[place]
    // Of equal scores the earlier place stays ahead.
    if best.count == depth, score <= least { continue }
    var at = best.count
    while at > 0, best[at - 1].score < score { at -= 1 }
    best.insert((score, Int32(place)), at: at)
    if best.count > depth { best.removeLast() }
    least = best[best.count - 1].score
  }
  return best.map(\.place) + Array(repeating: -1, count: depth - best.count)
}

/// What lists are held against: the same at each evaluation.
struct ListReference: Sendable {
  /// How often each candidate occurs in all events: `[candidates]`.
  let counts: [Int]
  /// The place of each target among the candidates, −1 for one that does not compete: `[rows · targets]`.
  let targets: [Int32]

  /// - Parameter rows: those that lists are made for.
  init(_ material: CandidateMaterial, _ rows: SequenceRows) {
    var counts = [Int](repeating: 0, count: material.interactions.itemRows)
    for item in material.interactions.items { counts[Int(item)] += 1 }
    self.counts = material.candidates.map { counts[Int($0)] }
    targets = (0..<rows.count).flatMap { rows.targets(of: $0).map { material.places[Int($0)] } }
  }
}

extension RankingEvaluator {
  /// Items of the longest list that a metric asks for, of as many as there are; 0 where none asks for lists.
  var listDepth: Int {
    min(specification.metrics.compactMap { $0.listed?.cut }.max() ?? 0, candidates.count)
  }

  /// Metrics of lists with what blocks of users add; nothing where none is asked for.
  ///
  /// - Parameter lists: places among the candidates: `[users · listDepth]`.
  func listed(_ lists: [Int32], ranks: [Int32]) -> (
    metrics: [Metric: Double], units: [Metric: [Double]]?
  ) {
    guard let reference, let ranks = TargetRanks(ranks, targets: targets) else {
      return ([:], nil)
    }
    let recommended = RecommendedLists(
      depth: listDepth, places: lists, counts: reference.counts, targets: reference.targets,
      ranks: ranks)
    var (values, units): ([Metric: Double], [Metric: [Double]]) = ([:], [:])
    for metric in specification.metrics {
      guard let (value, own) = metric.listed?.value(of: recommended) else { continue }
      values[metric] = value
      units[metric] = own
    }
    return (values, units.isEmpty ? nil : units)
  }
}
