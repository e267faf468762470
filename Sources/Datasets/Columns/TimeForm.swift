internal import Suites

/// How a column's times are written.
enum TimeForm: Sendable {
  /// Units of which a second has so many.
  case units(Int)
  case iso8601
  case pattern(TimePattern)

  /// The last second that a time may be: the year 9999 ends.
  static let last = 253_402_300_799

  init(_ layout: ColumnsLayout) {
    if let pattern = layout.timePattern.flatMap({ TimePattern($0) }) {
      self = .pattern(pattern)
      return
    }
    switch layout.timeUnit ?? .seconds {
    case .seconds: self = .units(1)
    case .milliseconds: self = .units(1_000)
    case .microseconds: self = .units(1_000_000)
    case .nanoseconds: self = .units(1_000_000_000)
    case .iso8601: self = .iso8601
    }
  }
}

/// Reads a date or a time of day from left to right.
struct CalendarCursor {
  private let text: UnsafeRawBufferPointer
  private(set) var place = 0

  init(_ text: UnsafeRawBufferPointer) { self.text = text }

  var isAtEnd: Bool { place == text.count }

  /// So many digits, or up to so many.
  mutating func number(_ least: Int, upTo most: Int? = nil) -> Int? {
    var value = 0
    let start = place
    while place < text.count, place - start < most ?? least, text[place] &- 0x30 < 10 {
      value = 10 * value + Int(text[place] &- 0x30)
      place += 1
    }
    return place - start >= least ? value : nil
  }

  /// Passes a byte, if it stands there.
  mutating func pass(_ byte: UInt8) -> Bool {
    guard place < text.count, text[place] == byte else { return false }
    place += 1
    return true
  }

  /// Passes all digits that stand there.
  ///
  /// - Returns: whether there was one.
  mutating func passDigits() -> Bool {
    let start = place
    while place < text.count, text[place] &- 0x30 < 10 { place += 1 }
    return place > start
  }

  /// Which of some words stands there, whatever their case.
  mutating func word(of words: [String]) -> Int? {
    for (index, word) in words.enumerated() where place + word.utf8.count <= text.count {
      let bytes = text.part(place..<place + word.utf8.count)
      if zip(bytes, word.utf8).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
        place += word.utf8.count
        return index
      }
    }
    return nil
  }

  /// Seconds that a zone is east of UTC: `Z`, `UTC`, `GMT`, `+02:00`, `-0530`, `+00`.
  mutating func zone() -> Int? {
    if word(of: ["Z", "UTC", "GMT"]) != nil { return 0 }
    let isEast = pass(UInt8(ascii: "+"))
    guard isEast || pass(UInt8(ascii: "-")), let hours = number(2), hours < 24 else { return nil }
    var minutes = 0
    if pass(UInt8(ascii: ":")) || (place < text.count && text[place] &- 0x30 < 10) {
      guard let said = number(2), said < 60 else { return nil }
      minutes = said
    }
    return (isEast ? 1 : -1) * (3_600 * hours + 60 * minutes)
  }
}

/// Seconds from 1970 to the beginning of a day; nil for days there never were, and before 1970.
func calendarSeconds(_ year: Int, _ month: Int, _ day: Int) -> Int? {
  guard (1970...9999).contains(year), (1...12).contains(month) else { return nil }
  let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  guard (1...length).contains(day) else { return nil }
  let leaps = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477
  // Days before a month of a year that begins in March, then turned back.
  let months = (153 * ((month + 9) % 12) + 2) / 5 + (month > 2 ? 59 : -306)
  return 86_400 * (365 * (year - 1970) + leaps + months + (month > 2 && isLeap ? 1 : 0) + day - 1)
}

/// Seconds since 1970 of a date from 1970 on with or without a time of day (ISO 8601, and as databases
/// print it, a blank before the time and the zone), parts of a second dropped, UTC where no zone is said;
/// nil for anything else.
func calendarSeconds(_ text: UnsafeRawBufferPointer) -> Int64? {
  var cursor = CalendarCursor(text)
  guard let year = cursor.number(4), cursor.pass(UInt8(ascii: "-")), let month = cursor.number(2),
    cursor.pass(UInt8(ascii: "-")), let day = cursor.number(2),
    var seconds = calendarSeconds(year, month, day)
  else { return nil }
  guard !cursor.isAtEnd else { return Int64(seconds) }
  guard cursor.pass(UInt8(ascii: "T")) || cursor.pass(UInt8(ascii: " ")),
    let hour = cursor.number(2), cursor.pass(UInt8(ascii: ":")), let minute = cursor.number(2),
    hour < 24, minute < 60
  else { return nil }
  seconds += 3_600 * hour + 60 * minute
  if cursor.pass(UInt8(ascii: ":")) {
    guard let second = cursor.number(2), second < 60 else { return nil }
    seconds += second
    if cursor.pass(UInt8(ascii: ".")), !cursor.passDigits() { return nil }
  }
  guard !cursor.isAtEnd else { return Int64(seconds) }
  _ = cursor.pass(UInt8(ascii: " "))
  guard let east = cursor.zone(), cursor.isAtEnd, seconds >= east else { return nil }
  return Int64(seconds - east)
}

extension TimePattern {
  /// Seconds since 1970 of a time that is written so, parts of a second dropped, UTC where no zone is
  /// said; nil for anything else, and before 1970. Numbers may lack leading zeros.
  func seconds(_ text: UnsafeRawBufferPointer) -> Int64? {
    var cursor = CalendarCursor(text)
    var (year, month, day) = (0, 0, 0)
    var (hour, minute, second, east) = (0, 0, 0, 0)
    var isAfternoon: Bool?
    func kept(_ value: Int?, _ range: ClosedRange<Int>, _ place: inout Int) -> Bool {
      guard let value, range.contains(value) else { return false }
      place = value
      return true
    }
    for part in parts {
      let isRead =
        switch part {
        case .byte(let byte): cursor.pass(byte)
        case .year: kept(cursor.number(4), 1970...9999, &year)
        case .shortYear:
          // As strftime's %y is read: 69 to 99 are the last century's.
          kept(cursor.number(2).map { $0 + ($0 < 69 ? 2000 : 1900) }, 1970...2068, &year)
        case .month: kept(cursor.number(1, upTo: 2), 1...12, &month)
        case .monthName: kept(cursor.word(of: Self.months).map { $0 + 1 }, 1...12, &month)
        case .wholeMonthName:
          kept(cursor.word(of: Self.wholeMonths).map { $0 + 1 }, 1...12, &month)
        case .dayName: cursor.word(of: Self.days) != nil
        case .day: kept(cursor.number(1, upTo: 2), 1...31, &day)
        case .hour: kept(cursor.number(1, upTo: 2), 0...23, &hour)
        case .hourOfTwelve: kept(cursor.number(1, upTo: 2), 1...12, &hour)
        case .minute: kept(cursor.number(1, upTo: 2), 0...59, &minute)
        case .second: kept(cursor.number(1, upTo: 2), 0...59, &second)
        case .fraction: cursor.passDigits()
        case .half:
          cursor.word(of: ["AM", "PM"]).map { half in
            isAfternoon = half == 1
            return true
          } ?? false
        case .zone:
          kept(cursor.zone(), -86_400...86_400, &east)
        }
      guard isRead else { return nil }
    }
    guard cursor.isAtEnd, let start = calendarSeconds(year, month, day) else { return nil }
    if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
    let seconds = start + 3_600 * hour + 60 * minute + second - east
    return seconds >= 0 ? Int64(seconds) : nil
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  private static let wholeMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
}
