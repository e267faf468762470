import Datasets
import Suites
import Testing

/// Splits that put whole users apart, and what is taken out before one of them.
@Suite struct HeldUsersTests {
  private static let data = SplitTests.data

  private func cuts(users: Int, percent: Int, key: Int = 1) -> [UserCut] {
    let split = HeldUsersSpec { ($0.users, $0.percent, $0.key) = (users, percent, key) }
    return Self.data.cuts(SplitSpec(split))
  }

  @Test("of drawn users training sees nothing, and validation asks for the event before the last")
  func heldUsers() {
    // Of four users those with 10 and 4 events have two events and one before them.
    #expect(
      cuts(users: 2, percent: 99) == [
        UserCut(training: 0..<0, validation: 8..<9, test: 9..<10),
        UserCut(training: 10..<11, test: 11..<12), UserCut(training: 12..<12, test: 12..<13),
        UserCut(training: 13..<13, validation: 15..<16, test: 16..<17),
      ])
    // A quarter of four users is one.
    let one = cuts(users: 2, percent: 25)
    #expect(one.count { $0.validation != nil } == 1)
    let drawn = Set(
      (1...20).map { key in
        cuts(users: 1, percent: 99, key: key).firstIndex { $0.validation != nil }
      })
    #expect(drawn == [0, 3])
  }

  @Test("the latest users are the test whole, of one time those of higher ids")
  func latestUsers() {
    // Last events at 90, 95, 15 and 99.
    let split = SplitSpec(LatestUsersSpec { ($0.users, $0.validation, $0.key) = (2, 1, 1) })
    #expect(
      Self.data.cuts(split) == [
        UserCut(training: 0..<0, validation: 9..<10),
        UserCut(training: 10..<10, test: 11..<12), UserCut(training: 12..<13),
        UserCut(training: 13..<13, test: 16..<17),
      ])
    #expect(split.hasValidation)
    let without = LatestUsersSpec { ($0.users, $0.key) = (2, 1) }
    #expect(!SplitSpec(without).hasValidation)
  }

  @Test("of the latest users, rows of items that no other has are left out, then short users")
  func knownItems() throws {
    var table = RatingTable()
    for (user, item, time) in [
      (1, 1, 1), (1, 2, 2), (2, 2, 3), (2, 3, 4), (3, 1, 5), (3, 9, 6), (3, 3, 9), (4, 2, 7),
      (4, 8, 8),
    ] {
      table.append(user: Int32(user), item: Int32(item), rating: 1, time: Int64(time))
    }
    // Users 3 and 4 are the latest: 9 and 8 are theirs alone, and 4 has one row left.
    let kept = try table.filtered(by: .knownItems(latest: 2))
    #expect(kept.users == [1, 1, 2, 2, 3, 3] && kept.items == [1, 2, 2, 3, 1, 3])
  }
}
