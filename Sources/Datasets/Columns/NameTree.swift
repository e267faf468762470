/// The names in objects that are asked for, and what each leads to. Flat, so that looking a name up
/// touches no reference: every name of every object is looked up.
struct NameTree: Sendable {
  /// A place in the names of an object.
  struct Node: Sendable {
    /// Where its value goes; -1 where nobody asks.
    var slot = -1
    /// The node of a list's elements; -1 where it is no list.
    var elements = -1
    /// Its first name; -1 where it has none.
    var firstName = -1
  }

  /// A name that leads from one node to another.
  private struct Name: Sendable {
    /// Its first eight bytes, zeros after its end.
    let prefix: UInt64
    let count: Int
    /// Where it stands in `letters`.
    let start: Int
    let node: Int
    /// The next name of the same node; -1 after the last.
    let next: Int
  }

  /// Places, the first being the object itself.
  private(set) var nodes = [Node()]
  private var names: [Name] = []
  private var letters: [UInt8] = []

  /// The node that a name leads to; -1 where nobody asks for it.
  @inline(__always)
  func child(of node: Int, _ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Int {
    guard node >= 0 else { return -1 }
    let prefix = Self.prefix(bytes, start, count)
    var place = nodes[node].firstName
    while place >= 0 {
      let name = names[place]
      if name.prefix == prefix, name.count == count, endsAlike(name, bytes, start) {
        return name.node
      }
      place = name.next
    }
    return -1
  }

  private func endsAlike(_ name: Name, _ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    var place = 8
    while place < name.count {
      if letters[name.start + place] != bytes[start + place] { return false }
      place += 1
    }
    return true
  }

  @inline(__always)
  private static func prefix(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int
  ) -> UInt64 {
    if start + 8 <= bytes.count {
      let word = bytes.word(at: start)
      return count < 8 ? word & (1 << UInt64(8 * count) - 1) : word
    }
    var word: UInt64 = 0
    for place in 0..<min(8, count) { word |= UInt64(bytes[start + place]) << UInt64(8 * place) }
    return word
  }

  /// Sets what a path such as `business.id` or `events[].aid` leads to, unless it leads there already.
  ///
  /// - Returns: the slot, and whether a list's elements have it.
  mutating func add(_ path: String, slot: Int) -> (slot: Int, isInList: Bool) {
    var node = 0
    var isInList = false
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      let isList = part.hasSuffix("[]")
      node = child(of: node, named: Array((isList ? part.dropLast(2) : part).utf8))
      if isList {
        isInList = true
        if nodes[node].elements < 0 {
          nodes.append(Node())
          nodes[node].elements = nodes.count - 1
        }
        node = nodes[node].elements
      }
    }
    if nodes[node].slot < 0 { nodes[node].slot = slot }
    return (nodes[node].slot, isInList)
  }

  private mutating func child(of node: Int, named name: [UInt8]) -> Int {
    let known = name.withUnsafeBytes { child(of: node, $0, 0, name.count) }
    guard known < 0 else { return known }
    nodes.append(Node())
    names.append(
      Name(
        prefix: name.withUnsafeBytes { Self.prefix($0, 0, name.count) }, count: name.count,
        start: letters.count, node: nodes.count - 1, next: nodes[node].firstName))
    letters += name
    nodes[node].firstName = names.count - 1
    return nodes.count - 1
  }
}
