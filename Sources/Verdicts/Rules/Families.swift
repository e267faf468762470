public import Suites

/// Statements that are adjusted together. Their number is what the suite declares, measured or not,
/// so that a run that arrives later changes no verdict that was reached before: rule 8.
public enum Family: String, Codable, Hashable, Sendable, CaseIterable {
  /// The sentences of the abstract and of the main table, under Holm.
  case headline
  /// All other claims of the suite's own profiles, under Benjamini and Hochberg.
  case detail
  /// Headline claims that read a run of a profile the suite does not run by itself, under Holm.
  case otherHeadline = "other-headline"
  /// Other claims that do, under Benjamini and Hochberg.
  case other

  /// The name of the adjustment.
  public var method: String {
    switch self {
    case .headline, .otherHeadline: "Holm"
    case .detail, .other: "Benjamini–Hochberg"
    }
  }

  /// Adjusted probabilities, in the order given.
  ///
  /// - Parameters:
  ///   - p: those that were measured.
  ///   - size: how many statements were declared; the ones not measured count with 1.
  public func adjusted(_ p: [Double], size: Int) -> [Double] {
    let all = p + Array(repeating: 1, count: max(0, size - p.count))
    let adjusted: [Double] =
      switch self {
      case .headline, .otherHeadline: holm(all)
      case .detail, .other: benjaminiHochberg(all)
      }
    return Array(adjusted.prefix(p.count))
  }
}

/// How surprising a statement's numbers are, alone and among the statements of its family.
public struct Significance: Codable, Hashable, Sendable {
  /// Two-sided probability, unadjusted.
  public var p: Double
  /// What it is worth among all looks, where the suite is looked at several times: the least level
  /// that, spent over them, has it beyond its look's boundary; nil for a suite of one look.
  public var sequential: Double?
  /// The same, adjusted over the family.
  public var adjusted: Double
  /// What it was adjusted with.
  public var family: Family
  /// How many statements the family declares.
  public var size: Int

  /// What stands beside the adjustment's name in a reason.
  var looks: String { sequential == nil ? "" : ", at this look" }

  /// The level at which this statement alone would have to be told, for its adjusted probability to
  /// be told at `alpha`; of several looks all together.
  func level(_ alpha: Double) -> Double {
    let p = sequential ?? p
    return adjusted > 0 && adjusted < 1 && p > 0
      ? alpha * p / adjusted : alpha / Double(max(1, size))
  }
}

extension Suite {
  /// The family of a claim; nil where it makes no statement that chance could decide: another scale,
  /// or quantities without seeds.
  public func family(of claim: Claim) -> Family? {
    if case .value(let value) = claim, value.reference.otherScale != nil { return nil }
    let specs = claim.runs.compactMap { id in runs.first { $0.id == id } }
    if specs.allSatisfy({ $0.task.isDeterministic }) { return nil }
    let own = specs.allSatisfy { policy.profiles.contains($0.profile) }
    return switch (claim.headline, own) {
    case (true, true): .headline
    case (false, true): .detail
    case (true, false): .otherHeadline
    case (false, false): .other
    }
  }
}

/// Holm's step-down adjustment: each p-value times the number of statements still standing, made
/// monotone, at most 1; in the order given.
public func holm(_ p: [Double]) -> [Double] {
  let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
  var adjusted = p
  var largest = 0.0
  for (place, index) in order.enumerated() {
    largest = max(largest, min(1, Double(p.count - place) * p[index]))
    adjusted[index] = largest
  }
  return adjusted
}

/// Benjamini and Hochberg's step-up adjustment: each p-value times the number of statements over its
/// rank, made monotone from above, at most 1; in the order given.
public func benjaminiHochberg(_ p: [Double]) -> [Double] {
  let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
  var adjusted = p
  var smallest = 1.0
  for (place, index) in order.enumerated().reversed() {
    smallest = min(smallest, Double(p.count) * p[index] / Double(place + 1))
    adjusted[index] = smallest
  }
  return adjusted
}
