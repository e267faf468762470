internal import Suites

/// What the tiles of all members said, one after the other.
struct ColumnRows {
  /// What is said besides of users or items, by a column.
  struct Side {
    let name: String
    let isOfUsers: Bool
    /// The number of each event's label, -1 where it has none.
    var labels: [Int32] = []
    let texts = NameShards()
  }

  private(set) var table = RatingTable()
  private(set) var sides: [Side] = []
  /// Events that were left out because something was empty.
  private(set) var dropped = 0
  private let users = NameShards()
  private let items = NameShards()
  private var areNumbers = false
  /// Lines that were read as users of their own.
  private var records = 0

  /// Takes the events of tiles.
  ///
  /// - Returns: false where there are more than can be counted.
  mutating func append(_ tiles: [ColumnTile], of text: [UInt8], _ plan: ColumnsPlan) -> Bool {
    areNumbers = plan.layout.ids == .numbers
    if sides.isEmpty, !plan.sides.isEmpty {
      let ofUsers = plan.layout.userColumns ?? []
      sides = (ofUsers + (plan.layout.itemColumns ?? [])).enumerated().map {
        Side(name: $1, isOfUsers: $0 < ofUsers.count)
      }
    }
    for tile in tiles {
      if plan.user < 0 {
        table.users += tile.users.map { $0 + Int32(truncatingIfNeeded: records) }
        records += tile.records
      } else {
        table.users += tile.users
      }
      table.items += tile.items
      table.ratings += tile.ratings
      table.times += tile.times
      dropped += tile.dropped
    }
    if !areNumbers {
      if plan.user >= 0 {
        users.append(to: &table.users, of: tiles, in: text) { $0.userNames }
      }
      items.append(to: &table.items, of: tiles, in: text) { $0.itemNames }
    }
    for index in sides.indices {
      let texts = sides[index].texts
      texts.append(to: &sides[index].labels, of: tiles, in: text) { $0.sides[index] }
    }
    return table.rows < Int32.max && records <= FieldCursor.largestID
  }

  /// Takes the items of an item file's tiles.
  ///
  /// - Returns: false where there are more than can be counted.
  mutating func append(items tiles: [ColumnTile], of text: [UInt8], _ plan: ColumnsPlan) -> Bool {
    var found = table.catalogue ?? []
    for tile in tiles { found += tile.items }
    if plan.layout.ids != .numbers {
      items.append(to: &found, of: tiles, in: text) { $0.itemNames }
    }
    table.catalogue = found
    return found.count < Int32.max
  }

  /// What users and items are called, in the order of their ids.
  var names: (users: [String], items: [String]) { (users.sorted(), items.sorted()) }

  /// The table, its names as ids in the order of their bytes.
  ///
  /// - Throws: `RowProblem` for an item that occurs twice in the item file, or not at all.
  func finished() throws(RowProblem) -> RatingTable {
    var table = table
    func number(_ ids: inout [Int32], _ names: NameShards) {
      guard names.names > 0 else { return }
      let ranks = names.ranks()
      for row in ids.indices { ids[row] = ranks[Int(ids[row])] }
    }
    number(&table.users, users)
    number(&table.items, items)
    guard var catalogue = table.catalogue else { return table }
    number(&catalogue, items)
    let (ids, tally) = counts(of: catalogue)
    if let twice = tally.firstIndex(where: { $0 > 1 }) {
      throw RowProblem("item \(called(ids[twice])) occurs twice in the item file")
    }
    table.catalogue = ids
    // Numbers are looked up once their rows are filtered; a name could not be told any more.
    if !areNumbers, let stray = firstMissing(counts(of: table.items).ids, in: ids) {
      throw RowProblem("item \(called(stray)) is in an event, but the item file does not have it")
    }
    return table
  }

  /// An item's number, or its name.
  private func called(_ item: Int32) -> String {
    areNumbers || items.names == 0
      ? "\(item)" : "'\(ForeignText.visible(items.sorted()[Int(item) - 1]))'"
  }
}
