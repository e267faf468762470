internal import Suites

extension Document {
  /// The report as one page that needs nothing else: style, script and drawings are inside.
  ///
  /// - Parameters:
  ///   - drawings: SVG text by file name; a figure without one is left out.
  ///   - page: which page this is, so that names lead from one to another.
  ///   - places: the rows that names lead to.
  func html(
    title: String, drawings: [String: String], page: Page = .report, places: Places = Places()
  ) -> String {
    var writer = HTMLWriter(drawings: drawings, page: page, places: places)
    let body = blocks.map { writer.html($0) }.joined()
    let menu = writer.contents.map { "<a href=\"#\($0.anchor)\">\($0.text)</a>" }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="\(HTMLScript.policy)">
      <link rel="icon" href="data:,">
      <title>\(ForeignText.markup(title))</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>
      <body>
      <nav>\(menu.joined(separator: "\n"))</nav>
      <main>
      \(body)</main>
      <script>\(HTMLScript.text)</script>
      </body>
      </html>

      """
  }
}

/// Puts a page down block by block, and remembers which anchors are taken.
private struct HTMLWriter {
  let drawings: [String: String]
  let page: Document.Page
  let places: Places
  /// Headings and folds, for the menu.
  private(set) var contents: [(anchor: String, text: String)] = []
  private var taken: Set<String> = []
  /// Drawings so far.
  private var figures = 0

  init(drawings: [String: String], page: Document.Page, places: Places) {
    self.drawings = drawings
    self.page = page
    self.places = places
  }

  mutating func html(_ block: Document.Block) -> String {
    switch block {
    case .heading(2, let text):
      let anchor = anchor(slug(text))
      contents.append((anchor, inline(text)))
      return "<h2 id=\"\(anchor)\"><a href=\"#\(anchor)\">\(inline(text))</a></h2>\n"
    case .heading(let level, let text): return "<h\(level)>\(inline(text))</h\(level)>\n"
    case .paragraph(let text): return "<p>\(inline(text))</p>\n"
    case .list(let items):
      return "<ul>\n" + items.map { "<li>\(inline($0))</li>\n" }.joined() + "</ul>\n"
    case .table(let titles, let numeric, let rows): return table(titles, numeric, rows)
    case .claims(let table): return claims(table)
    case .linked(let table): return linked(table)
    case .pointer(let text, let page):
      return "<p>\(inline(text)) <a href=\"\(page.rawValue).html\">\(page.rawValue)</a>.</p>\n"
    case .figure(let file, let caption): return figure(file, caption)
    case .code(let text):
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let escaped = lines.map { ForeignText.markup(String($0)) }.joined(separator: "\n")
      return "<pre><code>\(escaped)</code></pre>\n"
    case .folded(let title, let blocks):
      let anchor = anchor("fold-" + slug(title))
      return "<details id=\"\(anchor)\"><summary>\(inline(title))</summary>\n"
        + blocks.map { html($0) }.joined() + "</details>\n"
    }
  }

  private mutating func table(_ titles: [String], _ numeric: [Bool], _ rows: [[String]]) -> String {
    let isVerdict = titles.map { $0 == "Verdict" }
    func cells(_ row: [String], _ tag: String) -> String {
      row.enumerated().map { index, cell in
        let isNumber = index < numeric.count && numeric[index]
        let pinned = index < isVerdict.count && isVerdict[index] && titles.count > 5
        let style = pinned ? " class=\"pin\"" : isNumber ? " class=\"n\"" : ""
        return "<\(tag)\(style)>\(inline(cell))</\(tag)>"
      }.joined()
    }
    var body = ""
    for row in rows {
      body += "<tr\(anchored(row.first.flatMap(nameAlone)))>\(cells(row, "td"))</tr>\n"
    }
    return "<div class=\"t\"><table>\n<thead><tr>\(cells(titles, "th"))</tr></thead>\n"
      + "<tbody>\n\(body)</tbody>\n</table></div>\n"
  }

  /// Rows of which some cells lead to suites' reports; cards where the page is narrow.
  private func linked(_ table: LinkedTable) -> String {
    func style(_ column: Int) -> String { table.numeric[column] ? " class=\"n\"" : "" }
    let head = table.titles.enumerated().map { "<th\(style($0))>\(inline($1))</th>" }.joined()
    let rows = table.rows.map { row in
      let cells = row.enumerated().map { column, pieces in
        let label = ForeignText.markup(table.titles[column])
        return "<td\(style(column)) data-label=\"\(label)\">\(pieces.map(piece).joined())</td>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    return "<div class=\"t\"><table class=\"cards\">\n<thead><tr>\(head)</tr></thead>\n"
      + "<tbody>\n\(rows.joined())</tbody>\n</table></div>\n"
  }

  private func piece(_ piece: LinkedTable.Piece) -> String {
    switch piece {
    case .text(let text): inline(text)
    case .page(let words, let folder, let place):
      "<a href=\"\(folder)\(Document().path(place)).html\">\(inline(words))</a>"
    }
  }

  /// Claims as rows, and as cards where the page is narrow.
  private mutating func claims(_ table: ClaimTable) -> String {
    var body = ""
    for row in table.rows {
      let id = inline("`\(row.claim)`")
      let word = row.word.rawValue
      let verdict =
        "<abbr class=\"v-\(word.lowercased())\" title=\"\(ForeignText.markup(row.word.meaning))\">"
        + "\(row.word.mark) \(word)</abbr>"
      let cells = [
        "\(inline(row.statement)) <small>\(id)</small>", inline(row.printed), inline(row.ours),
        verdict, inline(row.why),
      ]
      let marked = zip(ClaimTable.titles, cells).map { title, cell in
        "<td data-label=\"\(title)\">\(cell)</td>"
      }
      body += "<tr\(anchored(row.claim))>\(marked.joined())</tr>\n"
    }
    let titles = ClaimTable.titles.map { "<th>\($0)</th>" }.joined()
    return "<div class=\"t\"><table class=\"claims cards\">\n<thead><tr>\(titles)</tr></thead>\n"
      + "<tbody>\n\(body)</tbody>\n</table></div>\n"
  }

  private mutating func figure(_ file: String, _ caption: String) -> String {
    guard let svg = drawings[file] else { return "" }
    // Everything before the svg element (XML declaration, doctype) has no place inside a page.
    let start = svg.firstRange(of: "<svg")?.lowerBound ?? svg.startIndex
    let drawing = slim(svg[start...])
    guard isStill(drawing[...]) else { return "" }
    // Drawings share one page: names inside each must not meet.
    figures += 1
    let name = "d\(figures)"
    let inside = drawing.replacing("id=\"", with: "id=\"\(name)-")
      .replacing("xlink:href='#", with: "xlink:href='#\(name)-")
      .replacing("id='", with: "id='\(name)-")
      .replacing("url(#", with: "url(#\(name)-")
      .replacing("href=\"#", with: "href=\"#\(name)-")
    let size = width(ofDrawing: drawing[...]).map { " style=\"--w: \($0)px\"" } ?? ""
    return "<figure\(size)>\n\(inside)\n<figcaption>\(inline(caption))</figcaption>\n</figure>\n"
  }

  /// The attribute of the first row about something that has its place on this page.
  private mutating func anchored(_ name: String?) -> String {
    guard let home = name.flatMap(places.home), home.page == page,
      taken.insert(home.anchor).inserted
    else { return "" }
    return " id=\"\(home.anchor)\""
  }

  private mutating func anchor(_ wanted: String) -> String {
    var anchor = wanted
    while !taken.insert(anchor).inserted { anchor += "-" }
    return anchor
  }

  /// Letters and digits of a heading in lower case, hyphens between words.
  private func slug(_ text: String) -> String {
    let words = ForeignText.line(text).lowercased().split { !($0.isLetter || $0.isNumber) }
    return words.joined(separator: "-")
  }

  private func inline(_ text: String) -> String {
    InlineText(text).html { name in
      places.home(of: name).map { home in
        (home.page == page ? "" : "\(home.page.rawValue).html") + "#\(home.anchor)"
      }
    }
  }
}
