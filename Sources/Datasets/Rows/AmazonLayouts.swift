internal import Suites

extension AmazonRatingsLayout: RowLayout {
  func role(of name: String) -> MemberRole { .ratings }

  func read(
    _ line: UnsafeRawBufferPointer, _ number: Int, of role: MemberRole, into rows: inout RatingRows
  ) throws {
    var fields = FieldCursor(line, separator: 0x2c)
    let user = rows.userNames.number(of: try fields.name("user"))
    let item = rows.itemNames.number(of: try fields.name("item"))
    try rows.said(user, item, &fields)
  }
}

extension AmazonItemFirstLayout: RowLayout {
  func role(of name: String) -> MemberRole { .ratings }

  func read(
    _ line: UnsafeRawBufferPointer, _ number: Int, of role: MemberRole, into rows: inout RatingRows
  ) throws {
    var fields = FieldCursor(line, separator: 0x2c)
    let item = rows.itemNames.number(of: try fields.name("item"))
    let user = rows.userNames.number(of: try fields.name("user"))
    try rows.said(user, item, &fields)
  }
}

extension RatingRows {
  /// What a user said of an item: `…,rating,time`.
  fileprivate mutating func said(_ user: Int32, _ item: Int32, _ fields: inout FieldCursor) throws {
    let rating = try fields.rating("rating")
    let time = try fields.time("timestamp", isLast: true)
    table.append(user: user, item: item, rating: rating, time: time)
  }
}
