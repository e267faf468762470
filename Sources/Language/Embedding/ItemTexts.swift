public import Foundation

/// A table of items and what is written about them, one item a line.
public struct ItemTexts: Hashable, Sendable {
  /// Where in a line things stand, and how bytes are characters.
  public struct Layout: Hashable, Sendable {
    /// What characters the bytes are.
    public enum Encoding: String, Hashable, Sendable, CaseIterable {
      case utf8 = "utf-8"
      case latin1 = "latin-1"
    }

    /// What divides the columns.
    public var separator = "\t"
    /// Column of the ids, from 1.
    public var id = 1
    /// Column of the texts, from 1.
    public var text = 2
    /// Whether the first line names the columns.
    public var hasHeader = false
    /// What characters the bytes are.
    public var encoding = Encoding.utf8

    /// Ids, a tab, and texts in UTF-8, without a header.
    public init() {}
  }

  /// The items' ids, in the order of the lines.
  public let ids: [String]
  /// Their texts. May be empty.
  public let texts: [String]

  /// Reads a table.
  ///
  /// - Parameter file: the name to use in errors.
  /// - Throws: `ItemTextsError` for a line without one of the columns or without an id, an id that
  ///   occurs twice, bytes that are no characters, and a table without items.
  public init(_ bytes: Data, layout: Layout, file: String) throws(ItemTextsError) {
    let separator = Array(layout.separator.utf8)
    precondition(!separator.isEmpty && layout.id > 0 && layout.text > 0, "Columns count from 1.")
    var (ids, texts): ([String], [String]) = ([], [])
    var known: [[UInt8]: Int] = [:]
    // A mark of UTF-8 is no part of the first id.
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let content = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
    var number = 0
    for var line in content.split(separator: 0x0a, omittingEmptySubsequences: false) {
      number += 1
      if line.last == 0x0d { line.removeLast() }
      if line.isEmpty || layout.hasHeader && number == 1 { continue }
      func problem(_ reason: String) -> ItemTextsError {
        ItemTextsError(file: file, line: number, reason: reason)
      }
      let fields = Self.fields(Array(line), separator, upTo: max(layout.id, layout.text))
      guard fields.count >= max(layout.id, layout.text) else {
        throw problem(
          "there is no column \(max(layout.id, layout.text)); the line has only \(fields.count)")
      }
      let (id, text) = (fields[layout.id - 1], fields[layout.text - 1])
      guard let idWords = Self.words(id, layout.encoding),
        let textWords = Self.words(text, layout.encoding)
      else { throw problem("it is not UTF-8 text") }
      guard !id.isEmpty else { throw problem("there is no id in column \(layout.id)") }
      guard !idWords.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
        throw problem("the id holds a control character")
      }
      if let first = known.updateValue(number, forKey: Array(id)) {
        throw problem("the id '\(idWords)' already occurs in line \(first)")
      }
      ids.append(idWords)
      texts.append(textWords)
    }
    guard !ids.isEmpty else {
      throw ItemTextsError(file: file, line: nil, reason: "it has no items")
    }
    self.ids = ids
    self.texts = texts
  }

  private static func words(_ bytes: ArraySlice<UInt8>, _ encoding: Layout.Encoding) -> String? {
    switch encoding {
    case .utf8: return String(validating: bytes, as: UTF8.self)
    case .latin1:
      var text = String.UnicodeScalarView()
      text.append(contentsOf: bytes.map { Unicode.Scalar($0) })
      return String(text)
    }
  }

  /// The first columns of a line; the last of them ends where the next begins.
  private static func fields(
    _ line: [UInt8], _ separator: [UInt8], upTo count: Int
  ) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var (first, place) = (0, 0)
    while place < line.count, fields.count < count {
      if line[place] == separator[0], line[place...].starts(with: separator) {
        fields.append(line[first..<place])
        place += separator.count
        first = place
      } else {
        place += 1
      }
    }
    if fields.count < count { fields.append(line[first...]) }
    return fields
  }
}

/// A table of texts that cannot be read: which one, where, and why.
public struct ItemTextsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it.
  public var file: String
  /// The line, from 1; nil where the whole file is meant.
  public var line: Int?
  /// Why, as the end of a sentence.
  public var reason: String

  /// One sentence.
  public var description: String {
    "\(file)" + (line.map { ", line \($0)" } ?? "") + ": \(reason)."
  }
}
