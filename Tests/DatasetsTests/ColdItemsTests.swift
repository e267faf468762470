import Foundation
import Suites
import Testing

@testable import Datasets

/// Items that occur as users' last rows alone.
@Suite struct ColdItemsTests {
  private static func table(_ rows: [(Int32, Int32, Int64)], parts: [UInt8]? = nil) -> RatingTable {
    var table = RatingTable()
    for (user, item, time) in rows { table.append(user: user, item: item, rating: 1, time: time) }
    table.parts = parts
    return table
  }

  private static func rows(_ table: RatingTable) -> [[Int]] {
    (0..<table.rows).map { [Int(table.users[$0]), Int(table.items[$0]), Int(table.times[$0])] }
  }

  /// Forty users with five rows each, twenty items with ten rows each, of which two are last.
  private static let wheel: RatingTable = {
    var table = RatingTable()
    for row in 0..<200 {
      let item = 1 + (row * 7 + row / 20) % 20
      table.append(
        user: Int32(1 + row / 5), item: Int32(item), rating: 1, time: Int64(row % 5))
    }
    return table
  }()

  @Test("so many percent of the items are left as last rows alone, and other rows stay")
  func share() throws {
    for (percent, cold) in [(1, 0), (10, 2), (37, 7), (99, 19)] {
      let kept = try Self.wheel.filtered(by: .coldItems(percent: percent, key: 3))
      let dropped = (Int32(1)...20).filter { item in
        kept.items.count { $0 == item } != Self.wheel.items.count { $0 == item }
      }
      #expect(dropped.count == cold)
      // Rows of time 4 are the last ones, and all of them stay in their order.
      let expected = Self.rows(Self.wheel).filter { $0[2] == 4 || !dropped.contains(Int32($0[1])) }
      #expect(Self.rows(kept) == expected)
    }
  }

  @Test("another key draws other items, and the same key the same")
  func keys() throws {
    let tables = try [1, 2, 1].map {
      try Self.wheel.filtered(by: .coldItems(percent: 25, key: $0))
    }
    #expect(tables[0] == tables[2] && tables[0] != tables[1])
    let drawn = try (0..<200).reduce(into: Set<Int32>()) { drawn, key in
      let kept = try Self.wheel.filtered(by: .coldItems(percent: 5, key: key))
      drawn.formUnion(
        (Int32(1)...20).filter { item in
          kept.items.count { $0 == item } != Self.wheel.items.count { $0 == item }
        })
    }
    #expect(drawn.count == 20)
  }

  @Test("of one time the last row stands last in the file, and parts come before times")
  func lastRow() throws {
    // One of two items is cold: 1 or 2. User 7 ends with 1 or with 2 as the rows and parts stand.
    let rows: [(Int32, Int32, Int64)] = [(7, 1, 5), (7, 2, 5), (8, 2, 9), (8, 1, 3), (9, 1, 1)]
    let one = try (0..<20).map {
      try Self.rows(Self.table(rows).filtered(by: .coldItems(percent: 50, key: $0)))
    }
    let first = [[7, 2, 5], [8, 2, 9], [9, 1, 1]]
    let second = [[7, 1, 5], [7, 2, 5], [8, 2, 9], [8, 1, 3], [9, 1, 1]]
    #expect(Set(one) == [first, second])
    let parts = try (0..<20).map {
      try Self.rows(
        Self.table(rows, parts: [1, 0, 0, 2, 0]).filtered(by: .coldItems(percent: 50, key: $0)))
    }
    let ends = [[7, 1, 5], [8, 1, 3], [9, 1, 1]]
    #expect(Set(parts) == [second, ends])
  }

  @Test(
    "a split of last events has the cold items as targets alone, and short users wait for a filter")
  func targets() throws {
    let step = FilterSpec.coldItems(percent: 30, key: 5)
    let table = try Self.wheel.filtered(by: step)
    let data = try Interactions(table, ties: .file)
    #expect(data.users.count == 40)
    let cuts = data.cuts(.leaveLastOut)
    let trained = Set(cuts.flatMap { data.items[$0.training] })
    #expect(trained.count == 14 && Set(data.items).subtracting(trained).count == 6)
    let longer = try table.filtered(by: .minimumEvents(4))
    #expect(Set(longer.users).count < 40 && longer.rows < table.rows)
  }

  @Test("a draw of all or of nothing is refused, and so is an order of ties that is not the file's")
  func refused() {
    func complaints(_ ties: TieOrder, _ filter: FilterSpec) -> [String] {
      DatasetSpec(
        id: "d", source: "s", ties: ties, filters: [.renumber, filter], maximalLength: 5,
        split: .leaveLastOut, generator: nil
      ).relations.map { "\($0.path): \($0.problem)" }
    }
    #expect(complaints(.file, .coldItems(percent: 10, key: 1)) == [])
    #expect(complaints(.numpyIntrosort, .renumber) == [])
    for ties in [TieOrder.numpyIntrosort, .shuffled(seed: 1)] {
      #expect(
        complaints(ties, .coldItems(percent: 10, key: 1)) == [
          "filters.1: which row of a user is the last depends on the order of the file, so it "
            + "needs 'ties: file'"
        ])
    }
    for percent in ["0", "100", "-1", "10.5"] {
      #expect(throws: DecodingError.self) {
        try CanonicalJSON.read(
          FilterSpec.self,
          from: Data(#"{"kind": "cold-items", "percent": \#(percent), "key": 1}"#.utf8))
      }
    }
  }

  @Test("columns of items are joined to what filters leave, unless they give items other ids")
  func joined() {
    var task = RankingTask<String>()
    task.side = ["genre"]
    func complaints(_ filters: [FilterSpec]) -> [String] {
      let dataset = DatasetSpec(
        id: "d", source: "s", ties: .file, filters: filters, maximalLength: 5,
        split: .leaveLastOut, generator: nil)
      return task.complaints(on: dataset).map { "\($0.path): \($0.problem)" }
    }
    let cold = FilterSpec.coldItems(percent: 10, key: 1)
    #expect(complaints([.core(user: 5, item: 5), cold]) == [])
    #expect(
      complaints([.renumber, cold]) == [
        "side: the filter 'renumber' of the data set 'd' gives items other ids, so nothing can "
          + "be joined to them"
      ])
  }
}
