import Datasets
import Determinism
import Foundation
import Suites
import TestSupport
import Testing

/// What a parser made of some bytes: a table, or its complaint.
private func outcome(
  _ layout: DatasetSource.Layout, _ member: String, _ data: Data, pieces: Int
) throws -> Result<RatingTable, DataError> {
  var parser = RatingParser(layout: layout, dataset: "small")
  do {
    var rest = data
    while !rest.isEmpty {
      try rest.prefix(pieces).withUnsafeBytes { try parser.feed(member, $0) }
      rest = rest.dropFirst(pieces)
    }
    return .success(try parser.finish([member]))
  } catch let error as DataError {
    return .failure(error)
  }
}

@Suite struct HostileRowsTests {
  static let layouts: [(DatasetSource.Layout, String, [String])] = [
    (
      .movieLens1M, "ratings.dat",
      ["1::1193::5::978300760\n1::661::3.5::978302109\n2::1::4::978301968\n", "1::2::3::4"]
    ),
    (.movieLens1M, "movies.dat", ["1::Toy Story (1995)::Animation|Comedy\n2::Jumanji::A\n"]),
    (.movieLens100K, "u.data", ["196\t242\t3\t881250949\r\n186\t302\t3\t891717742\n"]),
    (.movieLens100K, "u.item", ["1|Toy|01-Jan-1995||url|0|1\n2|Golden|01-Jan-1995||url|0|1\n"]),
    (.movieLensCSV, "ratings.csv", ["userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n"]),
    (.movieLensCSV, "movies.csv", ["movieId,title,genres\n1,\"A, \"\"B\"\"\",C|D\n2,E,F\n"]),
    (.amazonRatingsCSV, "r.csv", ["AH2L9G3DQHHAJ,0000000116,4.0,1019865600\nA2,0001,5.0,1\n"]),
    (.sequenceGaps, "s.txt", ["1 1 2 3\t0 86400 0\n2 4 5\t0 1\n"]),
  ]
  static let tokens = [
    "::", "\t", ",", "|", "\n", "\r\n", "\"", "\u{0}", "-", "+", ".", "e9", "nan", "inf", "0",
    "00000000000000000001", "18446744073709551616", "9223372036854775807", "2147483648",
    "10000001", "\u{feff}", "é", " ", "  ",
  ]

  @Test(
    "damaged rows give a complaint or a table, the same however the bytes are cut",
    arguments: layouts.indices)
  func damaged(_ index: Int) throws {
    let (layout, member, seeds) = Self.layouts[index]
    let mutations = Mutations(
      of: seeds.map { Data($0.utf8) }, tokens: Self.tokens,
      key: RandomKey(seed: 8)["rows"][index])
    var tables = 0
    let tries = try mutations.run(tries: 2_000) { data in
      let whole = try outcome(layout, member, data, pieces: 1 << 20)
      for pieces in [1, 7] {
        let cut = try outcome(layout, member, data, pieces: pieces)
        #expect(cut == whole, "\(String(decoding: data, as: UTF8.self))")
      }
      switch whole {
      case .success(let table):
        tables += 1
        #expect(table.users.allSatisfy { $0 >= 1 } && table.items.allSatisfy { $0 >= 1 })
        #expect(table.ratings.allSatisfy { $0.isFinite && $0 >= 0 })
        #expect(table.items.count == table.rows && table.times.count == table.rows)
      case .failure(let error):
        #expect(error.description.hasPrefix("Data set 'small': "))
        #expect(!error.description.contains("\n"))
      }
    }
    // Both ends are reached, or the damage proves nothing.
    #expect(tables > tries / 100 && tables < tries)
  }

  @Test("prepared rows with damage are read as what they were, or not at all")
  func prepared() throws {
    var table = RatingTable()
    for row in 1...9 {
      table.append(user: Int32(row % 3 + 1), item: Int32(row), rating: 1, time: Int64(row))
    }
    let made = try Interactions(table, ties: .file)
    let stored = made.stored(digest: made.digest()).reduce(into: Data()) { $0 += $1 }
    let mutations = Mutations(
      of: [stored], tokens: ["interactions 1 ", " 9223372036854775807", "\n", "-1 "],
      key: RandomKey(seed: 8)["prepared"])
    mutations.run(tries: 3_000) { data in
      let found = Interactions(stored: data)
      #expect(found == nil || found == made)
    }
  }
}
