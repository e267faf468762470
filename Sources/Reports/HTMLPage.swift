internal import Suites

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
      <title>\(ForeignText.markup(title))</title>
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
      guard isStill(svg[start...]) else { return "" }
      // Drawings share one page: names inside each must not meet.
      let name = slug(file)
      let inside = svg[start...].replacing("id=\"", with: "id=\"\(name)-")
        .replacing("xlink:href='#", with: "xlink:href='#\(name)-")
        .replacing("id='", with: "id='\(name)-")
        .replacing("url(#", with: "url(#\(name)-")
        .replacing("href=\"#", with: "href=\"#\(name)-")
      return "<figure>\n\(inside)\n<figcaption>\(inline(caption))</figcaption>\n</figure>\n"
    case .code(let text):
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let escaped = lines.map { ForeignText.markup(String($0)) }.joined(separator: "\n")
      return "<pre><code>\(escaped)</code></pre>\n"
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

  private func inline(_ text: String) -> String { InlineText(text).html }
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
