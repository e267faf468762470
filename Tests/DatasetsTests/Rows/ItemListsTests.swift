import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Lists of items of users that a data set has beside its events.
@Suite struct ItemListsTests {
  private static let events = "user,item,time\nann,tea,1\nann,milk,2\nbob,tea,3\nbob,salt,4\n"

  private func lists(
    _ text: String,
    layout: String = "{kind: columns, form: lists, user: '1', item: '2', ids: words}",
    events: String = events, ids: String = "words", filters: [FilterSpec] = []
  ) async throws -> (rows: PreparedData, lists: ItemLists) {
    let folder = try TemporaryFolder()
    try folder.write(events, to: "own/events.csv")
    try folder.write(text, to: "own/lists.txt")
    let source = try DatasetSource.small(
      layout: "{kind: columns, user: user, item: item, time: time, ids: \(ids)}",
      members: ["{path: events.csv}", "{path: lists.txt, lists: \(layout)}"])
    let store = DatasetStore(
      cache: folder.file("cache"), overrides: ["small": folder.file("own")], offline: true)
    let spec = DatasetSpec.plain("small", filters: filters)
    let rows = try await store.prepare(spec, source: source)
    let found = try await store.lists(
      ["lists.txt"], spec, source: source, rows: rows.interactions)
    return (rows.listed(found), try #require(found["lists.txt"]))
  }

  @Test("a list's names are those of the events, which it adds nothing to")
  func joined() async throws {
    // By their bytes: milk 1, salt 2, tea 3.
    let (rows, lists) = try await lists("bob milk salt\nann tea salt milk\n")
    #expect(rows.interactions.events == 4)
    #expect(lists.users == [1, 2])
    #expect(lists.items(of: 1).map(Array.init) == [3, 2, 1])
    #expect(lists.items(of: 2).map(Array.init) == [1, 2])
    #expect(lists.items(of: 3) == nil)
    // Rows of pairs say the same, and another list is another digest of the data.
    let pairs = try await self.lists(
      "who,what\nann,tea\nbob,milk\nann,salt\nbob,salt\nann,milk\n",
      layout: "{kind: columns, user: who, item: what, ids: words}")
    #expect(pairs.lists == lists && pairs.rows.digest == rows.digest)
    let other = try await self.lists("ann tea salt milk\n")
    #expect(other.rows.digest != rows.digest)
    #expect(other.rows.interactions == rows.interactions)
    // Numbers are kept as they are.
    let numbers = try await self.lists(
      "7 3 9\n", layout: "{kind: columns, form: lists, user: '1', item: '2', ids: numbers}",
      events: "user,item,time\n7,9,1\n7,3,2\n", ids: "numbers")
    #expect(numbers.lists.items(of: 7).map(Array.init) == [3, 9])
  }

  @Test(
    "what the events do not know, and what stands twice, is refused",
    arguments: [
      ("ann tea sugar\n", "the item 'sugar' is not among those of the prepared rows"),
      ("eve tea\n", "the user 'eve' is not among those of the prepared rows"),
      ("ann tea milk tea\n", "the list of user 1 has the item 3 twice"),
    ])
  func refused(text: String, reason: String) async throws {
    let error = await #expect(throws: DataError.self) { try await lists(text) }
    #expect(error?.place == "lists.txt" && error?.reason == reason, "\(error?.description ?? "")")
  }

  @Test("numbers do not join to words, nor anything to ids that a filter gave")
  func otherIDs() async throws {
    let numbers = await #expect(throws: DataError.self) {
      try await lists(
        "1 2\n", layout: "{kind: columns, form: lists, user: '1', item: '2', ids: numbers}")
    }
    #expect(
      numbers?.reason
        == "its users and items have numbers for ids, but those of the events have words")
    let renumbered = await #expect(throws: DataError.self) {
      try await lists("ann tea\n", filters: [.renumber])
    }
    #expect(renumbered?.reason.hasPrefix("the filter 'renumber' gives") == true)
    let dropped = await #expect(throws: DataError.self) {
      try await lists("ann salt\n", filters: [.minimumCounts(user: 1, item: 2)])
    }
    #expect(dropped?.reason == "the item 'salt' is not among those of the prepared rows")
    let unfit = await #expect(throws: SuiteError.self) {
      try await lists("ann tea\n", layout: "movielens-1m")
    }
    #expect(unfit?.problem.contains("a layout with columns of user and item is needed") == true)
  }
}
