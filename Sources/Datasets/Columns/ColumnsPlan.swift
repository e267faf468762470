internal import Suites

/// Where in the lines of a member everything stands, once its columns are known.
struct ColumnsPlan: Sendable {
  /// A condition on a column.
  struct Condition: Sendable {
    let slot: Int
    let texts: [[UInt8]]
  }

  let layout: ColumnsLayout
  let refusesEmptyLines: Bool
  let divider: FieldSeparator
  let within: FieldSeparator?
  let comment: [UInt8]?
  let time: TimeForm
  /// What stands before a rating's decimals.
  let decimalMark: UInt8
  /// Fields of a line; nil where the first line of a member will tell.
  var count: Int?
  /// The slot of each column, -1 for those that nobody asks for.
  private(set) var slotOfColumn: [Int] = []
  /// What names in objects lead to.
  private(set) var tree = NameTree()
  /// Values that are kept of a line.
  private(set) var slots = 0
  /// Slots of what an event is made of; -1 where there is none.
  private(set) var user = -1
  private(set) var item = -1
  private(set) var rating = -1
  private(set) var timeSlot = -1
  private(set) var conditions: [Condition] = []
  /// Slots of what is said besides of users, then of items.
  private(set) var sides: [Int] = []
  /// Slots that a list's elements fill, below its node.
  private(set) var elementSlots: [Int] = []

  /// - Parameters:
  ///   - names: the columns' names in order; nil where they are called by their places.
  ///   - sides: whether what is said of users and items besides is read too.
  /// - Throws: `RowProblem` where a column is not there, or twice.
  init(
    _ layout: ColumnsLayout, refusesEmptyLines: Bool, names: [String]?, sides: Bool
  ) throws(RowProblem) {
    self.layout = layout
    self.refusesEmptyLines = refusesEmptyLines
    divider = layout.divider
    within = layout.within.flatMap { FieldSeparator($0) }
    comment = layout.comment.map { Array($0.utf8) }
    time = TimeForm(layout)
    decimalMark = UInt8(ascii: layout.decimals == .comma ? "," : ".")
    count = names?.count
    if let column = layout.user { user = try slot(column, names) }
    item = try slot(layout.item, names)
    rating = try optionalSlot(layout.rating, names)
    timeSlot = try optionalSlot(layout.time, names)
    for (column, texts) in (layout.keep ?? [:]).sorted(by: { $0.key < $1.key }) {
      conditions.append(
        Condition(slot: try slot(column, names), texts: texts.map { Array($0.utf8) }))
    }
    guard sides else { return }
    for column in (layout.userColumns ?? []) + (layout.itemColumns ?? []) {
      self.sides.append(try slot(column, names))
    }
  }

  /// Bytes of a line, at most. Objects may list all that a user ever did.
  static func longestLine(_ layout: ColumnsLayout) -> Int {
    layout.hasObjects || layout.form == .lists || layout.within != nil ? 8 << 20 : 1 << 20
  }

  private mutating func optionalSlot(
    _ column: String?, _ names: [String]?
  ) throws(RowProblem) -> Int {
    guard let column else { return -1 }
    if layout.optional == true, let names, !names.contains(column) { return -1 }
    return try slot(column, names)
  }

  /// The slot of a column; several may ask for one.
  private mutating func slot(_ column: String, _ names: [String]?) throws(RowProblem) -> Int {
    if layout.hasObjects { return slot(path: column) }
    let place = try place(of: column, names)
    while slotOfColumn.count <= place { slotOfColumn.append(-1) }
    if slotOfColumn[place] < 0 {
      slotOfColumn[place] = slots
      slots += 1
    }
    return slotOfColumn[place]
  }

  private func place(of column: String, _ names: [String]?) throws(RowProblem) -> Int {
    guard let names else {
      guard let place = Int(column), (1...100_000).contains(place) else {
        throw RowProblem("'\(column)' is not the number of a column")
      }
      return place - 1
    }
    let found = names.indices.filter { names[$0] == column }
    guard let first = found.first else {
      throw RowProblem(
        "the header has no column '\(column)'; there are \(listed(names))")
    }
    guard found.count == 1 else {
      throw RowProblem("the header has the column '\(column)' twice")
    }
    return first
  }

  /// The slot of a path; several may ask for one.
  private mutating func slot(path: String) -> Int {
    let (slot, isInList) = tree.add(path, slot: slots)
    if slot == slots {
      slots += 1
      if isInList { elementSlots.append(slot) }
    }
    return slot
  }
}

/// Names of columns as a sentence lists them, in one line whatever they hold.
func listed(_ names: [String]) -> String {
  let shown = names.prefix(30).map { name in
    let visible = ForeignText.visible(name)
    return visible.count > 40 ? String(visible.prefix(39)) + "…" : visible
  }
  return shown.joined(separator: ", ") + (names.count > 30 ? ", …" : "")
}
