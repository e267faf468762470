import Foundation
import Reports
import Suites

/// The story of a suite on a terminal: each headline claim with its verdict, then what follows.
struct HeadlineDisplay {
  let story: Story
  /// Columns of the terminal.
  let columns: Int

  /// The lines, none wider than the terminal.
  var lines: [[Console.Piece]] {
    let words = story.claims.rows.map { "\($0.word.mark) \($0.word.rawValue)" }
    let margin = min((words.map(\.count).max() ?? 0) + 2, max(4, columns / 3))
    let room = max(20, columns - margin)
    var lines: [[Console.Piece]] = [
      [Console.Piece(ForeignText.line(story.title, upTo: columns), .strong)]
    ]
    for (line, word) in zip(story.claims.rows, words) {
      let head = ForeignText.line(word, upTo: margin - 1)
      let gap = String(repeating: " ", count: max(1, margin - head.count))
      let inset = String(repeating: " ", count: margin)
      lines.append([
        Console.Piece(head, Self.style(line.word)),
        Console.Piece(gap + ForeignText.line(line.statement, upTo: room)),
      ])
      let printed = line.printed == "–" ? "" : "printed \(line.printed) · "
      lines.append([
        Console.Piece(inset + ForeignText.line("\(printed)ours \(line.ours)", upTo: room))
      ])
      if !line.why.isEmpty {
        lines.append([Console.Piece(inset + ForeignText.line(line.why, upTo: room), .soft)])
      }
    }
    for paragraph in story.conclusions {
      lines.append([])
      lines += wrapped(paragraph, columns).map { [Console.Piece($0)] }
    }
    return lines
  }

  private static func style(_ word: VerdictWord) -> Console.Style {
    switch word {
    case .replicated, .sameNumber, .direction: .good
    case .exceeds, .inconclusive: .open
    case .notReplicated, .error: .bad
    case .notComparable, .blocked: .soft
    }
  }
}

/// Text in lines of at most so many characters, broken between words; a longer word is cut.
func wrapped(_ text: String, _ columns: Int) -> [String] {
  var lines: [String] = []
  for word in ForeignText.line(text).split(separator: " ") {
    let word = ForeignText.line(String(word), upTo: columns)
    if let last = lines.last, last.count + 1 + word.count <= columns {
      lines[lines.count - 1] = last + " " + word
    } else {
      lines.append(word)
    }
  }
  return lines
}
