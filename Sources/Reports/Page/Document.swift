internal import Suites

/// A report before it is written down: the same blocks give the Markdown and the HTML page.
///
/// Text may hold three marks: `code` in back quotes, **bold**, and links of https, as
/// [words](address) or <address>. All of it passes through `InlineText`, so that nothing else in it,
/// wherever it came from, is more than words.
package struct Document: Hashable, Sendable {
  /// A part of a report.
  indirect enum Block: Hashable, Sendable {
    /// A heading of level 1 to 3.
    case heading(Int, String)
    /// A paragraph.
    case paragraph(String)
    /// Items, one below the other.
    case list([String])
    /// A table: titles, which columns hold numbers, rows.
    case table([String], numeric: [Bool], [[String]])
    /// Claims in a row each.
    case claims(ClaimTable)
    /// Rows that lead to suites' reports.
    case linked(LinkedTable)
    /// A line that leads to another page of the same suite.
    case pointer(String, page: Page)
    /// A drawing in a file beside the report, with what it shows.
    case figure(file: String, caption: String)
    /// Commands or text as they are.
    case code(String)
    /// Blocks that are folded away under a line.
    case folded(String, [Block])
  }

  /// The pages of a suite, by their files' names.
  package enum Page: String, Hashable, Sendable {
    /// What was found.
    case report
    /// What it rests on.
    case details
  }

  var blocks: [Block] = []

  /// Markdown as code hosts show it.
  var markdown: String { blocks.map(markdown).joined(separator: "\n\n") + "\n" }

  private func markdown(_ block: Block) -> String {
    switch block {
    case .heading(let level, let text):
      String(repeating: "#", count: level) + " " + InlineText(text).markdown
    case .paragraph(let text): begun(InlineText(text).markdown)
    case .list(let items):
      items.map { "- " + begun(InlineText($0).markdown) }.joined(separator: "\n")
    case .table(let titles, let numeric, let rows):
      (head(titles, numeric) + rows.map(row)).joined(separator: "\n")
    case .claims(let table):
      markdown(
        .table(
          ClaimTable.titles, numeric: [false, true, true, false, false],
          table.rows.map(ClaimTable.cells)))
    case .linked(let table):
      (head(table.titles, table.numeric)
        + table.rows.map { cells in
          "| " + cells.map { $0.map(piece).joined() }.joined(separator: " | ") + " |"
        }).joined(separator: "\n")
    case .pointer(let text, let page):
      begun(InlineText(text).markdown) + " [\(page.rawValue)](\(page.rawValue).md)."
    case .figure(let file, let caption):
      "![\(alternative(caption))](\(path(file)))\n\n*\(InlineText(caption).markdown)*"
    case .code(let text): fenced(text)
    case .folded(let title, let blocks):
      "<details><summary>\(ForeignText.markup(title))</summary>\n\n"
        + blocks.map(markdown).joined(separator: "\n\n") + "\n\n</details>"
    }
  }

  private func head(_ titles: [String], _ numeric: [Bool]) -> [String] {
    [row(titles), "| " + numeric.map { $0 ? "---:" : "---" }.joined(separator: " | ") + " |"]
  }

  private func row(_ cells: [String]) -> String {
    "| " + cells.map(cell).joined(separator: " | ") + " |"
  }

  /// Words where a bar would end the cell.
  private func cell(_ text: String) -> String {
    InlineText(text).markdown.replacing("|", with: "\\|")
  }

  private func piece(_ piece: LinkedTable.Piece) -> String {
    switch piece {
    case .text(let text): cell(text)
    case .page(let words, let folder, let place):
      "[\(alternative(words).replacing("|", with: "\\|"))](\(folder)\(path(place)).md)"
    }
  }

  /// Words at the beginning of a block, of which nothing is a heading, a list, a quotation, a rule,
  /// a fence, a table or indented code.
  private func begun(_ text: String) -> String {
    let text = String(text.drop(while: \.isWhitespace))
    guard let first = text.first else { return text }
    let rest = text.dropFirst()
    if "#>=~|".contains(first) { return "\\" + text }
    let isAlone = rest.first.map(\.isWhitespace) ?? true
    if "-+*_".contains(first), isAlone || text.allSatisfy({ $0 == first || $0.isWhitespace }) {
      return "\\" + text
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let point = text[digits.endIndex...]
    if !digits.isEmpty, let mark = point.first, mark == "." || mark == ")",
      point.dropFirst().first.map(\.isWhitespace) ?? true
    {
      return digits + "\\" + point
    }
    return text
  }

  /// A caption where brackets would end it.
  private func alternative(_ caption: String) -> String {
    InlineText(caption).markdown.replacing("[", with: "\\[").replacing("\\]", with: "]")
      .replacing("]", with: "\\]")
  }

  /// Folders and a file below the page as an address.
  func path(_ names: [String]) -> String { names.map(path).joined(separator: "/") }

  /// A file beside the report as an address: nothing in it ends the address or leads elsewhere.
  func path(_ file: String) -> String {
    var path = ""
    for byte in file.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        path.unicodeScalars.append(Unicode.Scalar(byte))
      default: path += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return path
  }

  /// Lines as they are, between fences longer than any in them.
  private func fenced(_ text: String) -> String {
    let text = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { ForeignText.visible(String($0)) }.joined(separator: "\n")
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    return "\(fence)\n\(text)\n\(fence)"
  }
}
