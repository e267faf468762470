import Determinism

/// A number from the rank of the one item that came next.
///
/// Ranks count from 1. Each test row has one relevant item, so the ideal discounted gain is 1.
public enum RankingMetric: Hashable, Sendable {
  /// `hr@k`: `[rank ≤ k]`. With one relevant item it is recall@k.
  case hitRate(at: Int)
  /// `ndcg@k`: `[rank ≤ k] / log₂(rank + 1)`.
  case ndcg(at: Int)
  /// `mrr`: `1 / rank`, uncut.
  case reciprocalRank

  /// The metric with this name: `hr@10`, `ndcg@50`, `mrr`.
  ///
  /// - Throws: ``MetricError`` for any other word, and for a cut that is not a positive integer.
  public init(named name: String) throws(MetricError) {
    if name == "mrr" {
      self = .reciprocalRank
      return
    }
    let parts = name.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "hr" || parts[0] == "ndcg" else {
      throw MetricError(metric: name, reason: "is not known; there are hr@k, ndcg@k and mrr")
    }
    let digits = parts[1].utf8.allSatisfy { (48...57).contains($0) }
    guard digits, let cut = Int(parts[1]), cut > 0, !parts[1].hasPrefix("0") else {
      throw MetricError(metric: name, reason: "needs a positive whole number after '@'")
    }
    self = parts[0] == "hr" ? .hitRate(at: cut) : .ndcg(at: cut)
  }

  /// The name a suite calls it by.
  public var name: String {
    switch self {
    case .hitRate(let cut): "hr@\(cut)"
    case .ndcg(let cut): "ndcg@\(cut)"
    case .reciprocalRank: "mrr"
    }
  }

  /// The value for one row whose target has this rank.
  ///
  /// - Precondition: `rank ≥ 1`.
  public func value(rank: Int) -> Double {
    precondition(rank >= 1, "A rank counts from 1, not \(rank).")
    switch self {
    case .hitRate(let cut): return rank <= cut ? 1 : 0
    case .ndcg(let cut): return rank <= cut ? discount(rank) : 0
    case .reciprocalRank: return 1 / Double(rank)
    }
  }

  /// The mean over rows, added in the order given; `nil` without rows.
  public func mean(ranks: [Int]) -> Double? {
    guard !ranks.isEmpty else { return nil }
    return ranks.reduce(0) { $0 + value(rank: $1) } / Double(ranks.count)
  }

  /// Mean and variance of one row's value when the target's rank is uniform among the candidates:
  /// what a random ranking must come out at.
  ///
  /// `mean = Σ_{r=1…n} value(min(r, floor)) / n`, and likewise the mean square. For `hr@k` the mean
  /// is `min(k, n)/n`, for `mrr` without a floor the harmonic number `H_n / n`.
  ///
  /// - Parameters:
  ///   - candidates: n, how many items compete, the target among them.
  ///   - floor: rank given to every target that is not among the first `floor − 1`.
  public func underRandomRanking(
    candidates: Int, floor: Int = .max
  ) -> (mean: Double, variance: Double) {
    precondition(
      candidates > 0 && floor > 0, "Random ranking needs candidates and a floor above 0.")
    var sum = 0.0
    var squares = 0.0
    for rank in 1...candidates {
      let value = value(rank: min(rank, floor))
      sum += value
      squares += value * value
    }
    let mean = sum / Double(candidates)
    return (mean, max(0, squares / Double(candidates) - mean * mean))
  }

  /// `1 / log₂(rank + 1)`.
  private func discount(_ rank: Int) -> Double {
    portableLog(2) / portableLog(Double(rank) + 1)
  }
}

/// How a candidate with exactly the target's score counts.
@frozen public enum TieRule: Hashable, Sendable {
  /// It ranks above the target: the target gets the worst rank of its group.
  case against
  /// It ranks below the target: the target gets the best rank of its group.
  case favour
}

/// The rank, from 1, of one item among scored candidates; larger scores rank first.
///
/// `against: 1 + #{j: s_j ≥ s_target}`, `favour: 1 + #{j: s_j > s_target}`, over the candidates j
/// other than the target that are not excluded. A score that is not a number ranks above the
/// target; a target whose own score is not a number ranks last. So a broken model cannot look good.
///
/// - Parameters:
///   - target: index of the item that came next.
///   - scores: `[items]`, one for each item.
///   - excluded: indices taken out of the ranking, in any order, repeats allowed. The target stays
///     in even when it is listed.
///   - ties: how equal scores count.
/// - Precondition: every index lies within `scores`.
@inlinable
public func rank<Score: BinaryFloatingPoint>(
  of target: Int, in scores: UnsafeBufferPointer<Score>, excluding excluded: [Int] = [],
  ties: TieRule
) -> Int {
  let mark = scores[target]
  func isAbove(_ score: Score) -> Bool {
    switch ties {
    case .against: !(score < mark)
    case .favour: !(score <= mark)
    }
  }
  var above = 0
  switch ties {
  case .against: for score in scores { above += score < mark ? 0 : 1 }
  case .favour: for score in scores { above += score <= mark ? 0 : 1 }
  }
  if isAbove(mark) { above -= 1 }
  var previous = -1
  for index in excluded.sorted() where index != previous {
    previous = index
    if index != target, isAbove(scores[index]) { above -= 1 }
  }
  return above + 1
}

/// The rank, from 1, of one item among an array of scores; see the form on a buffer.
@inlinable
public func rank<Score: BinaryFloatingPoint>(
  of target: Int, in scores: [Score], excluding excluded: [Int] = [], ties: TieRule
) -> Int {
  scores.withUnsafeBufferPointer { rank(of: target, in: $0, excluding: excluded, ties: ties) }
}
