/// One look of several, or the only one: at which level a statement is tested there.
package struct Look: Hashable, Sendable {
  /// All looks.
  let spending: Spending
  /// Which of them, counted from 1.
  let number: Int

  /// A suite without looks: the whole level at once.
  package static let only = Look(spending: Spending(seeds: [1]), number: 1)

  /// Whether there is no other.
  var isOnly: Bool { spending.seeds.count == 1 }

  /// The two-sided level of a test here, where all looks together have the level `alpha`.
  func level(_ alpha: Double) -> Double {
    isOnly ? alpha : spending.levels(alpha, first: number)[number - 1]
  }

  /// What a probability seen here is worth among all looks.
  func overall(_ p: Double) -> Double { spending.overall(p, at: number) }

  /// The level that so many seeds would be tested at: that of the last look they suffice for.
  func planned(_ alpha: Double) -> (_ seeds: Int) -> Double {
    if isOnly { return { _ in alpha } }
    let levels = spending.levels(alpha)
    return { count in
      let look = spending.seeds.lastIndex { $0 <= count } ?? 0
      return levels[look]
    }
  }
}
