/// The ranks of the targets of all test users.
package struct TargetRanks: Hashable, Sendable {
  /// User by user, and each user's targets in their order: `[targets]`, from 1.
  package let ranks: [Int32]
  /// Targets of each user, the same for all; at least 1.
  package let targets: Int

  /// The ranks of this many targets of each user; nil where they are not so many of every one.
  package init?(_ ranks: [Int32], targets: Int = 1) {
    guard targets > 0, ranks.count.isMultiple(of: targets) else { return nil }
    self.ranks = ranks
    self.targets = targets
  }

  /// Test users.
  package var users: Int { ranks.count / targets }

  /// A metric user by user: `[users]`.
  package func values(_ metric: any RankMetric) -> [Double] {
    (0..<users).map { metric.value(ranks: ranks[$0 * targets..<($0 + 1) * targets]) }
  }

  /// The mean over users, added in their order; nil without users.
  package func mean(_ metric: any RankMetric) -> Double? {
    ranks.isEmpty ? nil : values(metric).reduce(0, +) / Double(users)
  }
}
