internal import Determinism
public import Suites

extension DatasetStore {
  /// What members of a source list for users, as the ids that prepared rows have.
  ///
  /// - Parameters:
  ///   - members: paths of members with `lists`.
  ///   - spec: how the rows were prepared.
  ///   - rows: the prepared rows.
  /// - Throws: `DataError` where a list names a user or an item that the rows do not know, or an item
  ///   twice; `ArchiveError` where an archive is refused.
  public func lists(
    _ members: [String], _ spec: DatasetSpec, source: DatasetSource, rows: Interactions
  ) async throws -> [String: ItemLists] {
    func refuse(_ reason: String, _ place: String? = nil) -> DataError {
      DataError(dataset: source.id, place: place, reason: reason)
    }
    if let problem = source.problem(withLists: members) { throw refuse(problem) }
    guard !spec.filters.contains(.renumber) else {
      throw refuse(
        "the filter 'renumber' gives users and items other ids, so lists cannot be joined to them"
      )
    }
    let data = try await locate(source)
    let names = try names(source, data)
    var found: [String: ItemLists] = [:]
    for member in data.file.members where members.contains(member.path) {
      guard let layout = member.lists else { continue }
      var parser = RatingParser(layout: layout, dataset: source.id)
      try data.read([member.path]) { try parser.feed($0, $1) }
      var table = try parser.finish([member.path])
      let own = parser.names
      guard (own == nil) == (names == nil) else {
        throw refuse(
          "its users and items have \(own == nil ? "numbers" : "words") for ids, but those of the events "
            + "have \(names == nil ? "numbers" : "words")", member.path)
      }
      do {
        table.users = try Self.joined(
          table.users, own?.users, to: names?.users, known: rows.users, "user")
        table.items = try Self.joined(
          table.items, own?.items, to: names?.items, known: rows.candidates, "item")
        found[member.path] = try ItemLists(users: table.users, items: table.items)
      } catch let problem as RowProblem {
        throw refuse(problem.reason, member.path)
      }
    }
    return found
  }

  /// What users and items of the events are called, in the order of their ids from 1; nil for numbers.
  private func names(
    _ source: DatasetSource, _ data: LocatedData
  ) throws -> (users: [String], items: [String])? {
    let members = data.file.rowMembers
    var parser = RatingParser(
      layout: source.layout, dataset: source.id, itemFiles: data.file.itemFiles)
    // Where ids are numbers, they are kept as they are, and nothing need be read.
    if parser.keepsNumbers { return nil }
    try data.read(members) { try parser.feed($0, $1) }
    _ = try parser.finish(members)
    return parser.names
  }

  /// Ids of a list as ids of the rows.
  ///
  /// - Throws: `RowProblem` for one that the rows do not know.
  private static func joined(
    _ ids: [Int32], _ own: [String]?, to names: [String]?, known: [Int32], _ noun: String
  ) throws -> [Int32] {
    func require(_ id: Int32?, _ name: String) throws -> Int32 {
      guard let id, known.place(of: id) != nil else {
        throw RowProblem("the \(noun) '\(name)' is not among those of the prepared rows")
      }
      return id
    }
    guard let own, let names else { return try ids.map { try require($0, "\($0)") } }
    let numbers = own.map { name -> Int32? in
      let place = names.firstPlace { !$0.utf8.lexicographicallyPrecedes(name.utf8) }
      return place < names.count && names[place] == name ? Int32(place + 1) : nil
    }
    return try ids.map { id in
      let place = Int(id) - 1
      return try require(numbers[place], ForeignText.visible(own[place]))
    }
  }
}
