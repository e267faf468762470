import Datasets
import Foundation
import Suites
import Testing

private func table(_ rows: [(Int32, Int32, Float, Int64)], catalogue: [Int32]? = nil) -> RatingTable
{
  var table = RatingTable()
  for row in rows { table.append(user: row.0, item: row.1, rating: row.2, time: row.3) }
  table.catalogue = catalogue
  return table
}

@Suite struct PreparationTests {
  @Test("events are grouped by user, users ascending, in order of time")
  func arranged() throws {
    let rows = table(
      [(7, 3, 1, 30), (2, 5, 2, 10), (7, 4, 3, 10), (2, 3, 4, 10)], catalogue: [1, 3, 4, 5, 9])
    let made = try Interactions(rows, ties: .file)
    #expect(made.users == [2, 7])
    #expect(made.offsets == [0, 2, 4])
    #expect(made.items == [5, 3, 4, 3])
    #expect(made.times == [10, 10, 10, 30])
    #expect(made.ratings == [2, 4, 3, 1])
    #expect(made.candidates == [1, 3, 4, 5, 9])
    #expect(made.itemRows == 10)
  }

  @Test("a rated item that the item file lacks is refused")
  func stray() {
    let rows = table([(1, 4, 1, 1)], catalogue: [3, 5])
    let problem = #expect(throws: RowProblem.self) { try Interactions(rows, ties: .file) }
    #expect(problem?.reason == "item 4 is rated, but the item file does not have it")
  }

  @Test("counts taken once leave rows that a 5-core would drop")
  func counts() throws {
    // Item 9 occurs once; without it user 3 has one row, without that item 1 has two.
    let rows = table([
      (1, 1, 1, 1), (1, 2, 1, 2), (2, 1, 1, 3), (2, 2, 1, 4), (3, 1, 1, 5), (3, 9, 1, 6),
    ])
    let once = try rows.filtered(by: .minimumCounts(user: 2, item: 2))
    #expect(once.users == [1, 1, 2, 2, 3])
    #expect(once.items == [1, 2, 1, 2, 1])
    let core = try rows.filtered(by: .core(user: 2, item: 2))
    #expect(core.users == [1, 1, 2, 2])
    #expect(try once.filtered(by: .minimumEvents(2)) == core)
  }

  @Test("items are numbered before short users are dropped, so that some numbers never occur")
  func renumbered() throws {
    let rows = table([(10, 70, 1, 1), (10, 50, 1, 2), (20, 60, 1, 3)])
    let made = try rows.filtered(by: [.renumber, .minimumEvents(2)])
    #expect(made.users == [1, 1])
    #expect(made.items == [3, 1])
    #expect(made.catalogue == [1, 2, 3])
    #expect(try Interactions(made, ties: .file).itemRows == 4)
  }

  @Test("low ratings are dropped where a suite says so")
  func rated() throws {
    let rows = table([(1, 1, 3.5, 1), (1, 2, 4, 2)])
    #expect(try rows.filtered(by: .minimumRating(4)).items == [2])
    #expect(try rows.filtered(by: []).items == [1, 2])
  }

  @Test("a rating and its least are compared as the decimals in their files", arguments: 1...9)
  func decimals(_ tenths: Int) throws {
    // 32-bit numbers nearest to these decimals lie above some of them and below others.
    let least = Double("4.\(tenths)") ?? 0
    let below = Float("4.\(tenths - 1)9") ?? 0
    let above = Float("4.\(tenths)1") ?? 0
    let rows = table([
      (1, 1, below, 1), (1, 2, Float("4.\(tenths)") ?? 0, 2), (1, 3, above, 3), (1, 4, 5, 4),
    ])
    #expect(try rows.filtered(by: .minimumRating(least)).items == [2, 3, 4])
  }

  @Test("rows that stand twice are dropped, and of a user and an item one is kept")
  func distinct() throws {
    let rows = table([
      (1, 1, 5, 20), (2, 1, 3, 20), (1, 1, 5, 20), (1, 1, 4, 10), (1, 1, 2, 20), (1, 2, 1, 30),
    ])
    let once = try rows.filtered(by: .distinctRows)
    #expect(once.ratings == [5, 3, 4, 2, 1])
    #expect(try rows.filtered(by: .distinctPairs(keep: .first)).ratings == [3, 4, 1])
    // Two stand at the latest time: the later line counts.
    #expect(try rows.filtered(by: .distinctPairs(keep: .last)).ratings == [3, 2, 1])
    // Two at the earliest: the earlier line counts.
    let tied = table([(1, 1, 5, 20), (1, 1, 4, 20)])
    #expect(try tied.filtered(by: .distinctPairs(keep: .first)).ratings == [5])
    let problem = #expect(throws: RowProblem.self) {
      try once.filtered(by: .distinctPairs(keep: .refuse))
    }
    #expect(
      problem?.reason
        == "user 1 and item 1 have two events, at 20 and at 10 seconds since 1970, and the "
        + "filter 'distinct-pairs' refuses that")
    let single = try rows.filtered(by: .distinctPairs(keep: .last))
    #expect(try single.filtered(by: [.distinctPairs(keep: .refuse), .distinctRows]) == single)
  }

  @Test("prepared rows survive the cache, and a flipped bit does not")
  func stored() throws {
    let rows = table([(7, 3, 1, 30), (2, 5, 2.5, 10)], catalogue: [3, 5])
    let made = try Interactions(rows, ties: .file)
    var bytes = made.stored(digest: made.digest()).reduce(into: []) { $0 += Array($1) }
    #expect(Interactions(stored: .init(bytes)) == made)
    for place in bytes.indices {
      bytes[place] ^= 1
      #expect(Interactions(stored: .init(bytes)) == nil)
      bytes[place] ^= 1
    }
    for count in bytes.indices { #expect(Interactions(stored: .init(bytes[..<count])) == nil) }
  }

  @Test("the digest is that of the documented bytes")
  func digest() throws {
    let made = try Interactions(table([(1, 2, 4, 3)]), ties: .file)
    // python3: hashlib.sha256(b'interactions 1 1 1 1 3\n' + struct.pack('<qqiqfii',0,1,2,3,4,1,2))
    #expect(made.digest() == "6ea7660dc86f54c4d3215b548d38404344d2efba24ac6289f0f7781982410c5b")
  }
}
