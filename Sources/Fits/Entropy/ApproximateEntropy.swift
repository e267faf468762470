internal import Foundation

/// Approximate entropy (Pincus 1991): how much less often runs of m + 1 values recur than runs of m.
///
/// For `u(1…N)`: `x_i = (u(i), …, u(i+m−1))`, `C_i = #{j: x_j = x_i} / (N−m+1)` with the match of a
/// run with itself counted, `Φ^m = mean_i ln C_i`, `ApEn = Φ^m − Φ^(m+1)`. 0 for a constant
/// sequence; `ln((N−m)/(N−m+1)) < 0` where every run is unlike every other.
public struct ApproximateEntropy: Codable, Hashable, Sendable {
  /// What follows the last value.
  public enum Ends: Hashable, Sendable {
    /// Nothing: there are N − m + 1 runs.
    case open
    /// The first value again: there are N runs (NIST SP 800-22, section 2.12).
    case circular
  }

  /// Φ^m.
  public var shorter: Double
  /// Φ^(m+1).
  public var longer: Double
  /// Φ^m − Φ^(m+1), with its sign.
  public var value: Double { shorter - longer }

  /// The approximate entropy of items that are equal or not: the numbers of items mean nothing.
  ///
  /// Runs of each length are numbered from the numbers of the runs one shorter, so that the cost
  /// is N·m look-ups, not N² comparisons.
  ///
  /// - Throws: ``FitError`` for m below 1 or too few items.
  public init(of items: [Int], length m: Int, ends: Ends = .open) throws(FitError) {
    guard m >= 1 else {
      throw FitError(subject: "Approximate entropy", reason: "the run length must be at least 1")
    }
    guard items.count >= (ends == .open ? m + 1 : 1) else {
      throw FitError(
        subject: "Approximate entropy",
        reason: "\(items.count) values are too few for runs of \(m + 1)")
    }
    var names = Array(repeating: 0, count: items.count)
    for length in 1...m { names = Self.lengthened(names, items, length, ends) }
    shorter = Self.phi(names)
    longer = Self.phi(Self.lengthened(names, items, m + 1, ends))
  }

  /// Names of the runs of `length`, from names of the runs one shorter: equal runs, equal names.
  private static func lengthened(
    _ names: [Int], _ items: [Int], _ length: Int, _ ends: Ends
  ) -> [Int] {
    struct Step: Hashable {
      var name: Int
      var item: Int
    }
    let runs = ends == .open ? items.count - length + 1 : items.count
    var found: [Step: Int] = [:]
    found.reserveCapacity(runs)
    return (0..<runs).map { i in
      let step = Step(name: names[i], item: items[(i + length - 1) % items.count])
      if let known = found[step] { return known }
      found[step] = found.count
      return found.count - 1
    }
  }

  /// `mean ln C` from names of runs.
  private static func phi(_ names: [Int]) -> Double {
    var counts = Array(repeating: 0, count: names.count)
    for name in names { counts[name] += 1 }
    let runs = Double(names.count)
    return counts.reduce(0) { $1 > 0 ? $0 + Double($1) * log(Double($1) / runs) : $0 } / runs
  }
}
