internal import Suites

extension DelimitedLayout: RowLayout {
  func role(of name: String) -> MemberRole { .ratings }

  func read(
    _ line: UnsafeRawBufferPointer, _ number: Int, of role: MemberRole, into rows: inout RatingRows
  ) throws {
    let fields = try divided(line)
    if number == 1 {
      rows.columns = try places(in: columns ?? fields.map { String(decoding: $0, as: UTF8.self) })
      if columns == nil { return }
    }
    guard let columns = rows.columns else { throw RowProblem("no line names the columns") }
    guard fields.count == columns.count else {
      throw RowProblem("there are \(fields.count) fields, not \(columns.count)")
    }
    let user = try id(fields[columns.user], "user", &rows.userNames)
    let item = try id(fields[columns.item], "item", &rows.itemNames)
    let rating = try columns.rating.map { try self.rating(fields[$0]) } ?? 1
    let time = try columns.time.map { try seconds(fields[$0]) } ?? 0
    rows.table.append(user: user, item: item, rating: rating, time: time)
  }

  /// Where the columns stand that are read.
  private func places(in names: [String]) throws -> DelimitedColumns {
    func place(_ name: String) throws -> Int {
      let found = names.indices.filter { names[$0] == name }
      guard let first = found.first else {
        throw RowProblem(
          "the header has no column '\(name)'; there are \(names.joined(separator: ", "))")
      }
      guard found.count == 1 else { throw RowProblem("the header has the column '\(name)' twice") }
      return first
    }
    return DelimitedColumns(
      count: names.count, user: try place(user), item: try place(item),
      rating: try rating.map(place), time: try time.map(place))
  }

  /// The fields of a line, their quotes taken off.
  private func divided(_ line: UnsafeRawBufferPointer) throws -> [[UInt8]] {
    try delimitedFields(line, by: separator.byte, quoted: quoted == true)
  }

  /// A user or an item: its number, or the number of its name.
  private func id(
    _ field: [UInt8], _ name: StaticString, _ names: inout ByteInterner
  ) throws -> Int32 {
    try field.withUnsafeBytes { field in
      var cursor = FieldCursor(field, separator: 0)
      switch ids {
      case .numbers: return try cursor.id(name, isLast: true)
      case .names:
        let bytes = try cursor.bytes(name, isLast: true)
        // A name may hold blanks, as titles do, and nothing that the eye passes over.
        let words = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard
          words.allSatisfy({ !$0.isEmpty && isPlainName(UnsafeRawBufferPointer(rebasing: $0)) })
        else {
          throw RowProblem(
            "the field '\(name)' is no name: blanks at its ends, two of them, quotes and unseen "
              + "characters are refused")
        }
        return names.number(of: bytes)
      }
    }
  }

  private func rating(_ field: [UInt8]) throws -> Float {
    try field.withUnsafeBytes { field in
      var cursor = FieldCursor(field, separator: 0)
      let value = try cursor.decimal("rating", isLast: true)
      guard value <= FieldCursor.largestRating else {
        throw RowProblem("the field 'rating' is \(value), not a rating from 0 to 1000")
      }
      return value
    }
  }

  /// Seconds since 1970.
  private func seconds(_ field: [UInt8]) throws -> Int64 {
    try field.withUnsafeBytes { bytes in
      var cursor = FieldCursor(bytes, separator: 0)
      switch timeUnit ?? .seconds {
      case .seconds: return try cursor.time("time", isLast: true)
      case .milliseconds:
        let value = Int64(try cursor.integer("time", isLast: true)) / 1000
        guard value <= 253_402_300_799 else {
          throw RowProblem("the field 'time' is beyond the year 9999")
        }
        return value
      case .iso8601:
        guard let value = calendarSeconds(field) else {
          throw RowProblem(
            "the field 'time' is '\(String(decoding: field.prefix(40), as: UTF8.self))', not a time "
              + "as 2014-07-23T18:05:30Z")
        }
        return value
      }
    }
  }
}

/// Where the columns of a file stand that are read.
struct DelimitedColumns {
  /// Fields of a line.
  let count: Int
  let user: Int
  let item: Int
  let rating: Int?
  let time: Int?
}

/// Seconds since 1970 of a date from 1970 on with or without a time of day (ISO 8601), parts of a second
/// dropped, UTC where no zone is said; nil for anything else.
func calendarSeconds(_ text: [UInt8]) -> Int64? {
  var rest = text[...]
  func digits(_ count: Int) -> Int? {
    let part = rest.prefix(count)
    guard part.count == count, part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(count)
    return part.reduce(0) { 10 * $0 + Int($1 - 0x30) }
  }
  func pass(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }
  guard let year = digits(4), pass("-"), let month = digits(2), pass("-"), let day = digits(2),
    year >= 1970, (1...12).contains(month)
  else { return nil }
  let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
  let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  guard (1...lengths[month - 1]).contains(day) else { return nil }
  let leaps = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477
  let days = 365 * (year - 1970) + leaps + lengths[..<(month - 1)].reduce(0, +) + day - 1
  guard !rest.isEmpty else { return Int64(86_400 * days) }
  guard pass("T") || pass(" "), let hour = digits(2), pass(":"), let minute = digits(2),
    hour < 24, minute < 60
  else { return nil }
  var seconds = 86_400 * days + 3_600 * hour + 60 * minute
  if pass(":") {
    guard let second = digits(2), second < 60 else { return nil }
    seconds += second
    if pass(".") {
      let part = rest.prefix { (0x30...0x39).contains($0) }
      guard !part.isEmpty else { return nil }
      rest = rest.dropFirst(part.count)
    }
  }
  if rest.isEmpty || (pass("Z") && rest.isEmpty) { return Int64(seconds) }
  let isEast = pass("+")
  guard isEast || pass("-"), let hours = digits(2), hours < 24 else { return nil }
  _ = pass(":")
  guard let minutes = digits(2), minutes < 60, rest.isEmpty else { return nil }
  let offset = 3_600 * hours + 60 * minutes
  let value = Int64(isEast ? seconds - offset : seconds + offset)
  return value >= 0 ? value : nil
}
