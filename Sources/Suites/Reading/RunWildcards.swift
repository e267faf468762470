internal import Yams

extension SuiteResolver {
  /// A deviation in whose `runs` each name with a `*` has become the names it stands for, in the order of
  /// the suite. A run that is in the list already is not listed by a `*` again, nor one that a `*` listed
  /// by its name.
  ///
  /// - Parameters:
  ///   - deviation: An entry of `deviations`, its patterns filled.
  ///   - runs: The ids of the suite's runs, in their order.
  /// - Throws: `SuiteError` for a name with a `*` that stands for no run, and for more names than can be
  ///   read.
  mutating func readingWildcards(
    of deviation: Node, among runs: [String]
  ) throws(SuiteError) -> Node {
    guard var fields = Fields(deviation), case .sequence(let names)? = fields["runs"] else {
      return deviation
    }
    var listed: [Node] = []
    var seen: Set<String> = []
    var found: Set<String> = []
    for name in names {
      guard let text = name.string, text.contains("*") else {
        if let text = name.string, found.contains(text) { continue }
        listed.append(name)
        if let text = name.string { seen.insert(text) }
        continue
      }
      let wildcard = Wildcard(text)
      // Each run is held against each part of the name.
      try spend(runs.count.multipliedWithinBounds(by: wildcard.parts.count), at: name.mark)
      let matches = runs.filter { wildcard.matches($0) }
      guard !matches.isEmpty else {
        throw SuiteError(file, name.mark, "SUITE-REF-010", "'\(text)' stands for no run")
      }
      found.formUnion(matches)
      listed += matches.filter { seen.insert($0).inserted }.map { .text($0, at: name.mark) }
    }
    let list = Node.Sequence(listed, names.tag, names.style, names.mark)
    fields.set("runs", .sequence(list), at: fields.mark(of: "runs"))
    return fields.node
  }
}

/// A name in which each `*` stands for any characters, or none.
private struct Wildcard {
  /// What stands before the first `*`, between two of them, and after the last.
  let parts: [Substring]

  /// - Parameter text: A name with one `*` or more.
  init(_ text: String) {
    let all = text.split(separator: "*", omittingEmptySubsequences: false)
    parts = all.prefix(1) + all.dropFirst().dropLast().filter { !$0.isEmpty } + all.suffix(1)
  }

  func matches(_ name: String) -> Bool {
    guard name.utf8.count <= longestIdentifier, let first = parts.first, let last = parts.last,
      name.count >= first.count + last.count, name.hasPrefix(first), name.hasSuffix(last)
    else { return false }
    // Each part at its first place after the one before: if the parts fit anywhere, they fit there.
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() {
      guard part.count <= rest.count, let place = rest.firstRange(of: part) else { return false }
      rest = rest[place.upperBound...]
    }
    return true
  }
}
