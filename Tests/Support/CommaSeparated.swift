/// Rows of comma-separated values by the names of their columns, read as RFC 4180 says.
public func commaSeparated(_ text: String) -> [[String: String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell = ""
  var isQuoted = false
  var characters = text.makeIterator()
  var next = characters.next()
  while let character = next {
    next = characters.next()
    switch (character, isQuoted) {
    case ("\"", true) where next == "\"":
      cell.append("\"")
      next = characters.next()
    case ("\"", _): isQuoted.toggle()
    case (",", false):
      row.append(cell)
      cell = ""
    case ("\n", false):
      rows.append(row + [cell])
      (row, cell) = ([], "")
    default: cell.append(character)
    }
  }
  guard let names = rows.first else { return [] }
  return rows.dropFirst().map { Dictionary(zip(names, $0), uniquingKeysWith: { $1 }) }
}
