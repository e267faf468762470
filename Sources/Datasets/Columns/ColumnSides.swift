internal import Suites

extension ColumnRows {
  /// What the rows say of users and items besides: every label that occurs beside an id.
  ///
  /// - Parameter table: the rows, with their final ids.
  func sideColumns(_ table: RatingTable) throws -> SideColumns {
    func columns(ofUsers: Bool) throws -> [SideColumns.Column] {
      try sides.filter { $0.isOfUsers == ofUsers }.map { side in
        let ids = ofUsers ? table.users : table.items
        let (ranks, texts) = (side.texts.ranks(), side.texts.sorted())
        var pairs: [UInt64] = []
        for (row, label) in side.labels.enumerated() where label >= 0 {
          pairs.append(UInt64(ids[row]) << 32 | UInt64(ranks[Int(label)]))
        }
        pairs.sort()
        var rows: [(id: Int32, labels: [String])] = []
        var last: UInt64?
        for pair in pairs where pair != last {
          last = pair
          let (id, text) = (Int32(pair >> 32), texts[Int(pair & 0xffff_ffff) - 1])
          if rows.last?.id == id {
            rows[rows.count - 1].labels.append(text)
          } else {
            rows.append((id, [text]))
          }
        }
        return try SideColumns.Column(side.name, rows)
      }
    }
    return SideColumns(
      users: try columns(ofUsers: true), items: try columns(ofUsers: false))
  }
}

extension RatingParser {
  /// What the members say of users and items besides, once every member was fed.
  mutating func finishSides(_ members: [String]) throws -> SideColumns {
    let table = try ended(members)
    return try columnRows.sideColumns(table)
  }
}
