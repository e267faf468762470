internal import Determinism
public import Suites

/// What a source says about its users and its items besides ratings: MovieLens' sex, age and
/// occupation of users, genres of movies.
public struct SideColumns: Hashable, Sendable {
  /// A property with one or more labels for each user or item, packed.
  public struct Column: Hashable, Sendable {
    /// Its name: `sex`, `age`, `occupation`, `genre`.
    public var name: String
    /// Published ids of those who have it, ascending.
    public var ids: [Int32]
    /// Where the labels of each begin and end: `[ids + 1]` ascending offsets into `values`.
    public var offsets: [Int]
    /// Places in `labels`, in the order of the file.
    public var values: [Int32]
    /// The labels, ascending by their bytes.
    public var labels: [String]

    /// The labels of an id, as places in `labels`; empty where it is not known.
    public func values(of id: Int32) -> ArraySlice<Int32> {
      ids.place(of: id).map { values[offsets[$0]..<offsets[$0 + 1]] } ?? []
    }

    /// Rows of ids and labels, in any order.
    ///
    /// - Throws: `RowProblem` where an id stands twice.
    init(_ name: String, _ rows: [(id: Int32, labels: [String])]) throws {
      let rows = rows.sorted { $0.id < $1.id }
      for (row, next) in zip(rows, rows.dropFirst()) where row.id == next.id {
        throw RowProblem("the id \(row.id) occurs twice")
      }
      let labels = Set(rows.flatMap(\.labels)).sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
      var place: [String: Int32] = [:]
      for (index, label) in labels.enumerated() { place[label] = Int32(index) }
      self.name = name
      self.labels = labels
      ids = rows.map(\.id)
      values = rows.flatMap { $0.labels.compactMap { place[$0] } }
      offsets = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.labels.count) }
    }
  }

  /// Properties of users.
  public var users: [Column]
  /// Properties of items.
  public var items: [Column]

  /// The columns of these names.
  ///
  /// - Throws: ``DataError`` where the source has none of that name.
  public func named(_ names: [String], dataset: String) throws -> SideColumns {
    for name in names where !(users + items).contains(where: { $0.name == name }) {
      throw DataError(
        dataset: dataset, reason: "it has no column '\(name)' of users or items")
    }
    return SideColumns(
      users: users.filter { names.contains($0.name) },
      items: items.filter { names.contains($0.name) })
  }

  /// SHA-256 of the columns' contents.
  public var digest: Digest {
    var digest = IncrementalDigest()
    for column in users + items {
      digest.update(Array((([column.name] + column.labels).joined(separator: "\n") + "\n").utf8))
      column.ids.withUnsafeBytes { digest.update($0) }
      column.offsets.map(Int64.init).withUnsafeBytes { digest.update($0) }
      column.values.withUnsafeBytes { digest.update($0) }
    }
    return digest.finished()
  }
}

/// Reads the members of a MovieLens set that speak of users and movies.
struct SideColumnsParser {
  private var splitters: [String: LineSplitter] = [:]
  private var rows: [String: [(id: Int32, labels: [String])]] = [:]

  /// Members that this reads, of those a source declares.
  static func members(of file: PublishedFile, _ layout: DatasetSource.Layout) -> [String] {
    let names = (layout.entry as? any DescribedLayout)?.sideMembers ?? []
    return file.members.map(\.path).filter { names.contains(Self.name($0)) }
  }

  /// Takes the next bytes of a member; nil bytes are its end.
  mutating func feed(
    _ member: String, _ bytes: UnsafeRawBufferPointer?, dataset: String
  ) throws {
    var splitter = splitters[member] ?? LineSplitter()
    var number = splitter.number
    do {
      if let bytes {
        try splitter.feed(bytes) {
          number = $1
          try row(member, $0, $1)
        }
      } else {
        try splitter.finish {
          number = $1
          try row(member, $0, $1)
        }
      }
    } catch let problem as RowProblem {
      throw DataError(
        dataset: dataset, place: "\(member), line \(number)", reason: problem.reason)
    }
    splitters[member] = splitter
  }

  /// The columns, once every member was fed and ended.
  func finish() throws -> SideColumns {
    func columns(_ names: [String]) throws -> [SideColumns.Column] {
      try names.compactMap { name in try rows[name].map { try SideColumns.Column(name, $0) } }
    }
    return SideColumns(
      users: try columns(["sex", "age", "occupation"]), items: try columns(["genre"]))
  }

  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }

  private mutating func row(
    _ member: String, _ line: UnsafeRawBufferPointer, _ number: Int
  ) throws {
    // Titles of the older sets are Latin-1; what is read here is ASCII.
    let text = String(decoding: line, as: UTF8.self)
    switch Self.name(member) {
    case "users.dat":
      let fields = try split(text, by: "::", into: 5)
      try add(fields[0], [("sex", [fields[1]]), ("age", [fields[2]]), ("occupation", [fields[3]])])
    case "u.user":
      let fields = try split(text, by: "|", into: 5)
      try add(fields[0], [("age", [fields[1]]), ("sex", [fields[2]]), ("occupation", [fields[3]])])
    case "movies.dat":
      let fields = try split(text, by: "::", into: 3)
      try add(fields[0], [("genre", genres(fields[2]))])
    case "movies.csv":
      if number == 1 {
        guard text == "movieId,title,genres" else {
          throw RowProblem("the header is not 'movieId,title,genres'")
        }
        return
      }
      let fields = try csvFields(line)
      guard fields.count == 3 else { throw RowProblem("there are not three fields") }
      try add(fields[0], [("genre", genres(fields[2]))])
    case "u.item":
      let fields = try split(text, by: "|", into: 5 + Self.genres.count)
      let flags = zip(Self.genres, fields.dropFirst(5))
      if let stray = flags.first(where: { $0.1 != "0" && $0.1 != "1" }) {
        throw RowProblem("the flag of '\(stray.0)' is neither 0 nor 1")
      }
      try add(fields[0], [("genre", flags.filter { $0.1 == "1" }.map(\.0))])
    default: break
    }
  }

  private mutating func add(_ id: String, _ columns: [(String, [String])]) throws {
    let isPlain = id.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isPlain, let id = Int32(id), (1...FieldCursor.largestID).contains(Int(id)) else {
      throw RowProblem("the first field is not an id from 1 to \(FieldCursor.largestID)")
    }
    for (name, labels) in columns { rows[name, default: []].append((id, labels)) }
  }

  private func split(_ text: String, by separator: String, into count: Int) throws -> [String] {
    let fields = text.split(separator: separator, omittingEmptySubsequences: false)
    guard fields.count == count else {
      throw RowProblem("there are \(fields.count) fields, not \(count)")
    }
    return fields.map { String($0) }
  }

  private func genres(_ text: String) -> [String] {
    text == "(no genres listed)" ? [] : text.split(separator: "|").map { String($0) }
  }

  /// Order of the flags in `u.item`, as `u.genre` gives it.
  private static let genres = [
    "unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary",
    "Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi",
    "Thriller", "War", "Western",
  ]
}

extension DatasetStore {
  /// What a source says about its users and its items besides ratings, under their published ids.
  ///
  /// - Throws: `DataError`; `ArchiveError` where an archive is refused.
  public func sideColumns(_ source: DatasetSource) async throws -> SideColumns {
    guard let file = source.file else { return SideColumns(users: [], items: []) }
    if source.layout.entry is any ColumnarLayout, !(source.layout.entry is any DescribedLayout) {
      let data = try await locate(source)
      let members = data.file.rowMembers
      var parser = RatingParser(
        layout: source.layout, dataset: source.id, itemFiles: data.file.itemFiles, sides: true)
      try data.read(members) { try parser.feed($0, $1) }
      return try parser.finishSides(members)
    }
    let members = SideColumnsParser.members(of: file, source.layout)
    let data = try await locate(source)
    var parser = SideColumnsParser()
    try data.read(members) { try parser.feed($0, $1, dataset: source.id) }
    for member in members { try parser.feed(member, nil, dataset: source.id) }
    do {
      return try parser.finish()
    } catch let problem as RowProblem {
      throw DataError(dataset: source.id, reason: problem.reason)
    }
  }
}
