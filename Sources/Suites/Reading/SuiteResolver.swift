internal import Yams

/// Turns a suite as it is written into the suite as it is decoded, every line of it there: `defaults`
/// are filled in, entries with a `matrix` become their members, tables become their cells' claims, and a
/// `*` in the runs of a deviation becomes all the runs that it stands for.
/// It works on the tree of the file, so that the types, and with them all ids and digests, know nothing
/// of how short a suite was written; each node keeps its line.
struct SuiteResolver {
  /// Lists of entries beside `runs`.
  private static let sections = [
    "datasets", "guards", "claims", "blocked", "comparisons", "deviations", "contradictions",
  ]
  /// More than any suite needs, and little enough to refuse at once what multiplies itself.
  private static let bound = 4_000_000

  /// The file, as messages name it.
  let file: String
  /// Parts written so far, against ``bound``.
  private var spent = 0
  /// Words that patterns named since it was emptied.
  private var named: Set<String> = []

  /// A resolver for a file of that name.
  init(file: String) { self.file = file }

  /// The tree with everything written out.
  ///
  /// - Throws: `SuiteError` with file and line for what cannot be resolved.
  mutating func resolved(_ root: Node) throws(SuiteError) -> Node {
    guard var suite = Fields(root) else { return root }
    var defaults = try Defaults(suite.remove("defaults"), file: file)
    for (index, (key, value)) in suite.pairs.enumerated() {
      guard let name = key.string, name == "runs" || Self.sections.contains(name),
        case .sequence(var list) = value
      else { continue }
      var entries: [Node] = []
      for entry in list {
        for member in try members(of: entry, lenient: isTable(entry)) {
          switch name {
          case "runs": entries.append(defaults.complete(member))
          case "claims": entries += try claims(of: member)
          default: entries.append(member)
          }
        }
      }
      list = Node.Sequence(entries, list.tag, list.style, list.mark)
      suite.pairs[index].value = .sequence(list)
    }
    try defaults.requireUse()
    try readWildcards(in: &suite)
    return suite.node
  }

  /// Writes out the runs of each deviation.
  private mutating func readWildcards(in suite: inout Fields) throws(SuiteError) {
    guard case .sequence(let runs)? = suite["runs"], case .sequence(let all)? = suite["deviations"]
    else { return }
    let ids = runs.compactMap { Fields($0)?["id"]?.string }
    var deviations: [Node] = []
    for deviation in all { deviations.append(try readingWildcards(of: deviation, among: ids)) }
    let list = Node.Sequence(deviations, all.tag, all.style, all.mark)
    suite.set("deviations", .sequence(list), at: suite.mark(of: "deviations"))
  }

  private func isTable(_ entry: Node) -> Bool { Fields(entry)?["kind"]?.string == TableKind.kind }

  private mutating func claims(of entry: Node) throws(SuiteError) -> [Node] {
    guard let fields = Fields(entry), isTable(entry) else { return [entry] }
    let table = try Table(fields, file: file)
    return try requiringUse(of: table.said) { (resolver) throws(SuiteError) in
      try table.claims(in: &resolver)
    }
  }

  /// Notes that a pattern named a word.
  mutating func use(_ word: String) { named.insert(word) }

  /// Does what is given and refuses words of `with` that no pattern in it names.
  mutating func requiringUse(
    of words: [(name: String, mark: Mark?)], _ work: (inout Self) throws(SuiteError) -> [Node]
  ) throws(SuiteError) -> [Node] {
    let outer = named
    named = []
    let done = try work(&self)
    if let idle = words.first(where: { !named.contains($0.name) }) {
      throw SuiteError(
        file, idle.mark, "SUITE-MATRIX-005",
        "no pattern names '{\(idle.name)}', which 'with' defines")
    }
    named.formUnion(outer)
    return done
  }

  /// Counts parts that are written out, and refuses a suite that has too many.
  mutating func spend(_ parts: Int, at mark: Mark?) throws(SuiteError) {
    spent += parts
    guard spent <= Self.bound else {
      throw SuiteError(
        file, mark, "SUITE-MATRIX-006", "written out, the suite is larger than can be read")
    }
  }
}

extension SuiteError {
  /// What cannot be resolved at a place.
  init(_ file: String, _ mark: Mark?, _ rule: String, _ problem: String) {
    self.init(file: file, line: mark?.line, column: mark?.column, rule: rule, problem: problem)
  }

  /// A key that nothing reads, with the nearest one that something does.
  static func unknownKey(
    _ key: Node, in place: String, among known: [String], _ rule: String, file: String
  ) -> SuiteError {
    let name = key.string ?? ""
    let hint =
      closest(to: name, among: known).map { "; did you mean '\($0)'?" }
      ?? "; there are \(known.joined(separator: ", "))"
    return SuiteError(file, key.mark, rule, "the key '\(name)' in \(place) is unknown\(hint)")
  }
}
