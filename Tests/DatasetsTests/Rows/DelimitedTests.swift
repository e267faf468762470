import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Delimited text with named columns.
@Suite struct DelimitedTests {
  private static func layout(_ change: (inout DelimitedLayout) -> Void = { _ in }) -> LayoutSpec {
    var layout = DelimitedLayout()
    (layout.user, layout.item, layout.rating, layout.time) = ("who", "what", "stars", "when")
    change(&layout)
    return LayoutSpec(layout)
  }

  @Test(
    "columns are found by name, whatever their order and the pieces", arguments: [1, 5, 1 << 20])
  func header(pieces: Int) throws {
    let text = "when,stars,more,what,who\n20,4.5,x,tent,bo\n10,3,,axe,al\r\n30,0,,tent,al\n"
    // A mark of UTF-8 before the header is no part of its first column.
    for mark in ["", "\u{feff}"] {
      let table = try parse(Self.layout(), [("a.csv", mark + text)], pieces: pieces)
      #expect(table.users == [2, 1, 1])
      #expect(table.items == [2, 1, 2])
      #expect(table.ratings == [4.5, 3, 0])
      #expect(table.times == [20, 10, 30])
      #expect(table.catalogue == nil)
    }
  }

  @Test("without a header the names are the layout's; ids may be numbers, ratings and times absent")
  func headless() throws {
    let layout = Self.layout {
      ($0.separator, $0.columns, $0.ids) = (.tab, ["who", "what"], .numbers)
      ($0.rating, $0.time) = (nil, nil)
    }
    let table = try parse(layout, [("a.tsv", "7\t30\n5\t20\n"), ("b.tsv", "7\t20\n")])
    #expect(table.users == [7, 5, 7] && table.items == [30, 20, 20])
    #expect(table.ratings == [1, 1, 1] && table.times == [0, 0, 0])
  }

  @Test("a field in quotes may hold the separator and doubled quotes; names may hold blanks")
  func quotes() throws {
    let layout = Self.layout { ($0.quoted, $0.separator) = (true, .semicolon) }
    let text = "who;what;stars;when\nal;\"Tent; the big one\";1;1\n\"bo\";Axe;\"2\";2\n"
    let table = try parse(layout, [("a.csv", text)])
    #expect(table.items == [2, 1] && table.users == [1, 2] && table.ratings == [1, 2])
  }

  @Test(
    "times are seconds, milliseconds or dates",
    arguments: [
      ("1406138730", DelimitedLayout.TimeUnit.seconds, 1_406_138_730),
      ("1406138730999", .milliseconds, 1_406_138_730),
      // date -u -d 2014-07-23T18:05:30Z +%s, and so on.
      ("2014-07-23T18:05:30Z", .iso8601, 1_406_138_730),
      ("2014-07-23 18:05:30.250", .iso8601, 1_406_138_730),
      ("2014-07-23T20:05:30+02:00", .iso8601, 1_406_138_730),
      ("2014-07-23T12:35:30-0530", .iso8601, 1_406_138_730),
      ("2014-07-23T18:05Z", .iso8601, 1_406_138_700), ("1970-01-01", .iso8601, 0),
      ("2000-02-29", .iso8601, 951_782_400), ("2024-12-31", .iso8601, 1_735_603_200),
      ("2100-03-01", .iso8601, 4_107_542_400),
    ])
  func times(text: String, unit: DelimitedLayout.TimeUnit, seconds: Int64) throws {
    let layout = Self.layout { $0.timeUnit = unit }
    let table = try parse(layout, [("a.csv", "who,what,stars,when\nal,axe,1,\(text)\n")])
    #expect(table.times == [seconds])
  }

  @Test(
    "what is no row is refused with member, line and field",
    arguments: [
      (
        "who,what,when\n", "line 1",
        "the header has no column 'stars'; there are who, what, when"
      ),
      ("who,what,stars,when,who\n", "line 1", "the header has the column 'who' twice"),
      ("who,what,stars,when\nal,axe,1\n", "line 2", "there are 3 fields, not 4"),
      ("who,what,stars,when\nal,axe,1,2,3\n", "line 2", "there are 5 fields, not 4"),
      ("who,what,stars,when\n,axe,1,2\n", "line 2", "the field 'user' is missing"),
      ("who,what,stars,when\nal, axe,1,2\n", "line 2", "the field 'item' is not a plain name"),
      (
        "who,what,stars,when\nal,axe,one,2\n", "line 2", "the field 'rating' is 'one', not a number"
      ),
      ("who,what,stars,when\nal,axe,1001,2\n", "line 2", "not a rating from 0 to 1000"),
      (
        "who,what,stars,when\nal,axe,1,-2\n", "line 2",
        "the field 'time' is '-2', not a whole number"
      ),
      ("who,what,stars,when\n\n", "line 2", "the line is empty"),
    ])
  func refused(text: String, line: String, reason: String) {
    let error = #expect(throws: DataError.self) {
      try parse(Self.layout(), [("a.csv", text)])
    }
    #expect(error?.description.contains("a.csv, \(line)") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test(
    "what is no date is refused",
    arguments: [
      "2014-02-29", "2014-13-01", "2014-00-01", "1969-12-31", "2014-07-23T24:00", "2014-07-23T18",
      "2014-07-23T18:05:60", "23.07.2014", "2014-07-23T18:05:30X", "2014-07-23T18:05:30.Z", "",
      "1970-01-01T00:00+01:00",
    ])
  func noDate(text: String) {
    let layout = Self.layout { $0.timeUnit = .iso8601 }
    let error = #expect(throws: DataError.self) {
      try parse(layout, [("a.csv", "who,what,stars,when\nal,axe,1,\(text)\n")])
    }
    #expect(
      error?.description.contains("not a time such as") == true, "\(error?.description ?? "")")
  }

  private static let source = """
    schema: 1
    id: shop
    title: A shop's events
    layout:
      {kind: delimited, separator: comma, user: who, item: what, time: when, ids: words,
       timeUnit: iso-8601}
    file: {urls: [], packing: single, members: [{path: events.csv}], unpackedLimit: 10000}
    """

  @Test("a file of data sets says it all, and a gzipped copy is prepared under its own recipe")
  func prepared() async throws {
    let source = try decodeStrictly(DatasetSource.self, from: Self.source, file: "f.yaml").value
    #expect(
      try CanonicalJSON.compact(source.layout)
        == #"{"ids":"words","item":"what","kind":"delimited","separator":"comma","time":"when","#
        + #""timeUnit":"iso-8601","user":"who"}"#)
    let folder = try TemporaryFolder()
    let rows =
      "when,who,what\n2014-07-24,al,axe\n2014-07-23,al,tent\n2014-07-25,bo,axe\n"
    let file = folder.url.appendingPathComponent("events.csv.gz")
    try TinyArchives.gzip(Data(rows.utf8)).write(to: file)
    let store = DatasetStore(
      cache: folder.url.appendingPathComponent("cache"), overrides: ["shop": file], offline: true)
    let made = try await store.prepare(.plain("shop"), source: source).interactions
    #expect(made.users == [1, 2] && made.items == [2, 1, 1])
    #expect(made.times == [1_406_073_600, 1_406_160_000, 1_406_246_400])
  }

  @Test(
    "a layout that cannot be is refused with its place",
    arguments: [
      ("separator: comma", "separator: colon", "must be one of bar, comma, semicolon, space, tab"),
      ("user: who", "user: what", "user, item, rating and time must be different columns"),
      ("time: when, ", "", "only a column of times can have a unit"),
      ("ids: words", "ids: words, columns: [who, what]", "the columns lack 'when'"),
      ("ids: words", "ids: words, columns: [who, what, when, who]", "a column is named twice"),
      ("kind: delimited", "kind: delimitted", "no layout is called 'delimitted'; there are"),
    ])
  func wrong(old: String, new: String, reason: String) {
    let text = Self.source.replacing(old, with: new)
    let error = #expect(throws: SuiteError.self) {
      try decodeStrictly(DatasetSource.self, from: text, file: "f.yaml")
    }
    #expect(error?.problem.contains(reason) == true, "\(error?.problem ?? "")")
    #expect((4...6).contains(error?.line ?? 0))
  }
}
