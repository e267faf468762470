import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Users, items, ratings and times of a table, a row in a line.
func rows(_ table: RatingTable) -> [String] {
  (0..<table.rows).map {
    "\(table.users[$0]) \(table.items[$0]) \(table.ratings[$0]) \(table.times[$0])"
  }
}

/// What a layout makes of a text.
func rows(
  _ text: String, pieces: Int = 1 << 20, _ change: (inout ColumnsLayout) -> Void
) throws -> [String] {
  rows(try parse(LayoutSpec(ColumnsLayout(change)), [("a.txt", text)], pieces: pieces))
}

/// Text with columns.
@Suite struct ColumnsTests {
  @Test(
    "fields are divided by any bytes, or by blanks",
    arguments: [
      ("tab", "al\taxe\t4\t20\nbo\ttent\t3.5\t10\n"), ("::", "al::axe::4::20\nbo::tent::3.5::10"),
      ("|", "al|axe|4|20\r\nbo|tent|3.5|10\r\n"), ("bar", "al|axe|4|20\nbo|tent|3.5|10\n"),
      ("blanks", "  al axe \t4  20\nbo tent 3.5 10  \n"),
      ("semicolon", "al;axe;4;20\nbo;tent;3.5;10\n"),
      ("~", "al~axe~4~20\nbo~tent~3.5~10\n"), ("space", "al axe 4 20\nbo tent 3.5 10\n"),
    ])
  func separators(separator: String, text: String) throws {
    for pieces in [1, 4, 1 << 20] {
      let found = try rows(text, pieces: pieces) {
        ($0.separator, $0.header) = (separator, false)
        ($0.user, $0.item, $0.rating, $0.time) = ("1", "2", "3", "4")
      }
      #expect(found == ["1 1 4.0 20", "2 2 3.5 10"])
    }
  }

  @Test("a header may be renamed, and lines before it and comments passed over")
  func heads() throws {
    let text = "\u{feff}Exported today\n# a comment\nColonne A,B\n\nal,axe\n#x,y\nbo,tent\n"
    let found = try rows(text) {
      ($0.skip, $0.comment, $0.header) = (1, "#", true)
      ($0.columns, $0.user, $0.item) = (["who", "what"], "who", "what")
    }
    #expect(found == ["1 1 1.0 0", "2 2 1.0 0"])
  }

  @Test(
    "a field in quotes may hold separators, doubled quotes, and its quote is closed in its line")
  func quotes() throws {
    let text = "who,what\n\"al, \"\"the\"\" one\",axe\n\"bo\",\"tent\"\n"
    for pieces in [1, 3, 1 << 20] {
      let found = try rows(text, pieces: pieces) {
        ($0.user, $0.item, $0.quotes, $0.ids) = ("who", "what", .inLine, .texts)
        $0.keep = ["who": ["al, \"the\" one"]]
      }
      #expect(found == ["1 1 1.0 0"])
    }
    #expect(throws: DataError.self) {
      try rows("who,what\n\"al,axe\n") { ($0.user, $0.item, $0.quotes) = ("who", "what", .inLine) }
    }
  }

  @Test("a column of no interest may hold line breaks inside quotes")
  func lineBreaks() throws {
    let text = "who,text,what\nal,\"one\ntwo, \"\"three\"\"\n\",axe\nbo,x,\"tent\"\n"
    for pieces in [1, 3, 1 << 20] {
      let found = try rows(text, pieces: pieces) {
        ($0.user, $0.item, $0.quotes) = ("who", "what", .acrossLines)
      }
      #expect(found == ["1 1 1.0 0", "2 2 1.0 0"])
    }
    let error = #expect(throws: DataError.self) {
      try rows(text + "cy,x\n") { ($0.user, $0.item, $0.quotes) = ("who", "what", .acrossLines) }
    }
    // Lines are counted as an editor counts them.
    #expect(
      error?.description == "Data set 'small': a.txt, line 6: there are 2 fields, not 3.")
  }

  @Test("Latin-1 is read where it is declared, and named where it is not")
  func encodings() throws {
    let text = Data([0x63, 0x61, 0x66, 0xe9, 0x2c, 0x78, 0x0a])
    func table(_ encoding: ColumnsLayout.Encoding?) throws -> RatingTable {
      var parser = RatingParser(
        layout: LayoutSpec(
          ColumnsLayout {
            ($0.header, $0.user, $0.item, $0.encoding) = (false, "1", "2", encoding)
          }), dataset: "small")
      try text.withUnsafeBytes { try parser.feed("a.txt", $0) }
      // The same name in UTF-8 is another member's.
      return try parser.finish(["a.txt"])
    }
    #expect(try table(.latin1).users == [1])
    let error = #expect(throws: DataError.self) { try table(nil) }
    #expect(
      error?.reason == "the field 'user' is not UTF-8 text; `encoding: latin-1` reads Latin-1")
  }

  @Test(
    "times are counts of seconds, milliseconds or microseconds, or dates by a pattern",
    arguments: [
      ("1406138730", nil, nil, 1_406_138_730), ("1406138730.75", nil, nil, 1_406_138_730),
      ("1.40613873e9", nil, nil, 1_406_138_730),
      ("1406138730999", .milliseconds, nil, 1_406_138_730),
      ("1406138730999999", .microseconds, nil, 1_406_138_730),
      ("1406138730999999999", .nanoseconds, nil, 1_406_138_730),
      ("2014-07-23 18:05:30 UTC", .iso8601, nil, 1_406_138_730),
      ("2014-07-23 20:05:30.9 +0200", .iso8601, nil, 1_406_138_730),
      ("2014-07-23 16:05:30-02", .iso8601, nil, 1_406_138_730),
      ("Wed Jul 23 18:05:30 +0000 2014", nil, "%a %b %d %H:%M:%S %z %Y", 1_406_138_730),
      ("July 23, 2014", nil, "%B %d, %Y", 1_406_073_600),
      ("2014-07-23T18:05:30Z", .iso8601, nil, 1_406_138_730),
      ("23/07/2014 18:05", nil, "%d/%m/%Y %H:%M", 1_406_138_700),
      ("Jul 23, 2014", nil, "%b %d, %Y", 1_406_073_600),
      ("7/23/14 6:05:30 PM", nil, "%m/%d/%y %I:%M:%S %p", 1_406_138_730),
      ("20140723200530+0200", nil, "%Y%m%d%H%M%S%z", 1_406_138_730),
    ] as [(String, ColumnsLayout.TimeUnit?, String?, Int)])
  func times(text: String, unit: ColumnsLayout.TimeUnit?, pattern: String?, seconds: Int) throws {
    let found = try rows("al;axe;\(text)\n") {
      ($0.separator, $0.header) = ("semicolon", false)
      ($0.user, $0.item, $0.time, $0.timeUnit, $0.timePattern) = ("1", "2", "3", unit, pattern)
    }
    #expect(found == ["1 1 1.0 \(seconds)"])
  }

  @Test("decimals may stand behind commas, and then not behind points")
  func commas() throws {
    func found(_ rating: String) throws -> [String] {
      try rows("u;i;r\nal;axe;\(rating)\n") {
        ($0.separator, $0.user, $0.item) = ("semicolon", "u", "i")
        ($0.rating, $0.decimals) = ("r", .comma)
      }
    }
    #expect(try found("3,5") == ["1 1 3.5 0"])
    #expect(try found("+4,25") == ["1 1 4.25 0"] && found("4") == ["1 1 4.0 0"])
    for rating in ["3.5", "1.000,5", "3,5,0"] {
      let error = #expect(throws: DataError.self) { try found(rating) }
      #expect(error?.reason == "the field 'rating' is '\(rating)', not a number")
    }
  }

  @Test("rows are kept by what a column says and from a least rating on, and empty ones dropped")
  func choices() throws {
    let text = "u,i,r,e\nal,axe,4,buy\nbo,axe,3.5,buy\nal,tent,5,view\n,axe,5,buy\ncy,tent,,cart\n"
    func found(_ change: (inout ColumnsLayout) -> Void) throws -> [String] {
      try rows(text) {
        ($0.user, $0.item, $0.rating) = ("u", "i", "r")
        change(&$0)
      }
    }
    #expect(
      try found { ($0.missing, $0.keep) = (.drop, ["e": ["buy", "cart"]]) }
        == ["1 1 4.0 0", "2 1 3.5 0"])
    #expect(try found { ($0.missing, $0.atLeast) = (.drop, 4) } == ["1 1 4.0 0", "1 2 5.0 0"])
    let error = #expect(throws: DataError.self) { try found { _ in } }
    #expect(error?.description.contains("line 5: the field 'user' is missing") == true)
  }

  @Test("a field may hold several items, and a line a user and all its items")
  func lists() throws {
    let nested = try rows("al\tx y  z\nbo\ty\n") {
      ($0.separator, $0.header, $0.user, $0.item) = ("tab", false, "1", "2")
      $0.within = "blanks"
    }
    #expect(nested == ["1 1 1.0 0", "1 2 1.0 0", "1 3 1.0 0", "2 2 1.0 0"])
    let lists = try rows("7 3 4\n9 4\n\n8\n") {
      ($0.form, $0.user, $0.item, $0.ids) = (.lists, "1", "2", .numbers)
    }
    #expect(lists == ["7 3 1.0 0", "7 4 1.0 0", "9 4 1.0 0"])
    let sessions = try rows("3 4\n4\n") {
      ($0.form, $0.item, $0.ids) = (.lists, "1", .numbers)
    }
    #expect(sessions == ["1 3 1.0 0", "1 4 1.0 0", "2 4 1.0 0"])
  }

  @Test("several files are read one after the other, each with its own header")
  func members() throws {
    let layout = LayoutSpec(ColumnsLayout { ($0.user, $0.item, $0.time) = ("u", "i", "t") })
    let table = try parse(
      layout, [("train.csv", "u,i,t\nal,axe,1\n"), ("test.csv", "t,u,i\n2,al,tent\n")])
    #expect(rows(table) == ["1 1 1.0 1", "1 2 1.0 2"])
  }

  @Test(
    "what is no text with columns is refused with a sentence that names the way",
    arguments: [
      ("PAR1\u{15}\u{4}", "it is a Parquet file, not lines of text; write it as CSV first"),
      ("SQLite format 3\u{0}", "it is an SQLite database"),
      ("<!DOCTYPE html>\n", "it is a web page"),
      ("al,axe\u{0}\u{1}\u{2}\n", "it is binary data"),
      ("u,i\nal,axe,3\n", "there are 3 fields, not 2"),
      ("u,j\nal,axe\n", "the header has no column 'i'; there are u, j"), ("", "the file is empty"),
      ("u,i\nal,axe\u{200b}\n", "`ids: texts` takes them as they are"),
    ])
  func refused(text: String, reason: String) {
    let error = #expect(throws: DataError.self) {
      try rows(text) { ($0.user, $0.item) = ("u", "i") }
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  /// Settings that cannot be, and what is said of them.
  struct Impossible: Sendable {
    let reason: String
    let change: @Sendable (inout ColumnsLayout) -> Void

    init(_ reason: String, _ change: @escaping @Sendable (inout ColumnsLayout) -> Void) {
      self.reason = reason
      self.change = change
    }

    static let all = [
      Impossible("a separator must be one to eight bytes") { $0.separator = "" },
      Impossible("only a column of times can have a pattern") { $0.timePattern = "%d.%m" },
      Impossible("it needs a year") { ($0.time, $0.timePattern) = ("t", "%d.%m") },
      Impossible("after '%' there must be one of") { ($0.time, $0.timePattern) = ("t", "%Q") },
      Impossible("it can be left out only if") { $0.user = nil },
      Impossible("a column is a number such as \"1\", not 'u'") { $0.header = false },
      Impossible("only a column of ratings can have a least rating") { $0.atLeast = 3 },
      Impossible("only a column of ratings can have decimals") { $0.decimals = .comma },
      Impossible("objects have no columns to name") {
        ($0.form, $0.columns) = (.json, ["u", "i"])
      },
      Impossible("lists have neither ratings nor times") { ($0.form, $0.rating) = (.lists, "3") },
      Impossible("the columns lack 'i'") { $0.columns = ["u", "x"] },
    ]
  }

  @Test("a layout that cannot be is refused", arguments: Impossible.all)
  func impossible(_ written: Impossible) {
    let layout = ColumnsLayout {
      ($0.user, $0.item) = ("u", "i")
      written.change(&$0)
    }
    #expect(
      layout.relations.contains { $0.problem.contains(written.reason) }, "\(layout.relations)")
  }
}
