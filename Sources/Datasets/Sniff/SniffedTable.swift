internal import Foundation
internal import Suites

/// The first lines of a file as columns.
struct SniffedTable {
  /// The columns' names, or their places.
  private(set) var names: [String] = []
  /// Values of each column in the first lines: `[columns][lines]`.
  private(set) var values: [[String]] = []
  /// Whether names stand in the file.
  private(set) var hasNames = false
  /// What reads it, but for which column is what.
  private(set) var settings = ColumnsLayout()
  /// What it is: "text with 4 columns divided by tabs and a header".
  private(set) var words = ""
  /// What was guessed.
  private(set) var notes: [String] = []

  private static let separators: [(text: String, word: String, plural: String)] = [
    ("::", "::", "'::'"), ("\t", "tab", "tabs"), (", ", ", ", "commas and blanks"),
    (" | ", " | ", "bars and blanks"),
    (",", "comma", "commas"),
    (";", "semicolon", "semicolons"), ("|", "bar", "bars"), (" ", "blanks", "blanks"),
  ]

  /// Lines of text.
  init(text lines: [String]) throws(RowProblem) {
    var lines = lines
    var passed = 0
    if lines.first?.hasPrefix("%%MatrixMarket ") == true {
      guard lines[0].contains(" coordinate ") else {
        throw RowProblem("it is a dense matrix of Matrix Market; write it as `coordinate`")
      }
      // Behind the comments a line says how large the matrix is.
      passed = lines.prefix { $0.first == "%" }.count + 1
      lines.removeFirst(min(passed, lines.count))
    } else if let mark = lines.first?.first, mark == "#" || mark == "%" {
      settings.comment = String(mark)
      lines.removeAll { $0.first == mark }
    }
    lines.removeAll { $0.allSatisfy(\.isWhitespace) }
    let joined = Self.joined(lines)
    guard let (separator, skipped, rows, isQuoted) = Self.divided(joined) else {
      if let (separator, lists) = try Self.lists(lines, unless: Self.odd(joined)) {
        (settings.form, words) = (.lists, "lists of items, one user per line")
        settings.separator = separator
        (names, values) = (["1", "2"], lists)
        notes.append(
          "The first word of each line is taken as the user; without `user`, and with `item: \"1\"`, "
            + "all words are items.")
        return
      }
      let shown = lines.first.map { $0.prefix(60) } ?? ""
      throw RowProblem(
        "its lines have no separator that gives each as many fields (tried tab, comma, semicolon, bar, "
          + "'::' and blanks); they begin '\(shown)'; a layout `{kind: columns, separator: …}` names another"
      )
    }
    if separator.word != "comma" { settings.separator = separator.word }
    if isQuoted { settings.quotes = joined.count < lines.count ? .acrossLines : .inLine }
    settings.skip = skipped + passed > 0 ? skipped + passed : nil
    let first = rows[0]
    hasNames = Self.isHeader(first, rows.dropFirst())
    if !hasNames { settings.header = false }
    names = hasNames ? first : first.indices.map { "\($0 + 1)" }
    let body = hasNames ? rows.dropFirst() : rows[...]
    guard !body.isEmpty else { throw RowProblem("it holds a header and no rows") }
    values = first.indices.map { column in body.map { $0[column] } }
    words =
      "text with \(first.count) columns divided by \(separator.plural)"
      + (hasNames ? ": \(listed(first))" : ", without a header")
  }

  /// Lines that go on in the next ones, where a quote is open.
  private static func joined(_ lines: [String]) -> [String] {
    guard lines.contains(where: { $0.contains("\"") }) else { return lines }
    var joined: [String] = []
    var isOpen = false
    for line in lines {
      if isOpen, !joined.isEmpty {
        joined[joined.count - 1] += "\n" + line
      } else {
        joined.append(line)
      }
      if !line.count(where: { $0 == "\"" }).isMultiple(of: 2) { isOpen.toggle() }
    }
    return isOpen ? lines : joined
  }

  private static func divided(
    _ lines: [String]
  ) -> (
    separator: (text: String, word: String, plural: String), skipped: Int, rows: [[String]],
    isQuoted: Bool
  )? {
    for skipped in 0..<min(6, lines.count) {
      let body = lines.dropFirst(skipped)
      // The last line may stand alone under others.
      guard skipped == 0 || body.count > 2 else { return nil }
      for separator in separators {
        // A comma with a blank divides fields where every comma does, not where a text has one.
        if let mark = separator.text.first(where: { $0 == "," || $0 == "|" }),
          separator.text.count > 1,
          body.contains(where: { $0.replacing(separator.text, with: "").contains(mark) })
        {
          continue
        }
        let isQuoted =
          separator.text.count == 1 && separator.text != " "
          && body.contains { $0.hasPrefix("\"") || $0.contains(separator.text + "\"") }
        let rows = body.map { fields(of: $0, separator.text, isQuoted) }
        guard let count = rows[0]?.count, count > 1,
          rows.allSatisfy({ $0?.count == count })
        else { continue }
        return (separator, skipped, rows.compactMap { $0 }, isQuoted)
      }
    }
    return nil
  }

  /// What is wrong with a line that is divided otherwise than most; nil where most are not divided.
  private static func odd(_ lines: [String]) -> RowProblem? {
    for separator in separators where separator.text != ", " && separator.text != " " {
      let isQuoted = separator.text != "::" && lines.contains { $0.contains("\"") }
      let counts = lines.map { fields(of: $0, separator.text, isQuoted)?.count ?? 0 }
      let most = Dictionary(grouping: counts) { $0 }.max {
        ($0.value.count, $0.key) < ($1.value.count, $1.key)
      }
      guard let most, most.key > 1, most.value.count * 5 >= lines.count * 4,
        let place = counts.firstIndex(where: { $0 != most.key })
      else { continue }
      let shown = ForeignText.visible(String(lines[place].prefix(60)))
      return RowProblem(
        "its lines have \(most.key) fields divided by \(separator.plural), and the line '\(shown)' has "
          + (counts[place] > 0 ? "\(counts[place])" : "a quote that is not closed or not alone"))
    }
    return nil
  }

  private static func fields(
    of line: String, _ separator: String, _ isQuoted: Bool
  ) -> [String]? {
    if separator == " " {
      return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map { String($0) }
    }
    guard isQuoted, let byte = separator.utf8.first else {
      return line.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }
    return Array(line.utf8).withUnsafeBytes { line in
      (try? delimitedFields(line, by: byte, quoted: true))?.map {
        String(decoding: $0, as: UTF8.self)
      }
    }
  }

  /// Whether a word is none of a sentence.
  private static func isID(_ word: String, mayEndIn end: String = "") -> Bool {
    let word = word.hasSuffix(end) ? word.dropLast(end.count) : word[...]
    return !word.isEmpty && word.count <= 40
      && word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }

  /// A user and items, as many as it has, and the word for what divides them, nil for blanks.
  ///
  /// - Parameter problem: what is wrong with lines of columns, if that is what most of them are; only
  ///   between blanks a line of another length is no mistake.
  private static func lists(
    _ lines: [String], unless problem: RowProblem?
  ) throws(RowProblem) -> (separator: String?, values: [[String]])? {
    for (separator, word) in [(" ", nil), (",", "comma"), ("\t", "tab"), (";", "semicolon")]
      as [(Character, String?)]
    {
      if word != nil, let problem { throw problem }
      let rows = lines.map { $0.split(separator: separator).map { String($0) } }
      // The user may stand before a colon.
      guard rows.allSatisfy({ isID($0.first ?? " ", mayEndIn: ":") }),
        !(rows.first ?? []).contains(where: { ColumnRoles.role(ofName: $0) != nil }),
        rows.allSatisfy({ $0.dropFirst().allSatisfy { isID($0) } }),
        rows.contains(where: { $0.count > 2 }), Set(rows.map(\.count)).count > 1,
        rows.count(where: { $0.count == 1 }) * 2 < rows.count
      else { continue }
      return (word, [rows.map { $0[0] }, rows.map { $0.count > 1 ? $0[1] : "" }])
    }
    return nil
  }

  private static func isHeader(_ first: [String], _ rows: ArraySlice<[String]>) -> Bool {
    let isNumber = { (text: String) in Double(text) != nil }
    if first.contains(where: { ColumnRoles.role(ofName: $0) != nil }),
      !first.contains(where: isNumber)
    {
      return true
    }
    return !first.contains(where: isNumber) && Set(first).count == first.count
      && first.indices.contains { column in
        !rows.isEmpty && rows.allSatisfy { isNumber($0[column]) || $0[column].isEmpty }
      }
  }

  /// Objects of JSON, or dictionaries of Python.
  init(objects lines: [String]) throws(RowProblem) {
    guard lines.first?.trimmingCharacters(in: .whitespaces) != "{" else {
      throw RowProblem(
        "it is an object in JSON over several lines; `jq -c . FILE` gives each object its line, "
          + "which can be read")
    }
    hasNames = true
    let objects = lines.prefix(50).map { line in
      (try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))).map(Self.flattened)
    }
    settings.form = .json
    var rows = objects.compactMap { $0 }
    if rows.count < objects.count {
      rows = lines.prefix(50).map(Self.python)
      settings.form = .python
      guard rows.allSatisfy({ !$0.isEmpty }) else {
        throw RowProblem("its lines begin like JSON objects, but are not")
      }
    }
    names = rows.joined().map { $0.0 }.eachOnce()
    values = names.map { name in rows.map { row in row.first { $0.0 == name }?.1 ?? "" } }
    words =
      (settings.form == .json ? "JSON lines" : "dictionaries of Python") + " with \(listed(names))"
  }

  /// The texts and numbers in an object by the names that lead to them; of a list's, the first.
  private static func flattened(_ value: JSONValue) -> [(String, String)] {
    func flat(_ value: JSONValue, _ path: String, _ depth: Int) -> [(String, String)] {
      switch value {
      case .null: [(path, "")]
      case .boolean(let flag): [(path, "\(flag)")]
      case .integer(let number): [(path, "\(number)")]
      case .number(let number): [(path, "\(number)")]
      case .string(let text): [(path, text)]
      case .array(let elements):
        path.contains("[]") || depth > 3
          ? [] : elements.first.map { flat($0, path + "[]", depth + 1) } ?? []
      case .object(let members):
        depth > 3
          ? []
          : members.sorted { $0.key < $1.key }.flatMap {
            $0.key.contains { ".[".contains($0) }
              ? [] : flat($0.value, path.isEmpty ? $0.key : "\(path).\($0.key)", depth + 1)
          }
      }
    }
    return flat(value, "", 0)
  }

  /// Names and values that a line of Python has, whatever else is in it.
  private static func python(_ line: String) -> [(String, String)] {
    let members = line.matches(
      of:
        /[{,] *[ub]?'(?<name>[A-Za-z_][A-Za-z0-9_]*)': *(?:[ub]?'(?<text>[^']*)'|(?<word>[0-9.A-Za-z]+))/
    )
    return members.map { (String($0.output.name), String($0.output.text ?? $0.output.word ?? "")) }
  }
}
