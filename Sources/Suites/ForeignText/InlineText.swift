/// Text with the four marks that reports have (`code` in back quotes, **bold**, *emphasis*, and links of https),
/// taken apart as Markdown takes it apart. Everything else in it, whoever wrote it, is words.
public struct InlineText: Hashable, Sendable {
  /// A piece of it.
  public enum Piece: Hashable, Sendable {
    /// Words.
    case text(String)
    /// Where bold begins or ends.
    case bold
    /// Words with emphasis.
    case emphasis(String)
    /// Code, between back quotes of this number.
    case code(String, quotes: Int)
    /// Words that lead to an address.
    case link(String, WebAddress)
    /// An address that leads to itself.
    case address(WebAddress)
  }

  /// The pieces, in order; marks of bold are even in number.
  public let pieces: [Piece]

  /// Takes text apart.
  public init(_ text: String) {
    var pieces: [Piece] = []
    var rest = ForeignText.line(text)[...]
    var plain = ""
    func flush() {
      guard !plain.isEmpty else { return }
      pieces += Self.linked(plain[...])
      plain = ""
    }
    while let character = rest.first {
      if character == "`" {
        let quotes = rest.prefix { $0 == "`" }
        rest = rest[quotes.endIndex...]
        if let code = Self.code(rest, quotes.count) {
          flush()
          pieces.append(.code(String(code), quotes: quotes.count))
          rest = rest[code.endIndex...].dropFirst(quotes.count)
        } else {
          plain += quotes
        }
      } else if character == "<", let end = rest.firstIndex(of: ">"),
        let address = WebAddress(String(rest[rest.index(after: rest.startIndex)..<end]))
      {
        flush()
        pieces.append(.address(address))
        rest = rest[rest.index(after: end)...]
      } else {
        plain.append(character)
        rest = rest.dropFirst()
      }
    }
    flush()
    self.pieces = Self.paired(pieces)
  }

  /// What stands before the next run of exactly so many back quotes; nil where there is none. A bar
  /// after a backslash has no form in a table's code and makes words of it.
  private static func code(_ text: Substring, _ quotes: Int) -> Substring? {
    var place = text.startIndex
    while let next = text[place...].firstIndex(of: "`") {
      let run = text[next...].prefix { $0 == "`" }
      if run.count == quotes {
        let code = text[..<next]
        return code.contains("\\|") ? nil : code
      }
      place = run.endIndex
    }
    return nil
  }

  /// Words, bold and `[words](address)`; an image, or a link to anything but a web address, is words.
  private static func linked(_ text: Substring) -> [Piece] {
    guard let middle = text.firstRange(of: "](") else { return bold(text) }
    let before = text[..<middle.lowerBound]
    if let open = before.lastIndex(of: "["), !before[open...].contains("]"),
      text[..<open].last != "!",
      let close = text[middle.upperBound...].firstIndex(of: ")"),
      let address = WebAddress(String(text[middle.upperBound..<close]))
    {
      return bold(text[..<open])
        + [.link(String(before[before.index(after: open)...]), address)]
        + linked(text[text.index(after: close)...])
    }
    return bold(text[..<middle.upperBound]) + linked(text[middle.upperBound...])
  }

  private static func bold(_ text: Substring) -> [Piece] {
    var pieces: [Piece] = []
    var rest = text
    while let mark = rest.firstRange(of: "**") {
      if mark.lowerBound > rest.startIndex {
        pieces += emphasised(rest[..<mark.lowerBound])
      }
      pieces.append(.bold)
      rest = rest[mark.upperBound...]
    }
    if !rest.isEmpty { pieces += emphasised(rest) }
    return pieces
  }

  /// Words between single stars, each beside a word on its inner side and beside none on its outer.
  private static func emphasised(_ text: Substring) -> [Piece] {
    func isWord(_ place: String.Index) -> Bool {
      place < text.endIndex && (text[place].isLetter || text[place].isNumber)
    }
    func isFree(_ place: String.Index) -> Bool {
      place == text.endIndex || !(isWord(place) || text[place] == "*")
    }
    var pieces: [Piece] = []
    var plain = text.startIndex
    var place = text.startIndex
    func flush(to end: String.Index) {
      if plain < end { pieces.append(.text(String(text[plain..<end]))) }
    }
    while let open = text[place...].firstIndex(of: "*") {
      let first = text.index(after: open)
      place = first
      guard isWord(first), open == text.startIndex || isFree(text.index(before: open)),
        let close = text[first...].firstIndex(of: "*"), isWord(text.index(before: close)),
        isFree(text.index(after: close))
      else { continue }
      flush(to: open)
      pieces.append(.emphasis(String(text[first..<close])))
      place = text.index(after: close)
      plain = place
    }
    flush(to: text.endIndex)
    return pieces
  }

  /// The last mark of bold is words where it has no partner.
  private static func paired(_ pieces: [Piece]) -> [Piece] {
    var pieces = pieces
    if pieces.count(where: { $0 == .bold }) % 2 == 1,
      let last = pieces.lastIndex(of: .bold)
    {
      pieces[last] = .text("**")
    }
    return pieces
  }
}

extension InlineText {
  /// As Markdown: words in which nothing begins a tag, an image, a link or a character reference.
  public var markdown: String {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let words): result += Self.markdown(words)
      case .bold: result += "**"
      case .emphasis(let words): result += "*\(Self.markdown(words))*"
      case .code(let code, let quotes):
        let fence = String(repeating: "`", count: quotes)
        result += fence + code + fence
      case .link(let words, let address):
        result += "[\(Self.markdown(words))](\(address.text))"
      case .address(let address): result += "<\(address.text)>"
      }
    }
    return result
  }

  private static func markdown(_ words: String) -> String {
    guard words.contains(where: { "`<]&\\".contains($0) }) else { return words }
    var result = ""
    var rest = words[...]
    while let character = rest.popFirst() {
      let next = rest.first
      let isEscaped =
        switch character {
        case "`": true
        case "\\": next.map { $0.isASCII && ($0.isPunctuation || $0.isSymbol) } ?? true
        case "<": next.map { $0.isLetter || "/!?".contains($0) } ?? true
        case "]": next.map { "(:[".contains($0) } ?? false
        case "&":
          rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
            .endIndex != rest.endIndex
            && rest.drop { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }.first == ";"
        default: false
        }
      if isEscaped { result += "\\" }
      result.append(character)
    }
    return result
  }

  /// As HTML.
  public var html: String { html(linking: { _ in nil }) }

  /// As HTML, with code that names something as a link to it.
  ///
  /// - Parameter place: where the code of a piece leads, an address of our own making; nil for nowhere.
  public func html(linking place: (_ code: String) -> String?) -> String {
    var result = ""
    var isBold = false
    for piece in pieces {
      switch piece {
      case .text(let words): result += ForeignText.markup(words)
      case .bold:
        isBold.toggle()
        result += isBold ? "<strong>" : "</strong>"
      case .emphasis(let words): result += "<em>\(ForeignText.markup(words))</em>"
      case .code(let code, _):
        let text = "<code>\(ForeignText.markup(code))</code>"
        result += place(code).map { "<a href=\"\(ForeignText.markup($0))\">\(text)</a>" } ?? text
      case .link(let words, let address):
        result += "<a href=\"\(ForeignText.markup(address.text))\">\(ForeignText.markup(words))</a>"
      case .address(let address):
        let text = ForeignText.markup(address.text)
        result += "<a href=\"\(text)\">\(text)</a>"
      }
    }
    return result
  }
}
