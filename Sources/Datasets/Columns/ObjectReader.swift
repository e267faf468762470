internal import Suites

// Lines that are objects of JSON, or dictionaries as Python prints them.

extension TileReader {
  /// Objects within objects, at most.
  private static let deepest = 64

  /// Reads an object and keeps the events that it says.
  mutating func object(_ start: Int, _ end: Int) throws(RowProblem) {
    for slot in pieces.indices { pieces[slot] = .absent }
    var place = space(start, end)
    if place == end { return }
    guard bytes[place] == UInt8(ascii: "{") else {
      throw RowProblem(
        bytes[place] == UInt8(ascii: "[")
          ? "it begins a list, but JSON lines have one object per line: `jq -c '.[]'` makes them of a list"
          : "it is not an object: it does not begin with {")
    }
    var list: (node: Int, start: Int)?
    place = try value(0, place, end, depth: 0, &list)
    guard space(place, end) == end else { throw RowProblem("there is more after the object") }
    guard let list else {
      // A list that is empty or not there says no events.
      if plan.elementSlots.isEmpty { try event() }
      return
    }
    place = space(list.start + 1, end)
    while bytes[place] != UInt8(ascii: "]") {
      for slot in plan.elementSlots { pieces[slot] = .absent }
      var none: (node: Int, start: Int)?
      place = space(try value(list.node, place, end, depth: 1, &none), end)
      try event()
      if bytes[place] == UInt8(ascii: ",") { place = space(place + 1, end) }
    }
  }

  @inline(__always)
  private func space(_ start: Int, _ end: Int) -> Int {
    var place = start
    while place < end, bytes[place] <= 0x20 { place += 1 }
    return place
  }

  /// Passes a value, and keeps what is asked for in it.
  ///
  /// - Parameters:
  ///   - node: where it stands in the names that are asked for; -1 where nothing is.
  ///   - list: the list that says the events, if it is found.
  /// - Returns: the place after it.
  private mutating func value(
    _ node: Int, _ start: Int, _ end: Int, depth: Int, _ list: inout (node: Int, start: Int)?
  ) throws(RowProblem) -> Int {
    guard depth < Self.deepest else {
      throw RowProblem("its objects are nested deeper than \(Self.deepest)")
    }
    guard start < end else { throw cutShort }
    let slot = node >= 0 ? plan.tree.nodes[node].slot : -1
    switch bytes[start] {
    case UInt8(ascii: "{"): return try members(node, start, end, depth, &list)
    case UInt8(ascii: "["):
      if node >= 0, plan.tree.nodes[node].elements >= 0 {
        list = (plan.tree.nodes[node].elements, start)
      }
      return try elements(start, end, depth, &list)
    default:
      let (piece, next) = try scalar(start, end)
      if slot >= 0 {
        guard pieces[slot].form == .absent else { throw RowProblem("it has a name twice") }
        pieces[slot] = piece
      }
      return next
    }
  }

  private mutating func members(
    _ node: Int, _ start: Int, _ end: Int, _ depth: Int, _ list: inout (node: Int, start: Int)?
  ) throws(RowProblem) -> Int {
    var place = space(start + 1, end)
    if place < end, bytes[place] == UInt8(ascii: "}") { return place + 1 }
    while true {
      guard place < end else { throw cutShort }
      let (name, next) = try scalar(place, end)
      guard isText(place, end) else { throw RowProblem("a name in it is not a string") }
      place = space(next, end)
      guard place < end else { throw cutShort }
      guard bytes[place] == UInt8(ascii: ":") else { throw RowProblem("a name lacks its colon") }
      place = space(place + 1, end)
      place = space(
        try value(
          plan.tree.child(of: node, bytes, name.start, name.end - name.start), place, end,
          depth: depth + 1, &list), end)
      guard place < end else { throw cutShort }
      if bytes[place] == UInt8(ascii: "}") { return place + 1 }
      guard bytes[place] == UInt8(ascii: ",") else { throw RowProblem("a comma is missing in it") }
      place = space(place + 1, end)
    }
  }

  private mutating func elements(
    _ start: Int, _ end: Int, _ depth: Int, _ list: inout (node: Int, start: Int)?
  ) throws(RowProblem) -> Int {
    var place = space(start + 1, end)
    if place < end, bytes[place] == UInt8(ascii: "]") { return place + 1 }
    while true {
      place = space(try value(-1, place, end, depth: depth + 1, &list), end)
      guard place < end else { throw cutShort }
      if bytes[place] == UInt8(ascii: "]") { return place + 1 }
      guard bytes[place] == UInt8(ascii: ",") else { throw RowProblem("a comma is missing in it") }
      place = space(place + 1, end)
    }
  }

  /// Whether a text begins at a place.
  @inline(__always)
  private func isText(_ place: Int, _ end: Int) -> Bool {
    if bytes[place] == quote { return true }
    guard isPython else { return false }
    if bytes[place] == apostrophe { return true }
    return (bytes[place] == UInt8(ascii: "u") || bytes[place] == UInt8(ascii: "b"))
      && place + 1 < end && (bytes[place + 1] == quote || bytes[place + 1] == apostrophe)
  }

  /// A text, a number or a word, and the place after it.
  @inline(__always)
  private func scalar(_ start: Int, _ end: Int) throws(RowProblem) -> (Piece, Int) {
    guard isText(start, end) else {
      var place = start
      while place < end, isWord(bytes[place]) { place += 1 }
      guard place > start else {
        throw RowProblem(
          bytes[start] == apostrophe
            ? "its strings are in single quotes, as Python prints them; `form: python-dicts` reads those"
            : "a value is missing in it")
      }
      let isNothing =
        place == start + 4 && (bytes[start] | 0x20) == UInt8(ascii: "n")
        && (bytes.holds(nothing, at: start, to: end) || bytes.holds(none, at: start, to: end))
      return (Piece(start: start, end: place, form: isNothing ? .absent : .plain), place)
    }
    let opening = bytes[start] == quote || bytes[start] == apostrophe ? start : start + 1
    var place = opening + 1
    var form = Piece.Form.plain
    while true {
      place = bytes.first(bytes[opening], or: UInt8(ascii: "\\"), from: place, to: end)
      guard place < end else { throw cutShort }
      if bytes[place] == bytes[opening] {
        return (Piece(start: opening + 1, end: place, form: form), place + 1)
      }
      form = .escaped
      place += 2
    }
  }

  /// Bytes of numbers and of words such as `true`.
  @inline(__always)
  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private var cutShort: RowProblem { RowProblem("the object is cut short") }
}

private let apostrophe = UInt8(ascii: "'")
private let nothing = Array("null".utf8)
private let none = Array("None".utf8)
