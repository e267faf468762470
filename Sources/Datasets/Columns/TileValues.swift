internal import Foundation
internal import Suites

// From the pieces of a line to an event.

extension TileReader {
  /// Keeps the event that the pieces say, if it is to be kept.
  mutating func event() throws(RowProblem) {
    for condition in plan.conditions where !meets(condition) { return }
    do throws(Emptiness) {
      try kept()
    } catch {
      switch error {
      case .empty(let name):
        guard plan.layout.missing == .drop else {
          throw RowProblem("the field '\(name)' is missing")
        }
        tile.dropped += 1
      case .problem(let problem): throw problem
      }
    }
  }

  /// Why an event is not kept.
  enum Emptiness: Error {
    case empty(StaticString)
    case problem(RowProblem)
  }

  private mutating func kept() throws(Emptiness) {
    if plan.layout.missing == .drop {
      // Nothing is kept of an event that is dropped.
      if plan.user >= 0 { _ = try piece(plan.user, "user") }
      _ = try piece(plan.item, "item")
      if plan.rating >= 0 { _ = try piece(plan.rating, "rating") }
      if plan.timeSlot >= 0 { _ = try piece(plan.timeSlot, "time") }
    }
    let rating = try plan.rating >= 0 ? self.rating() : 1
    // Of two numbers of a rating's few digits the larger is not the smaller as 32 bits.
    if let least = plan.layout.atLeast, rating < Float(least) { return }
    if plan.user < 0 {
      tile.users.append(Int32(truncatingIfNeeded: tile.records))
    } else if plan.layout.ids == .numbers {
      tile.users.append(try number(plan.user, "user"))
    } else {
      tile.userNames.append(try name(plan.user, "user"))
    }
    if plan.layout.ids == .numbers {
      tile.items.append(try number(plan.item, "item"))
    } else {
      tile.itemNames.append(try name(plan.item, "item"))
    }
    tile.times.append(try plan.timeSlot >= 0 ? time() : 0)
    tile.ratings.append(rating)
    for (index, slot) in plan.sides.enumerated() {
      let piece = pieces[slot]
      let isThere = piece.form != .absent && !piece.isEmpty
      tile.sides[index].append(try isThere ? text(piece, "label", mayBeAnything: true) : .none)
    }
  }

  private func meets(_ condition: ColumnsPlan.Condition) -> Bool {
    let piece = pieces[condition.slot]
    guard piece.form != .absent else { return false }
    let text = bytes.part(piece.range)
    if piece.form == .plain { return condition.texts.contains { text.elementsEqual($0) } }
    let written = (try? rewritten(piece)) ?? []
    return condition.texts.contains(written)
  }

  /// The piece of a slot; empty or absent, nothing was said.
  @inline(__always)
  private func piece(_ slot: Int, _ name: StaticString) throws(Emptiness) -> Piece {
    let piece = pieces[slot]
    guard piece.form != .absent, !piece.isEmpty else { throw .empty(name) }
    return piece
  }

  /// An id, from 1 up.
  private func number(_ slot: Int, _ name: StaticString) throws(Emptiness) -> Int32 {
    let piece = try piece(slot, name)
    guard let value = digits(piece) else { throw refused(name, piece, "a whole number") }
    guard (1...FieldCursor.largestID).contains(value) else {
      throw .problem(
        RowProblem(
          "the field '\(name)' is \(value), not an id from 1 to \(FieldCursor.largestID)"
            + (value == 0 ? "; `ids: words` takes ids from 0 up" : "")))
    }
    return Int32(value)
  }

  /// Up to 18 digits as a number.
  @inline(__always)
  private func digits(_ piece: Piece) -> Int? {
    guard (1...18).contains(piece.end - piece.start) else { return nil }
    var value = 0
    for place in piece.range {
      let digit = bytes[place] &- 0x30
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return value
  }

  /// Nineteen digits, as today's nanoseconds have, as a number; nil for more than 64 bits hold.
  private func nineteenDigits(_ piece: Piece) -> Int? {
    guard piece.end - piece.start == 19, bytes[piece.end - 1] &- 0x30 < 10,
      let whole = digits(Piece(start: piece.start, end: piece.end - 1, form: .plain)),
      whole < Int.max / 10
    else { return nil }
    return 10 * whole + Int(bytes[piece.end - 1] &- 0x30)
  }

  private mutating func name(
    _ slot: Int, _ name: StaticString
  ) throws(Emptiness) -> ColumnTile.Name {
    try text(try piece(slot, name), name)
  }

  /// A text that may stand for somebody or something.
  private mutating func text(
    _ piece: Piece, _ name: StaticString, mayBeAnything: Bool = false
  ) throws(Emptiness) -> ColumnTile.Name {
    let isFree = mayBeAnything || plan.layout.ids == .texts
    let text = bytes.part(piece.range)
    if piece.form == .plain, isPlainASCII(text) {
      return ColumnTile.Name(
        offset: Int32(piece.start), count: Int32(text.count), hash: text.hashed)
    }
    let isAsItStands = piece.form == .plain && plan.layout.encoding != .latin1
    let written: [UInt8]
    do throws(RowProblem) {
      written = try isAsItStands ? [] : rewritten(piece)
    } catch {
      throw .problem(error)
    }
    func checked(_ text: UnsafeRawBufferPointer) -> (hash: UInt64, objection: String?) {
      (text.hashed, objection(text, name, isFree))
    }
    let (hash, refusal) = isAsItStands ? checked(text) : written.withUnsafeBytes(checked)
    if let refusal { throw .problem(RowProblem(refusal)) }
    guard !isAsItStands else {
      return ColumnTile.Name(offset: Int32(piece.start), count: Int32(text.count), hash: hash)
    }
    let offset = ~tile.rewritten.count
    tile.rewritten += written
    return ColumnTile.Name(offset: Int32(offset), count: Int32(written.count), hash: hash)
  }

  /// What speaks against a text as a name; nil where nothing does.
  private func objection(
    _ text: UnsafeRawBufferPointer, _ name: StaticString, _ isFree: Bool
  ) -> String? {
    guard String(validating: text, as: UTF8.self) != nil else {
      return "the field '\(name)' is not UTF-8 text; `encoding: latin-1` reads Latin-1"
    }
    if isFree {
      return text.contains { $0 < 0x20 || $0 == 0x7f }
        ? "the field '\(name)' has a control character" : nil
    }
    let words = text.split(separator: 0x20, omittingEmptySubsequences: false)
    let isName = words.allSatisfy {
      !$0.isEmpty && isPlainName(UnsafeRawBufferPointer(rebasing: $0))
    }
    return isName
      ? nil
      : "the field '\(name)' is not a plain name: blanks at its ends, double blanks, quotes and invisible "
        + "characters are refused; `ids: texts` takes them as they are"
  }

  private func rating() throws(Emptiness) -> Float {
    let piece = try piece(plan.rating, "rating")
    guard let value = decimal(piece) else {
      let hasComma = plan.decimalMark == 0x2e && bytes.part(piece.range).contains(0x2c)
      throw refused(
        "rating", piece, "a number" + (hasComma ? "; `decimals: comma` reads decimal commas" : ""))
    }
    guard value >= 0, value <= FieldCursor.largestRating else {
      throw .problem(
        RowProblem(
          "the field 'rating' is \(value), not a rating from 0 to 1000; without `rating` every "
            + "event counts 1"))
    }
    return value
  }

  /// A number as people and programs write it.
  private func decimal(_ piece: Piece) -> Float? {
    var value = 0
    var scale = 1
    var hasPoint = false
    var isPlain = piece.end - piece.start <= 16
    for place in piece.range where isPlain {
      let byte = bytes[place]
      if byte == plan.decimalMark, !hasPoint, place > piece.start, place + 1 < piece.end {
        hasPoint = true
      } else if byte &- 0x30 < 10 {
        value = value &* 10 &+ Int(byte &- 0x30)
        if hasPoint { scale &*= 10 }
      } else {
        isPlain = false
      }
    }
    return isPlain
      ? Float(Double(value) / Double(scale))
      : written(piece, mark: plan.decimalMark).map { Float($0) }
  }

  /// A number with a sign, an exponent or many digits, or a word that is one.
  ///
  /// - Parameter mark: what stands before its decimals.
  private func written(_ piece: Piece, mark: UInt8 = 0x2e) -> Double? {
    guard piece.end - piece.start <= 40 else { return nil }
    // With commas before the decimals, a point divides thousands or is another's number.
    let text = String(
      decoding: bytes.part(piece.range).map { $0 == mark ? 0x2e : $0 == 0x2e ? 0x2c : $0 },
      as: UTF8.self)
    switch text {
    case "true", "True": return 1
    case "false", "False": return 0
    default: break
    }
    let isNumber = text.utf8.allSatisfy { ($0 &- 0x30 < 10) || "+-.eE".utf8.contains($0) }
    guard isNumber, text.utf8.last.map({ $0 &- 0x30 < 10 || $0 == 0x2e }) == true,
      let value = Double(text), value.isFinite
    else { return nil }
    return value
  }

  /// Seconds since 1970.
  private func time() throws(Emptiness) -> Int64 {
    let piece: Piece
    do throws(Emptiness) {
      piece = try self.piece(plan.timeSlot, "time")
    } catch {
      if case .units = plan.time { throw error }
      if pieces[plan.timeSlot].form == .absent || plan.layout.missing == .drop { throw error }
      throw refused("time", pieces[plan.timeSlot], timeInWords)
    }
    switch plan.time {
    case .units(let units):
      let value: Int
      if let whole = digits(piece) {
        value = whole
      } else if let whole = nineteenDigits(piece), units == 1_000_000_000 {
        value = whole
      } else if let number = written(piece), number >= 0, number < 9e18 {
        value = Int(number)
      } else {
        throw refused("time", piece, "a whole number")
      }
      let seconds = value / units
      guard seconds <= TimeForm.last else {
        let isFiner = units == 1 && (1_000_000_000_000...).contains(value)
        throw .problem(
          RowProblem(
            "the field 'time' is beyond the year 9999"
              + (isFiner ? "; `timeUnit` may be milliseconds, microseconds or nanoseconds" : "")))
      }
      return Int64(seconds)
    case .iso8601:
      guard let seconds = calendarSeconds(bytes.part(piece.range)) else {
        throw refused("time", piece, timeInWords)
      }
      return seconds
    case .pattern(let pattern):
      guard let seconds = pattern.seconds(bytes.part(piece.range)) else {
        throw refused("time", piece, timeInWords)
      }
      return seconds
    }
  }

  private var timeInWords: String {
    switch plan.time {
    case .units: "a whole number"
    case .iso8601: "a time such as 2014-07-23T18:05:30Z"
    case .pattern: "a time from 1970 on in the form '\(plan.layout.timePattern ?? "")'"
    }
  }

  private func refused(_ name: StaticString, _ piece: Piece, _ wanted: String) -> Emptiness {
    let shown = bytes.part(piece.range).prefix(40).map {
      (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?")
    }
    return .problem(
      RowProblem(
        "the field '\(name)' is '\(String(decoding: shown, as: UTF8.self))', not \(wanted)"))
  }
}

/// True for a name of ASCII without blanks, quotes and controls.
@inline(__always)
private func isPlainASCII(_ name: UnsafeRawBufferPointer) -> Bool {
  for byte in name where byte < 0x21 || byte > 0x7e || byte == 0x22 { return false }
  return true
}
