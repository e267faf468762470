/// A whole number as people read it, in no locale: `1,000,209`, `−1,024`.
public func groupedDigits(_ value: Int) -> String {
  var text = ""
  for (place, digit) in String(value.magnitude).reversed().enumerated() {
    if place > 0, place.isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return (value < 0 ? "−" : "") + String(text.reversed())
}

/// `1 claim`, `2,048 claims`.
public func counted(_ count: Int, _ noun: String) -> String {
  "\(groupedDigits(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// A time as people read it, whatever a record says: `8.1 s`, `14 min 3 s`, `3 h 12 min`; tenths stand
/// where a time under a minute has them.
///
/// - Parameter seconds: seconds; what is no number or less than nothing counts as none.
public func durationWords(_ seconds: Double) -> String {
  let tenths = Int(nearest: min(max(0, seconds.isNaN ? 0 : seconds), 1e15) * 10)
  if tenths < 600 {
    return tenths.isMultiple(of: 10) ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
  }
  let whole = Int(nearest: Double(tenths) / 10)
  if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
  return "\(whole / 3600) h \(whole % 3600 / 60) min"
}
