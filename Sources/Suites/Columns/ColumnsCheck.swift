/// What no key of a layout of columns can tell alone.
struct ColumnsCheck {
  let layout: ColumnsLayout

  var complaints: [Complaint] { shape + places + times + values }

  /// What divides a line, and what its columns are called.
  private var shape: [Complaint] {
    var found: [Complaint] = []
    if let separator = layout.separator {
      if FieldSeparator(separator) == nil {
        found.refuse(
          "separator",
          "a separator must be one to eight bytes without line break, quote or number, not '\(separator)'"
        )
      } else if layout.hasObjects {
        found.refuse("separator", "objects have names, not separators")
      }
    }
    if let within = layout.within {
      if FieldSeparator(within) == nil {
        found.refuse("within", "one to eight bytes must divide items, not '\(within)'")
      } else if layout.form == .lists {
        found.refuse("within", "a list's items are fields of their own already")
      }
    }
    if let quotes = layout.quotes, quotes != .none {
      if layout.hasObjects { found.refuse("quotes", "objects have quotes of their own") }
      if layout.form == .lists || layout.divider == .blanks {
        found.refuse("quotes", "fields between blanks cannot have quotes")
      }
    }
    if let comment = layout.comment, comment.isEmpty || comment.utf8.count > 8 {
      found.refuse("comment", "a comment must begin with one to eight bytes")
    }
    guard layout.hasObjects || layout.form == .lists else { return found }
    let noun = layout.hasObjects ? "objects" : "lists"
    if layout.header == true { found.refuse("header", "\(noun) have no header") }
    if layout.columns != nil { found.refuse("columns", "\(noun) have no columns to name") }
    return found
  }

  /// Where user, item and the rest stand.
  private var places: [Complaint] {
    var found: [Complaint] = []
    let main = [layout.user, layout.item, layout.rating, layout.time].compactMap { $0 }
    if main.contains("") { found.refuse("item", "a column needs a name") }
    if Set(main).count != main.count {
      found.refuse("user", "user, item, rating and time must be different columns")
    }
    if layout.form == .lists {
      if layout.rating != nil || layout.time != nil {
        found.refuse("form", "lists have neither ratings nor times")
      }
      if (layout.user ?? "1") != "1" || layout.item != (layout.user == nil ? "1" : "2") {
        found.refuse(
          "item",
          "a list must have its user in column 1 and its items from column 2 on, or only items from column 1 on"
        )
      }
      return found
    }
    let lists = layout.roles.filter { $0.column.contains("[]") }
    if layout.hasObjects {
      let prefixes = Set(lists.map { $0.column.components(before: "[]") })
      if prefixes.count > 1 || lists.contains(where: { $0.column.count(of: "[]") > 1 }) {
        found.refuse("item", "the names before '[]' must lead to one list")
      }
      if !lists.isEmpty, !layout.item.contains("[]") {
        found.refuse("item", "a list of events must also have their items")
      }
      if layout.user?.contains("[]") == true {
        found.refuse(
          "user", "a line has one user, so the user cannot be among the events behind '[]'")
      }
    }
    if layout.user == nil, lists.isEmpty, layout.within == nil {
      found.refuse("user", "it can be left out only if each line lists one user's items")
    }
    if let columns = layout.columns {
      if Set(columns).count != columns.count {
        found.refuse("columns", "a column is named twice")
      }
      if let stray = layout.roles.first(where: { !columns.contains($0.column) }) {
        found.refuse("columns", "the columns lack '\(stray.column)'")
      }
    } else if !layout.hasObjects, !layout.hasHeader,
      let stray = layout.roles.first(where: { (Int($0.column) ?? 0) < 1 })
    {
      found.refuse(
        "header",
        "without a header and `columns`, a column is a number such as \"1\", not '\(stray.column)'")
    }
    return found
  }

  private var times: [Complaint] {
    var found: [Complaint] = []
    if layout.time == nil {
      if layout.timeUnit != nil {
        found.refuse("timeUnit", "only a column of times can have a unit")
      }
      if layout.timePattern != nil {
        found.refuse("timePattern", "only a column of times can have a pattern")
      }
    }
    if let pattern = layout.timePattern {
      if layout.timeUnit != nil {
        found.refuse("timePattern", "a time can have a unit or a pattern, but not both")
      }
      if let problem = TimePattern.problem(pattern) { found.refuse("timePattern", problem) }
    }
    return found
  }

  private var values: [Complaint] {
    var found: [Complaint] = []
    if layout.atLeast != nil, layout.rating == nil {
      found.refuse("atLeast", "only a column of ratings can have a least rating")
    }
    if layout.decimals != nil, layout.rating == nil {
      found.refuse("decimals", "only a column of ratings can have decimals")
    }
    if let empty = layout.keep?.filter({ $0.value.isEmpty }).keys.sorted().first {
      found.refuse("keep.\(empty)", "nothing would be kept")
    }
    return found
  }
}

extension String {
  /// What stands before the first occurrence of a text; everything where there is none.
  fileprivate func components(before text: String) -> String {
    firstRange(of: text).map { String(self[..<$0.lowerBound]) } ?? self
  }

  fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
