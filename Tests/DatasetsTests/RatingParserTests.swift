import Datasets
import Suites
import Testing

/// Feeds members cut into pieces of a given size.
func parse(
  _ layout: DatasetSource.Layout, _ members: [(String, String)], pieces: Int = 1 << 20
) throws -> RatingTable {
  var parser = RatingParser(layout: layout, dataset: "small")
  for (name, text) in members {
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      try bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes {
        try parser.feed(name, $0)
      }
    }
  }
  return try parser.finish(members.map(\.0))
}

@Suite struct RatingParserTests {
  @Test("fields are divided by two colons in MovieLens 1M and 10M", arguments: [1, 3, 7, 1 << 20])
  func movieLens1M(_ pieces: Int) throws {
    let table = try parse(
      .movieLens1M,
      [
        ("ml/movies.dat", "2::Jumanji (1995)::Adventure\n1::Toy: Story::A|B\n9::Never::X\n"),
        ("ml/ratings.dat", "1::2::5::978300760\n1::1::4.5::978300000\r\n2::2::3::1046454590"),
        ("ml/users.dat", "not read"),
      ], pieces: pieces)
    #expect(table.users == [1, 1, 2])
    #expect(table.items == [2, 1, 2])
    #expect(table.ratings == [5, 4.5, 3])
    #expect(table.times == [978_300_760, 978_300_000, 1_046_454_590])
    #expect(table.catalogue == [1, 2, 9])
  }

  @Test("fields are divided by tabs in MovieLens 100K")
  func movieLens100K() throws {
    let table = try parse(
      .movieLens100K,
      [
        ("u.data", "196\t242\t3\t881250949\n186\t302\t3\t891717742\n"),
        ("u.item", "242|Kolya|x\n302|L.A.|x\n"),
      ])
    #expect(table.users == [196, 186])
    #expect(table.catalogue == [242, 302])
  }

  @Test("titles in quotes may have commas and doubled quotes in MovieLens 20M and newer")
  func movieLensCSV() throws {
    let table = try parse(
      .movieLensCSV,
      [
        ("movies.csv", "movieId,title,genres\n11,\"American, \"\"The\"\"\",A|B\n2,Jumanji,C\n"),
        ("ratings.csv", "userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n"),
      ])
    #expect(table.catalogue == [2, 11])
    #expect(table.ratings == [3.5])
  }

  @Test("names are numbered from 1 in the order of their bytes")
  func amazon() throws {
    let rows = "B,x9,5.0,10\nA,x9,1.0,20\nB,Z,3.0,30\n"
    let table = try parse(.amazonRatingsCSV, [("r.csv", rows)])
    #expect(table.users == [2, 1, 2])
    #expect(table.items == [2, 2, 1])
    let turned = try parse(.amazonItemFirstCSV, [("r.csv", rows)])
    #expect(turned.items == table.users)
    #expect(turned.users == table.items)
  }

  @Test("a mark of UTF-8 before the first line is no part of it", arguments: [1, 2, 3, 1 << 20])
  func mark(_ pieces: Int) throws {
    let rows = "A,x,5.0,10\nB,x,1.0,20\nA,y,3.0,30\n"
    let plain = try parse(.amazonRatingsCSV, [("r.csv", rows)])
    let marked = try parse(.amazonRatingsCSV, [("r.csv", "\u{feff}" + rows)], pieces: pieces)
    #expect(marked == plain)
    let table = try parse(
      .movieLensCSV,
      [
        ("movies.csv", "\u{feff}movieId,title,genres\n2,Jumanji,C\n"),
        ("ratings.csv", "\u{feff}userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n"),
      ], pieces: pieces)
    #expect(table.catalogue == [2] && table.users == [1])
    for mark in [[0xff, 0xfe, 0x31, 0x00], [0xfe, 0xff, 0x00, 0x31]] as [[UInt8]] {
      for (layout, file, sentence) in [
        (
          LayoutSpec.sequenceGaps, "s.txt",
          "the file is UTF-16 text; only ASCII and UTF-8 are read."
        ),
        (
          .amazonRatingsCSV, "r.csv",
          "it is UTF-16 text, not lines of text; make UTF-8 of it first: `iconv -f UTF-16 -t UTF-8`."
        ),
      ] {
        var parser = RatingParser(layout: layout, dataset: "small")
        let error = #expect(throws: DataError.self) {
          for byte in mark { try [byte].withUnsafeBytes { try parser.feed(file, $0) } }
          _ = try parser.finish([file])
        }
        #expect(error?.description == "Data set 'small': \(file), line 1: \(sentence)")
      }
    }
  }

  @Test(
    "a name that the eye would take for another is refused",
    arguments: [
      " A", "A ", "A  B", "\tA", "\"A", "A\"", "\"A\"", "A\u{0}", "A\u{7f}", "A\u{a0}",
      "\u{200b}A", "A\u{feff}", "e\u{301}", "A\u{202e}", "\u{3000}A",
    ])
  func names(_ name: String) throws {
    let error = #expect(throws: DataError.self) {
      try parse(.amazonRatingsCSV, [("r.csv", "A,x,5.0,10\n\(name),x,5.0,10\n")], pieces: 3)
    }
    let words = try #require(error?.description)
    guard !name.contains("\u{0}") else { return #expect(words.contains("it is binary data")) }
    #expect(
      words.hasPrefix(
        "Data set 'small': r.csv, line 2: the field 'user' is not a plain name: blanks at its ends, "
          + "double blanks, quotes and invisible characters are refused"), "\(words)")
    #expect(throws: DataError.self) {
      try parse(.amazonItemFirstCSV, [("r.csv", "\(name),x,5.0,10\n")])
    }
  }

  @Test("names of letters anywhere in the world are names")
  func foreignNames() throws {
    let rows = "#oc-R11D,x,5.0,10\nЮрий,x,1.0,20\n\u{e9}a,本,3.0,30\nO'Neil,x,3,1\n"
    let table = try parse(.amazonRatingsCSV, [("r.csv", rows)])
    #expect(Set(table.users).count == 4 && Set(table.items).count == 2)
  }

  @Test("a user has one line of gaps, for two lines have two clocks")
  func twoLines() throws {
    let error = #expect(throws: DataError.self) {
      try parse(.sequenceGaps, [("s.txt", "1 5 6\t0 9\n2 7\t0\n1 8\t0\n")], pieces: 4)
    }
    #expect(
      error?.description
        == "Data set 'small': s.txt, line 3: user 1 already has line 1, but a user has only one line."
    )
  }

  @Test("gaps add up to times that start at 0")
  func sequences() throws {
    let table = try parse(.sequenceGaps, [("s.txt", "1 5 6 5\t0 86400 10\n2 7\t0\n")])
    #expect(table.users == [1, 1, 1, 2])
    #expect(table.items == [5, 6, 5, 7])
    #expect(table.times == [0, 86_400, 86_410, 0])
  }

  @Test(
    "a bad row is named with its file, line and field",
    arguments: [
      ("1::2::5::10\n1::2::5\n", "ratings.dat, line 2: there are 3 fields, not 4"),
      ("1::2::5::\n", "ratings.dat, line 1: the field 'time' is missing"),
      ("1::2::::10\n", "ratings.dat, line 1: the field 'rating' is missing"),
      ("1::x::5::10\n", "ratings.dat, line 1: the field 'item' is 'x', not a whole number"),
      ("1:2::5::10\n", "ratings.dat, line 1: there are 3 fields, not 4"),
      ("-1::2::5::10\n", "ratings.dat, line 1: the field 'user' is '-1', not a whole number"),
      ("1::2::nan::10\n", "ratings.dat, line 1: the field 'rating' is 'nan', not a number"),
      ("1::2::5::10::6\n", "ratings.dat, line 1: there are 5 fields, not 4"),
      (
        "1::0::5::10\n",
        "ratings.dat, line 1: the field 'item' is 0, not an id from 1 to 10000000; `ids: words` takes "
          + "ids from 0 up"
      ),
      (
        "1::4294967297::5::10\n",
        "ratings.dat, line 1: the field 'item' is 4294967297, not an id from 1 to 10000000"
      ),
      (
        "1::2::5::99999999999999999999\n",
        "ratings.dat, line 1: the field 'time' is '99999999999999999999', not a whole number"
      ),
      ("1::2::5::999999999999\n", "ratings.dat, line 1: the field 'time' is beyond the year 9999"),
      (
        "1::2::5::1600000000000\n",
        "ratings.dat, line 1: the field 'time' is beyond the year 9999; `timeUnit` may be "
          + "milliseconds, microseconds or nanoseconds"
      ),
      (
        "1::2::978300760::5\n",
        "ratings.dat, line 1: the field 'rating' is 9.7830074e+08, not a rating from 0 to 1000; "
          + "without `rating` every event counts 1"
      ),
      ("1::2::0x5::10\n", "ratings.dat, line 1: the field 'rating' is '0x5', not a number"),
      (
        "1::2::4,5::10\n",
        "ratings.dat, line 1: the field 'rating' is '4,5', not a number; `decimals: comma` reads "
          + "decimal commas"
      ),
      (
        "1::2::5\u{0}::10\n",
        "ratings.dat, line 1: it is binary data, not lines of text; write it as CSV first, as pandas' "
          + "`to_csv` does"
      ),
      ("1:: 2::5::10\n", "ratings.dat, line 1: the field 'item' is ' 2', not a whole number"),
      ("1::2::5::10\n\n1::2::5::10\n", "ratings.dat, line 2: the line is empty"),
    ])
  func refused(_ rows: String, _ words: String) throws {
    let error = #expect(throws: DataError.self) {
      try parse(.movieLens1M, [("ratings.dat", rows)], pieces: 5)
    }
    #expect(error?.description == "Data set 'small': \(words).")
    #expect(error?.exitCode == 65)
  }

  @Test("ratings are numbers as programs write them")
  func writtenRatings() throws {
    let table = try parse(.movieLens1M, [("ratings.dat", "1::2::4e0::10\n1::3::5.::10\n")])
    #expect(table.ratings == [4, 5])
  }

  @Test("an empty file and a missing header are refused")
  func emptyOrHeadless() throws {
    let empty = #expect(throws: DataError.self) { try parse(.movieLens1M, [("ratings.dat", "")]) }
    #expect(empty?.description == "Data set 'small': ratings.dat: the file is empty.")
    let headless = #expect(throws: DataError.self) {
      try parse(.movieLensCSV, [("ratings.csv", "1,2,3.5,1112486027\n")])
    }
    #expect(
      headless?.description
        == "Data set 'small': ratings.csv, line 1: the header has no column 'userId'; there are 1, 2, "
        + "3.5, 1112486027.")
  }

  @Test("quotes that do not close, items that stand twice and gaps that are missing are refused")
  func structure() {
    #expect(throws: DataError.self) {
      try parse(.movieLensCSV, [("movies.csv", "movieId,title,genres\n1,\"Open,A\n")])
    }
    let twice = #expect(throws: DataError.self) {
      try parse(.movieLens1M, [("movies.dat", "3::A::B\n3::C::D\n")])
    }
    #expect(twice?.description == "Data set 'small': item 3 occurs twice in the item file.")
    let short = #expect(throws: DataError.self) {
      try parse(.movieLens1M, [("movies.dat", "3::A::B\n4::C\n")])
    }
    #expect(
      short?.description == "Data set 'small': movies.dat, line 2: there are 2 fields, not 3.")
    let gaps = #expect(throws: DataError.self) {
      try parse(.sequenceGaps, [("s.txt", "1 5 6\t0\n")])
    }
    #expect(
      gaps?.description == "Data set 'small': s.txt, line 1: there are 2 items, but 1 gaps.")
  }

  @Test("a line without end is refused before it fills the memory")
  func endless() {
    let piece = [UInt8](repeating: 0x31, count: 1 << 16)
    var parser = RatingParser(layout: .movieLens1M, dataset: "small")
    let error = #expect(throws: DataError.self) {
      for _ in 0..<1000 { try piece.withUnsafeBytes { try parser.feed("ratings.dat", $0) } }
    }
    #expect(
      error?.description
        == "Data set 'small': ratings.dat, line 1: it is longer than 1048576 bytes.")
  }
}
