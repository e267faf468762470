public import Suites

/// The numbers that decide how a law is searched for. Declared, never hidden in the code.
public struct LawSettings: Codable, Hashable, Sendable {
  /// Values tried for the outer constant: pf1 of F3, p1 of F1; for pf2 too where F3 has its own data
  /// term.
  public var outer: [Double]
  /// Smallest exponent.
  public var lowest: Double
  /// Largest exponent.
  public var highest: Double
  /// Exponents that are scanned, ascending, in every combination over the axes; a search starts
  /// from each combination that is no higher than its neighbours.
  public var scan: [Double]
  /// Resamples of the bootstrap; 0 for none.
  public var resamples: Int
  /// Places that the refit of a resample descends from: the best of those that the search found.
  public var descents: Int
  /// How the data size enters; nil for one constant a size in the laws for a metric, and for their own
  /// terms in the forms for a loss.
  public var data: DataPart?

  /// How a law is searched for.
  public init(
    outer: [Double], lowest: Double, highest: Double, scan: [Double], resamples: Int,
    descents: Int = 28, data: DataPart? = nil
  ) {
    self.outer = outer
    self.lowest = lowest
    self.highest = highest
    self.scan = scan
    self.resamples = resamples
    self.descents = descents
    self.data = data
  }

  /// Outer constants from 1/20 to 128, which spans what the drawn surfaces use (4 to 32); exponents
  /// from −3 to 10 (drawn: −1.25 to 8.2), scanned more closely around 0.
  public static let wide = LawSettings(
    outer: [0.05, 0.2, 0.5, 1, 2, 4, 8, 12, 16, 20, 24, 32, 64, 128], lowest: -3, highest: 10,
    scan: [
      -3, -2.5, -2, -1.7, -1.4, -1.2, -1, -0.85, -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, -0.03,
      -0.01, -0.003, 0.003, 0.01, 0.03, 0.1, 0.2,
      0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.3, 1.7, 2.2, 3, 4.5, 7, 10,
    ], resamples: 400)

  /// - Throws: ``FitError`` for lists that are empty, and bounds or starts that make no sense.
  func check() throws(FitError) {
    func refuse(_ reason: String) -> FitError {
      FitError(subject: "Search settings", reason: reason)
    }
    guard !outer.isEmpty, outer.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw refuse("the outer constants must be positive numbers, at least one")
    }
    guard lowest < highest, lowest.isFinite, highest.isFinite else {
      throw refuse("the smallest exponent must lie below the largest")
    }
    guard !scan.isEmpty, scan.allSatisfy({ $0 >= lowest && $0 <= highest }),
      zip(scan, scan.dropFirst()).allSatisfy(<)
    else {
      throw refuse("the scan must ascend within the bounds of the exponents, at least one number")
    }
    guard resamples >= 0 else { throw refuse("the number of resamples must not be negative") }
    guard descents >= 1 else { throw refuse("a resample needs a place to descend from") }
  }
}
