import Datasets
import Foundation
import Suites
import Synchronization
import TestSupport
import Testing

/// Keeps what it is told.
private final class Notes: Sendable {
  private let kept = Mutex<[DataCensus]>([])
  func take(_ census: DataCensus) { kept.withLock { $0.append(census) } }
  var words: [String] { kept.withLock { $0.map(\.words) } }
  var hints: [String?] { kept.withLock { $0.map(\.hint) } }
}

@Suite struct DataCensusTests {
  private func notes(
    _ layout: DatasetSource.Layout, _ members: [(String, String)], _ filters: [FilterSpec] = []
  ) async throws -> Notes {
    let folder = try TemporaryFolder()
    for (name, text) in members { try folder.write(text, to: "own/\(name)") }
    let source = DatasetSource.small(layout, members: members.map(\.0))
    let notes = Notes()
    var store = DatasetStore(
      cache: folder.file("cache"), overrides: ["small": folder.file("own")], offline: true)
    store.census = notes.take
    // From the file, then from the cache.
    for _ in 0..<2 {
      _ = try await store.prepare(.plain("small", filters: filters), source: source)
    }
    return notes
  }

  @Test("rows, users, items, first and last day are said")
  func words() async throws {
    let told = try await notes(
      .movieLens1M,
      [
        ("movies.dat", "1::A::B\n2::C::D\n3::E::F\n"),
        ("ratings.dat", "1::2::5::978300760\n2::1::4::951782400\n1::1::4::978300000\n"),
      ])
    let words =
      "small: 3 rows of 2 users and 2 items (of 3 that may be recommended), 2000-02-29 to 2000-12-31"
    #expect(told.words == [words, words])
    #expect(told.hints == [nil, nil])
  }

  @Test("rows without times are said to have none")
  func timeless() async throws {
    let layout = LayoutSpec(ColumnsLayout { ($0.user, $0.item) = ("u", "i") })
    let told = try await notes(layout, [("r.csv", "u,i\na,x\na,y\nb,x\n")])
    let words = "small: 3 rows of 2 users and 2 items, without times"
    #expect(told.words == [words, words])
  }

  @Test("where only gaps are published, the longest history is said")
  func gaps() async throws {
    let told = try await notes(.sequenceGaps, [("s.txt", "1 5 6\t0 90000\n2 7\t0\n")])
    #expect(told.words.first == "small: 3 rows of 2 users and 3 items, at most 1 days per user")
  }

  @Test("few items with far ids get a hint at what makes their tables small")
  func hint() async throws {
    let rows = (1...120).map { "\($0) \($0 * 80_000)\t0\n" }.joined()
    let told = try await notes(.sequenceGaps, [("s.txt", rows)])
    #expect(
      told.hints.first
        == "small: its 120 items have ids up to 9600000, and every table of items gets "
        + "9600001 rows; the filter 'renumber' gives them ids from 1 up")
    let small = try await notes(.sequenceGaps, [("s.txt", rows)], [.renumber])
    #expect(small.hints == [nil, nil])
  }

  @Test("rows, ties, repeats and cold last items are counted")
  func counts() throws {
    // Of user 1 items 1 2 1 3 at 5 5 7 9, of user 2 items 2 4 at 6 8: item 3 and item 4 are last alone.
    let data = Interactions(
      offsets: [0, 4, 6], items: [1, 2, 1, 3, 2, 4], times: [5, 5, 7, 9, 6, 8],
      ratings: [1, 1, 1, 1, 1, 1], users: [1, 2], candidates: [1, 2, 3, 4, 6], itemRows: 7)
    #expect(
      data.dataCounts
        == DataCounts(
          rows: 6, users: 2, items: 4, candidates: 5, first: 5, last: 9, neighbours: 4, ties: 1,
          repeats: 1, coldLastItems: 2))
  }
}
