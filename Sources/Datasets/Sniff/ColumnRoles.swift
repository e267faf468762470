internal import Suites

/// Which column of an unknown file is what: by its name, else by what stands in it.
struct ColumnRoles {
  private(set) var user: String?
  private(set) var item = ""
  private(set) var rating: String?
  private(set) var decimals: ColumnsLayout.Decimals?
  private(set) var time: String?
  private(set) var timeUnit: ColumnsLayout.TimeUnit?
  private(set) var timePattern: String?

  enum Role { case user, item, rating, time }

  private static let names: [(role: Role, names: Set<String>)] = [
    (
      .user,
      [
        "user", "userid", "uid", "users", "visitorid", "visitor", "reviewerid", "customerid",
        "customer", "sessionid", "session", "memberid", "accountid", "username", "personid",
        "profileid", "clientid", "buyerid", "userindex", "useridx", "who", "reviewer",
      ]
    ),
    (
      .item,
      [
        "item", "itemid", "iid", "items", "movieid", "movie", "videoid", "productid", "product",
        "asin", "parentasin", "businessid", "bookid", "isbn", "artistid", "songid", "trackid",
        "newsid", "articleid", "gameid", "appid", "venueid", "locationid", "poiid", "placeid",
        "goodsid", "sku", "skuid", "animeid", "recipeid", "beerid", "aid", "itemindex", "itemidx",
        "what",
      ]
    ),
    (
      .rating,
      [
        "rating", "ratings", "ratingvalue", "score", "stars", "overall", "watchratio", "bookrating",
        "preference",
      ]
    ),
    (
      .time,
      [
        "timestamp", "time", "date", "datetime", "unixreviewtime", "ts", "timems", "createdat",
        "eventtime", "reviewtime", "unixtime", "at", "when", "timestampms", "ratingtimestamp",
      ]
    ),
  ]

  /// What a column of this name most likely is.
  static func role(ofName name: String) -> Role? {
    // RecBole's names end in a type, paths in the name that counts.
    let typeless = name.split(separator: ":").first.map { String($0) } ?? name
    let path = typeless.split(separator: ".")
    // `event.user.id` is called by its last names, `user.id`.
    for part in [path.suffix(1).joined(), path.suffix(2).joined(), typeless] {
      let plain = part.lowercased().filter { $0.isLetter || $0.isNumber }
      if let found = names.first(where: { $0.names.contains(plain) }) { return found.role }
    }
    return nil
  }

  init(_ table: SniffedTable, notes: inout [String]) throws(RowProblem) {
    if table.settings.form == .lists {
      (user, item) = ("1", "2")
      return
    }
    let names = table.names
    let found = names.map { table.hasNames ? Self.role(ofName: $0) : nil }
    var taken = Set<Int>()
    func named(_ role: Role) -> Int? {
      guard let place = found.firstIndex(of: role) else { return nil }
      taken.insert(place)
      return place
    }
    var userPlace = named(.user)
    var itemPlace = named(.item)
    var timePlace: Int?
    for place in found.indices where found[place] == .time && timePlace == nil {
      if let form = Self.timeForm(table.values[place], isNamed: true) {
        (timePlace, timeUnit, timePattern) = (place, form.unit, form.pattern)
        taken.insert(place)
      }
    }
    if timePlace == nil, let stray = found.firstIndex(of: .time) {
      taken.insert(stray)
      notes.append(
        "The form of the times in '\(names[stray])' was not recognised; `timePattern` can give it.")
    }
    if timePlace == nil, !found.contains(.time) {
      for place in names.indices.dropFirst() where !taken.contains(place) && timePlace == nil {
        if let form = Self.timeForm(table.values[place], isNamed: false) {
          (timePlace, timeUnit, timePattern) = (place, form.unit, form.pattern)
          taken.insert(place)
        }
      }
    }
    var ratingPlace = named(.rating)
    if let place = ratingPlace, !Self.areRatings(table.values[place], upTo: 1000) {
      let values = table.values[place]
      let pointed = values.map { $0.replacing(",", with: ".", maxReplacements: 1) }
      if !values.contains(where: { $0.contains(".") }), Self.areRatings(pointed, upTo: 1000) {
        decimals = .comma
      } else {
        notes.append("'\(names[place])' holds no ratings from 0 to 1000 and is left out.")
        ratingPlace = nil
      }
    }
    let free = names.indices.filter { !taken.contains($0) }
    let isGuessed = userPlace == nil || itemPlace == nil
    if !isGuessed || !table.settings.hasObjects {
      var rest = free[...]
      if userPlace == nil { userPlace = rest.popFirst() }
      if itemPlace == nil { itemPlace = rest.popFirst() }
      if ratingPlace == nil, !table.hasNames {
        ratingPlace = rest.first { Self.areRatings(table.values[$0], upTo: 10) }
      }
    }
    guard let userPlace, let itemPlace else {
      let lacking = userPlace == nil ? "user" : "item"
      throw RowProblem(
        "it is \(table.words), but no column has a name that is usual for a \(lacking); a "
          + "layout `{kind: columns, \(lacking): …}` names it")
    }
    if isGuessed {
      notes.append("The columns of user and item were guessed from their order: check the rows.")
    }
    if isGuessed, !table.hasNames, table.settings.separator == "blanks", timePlace == nil,
      names.count > 2, table.values.allSatisfy({ $0.allSatisfy { $0.allSatisfy(\.isNumber) } })
    {
      notes.append(
        "Where each line is what one user did, `{kind: columns, form: lists, item: \"1\"}` reads it."
      )
    }
    (user, item) = (names[userPlace], names[itemPlace])
    rating = ratingPlace.map { names[$0] }
    time = timePlace.map { names[$0] }
  }

  private static func areRatings(_ values: [String], upTo most: Double) -> Bool {
    let numbers = values.filter { !$0.isEmpty }.map { Double($0) }
    return !numbers.isEmpty && Set(numbers).count <= (most > 10 ? .max : 25)
      && numbers.allSatisfy { $0.map { (0...most).contains($0) } ?? false }
  }

  /// How times are written.
  private static func timeForm(
    _ values: [String], isNamed: Bool
  ) -> (unit: ColumnsLayout.TimeUnit?, pattern: String?)? {
    let values = values.filter { !$0.isEmpty }
    guard !values.isEmpty else { return nil }
    let numbers = values.compactMap { Double($0) }
    if numbers.count == values.count, let least = numbers.min(), let most = numbers.max() {
      // 20140723 is a day more likely than a time of 1970, but not without a name.
      if isNamed, all(values, "%Y%m%d") { return (nil, "%Y%m%d") }
      switch most {
      case 1e17..<9e18 where least >= 1e17: return (.nanoseconds, nil)
      case 1e14..<1e17 where least >= 1e14: return (.microseconds, nil)
      case 1e11..<1e14 where least >= 1e11: return (.milliseconds, nil)
      case 0..<1e11 where least >= (isNamed ? 0 : 1e8) && most <= 4.3e9: return (nil, nil)
      default: return nil
      }
    }
    let bytes = values.map { Array($0.utf8) }
    if bytes.allSatisfy({ $0.withUnsafeBytes { calendarSeconds($0) } != nil }) {
      return (.iso8601, nil)
    }
    return patterns.first { all(values, $0) }.map { (nil, $0) }
  }

  private static func all(_ values: [String], _ pattern: String) -> Bool {
    guard let pattern = TimePattern(pattern) else { return false }
    return values.allSatisfy { Array($0.utf8).withUnsafeBytes { pattern.seconds($0) } != nil }
  }

  /// Of days that could be read both ways, the month is taken to come second.
  private static let patterns: [String] = {
    let days = [
      "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%b %d, %Y",
      "%d %b %Y", "%d-%b-%Y", "%m %d, %Y", "%B %d, %Y", "%d %B %Y",
    ]
    let times = [
      "", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %H:%M:%S %z", "T%H:%M:%S",
    ]
    return days.flatMap { day in times.map { day + $0 } }
      + [
        "%Y%m%d %H:%M:%S", "%Y%m%d%H%M%S", "%a %b %d %H:%M:%S %z %Y", "%a %b %d %H:%M:%S %Y",
        "%a, %d %b %Y %H:%M:%S %z",
      ].filter { TimePattern($0) != nil }
  }()
}
