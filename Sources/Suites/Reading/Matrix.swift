internal import Yams

/// One member of a matrix: the entry's fields with those that its place on each axis sets, and what
/// stands for each word of a pattern.
struct MatrixMember {
  var fields: Fields
  var words: [String: Node]
}

extension SuiteResolver {
  /// Members of one matrix, at most.
  private static let largest = 10_000

  /// The entries that an entry with a `matrix` stands for, in the order of its axes, the first axis
  /// slowest; the entry itself where it has none.
  ///
  /// - Throws: `SuiteError` for axes that are none, holes that hit nothing, members of one id.
  mutating func members(of entry: Node, lenient: Bool) throws(SuiteError) -> [Node] {
    guard var fields = Fields(entry), let matrix = fields.remove("matrix") else { return [entry] }
    guard let axes = Fields(matrix), !axes.pairs.isEmpty else {
      throw SuiteError(
        file, matrix.mark, "SUITE-MATRIX-001", "'matrix' must be a mapping of axes to their values")
    }
    let holes = (except: fields.remove("except"), only: fields.remove("only"))
    var found = [(at: [String: String](), member: MatrixMember(fields: fields, words: [:]))]
    var said: [(name: String, mark: Mark?)] = []
    for (key, value) in axes.pairs {
      let axis = key.string ?? ""
      let values = try values(of: axis, value)
      guard found.count * values.count <= Self.largest else {
        throw SuiteError(
          file, key.mark, "SUITE-MATRIX-006",
          "a matrix may have at most \(Self.largest) members, not \(found.count * values.count)")
      }
      var next: [(at: [String: String], member: MatrixMember)] = []
      for (at, member) in found {
        for (label, set) in values {
          var member = member
          member.words[axis] = label
          if let set { said += try self.set(set, in: &member) }
          next.append((at.merging([axis: label.string ?? ""]) { $1 }, member))
        }
      }
      found = next
    }
    for (holes, keeps) in [(holes.only, true), (holes.except, false)] {
      guard let holes else { continue }
      let hit = try hits(holes, found.map(\.at), keeps ? "only" : "except", axes)
      found = zip(found, hit).filter { $0.1 == keeps }.map(\.0)
      guard !found.isEmpty else {
        throw SuiteError(
          file, holes.mark, "SUITE-MATRIX-003", "no member of the matrix is left")
      }
    }
    return try requiringUse(of: said) { (resolver) throws(SuiteError) in
      try resolver.entries(of: found.map(\.member), fields, lenient: lenient)
    }
  }

  /// Gives a member the fields that its place on an axis sets.
  ///
  /// - Returns: the words that they say for patterns.
  private func set(
    _ set: Fields, in member: inout MatrixMember
  ) throws(SuiteError) -> [(name: String, mark: Mark?)] {
    var set = set
    let more = set.remove("with")
    if let more { member.words.merge(try words(more)) { $1 } }
    let mark = member.fields.mark
    member.fields = set.completed(by: member.fields, dropping: false)
    member.fields.mark = mark
    return more.flatMap(Fields.init)?.pairs.map { ($0.key.string ?? "", $0.key.mark) } ?? []
  }

  /// The members' entries, each with its words filled in.
  private mutating func entries(
    of members: [MatrixMember], _ fields: Fields, lenient: Bool
  ) throws(SuiteError) -> [Node] {
    var entries: [Node] = []
    var ids: Set<String> = []
    for member in members {
      let entry = try filled(member.fields.node, member.words, lenient: lenient)
      if let id = Fields(entry)?["id"]?.string, !id.contains("{"), !ids.insert(id).inserted {
        let pattern = fields["id"]?.string ?? ""
        throw SuiteError(
          file, fields.mark(of: "id"), "SUITE-MATRIX-004",
          "the pattern '\(pattern)' gives two members of the matrix the id '\(id)'")
      }
      entries.append(entry)
    }
    return entries
  }

  /// The values of an axis: words in a list, or words with the fields that each sets.
  private func values(
    of axis: String, _ node: Node
  ) throws(SuiteError) -> [(label: Node, set: Fields?)] {
    var found: [(label: Node, set: Fields?)] = []
    switch node {
    case .sequence(let list):
      for element in list {
        guard element.string != nil else {
          throw SuiteError(
            file, element.mark, "SUITE-MATRIX-001",
            "the axis '\(axis)' may list only words and numbers; a value that sets fields is written "
              + "'word: {fields}'")
        }
        found.append((element, nil))
      }
    case .mapping(let mapping):
      for (key, value) in mapping {
        guard value.isEmpty || Fields(value) != nil else {
          throw SuiteError(
            file, value.mark, "SUITE-MATRIX-001",
            "'\(key.string ?? "")' of the axis '\(axis)' must be a mapping of fields to set")
        }
        found.append((key, Fields(value)))
      }
    case .scalar, .alias: break
    }
    guard !found.isEmpty else {
      throw SuiteError(
        file, node.mark, "SUITE-MATRIX-001",
        "the axis '\(axis)' must be a list of at least one value")
    }
    return found
  }

  /// What `with:` says for words of patterns.
  func words(_ node: Node) throws(SuiteError) -> [String: Node] {
    guard let fields = Fields(node) else {
      throw SuiteError(
        file, node.mark, "SUITE-MATRIX-001",
        "'with' must be a mapping of words to what they stand for")
    }
    return Dictionary(
      fields.pairs.map { ($0.key.string ?? "", $0.value) }, uniquingKeysWith: { $1 })
  }

  /// Whether each member is hit by one of the holes.
  private func hits(
    _ holes: Node, _ members: [[String: String]], _ name: String, _ axes: Fields
  ) throws(SuiteError) -> [Bool] {
    guard case .sequence(let list) = holes else {
      throw SuiteError(
        file, holes.mark, "SUITE-MATRIX-003",
        "'\(name)' must be a list of mappings of axes to values")
    }
    var hit = Array(repeating: false, count: members.count)
    for hole in list {
      guard let fields = Fields(hole) else {
        throw SuiteError(
          file, hole.mark, "SUITE-MATRIX-003",
          "'\(name)' must be a list of mappings of axes to values")
      }
      var wanted: [String: [String]] = [:]
      for (key, value) in fields.pairs {
        let axis = key.string ?? ""
        guard axes[axis] != nil else {
          let known = axes.pairs.compactMap(\.key.string)
          throw .unknownKey(
            key, in: "'\(name)' of a matrix", among: known, "SUITE-MATRIX-003", file: file)
        }
        wanted[axis] =
          if case .sequence(let words) = value { words.compactMap(\.string) } else {
            [value.string ?? ""]
          }
      }
      var hits = 0
      for (index, member) in members.enumerated()
      where wanted.allSatisfy({ $0.value.contains(member[$0.key] ?? "") }) {
        hit[index] = true
        hits += 1
      }
      guard hits > 0 else {
        throw SuiteError(
          file, hole.mark, "SUITE-MATRIX-003", "'\(name)' matches no member of the matrix here")
      }
    }
    return hit
  }
}
