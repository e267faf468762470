import Suites
import Verdicts

/// Numbers as people read them: no locale, a true minus sign, digits that are asked for.
enum Numbers {
  /// `0.1720`: this many digits after the point, rounded half away from zero.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "none" : value > 0 ? "∞" : "−∞" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e18 else { return "\(value)" }
    var text = String(Int(nearest: scaled))
    if text.count <= digits { text = String(repeating: "0", count: digits + 1 - text.count) + text }
    if digits > 0 { text.insert(".", at: text.index(text.endIndex, offsetBy: -digits)) }
    return (value < 0 && scaled > 0 ? "−" : "") + text
  }

  /// `±0.0500`, and `±0.000001` where these digits would read as nothing: digits are added up to the
  /// first that counts.
  static func margin(_ value: Double, _ digits: Int) -> String {
    var digits = digits
    func isNothing(_ text: String) -> Bool { !text.contains { $0 != "0" && $0 != "." } }
    while value > 0, digits < 15, isNothing(fixed(value, digits)) { digits += 1 }
    return "±" + fixed(value, digits)
  }

  /// As `fixed`, with a plus sign where positive.
  static func signed(_ value: Double, _ digits: Int) -> String {
    let text = fixed(value, digits)
    return value > 0 && text.contains(where: { $0 != "0" && $0 != "." }) ? "+" + text : text
  }

  /// Four digits after the point; whole numbers from a thousand up: `0.1720`, `570,537`.
  static func measured(_ value: Double) -> String {
    guard abs(value) >= 1000, abs(value) < 1e15 else { return fixed(value, 4) }
    return whole(value)
  }

  /// `1,000,209` of a number rounded to a whole one; as it is where no integer is that large.
  static func whole(_ value: Double) -> String {
    guard abs(value) < 1e18 else { return fixed(value, 0) }
    return groupedDigits(Int(nearest: value))
  }

  /// `+3.2 %` of a fraction.
  static func percent(_ fraction: Double, _ digits: Int = 1) -> String {
    signed(fraction * 100, digits) + " %"
  }

  /// `[−3.2 %, +2.0 %]` of fractions.
  static func percentInterval(_ low: Double, _ high: Double, _ digits: Int = 1) -> String {
    "[\(percent(low, digits)), \(percent(high, digits))]"
  }

  /// `+3.2 %` of a fraction; a dash with the reason where there is none.
  static func percent(_ fraction: MeasuredNumber) -> String {
    switch fraction {
    case .known(let fraction): percent(fraction)
    case .missing(let reason): "– (\(reason))"
    }
  }

  /// `[−3.2 %, +2.0 %]` of fractions; a dash with the reason where there is none.
  static func percentInterval(_ interval: Missable<Interval>) -> String {
    switch interval {
    case .known(let interval): percentInterval(interval.low, interval.high)
    case .missing(let reason): "– (\(reason))"
    }
  }

  /// `0.003`, or `< 0.001`.
  static func probability(_ p: Double) -> String { p < 0.001 ? "< 0.001" : fixed(p, 3) }

  /// `8`, `0.25`: a number in as few digits as it has.
  static func shortest(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(nearest: value))" : "\(value)"
  }
}
