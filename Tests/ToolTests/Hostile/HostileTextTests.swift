import Foundation
import Suites
import TestSupport
import Testing

/// Text that a page, a terminal, a runner or a reader of XML would obey, in every place that text
/// from outside has, and then every byte that the tool makes of it.
@Suite struct HostileTextTests {
  /// What each strange string holds. Back quotes are tried apart: where Markdown has code, a tag is
  /// words.
  static let words = [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "![i](http://a.org/i.png)",
    "<javascript:alert(1)>", "<img src=x onerror=alert(1)>", "]]>", "\u{1b}[2J", "\u{9b}31m",
    "\u{7f}\u{1}\u{0}", "\u{202e}flip\u{2066}\u{200f}", "&lt;b&gt;", "\"'|\\|",
    "##[error]x ##vso[task]x", "https://user:secretword@a.org/?token=secrettoken",
    "[r]: http://a.org", "\n::stop-commands::x\n::error::x\r\n# x\n\u{2028}::x",
  ]
  static let text = "::x" + words.joined(separator: " ")

  /// A string of JSON, in ASCII alone, which is one of YAML.
  static func quoted(_ text: String) -> String {
    var word = ""
    for unit in text.utf16 {
      if (0x20..<0x7f).contains(unit), unit != 0x22, unit != 0x5c {
        word.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      } else {
        let digits = String(unit, radix: 16)
        word += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return "\"\(word)\""
  }

  /// A suite with that text in every field that takes words.
  static func suite(_ text: String = text) -> String {
    let word = quoted(text)
    func list(_ name: String, _ entry: String) -> (String, String) {
      ("\(name): []", "\(name):\n  - \(entry)")
    }
    var suite = tinySuite().replacing("seeds: [1]", with: "seeds: [1, 2, 3]")
      .replacing(
        "{title: A tiny suite, authors: made for tests, year: 2025, url: nowhere}",
        with: "{title: \(word), authors: \(word), year: 2025, url: \(word), code: \(word)}")
    let reference = "{place: \(word), printed: '0.9', runs: 1, selection: single, grade: primary}"
    suite = suite.replacing("  - id: fuxi\n", with: "  - id: fuxi\n    title: \(word)\n")
    for (empty, full) in [
      list(
        "claims",
        """
        {kind: order, id: order, title: \(word), runs: [sasrec, hstu], metric: ndcg@10,
             statement: {place: \(word), grade: primary}, printed: []}
          - {kind: value, id: value, run: hstu, metric: ndcg@10, reference: \(reference),
             margin: {relative: 0.01, absolute: 0, because: \(word)}, explanation: \(word)}
          - {kind: gain, id: gain, run: hstu, over: sasrec, metric: ndcg@10,
             reference: \(reference), margin: {relative: 0, absolute: 0.01, because: \(word)}}
          - {kind: trend, id: trend, axis: \(word), metric: ndcg@10, shape: rises,
             points: [{run: sasrec, at: 1}, {run: hstu, at: 2}],
             statement: {place: \(word), grade: primary}}
        """),
      list("blocked", "{id: b, place: \(word), says: \(word), cause: data, because: \(word)}"),
      list("comparisons", "{id: c, question: \(word), run: hstu, over: fuxi, metric: ndcg@10}"),
      list(
        "guards",
        "{id: g, run: popularity, quantity: users, expected: 200, within: 0, because: \(word)}"),
      list(
        "deviations",
        "{id: d, subject: \(word), paper: \(word), here: \(word), material: false, because: \(word)}"
      ),
      list(
        "contradictions",
        "{id: e, place: \(word), says: \(word), but: \(word), followed: \(word)}"),
    ] { suite = suite.replacing(empty, with: full) }
    return suite
  }

  /// Records with that text wherever a record has words of its own.
  static func fill(_ tool: Tool, _ yaml: String, _ text: String = text) throws {
    let suite = try SuiteFile(yaml: yaml, file: "tiny.yaml").suite
    let folder = RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
    for run in try Plan(suite).runs {
      var record = LittleSuite.record(
        run, suite, quality: run.name == "hstu" ? 1.2 : 0.6, users: 200)
      record.circumstances.processor = text
      record.circumstances.blas = text
      record.circumstances.compiler = text
      record.circumstances.commit = text
      if case .finished(var result) = record.outcome {
        result.numerics = text
        record.outcome = .finished(result)
      }
      if run.cell == "fuxi.3" { record.outcome = .failed(reason: text) }
      try folder.write(record)
    }
  }

  /// What of a text a terminal or a runner would obey, or gives a secret away.
  func faults(ofLog text: String, annotations: Bool = false) -> [String] {
    var found: [String] = []
    for scalar in text.unicodeScalars where scalar != "\n" {
      switch scalar.value {
      case 0..<0x20, 0x7f...0x9f, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069:
        found.append("U+\(String(scalar.value, radix: 16))")
      default: break
      }
    }
    for line in text.split(separator: "\n") {
      let own = annotations && line.hasPrefix("::error file=suites/tiny.yaml,line=")
      if line.drop(while: \.isWhitespace).hasPrefix("::"), !own { found.append(String(line)) }
      if line.contains(/##[A-Za-z]*\[/), !own { found.append(String(line)) }
    }
    return found + ["secretword", "secrettoken"].filter(text.contains)
  }

  /// What of Markdown without code would be more than words: tags other than ours, images other than
  /// drawings, links and definitions, lines of a table with other than its cells.
  func faults(ofMarkdown text: String) throws -> [String] {
    var found = faults(ofLog: text)
    let own =
      #/<\/?(details|summary)>|!\[(\\.|[^\]\[\\])*\]\([a-z0-9.-]+\.svg\)|\[(details|report)\]\((details|report)\.md\)|<https://[a-z./0-9]+>/#
    // No strange text has a back quote here, so all code is ours.
    let rest = text.replacing(own, with: "").replacing(#/`[^`\n]*`/#, with: "")
    for pattern in [
      #"(?<!\\)<[A-Za-z/!?]"#, #"(?<!\\)\]\("#, #"(?<!\\)\]:"#, #"(?<!\\)&[a-z#0-9]+;"#,
    ] {
      let expression = try NSRegularExpression(pattern: pattern)
      for match in expression.matches(in: rest, range: NSRange(rest.startIndex..., in: rest)) {
        if let place = Range(match.range, in: rest) {
          found.append(String(rest[place.lowerBound...].prefix(60)))
        }
      }
    }
    var columns = 0
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        columns = 0
        continue
      }
      let count = line.replacing(#/\\./#, with: "").count { $0 == "|" }
      if columns > 0, count != columns { found.append("\(count) bars, not \(columns): \(line)") }
      columns = count
    }
    return found
  }

  /// Tags of a page that are not ours, and addresses that lead anywhere but into it or to https.
  func faults(ofPage text: String) -> [String] {
    // gnuplot indents by tabs.
    var found = faults(ofLog: text.replacing("\t", with: " "))
    let known: Set = [
      "html", "head", "meta", "link", "title", "style", "body", "nav", "main", "h1", "h2", "h3",
      "p", "em", "abbr", "small", "section", "script", "span",
      "ul", "li", "div", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "strong", "a",
      "details", "summary", "figure", "figcaption", "svg", "g", "defs", "desc", "path", "rect",
      "circle", "use", "text", "tspan", "polygon", "filter", "feflood", "fecomposite",
    ]
    for match in text.matches(of: #/<\/?([A-Za-z][A-Za-z0-9]*)([^<>]*)/#) {
      if !known.contains(match.1.lowercased()) { found.append(String(match.0)) }
      if match.2.contains(#/\son[a-z]+\s*=/#) { found.append(String(match.0)) }
    }
    let tags = text.matches(of: #/<[A-Za-z][^<>]*/#).map { String($0.0) }.joined(separator: "\n")
    for match in tags.matches(of: #/\b(href|src)\s*=\s*["']?([^"' >]*)/#) {
      let address = String(match.2)
      let isOurs =
        address.hasPrefix("#") || address.hasPrefix("https://") || address == "data:,"
        || ["report.html", "details.html", "tiny/report.html"].contains {
          address == $0 || address.hasPrefix("\($0)#")
        }
      if !isOurs { found.append(address) }
    }
    return found
  }

  @Test("a strange suite and strange records reach no terminal, page or service but as words")
  func everything() throws {
    let yaml = Self.suite()
    let tool = try Tool(suite: yaml)
    try Self.fill(tool, yaml)
    #expect(try tool.run("check", "tiny").output == "suites/tiny.yaml: ok\n")
    let manager = FileManager.default
    try manager.createDirectory(atPath: tool.folder + "/old", withIntermediateDirectories: true)
    try manager.copyItem(
      atPath: tool.folder + "/suites", toPath: tool.folder + "/old/suites")
    for arguments in [
      ["check"], ["list"], ["list", "--json"], ["list", "tiny"], ["list", "tiny", "--json"],
      ["report"], ["plan", "tiny"], ["plan", "tiny", "--json"],
      ["report", "tiny"], ["report", "tiny", "--json"], ["diff", "old"], ["diff", "old", "--json"],
      ["diff", "old", "--markdown"], ["plan", "tiny/\(Self.words[0])\u{1b}\n::x"],
      ["fetch", "\u{1b}\n::x##[error]"], ["report", "\u{1b}[2J\n::x"], ["\u{1b}[2J\n::x"],
      ["run", "tiny", "--seeds", "\u{1b}\n::x"],
    ] {
      let outcome = try tool.run(arguments)
      #expect(faults(ofLog: outcome.output) == [], "\(arguments)")
      #expect(faults(ofLog: outcome.complaints) == [], "\(arguments)")
      #expect(outcome.code != 70 && outcome.code < 128, "\(arguments): \(outcome.complaints)")
    }
    // What was said was said: the title is there, and JSON gives it back as it is.
    #expect(try tool.run("list").output.contains("<script>alert(1)</script>"))
    let list = try JSONDecoder().decode(
      JSONValue.self, from: Data(try tool.run("list", "--json").output.utf8))
    let title = try #require(list.elements?.first?["title"]?.text)
    #expect(title == ForeignText.withoutCredentials(Self.text) && title.contains("\u{1b}[2J"))
  }

  @Test("a strange suite's pages, JUnit, summary and annotations hold words, and no more")
  func pages() throws {
    let yaml = Self.suite()
    let tool = try Tool(suite: yaml)
    try Self.fill(tool, yaml)
    let outcome = try tool.run(
      ["report", "tiny", "--junit", "junit.xml"],
      with: ["GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": tool.folder + "/summary.md"])
    #expect(faults(ofLog: outcome.complaints, annotations: true) == [])
    #expect(outcome.complaints.contains("::error file=suites/tiny.yaml,line="))
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: "\(tool.folder)/\(name)", encoding: .utf8)
    }
    let page = try text("reports/tiny/report.html")
    #expect(faults(ofPage: page) == [])
    #expect(faults(ofPage: try text("reports/tiny/details.html")) == [])
    #expect(page.contains("&lt;script&gt;alert(1)") && !page.contains("<a href=\"https"))
    for name in ["reports/tiny/report.md", "reports/tiny/details.md", "summary.md"] {
      let markdown = try text(name)
      let found = try faults(ofMarkdown: markdown)
      #expect(found == [], "\(name)")
      #expect(markdown.contains("\\<script>alert(1)"))
    }
    _ = try tool.run("report")
    let index = faults(ofPage: try text("reports/index.html"))
    #expect(index == [])
    let all = try text("reports/README.md").replacing("](tiny/report.md)", with: "] ")
    #expect(try faults(ofMarkdown: all) == [])
    let json = try text("reports/tiny/report.json")
    #expect(faults(ofLog: json) == [])
    _ = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    let junit = try text("junit.xml")
    #expect(faults(ofLog: junit) == [])
    let tags = Set(junit.matches(of: #/<\/?([^ >\/]+)/#).map { String($0.1) })
    #expect(
      tags.isSubset(of: [
        "?xml", "testsuites", "testsuite", "testcase", "failure", "system-out", "error", "skipped",
      ]))
    for name in try FileManager.default.contentsOfDirectory(atPath: tool.folder + "/reports/tiny")
    where name.hasSuffix(".svg") {
      let svg = try text("reports/tiny/\(name)")
      #expect(
        !svg.contains("<script") && !svg.contains("<img") && svg.contains("</svg>"), "\(name)")
    }
  }

  @Test("back quotes in strange text open no code that ends elsewhere in the page")
  func quotes() throws {
    let strange = "a`b ``` <script>x</script> `"
    let yaml = Self.suite(strange)
    let tool = try Tool(suite: yaml)
    try Self.fill(tool, yaml, strange)
    _ = try tool.run("report", "tiny")
    let page = try String(
      contentsOfFile: tool.folder + "/reports/tiny/report.html", encoding: .utf8)
    #expect(faults(ofPage: page) == [] && page.contains("&lt;script&gt;"))
  }

  @Test("what is wrong with a strange file is said in words")
  func complaints() throws {
    let word = Self.quoted(Self.text)
    for (part, replacement) in [
      ("id: hstu", "id: \(word)"), ("metric: ndcg@10", "metric: \(word)"),
      ("printed: '0.9'", "printed: \(word)"), ("kind: order", "kind: \(word)"),
      ("schema: 2", "schema: 2\n\(word): 2"), ("profiles: [smoke]", "profiles: [\(word)]"),
    ] {
      let tool = try Tool(suite: Self.suite().replacing(part, with: replacement))
      for arguments in [["check"], ["check", "--json"], ["plan", "tiny"], ["list"]] {
        let outcome = try tool.run(arguments)
        #expect(faults(ofLog: outcome.output) == [], "\(part)")
        #expect(faults(ofLog: outcome.complaints) == [], "\(part)")
        if arguments[0] != "list" { #expect(outcome.code == 78, "\(part): \(outcome.complaints)") }
      }
    }
  }
}
