/// What the lines of one tile of text said.
struct ColumnTile: Sendable {
  /// A user's or an item's name, before it has a number.
  struct Name: Sendable {
    /// Where it begins in the text; where it had to be rewritten, `~offset` is its place in `rewritten`.
    let offset: Int32
    let count: Int32
    let hash: UInt64

    static let none = Name(offset: 0, count: 0, hash: 0)
  }

  /// Ids, where they are numbers; users' lines, where each line is a user.
  var users: [Int32] = []
  var items: [Int32] = []
  /// Names, where they are not.
  var userNames: [Name] = []
  var itemNames: [Name] = []
  var ratings: [Float] = []
  var times: [Int64] = []
  /// What is said besides of each event's user and item: a list for each column.
  var sides: [[Name]] = []
  /// Names that do not stand in the text as they are.
  var rewritten: [UInt8] = []
  /// Lines in it.
  var lines = 0
  /// Lines that were read as events, each a user where nothing else says who it is.
  var records = 0
  /// Events that were left out because something was empty.
  var dropped = 0
  /// The first line that is not as it must be, from 1.
  var problem: (line: Int, reason: String)?

  /// The bytes of a name.
  @inline(__always)
  func bytes(
    of name: Name, in text: UnsafeRawBufferPointer, _ rewritten: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    let (start, count) = (Int(name.offset), Int(name.count))
    return start >= 0
      ? text.part(start..<start + count) : rewritten.part(~start..<(~start + count))
  }
}

/// A value in a line.
struct Piece {
  /// How its bytes are to be read.
  enum Form {
    /// There is none.
    case absent
    /// As they stand.
    case plain
    /// Quotes in it are doubled.
    case doubled
    /// It has escapes, as strings of JSON have.
    case escaped
  }

  var start: Int
  var end: Int
  var form: Form

  static let absent = Piece(start: 0, end: 0, form: .absent)
  var isEmpty: Bool { start == end }
  var range: Range<Int> { start..<end }
}
