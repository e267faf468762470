extension Document {
  /// The report as one page that needs nothing else: style and drawings are inside.
  ///
  /// - Parameter drawings: SVG text by file name; a figure without one is left out.
  func html(title: String, drawings: [String: String]) -> String {
    var used: Set<String> = []
    var contents: [(anchor: String, text: String)] = []
    var body = ""
    for block in blocks {
      if case .heading(2, let text) = block {
        var anchor = slug(text)
        while !used.insert(anchor).inserted { anchor += "-" }
        contents.append((anchor, text))
        body += "<h2 id=\"\(anchor)\"><a href=\"#\(anchor)\">\(inline(text))</a></h2>\n"
      } else {
        body += html(block, drawings)
      }
    }
    let menu = contents.map { "<a href=\"#\($0.anchor)\">\(inline($0.text))</a>" }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,">
      <title>\(escaped(title))</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <nav>\(menu.joined(separator: "\n"))</nav>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  private func html(_ block: Block, _ drawings: [String: String]) -> String {
    switch block {
    case .heading(let level, let text): return "<h\(level)>\(inline(text))</h\(level)>\n"
    case .paragraph(let text): return "<p>\(inline(text))</p>\n"
    case .list(let items):
      return "<ul>\n" + items.map { "<li>\(inline($0))</li>\n" }.joined() + "</ul>\n"
    case .table(let titles, let numeric, let rows):
      func cells(_ row: [String], _ tag: String) -> String {
        row.enumerated().map { index, cell in
          let isNumber = index < numeric.count && numeric[index]
          return "<\(tag)\(isNumber ? " class=\"n\"" : "")>\(inline(cell))</\(tag)>"
        }.joined()
      }
      let body = rows.map { "<tr>\(cells($0, "td"))</tr>\n" }.joined()
      return "<div class=\"t\"><table>\n<thead><tr>\(cells(titles, "th"))</tr></thead>\n"
        + "<tbody>\n\(body)</tbody>\n</table></div>\n"
    case .figure(let file, let caption):
      guard let svg = drawings[file] else { return "" }
      // Everything before the svg element (XML declaration, doctype) has no place inside a page.
      let start = svg.firstRange(of: "<svg")?.lowerBound ?? svg.startIndex
      // Drawings share one page: names inside each must not meet.
      let name = slug(file)
      let inside = svg[start...].replacing("id=\"", with: "id=\"\(name)-")
        .replacing("xlink:href='#", with: "xlink:href='#\(name)-")
        .replacing("id='", with: "id='\(name)-")
        .replacing("url(#", with: "url(#\(name)-")
        .replacing("href=\"#", with: "href=\"#\(name)-")
      return "<figure>\n\(inside)\n<figcaption>\(inline(caption))</figcaption>\n</figure>\n"
    case .code(let text): return "<pre><code>\(escaped(text))</code></pre>\n"
    case .folded(let title, let blocks):
      return "<details><summary>\(inline(title))</summary>\n"
        + blocks.map { html($0, drawings) }.joined() + "</details>\n"
    }
  }

  /// Letters and digits of a heading in lower case, hyphens between words.
  private func slug(_ text: String) -> String {
    let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
    return words.joined(separator: "-")
  }

  /// The three marks of a report's text.
  private func inline(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.first {
      if character == "`", let end = rest.dropFirst().firstIndex(of: "`") {
        result += "<code>\(escaped(String(rest[rest.index(after: rest.startIndex)..<end])))</code>"
        rest = rest[rest.index(after: end)...]
      } else if rest.hasPrefix("**"), let end = rest.dropFirst(2).firstRange(of: "**") {
        let inner = rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound]
        result += "<strong>\(inline(String(inner)))</strong>"
        rest = rest[end.upperBound...]
      } else if character == "[", let link = link(rest) {
        result += "<a href=\"\(escaped(link.address))\">\(inline(link.words))</a>"
        rest = link.rest
      } else {
        result += escaped(String(character))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private func link(_ text: Substring) -> (words: String, address: String, rest: Substring)? {
    guard let middle = text.firstRange(of: "]("),
      let end = text[middle.upperBound...].firstIndex(of: ")")
    else { return nil }
    let words = String(text[text.index(after: text.startIndex)..<middle.lowerBound])
    guard !words.contains("[") else { return nil }
    return (words, String(text[middle.upperBound..<end]), text[text.index(after: end)...])
  }
}

private let style = """
  :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d8dee4; --link: #0b57d0 }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6e9ec; --paper: #16191d; --line: #383e45; --link: #8ab4f8 }
    figure svg { background: #fff; border-radius: 4px }
  }
  body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
  main { max-width: 72rem; margin: 0 auto; padding: 0 1rem 4rem }
  nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; padding: .6rem 1rem; font-size: 14px;
    border-bottom: 1px solid var(--line) }
  a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
  h2 a { color: inherit }
  .t { overflow-x: auto } table { border-collapse: collapse; font-size: 14px }
  th, td { padding: .3rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top }
  .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
  code { font: 13px ui-monospace, monospace } pre { overflow-x: auto; padding: .6rem;
    border: 1px solid var(--line) }
  figure { margin: 1rem 0 } figure svg { max-width: 100%; height: auto } figcaption { font-size: 14px }
  """
