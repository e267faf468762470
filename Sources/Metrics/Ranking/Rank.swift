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
