import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Digest of one array's bytes, as `numpy.ndarray.tobytes()` gives them.
private func digest<Element: BitwiseCopyable>(_ elements: [Element]) -> String {
  elements.withUnsafeBytes { Digest(of: $0).hex }
}

@Suite("Real data", .serialized) struct RealDataTests {
  private let cache: TemporaryFolder
  private let source: DatasetSource

  init() throws {
    cache = try TemporaryFolder()
    source = try DatasetSource(
      id: "ml-1m", in: SharedData.package.appendingPathComponent("suites/datasets").path)
  }

  private func store() -> DatasetStore {
    DatasetStore(
      cache: cache.url, overrides: ["ml-1m": SharedData.file(SharedData.movieLens1M)],
      offline: true)
  }

  @Test(
    "MovieLens 1M has the counts of the paper, and its own bytes are not the published ones",
    .enabled(if: SharedData.has(SharedData.movieLens1M), "needs shared/data/movielens"))
  func counts() async throws {
    let prepared = try await store().prepare(.plain("ml-1m"), source: source)
    let rows = prepared.interactions
    #expect(rows.users.count == 6_040)
    #expect(rows.events == 1_000_209)
    #expect(rows.candidates.count == 3_883)
    #expect(Set(rows.items).count == 3_706)
    #expect(rows.itemRows == 3_953)
    #expect(!prepared.source.published)
    let again = try await store().prepare(.plain("ml-1m"), source: source)
    #expect(again == prepared)
  }

  @Test(
    "MovieLens 1M is put in the order that numpy 1.24.4 and pandas' grouping give",
    .enabled(if: SharedData.has(SharedData.movieLens1M), "needs shared/data/movielens"),
    arguments: [
      // order = argsort(times, kind); users[order] grouped by a stable argsort; items as '<i4'.
      (
        TieOrder.numpyIntrosort, "d32192fa240ef04e4541a4a44c4ca09907655c6fb6aae6348f9eb35e7ad7a0ca"
      ),
      (TieOrder.file, "2f6561d8e1c70c0d23974428e0049e3ad5cbd9e960be60caae7433754ad2feca"),
    ])
  func order(_ ties: TieOrder, _ items: String) async throws {
    let rows = try await store().prepare(.plain("ml-1m", ties: ties), source: source).interactions
    #expect(digest(rows.items) == items)
    #expect(
      digest(rows.times) == "77af6efc3492d0a0e776b5f076da3bb6d181a182b0362bae04cd2b0969d9d615")
  }

  @Test(
    "other published layouts are read from real files",
    .enabled(if: SharedData.has("amazon/Beauty.txt.gz"), "needs shared/data"),
    arguments: [
      // users, rows, rated items: counted by awk over the same files.
      ("ml-100k", SharedData.movieLens100K, 943, 100_000, 1_682),
      ("amazon-beauty", "amazon/Beauty.txt.gz", 22_363, 198_502, 12_101),
      (
        "amazon-magazine-subscriptions", "amazon/Magazine_Subscriptions.csv.gz", 72_098, 89_689,
        2_428
      ),
    ])
  func others(_ id: String, _ path: String, _ users: Int, _ rows: Int, _ items: Int) async throws {
    let source = try DatasetSource(
      id: id, in: SharedData.package.appendingPathComponent("suites/datasets").path)
    var store = store()
    store.overrides = [id: SharedData.file(path)]
    let made = try await store.prepare(.plain(id), source: source).interactions
    #expect(made.users.count == users)
    #expect(made.events == rows)
    #expect(Set(made.items).count == items)
    #expect(made.candidates.count == items)
  }

  @Test(
    "MovieLens 100K without rare items has the counts of TD3's notebook, and 96,458 prefixes to train on",
    .enabled(if: SharedData.has(SharedData.movieLens100K), "needs shared/data/movielens"))
  func rare() async throws {
    let source = try DatasetSource(
      id: "ml-100k", in: SharedData.package.appendingPathComponent("suites/datasets").path)
    var store = store()
    store.overrides = ["ml-100k": SharedData.file(SharedData.movieLens100K)]
    let filters = [FilterSpec.minimumCounts(user: 5, item: 5), .renumber]
    let made = try await store.prepare(.plain("ml-100k", filters: filters), source: source)
      .interactions
    #expect(made.users.count == 943)
    #expect(Set(made.items).count == 1_349 && made.itemRows == 1_350)
    #expect(made.events == 99_287)
    // The last two events of each user are held, and the first has nothing before it.
    let prefixes = made.users.indices.map { made.events(of: $0).count - 3 }
    #expect(prefixes.allSatisfy { $0 > 0 } && prefixes.reduce(0, +) == 96_458)
  }

  @Test(
    "Magazine_Subscriptions has 1,371 rows of a user and an item that met before",
    .enabled(if: SharedData.has("amazon/Beauty.txt.gz"), "needs shared/data"),
    arguments: [
      // sort -u on the lines, and on their first two fields.
      ([FilterSpec.distinctRows], 89_689 - 1_221), ([.distinctPairs(keep: .first)], 89_689 - 1_371),
      ([.distinctPairs(keep: .last)], 89_689 - 1_371),
      (
        [.distinctRows, .distinctPairs(keep: .last), .distinctPairs(keep: .refuse)], 89_689 - 1_371
      ),
    ])
  func repeats(_ filters: [FilterSpec], _ rows: Int) async throws {
    let id = "amazon-magazine-subscriptions"
    let source = try DatasetSource(
      id: id, in: SharedData.package.appendingPathComponent("suites/datasets").path)
    var store = store()
    store.overrides = [id: SharedData.file("amazon/Magazine_Subscriptions.csv.gz")]
    let made = try await store.prepare(.plain(id, filters: filters), source: source).interactions
    #expect(made.events == rows)
    #expect(made.users.count == 72_098)
    let error = await #expect(throws: DataError.self) {
      try await store.prepare(.plain(id, filters: [.distinctPairs(keep: .refuse)]), source: source)
    }
    #expect(error?.description.contains("have two events") == true)
  }

  @Test(
    "named layouts and settings of columns prepare the same bytes",
    .enabled(if: SharedData.has("amazon/Beauty.txt.gz"), "needs shared/data"),
    arguments: [
      // The digest as Python computes it, from the lines, their names' ranks and a stable sort.
      (
        "amazon-magazine-subscriptions", "amazon/Magazine_Subscriptions.csv.gz",
        "{kind: columns, columns: [what, who, stars, when], user: who, item: what, rating: stars, "
          + "time: when, ids: words}", [],
        "9afda0dcc6b214a055af2da1c55c0d007ebd8890baab4679d0e6a4d568ecc766"
      ),
      // Without the item file the rated movies are the candidates, as they are once numbered anew.
      (
        "ml-1m", SharedData.movieLens1M, "{kind: preset, of: movielens-1m-ratings}", [.renumber],
        nil
      ),
      (
        "ml-100k", SharedData.movieLens100K, "{kind: preset, of: movielens-100k-ratings}",
        [.renumber], nil
      ),
    ] as [(String, String, String, [FilterSpec], String?)])
  func columns(
    _ id: String, _ path: String, _ layout: String, _ filters: [FilterSpec], _ digest: String?
  ) async throws {
    var source = try DatasetSource(
      id: id, in: SharedData.package.appendingPathComponent("suites/datasets").path)
    var store = store()
    store.overrides = [id: SharedData.file(path)]
    let named = try await store.prepare(.plain(id, filters: filters), source: source)
    if let digest { #expect(named.digest == digest) }
    source.layout = try decodeStrictly(LayoutSpec.self, from: layout, file: "f.yaml").value
    source.file?.members.removeAll {
      $0.path.hasSuffix("movies.dat") || $0.path.hasSuffix("u.item")
    }
    source.file?.members.removeAll { $0.path.hasSuffix("users.dat") || $0.path.hasSuffix("u.user") }
    let columns = try await store.prepare(.plain(id, filters: filters), source: source)
    #expect(columns.digest == named.digest && columns.interactions == named.interactions)
  }

  @Test("every source in suites/datasets is read strictly")
  func sources() throws {
    let folder = SharedData.package.appendingPathComponent("suites/datasets").path
    let ids = DatasetSource.ids(in: folder)
    #expect(ids.contains("ml-1m"))
    for id in ids { #expect(try DatasetSource(id: id, in: folder).id == id) }
  }

  @Test("generated data need no file and depend on their seed alone")
  func generated() async throws {
    let source = try DatasetSource(
      id: "planted-time", in: SharedData.package.appendingPathComponent("suites/datasets").path)
    let numbers = PlantedTimeSpec {
      ($0.seed, $0.users, $0.items, $0.groups) = (1, 20, 40, 4)
      ($0.fewestEvents, $0.mostEvents, $0.noise) = (5, 9, 0.1)
    }
    let spec = DatasetSpec.plain("planted-time", generator: .plantedTime(numbers))
    let one = try await store().prepare(spec, source: source)
    let two = try await store().prepare(spec, source: source)
    #expect(one == two)
    #expect(one.source.published)
  }
}
