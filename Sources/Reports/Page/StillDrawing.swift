/// Whether an SVG only draws: every element is one that gnuplot draws with, nothing in it runs, and
/// nothing leads out of the page that it stands in.
///
/// - Parameter svg: the element, without declaration or document type.
func isStill(_ svg: Substring) -> Bool {
  var rest = svg.utf8[...]
  while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
    rest = rest[rest.index(after: open)...]
    if rest.starts(with: "!--".utf8) {
      guard let end = endOfComment(rest) else { return false }
      rest = rest[end...]
      continue
    }
    guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
    guard isStill(tag: rest[..<close]) else { return false }
    rest = rest[close...]
  }
  return true
}

/// A drawing as it stands in a page: without indentation, and without the empty lines and groups of
/// which gnuplot writes hundreds.
///
/// - Parameter svg: the element, a tag a line.
func slim(_ svg: Substring) -> String {
  var lines: [Substring] = []
  for line in svg.split(separator: "\n") {
    let line = line.drop { $0 == "\t" || $0 == " " }
    if line == "</g>", let last = lines.last, last.hasPrefix("<g "),
      last.firstIndex(of: ">") == last.indices.last
    {
      lines.removeLast()
    } else if !line.isEmpty {
      lines.append(line)
    }
  }
  return lines.joined(separator: "\n")
}

/// How wide a drawing is meant to be, in pixels; nil where it does not say so in whole ones.
func width(ofDrawing svg: Substring) -> Int? {
  guard let box = svg.firstRange(of: "viewBox=\"0 0 ") else { return nil }
  let digits = svg[box.upperBound...].prefix { $0.isASCII && $0.isNumber }
  return digits.count < 6 ? Int(digits) : nil
}

private let elements: Set<String> = [
  "svg", "g", "defs", "desc", "title", "text", "tspan", "use", "symbol", "clippath", "marker",
  "pattern", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
  "lineargradient", "radialgradient", "stop", "filter", "feflood", "fecomposite",
]

private func endOfComment(_ text: Substring.UTF8View) -> Substring.UTF8View.Index? {
  var place = text.startIndex
  while let dash = text[place...].firstIndex(of: UInt8(ascii: "-")) {
    if text[dash...].starts(with: "-->".utf8) { return dash }
    place = text.index(after: dash)
  }
  return nil
}

/// A tag without its brackets: a known element, and attributes of which none runs or leads away.
private func isStill(tag: Substring.UTF8View) -> Bool {
  let text = String(Substring(tag)).lowercased()
  let name = text.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" }
  guard elements.contains(String(name)) else { return false }
  guard !name.isEmpty, text.contains("on") || text.contains("href") || text.contains("url") else {
    return true
  }
  // Names of attributes, blanks around the sign or not: handlers of events begin with `on`.
  for part in text.split(whereSeparator: { $0.isWhitespace || "\"'=/".contains($0) })
  where part.hasPrefix("on") { return false }
  for mark in ["href=\"", "href='", "url("] {
    for found in text.ranges(of: mark) where !text[found.upperBound...].hasPrefix("#") {
      return false
    }
  }
  // Without quotes, or with blanks around the sign, a browser still reads an address.
  let quoted = text.ranges(of: "href=\"").count + text.ranges(of: "href='").count
  return quoted == text.ranges(of: "href").count
}
