/// The numbers that decide how a law is searched for. Declared, never hidden in the code.
public struct LawSettings: Codable, Hashable, Sendable {
  /// Values tried for the outer constant: pf1 of F3, p1 of F1.
  public var outer: [Double]
  /// Smallest exponent.
  public var lowest: Double
  /// Largest exponent.
  public var highest: Double
  /// Exponents that searches start from; every combination over the axes is one start.
  public var starts: [Double]
  /// Resamples of the bootstrap; 0 for none.
  public var resamples: Int

  /// How a law is searched for.
  public init(
    outer: [Double], lowest: Double, highest: Double, starts: [Double], resamples: Int
  ) {
    self.outer = outer
    self.lowest = lowest
    self.highest = highest
    self.starts = starts
    self.resamples = resamples
  }

  /// Outer constants from 1/20 to 128, which spans what the drawn surfaces use (4 to 32); exponents
  /// from −3 to 10 (drawn: −1.25 to 8.2), started on both sides of 0.
  public static let wide = LawSettings(
    outer: [0.05, 0.2, 0.5, 1, 2, 4, 8, 12, 16, 20, 24, 32, 64, 128], lowest: -3, highest: 10,
    starts: [-2, -1, -0.5, -0.2, 0.2, 0.5, 1, 3], resamples: 400)

  /// The same with one outer constant: 2, as in the authors' released script, which leaves F3 five
  /// parameters.
  public static let released: LawSettings = {
    var settings = wide
    settings.outer = [2]
    return settings
  }()

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
    guard !starts.isEmpty, starts.allSatisfy({ $0 >= lowest && $0 <= highest }) else {
      throw refuse("the starts must lie within the bounds of the exponents, at least one")
    }
    guard resamples >= 0 else { throw refuse("the number of resamples must not be negative") }
  }
}
