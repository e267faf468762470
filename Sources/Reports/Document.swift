/// A report before it is written down: the same blocks give the Markdown and the HTML page.
///
/// Text may hold three marks: `code` in back quotes, **bold**, and [words](address).
struct Document: Hashable, Sendable {
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
    /// A drawing in a file beside the report, with what it shows.
    case figure(file: String, caption: String)
    /// Commands or text as they are.
    case code(String)
    /// Blocks that are folded away under a line.
    case folded(String, [Block])
  }

  var blocks: [Block] = []

  /// Markdown as code hosts show it.
  var markdown: String { blocks.map(markdown).joined(separator: "\n\n") + "\n" }

  private func markdown(_ block: Block) -> String {
    switch block {
    case .heading(let level, let text): String(repeating: "#", count: level) + " " + text
    case .paragraph(let text): text
    case .list(let items): items.map { "- " + $0 }.joined(separator: "\n")
    case .table(let titles, let numeric, let rows):
      ([row(titles), "| " + numeric.map { $0 ? "---:" : "---" }.joined(separator: " | ") + " |"]
        + rows.map(row)).joined(separator: "\n")
    case .figure(let file, let caption): "![\(caption)](\(file))\n\n*\(caption)*"
    case .code(let text): "```\n\(text)\n```"
    case .folded(let title, let blocks):
      "<details><summary>\(escaped(title))</summary>\n\n"
        + blocks.map(markdown).joined(separator: "\n\n") + "\n\n</details>"
    }
  }

  private func row(_ cells: [String]) -> String {
    let escaped = cells.map {
      $0.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
    return "| " + escaped.joined(separator: " | ") + " |"
  }
}

/// Text for HTML and XML: the five characters that mean something else there.
func escaped(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.append(character)
    }
  }
  return result
}
