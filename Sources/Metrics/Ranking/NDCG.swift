internal import Determinism

/// `ndcg@k`: `Σ_{r ≤ k} d(r) / Σ_{i ≤ min(k, n)} d(i)` over the ranks r of a user's n targets, with
/// `d(r) = 1 / log₂(r + 1)`: binary gains, the ideal order below (Järvelin and Kekäläinen 2002). With
/// one target it is d(r).
package struct NDCG: CutFamily, RankMetric {
  package static let word = "ndcg"
  package let cut: Int

  package init(cut: Int) { self.cut = cut }

  package var label: String? { "NDCG" }

  package func value(ranks: ArraySlice<Int32>) -> Double {
    let gain = ranks.reduce(0) { $0 + ($1 <= cut ? discount(Int($1)) : 0) }
    if ranks.count == 1 { return gain }
    return gain / (1...max(1, min(cut, ranks.count))).reduce(0) { $0 + discount($1) }
  }

  /// At 1 it is the hit rate.
  package func step(users: Int) -> Double { cut == 1 ? 1 / Double(users) : 0 }

  private func discount(_ rank: Int) -> Double {
    portableLog(2) / portableLog(Double(rank) + 1)
  }
}
