import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Items of a file of their own, which no event need know.
@Suite struct ItemFileTests {
  private func prepared(
    events: String, items: String, ids: String = "words",
    file: String = "{item: sku, quotes: in-line}", filters: [FilterSpec] = [],
    cache: String = "cache"
  ) async throws -> (rows: Interactions, sides: SideColumns) {
    let folder = try TemporaryFolder()
    try folder.write(events, to: "own/events.csv")
    try folder.write(items, to: "own/items.csv")
    let source = try DatasetSource.small(
      layout: "{kind: columns, user: u, item: i, time: t, ids: \(ids), itemColumns: [t]}",
      members: ["{path: items.csv, items: \(file)}", "{path: events.csv}"])
    let store = DatasetStore(
      cache: folder.file(cache), overrides: ["small": folder.file("own")], offline: true)
    let spec = DatasetSpec.plain("small", filters: filters)
    let rows = try await store.prepare(spec, source: source).interactions
    // The second time from the cache.
    #expect(try await store.prepare(spec, source: source).interactions == rows)
    return (rows, try await store.sideColumns(source))
  }

  private let events = "u,i,t\nann,tea,1\nann,milk,2\nbob,tea,3\n"

  @Test("every item of the file is a candidate, numbered with those of the events")
  func candidates() async throws {
    let items = "sku,title\nmilk,\"Milk, whole\"\nsalt,Salt\ntea,Tea\n"
    let (rows, sides) = try await prepared(events: events, items: items)
    // By their bytes: milk 1, salt 2, tea 3.
    #expect(rows.candidates == [1, 2, 3] && rows.itemRows == 4)
    #expect(rows.items == [3, 1, 3] && rows.users == [1, 2] && rows.events == 3)
    // What is said of items besides has the same numbers.
    #expect(sides.items[0].ids == [1, 3])
    let plain = try await prepared(
      events: "u,i,t\n7,9,1\n7,3,2\n8,9,3\n", items: "9\n4\n3\n", ids: "numbers",
      file: "{item: '1', header: false}")
    #expect(plain.rows.candidates == [3, 4, 9] && plain.rows.items == [9, 3, 9])
    // Where users and items are numbered anew, items that nobody has are none.
    let dense = try await prepared(events: events, items: items, filters: [.renumber])
    #expect(dense.rows.candidates == [1, 2])
  }

  @Test("an item file may be JSON lines, or lines of words")
  func forms() async throws {
    for (items, file) in [
      (
        "{\"asin\": \"tea\"}\n{\"asin\": \"milk\"}\n{\"asin\": \"salt\"}\n",
        "{form: json-lines, item: asin}"
      ),
      ("# ours\ntea milk\nsalt\n", "{form: lists, item: '1', comment: '#'}"),
      ("tea::T\nmilk::M\nsalt::S\n", "{separator: '::', columns: [sku, name], item: sku}"),
    ] {
      let (rows, _) = try await prepared(events: events, items: items, file: file)
      #expect(rows.candidates == [1, 2, 3] && rows.items == [3, 1, 3])
    }
  }

  @Test(
    "an item that stands twice, one that is missing and a broken line are refused in a sentence",
    arguments: [
      ("sku,n\ntea,1\nmilk,1\ntea,2\n", nil, "item 'tea' occurs twice in the item file"),
      ("sku,n\ntea,1\n", nil, "item 'milk' is in an event, but the item file does not have it"),
      ("sku,n\n", nil, "item 'milk' is in an event, but the item file does not have it"),
      ("sku,n\ntea,1\nmilk\n", "items.csv, line 3", "there are 1 fields, not 2"),
      ("id,n\ntea,1\n", "items.csv, line 1", "the header has no column 'sku'; there are id, n"),
      ("", "items.csv", "the file is empty"),
    ] as [(String, String?, String)])
  func refused(items: String, place: String?, reason: String) async throws {
    let error = await #expect(throws: DataError.self) {
      try await prepared(events: events, items: items)
    }
    #expect(error?.place == place && error?.reason == reason, "\(error?.description ?? "")")
  }

  @Test("settings of an item file that cannot be are refused where they stand")
  func impossible() throws {
    func problem(_ layout: String, _ members: String) -> String? {
      #expect(throws: SuiteError.self) {
        try decodeStrictly(
          DatasetSource.self,
          from: """
            schema: 1
            id: small
            title: Small
            layout: \(layout)
            file: {urls: [], packing: archive, members: [\(members)], unpackedLimit: 9}
            """, file: "small.yaml")
      }?.problem
    }
    let columns = "{kind: columns, user: u, item: i, ids: words}"
    #expect(
      problem(columns, "{path: e}, {path: i, items: {item: sku, header: false}}")?
        .contains("such as \"1\", not 'sku'") == true)
    #expect(
      problem(columns, "{path: i, items: {item: sku}}")?.contains("no member of it holds events")
        == true)
    #expect(
      problem("sequence-gaps", "{path: e}, {path: i, items: {item: sku}}")?
        .contains("only events that are read by columns") == true)
    #expect(
      problem(
        columns,
        "{path: e}, {path: i, items: {item: sku}, lists: {kind: columns, user: u, item: i, ids: words}}"
      )?
      .contains("not both") == true)
  }
}
