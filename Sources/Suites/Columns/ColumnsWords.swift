extension ColumnsLayout {
  /// How a line says its events.
  package enum Form: String, Word {
    /// Fields with something between them, one event a line.
    case text
    /// An object in JSON a line.
    case json = "json-lines"
    /// A dictionary as Python prints it, a line: `{'user': u'al', 'early': False}`.
    case python = "python-dicts"
    /// A user and all its items, oldest first.
    case lists
  }

  /// What quotes around a field mean.
  package enum Quotes: String, Word {
    /// They are letters like others.
    case none
    /// The field may hold the separator and doubled quotes; it ends in its line.
    case inLine = "in-line"
    /// The same, and line breaks too.
    case acrossLines = "across-lines"
  }

  /// How letters are written as bytes.
  package enum Encoding: String, Word {
    case utf8 = "utf-8"
    case latin1 = "latin-1"
  }

  /// What users and items are called by.
  package enum IDs: String, Word {
    /// Whole numbers from 1 to 10,000,000, kept as they are.
    case numbers
    /// Words that the eye can tell apart, numbered from 1 in the order of their bytes.
    case names = "words"
    /// Any text without control characters, numbered likewise.
    case texts
  }

  /// What stands before a number's decimals.
  package enum Decimals: String, Word {
    case point
    case comma
  }

  /// How a time is written.
  package enum TimeUnit: String, Word {
    /// Seconds since 1970; parts of a second are dropped.
    case seconds
    /// Milliseconds since 1970; parts of a second are dropped.
    case milliseconds
    /// Microseconds since 1970; parts of a second are dropped.
    case microseconds
    /// Nanoseconds since 1970, as pandas keeps times; parts of a second are dropped.
    case nanoseconds
    /// `2014-07-23`, or `2014-07-23T18:05:30` with parts of a second and a zone, UTC without one.
    case iso8601 = "iso-8601"
  }

  /// What becomes of an event whose user, item, rating or time is empty.
  package enum Missing: String, Word {
    /// The file is refused.
    case refuse
    /// The event is left out.
    case drop
  }
}

/// What divides the fields of a line.
package enum FieldSeparator: Hashable, Sendable {
  /// These bytes.
  case bytes([UInt8])
  /// Any number of spaces and tabs; those at the ends of a line divide nothing.
  case blanks

  private static let words: [String: FieldSeparator] = [
    "comma": .bytes([0x2c]), "tab": .bytes([0x09]), "semicolon": .bytes([0x3b]),
    "bar": .bytes([0x7c]), "space": .bytes([0x20]), "blanks": .blanks,
  ]

  /// Which text may stand for a separator.
  static let form = TextForm(
    "`comma`, `tab`, `semicolon`, `bar`, `space`, `blanks` for any number of spaces and tabs, or the "
      + "separator itself, such as `\"::\"`")

  /// The separator that a layout writes; nil for what can divide nothing.
  package init?(_ written: String) {
    if let word = Self.words[written] {
      self = word
      return
    }
    let bytes = Array(written.utf8)
    guard (1...8).contains(bytes.count), !bytes.contains(where: { $0 == 0x0a || $0 == 0x22 }),
      bytes.contains(where: { !(0x30...0x39).contains($0) && $0 != 0x2e })
    else { return nil }
    self = .bytes(bytes)
  }
}
