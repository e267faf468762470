/// Numbers that are possible in a place.
package struct Bounds: Hashable, Sendable {
  /// The least one, or what all lie above.
  package var lower: Double
  /// The largest one, or what all lie below.
  package var upper: Double
  /// Whether `lower` itself is possible.
  package var includesLower: Bool
  /// Whether `upper` itself is possible.
  package var includesUpper: Bool

  /// `lower ≤ x < upper`.
  package static func from(_ lower: Double, below upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesLower: true, includesUpper: false)
  }

  /// `lower < x ≤ upper`.
  package static func above(_ lower: Double, upTo upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesLower: false, includesUpper: true)
  }

  /// `lower ≤ x ≤ upper`.
  package static func from(_ lower: Double, to upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesLower: true, includesUpper: true)
  }

  /// `lower < x < upper`.
  package static func above(_ lower: Double, below upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesLower: false, includesUpper: false)
  }

  /// Above 0.
  package static let positive = Bounds.above(0, below: .infinity)

  /// From 0.
  package static let nonnegative = Bounds.from(0, below: .infinity)

  /// Every number.
  package static let finite = Bounds(
    lower: -.infinity, upper: .infinity, includesLower: false, includesUpper: false)

  package func contains(_ number: Double) -> Bool {
    (includesLower ? number >= lower : number > lower)
      && (includesUpper ? number <= upper : number < upper)
  }

  /// "from 0 to below 1", "above 1 and up to 1e9", "from 0".
  package var words: String {
    if self == .finite { return "that is finite" }
    if upper == .infinity {
      return includesLower ? "of \(Self.short(lower)) or more" : "above \(Self.short(lower))"
    }
    return (includesLower ? "from \(Self.short(lower)) " : "above \(Self.short(lower)) and ")
      + (includesLower ? "to " : includesUpper ? "up to " : "")
      + (includesUpper ? "" : "below ") + Self.short(upper)
  }

  /// As people write it: 1, 0.5, 1e9.
  private static func short(_ number: Double) -> String {
    // From here on the shortest decimal text has an exponent, and a tenth of the number is not exact.
    if abs(number) >= 1e16 {
      return "\(number)".replacing(".0e", with: "e").replacing("e+", with: "e")
    }
    var (digits, zeros) = (number, 0)
    while abs(digits) >= 1e6, digits / 10 == (digits / 10).rounded() {
      (digits, zeros) = (digits / 10, zeros + 1)
    }
    while zeros > 0, abs(digits) >= 10, digits / 10 == (digits / 10).rounded() {
      (digits, zeros) = (digits / 10, zeros + 1)
    }
    let text = digits == digits.rounded() ? String(Int(nearest: digits)) : "\(digits)"
    return zeros > 0 ? "\(text)e\(zeros)" : text
  }
}
