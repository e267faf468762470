/// A whole number as people read it, in no locale: `1,000,209`, `−1,024`.
public func groupedDigits(_ value: Int) -> String {
  var text = ""
  for (place, digit) in String(value.magnitude).reversed().enumerated() {
    if place > 0, place.isMultiple(of: 3) { text.append(",") }
    text.append(digit)
  }
  return (value < 0 ? "−" : "") + String(text.reversed())
}
