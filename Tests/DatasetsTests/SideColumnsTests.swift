import Datasets
import Foundation
import Suites
import TestSupport
import Testing

@Suite struct SideColumnsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func columns(
    _ layout: DatasetSource.Layout, _ members: [String: String]
  ) async throws -> SideColumns {
    for name in members.keys { try folder.write(members[name] ?? "", to: "own/\(name)") }
    let source = DatasetSource.small(layout, members: members.keys.sorted())
    let store = DatasetStore(
      cache: folder.file("cache"), overrides: ["small": folder.file("own")], offline: true)
    return try await store.sideColumns(source)
  }

  @Test("users have a sex, an age and an occupation, movies have genres")
  func movieLens1M() async throws {
    let side = try await columns(
      .movieLens1M,
      [
        "users.dat": "2::M::56::16::70072\n1::F::1::10::48067\n",
        "movies.dat": "3::Old (1995)::Comedy|Romance\n1::Toy (1995)::Animation|Comedy\n",
      ])
    #expect(side.users.map(\.name) == ["sex", "age", "occupation"])
    #expect(side.users[0].ids == [1, 2])
    #expect(side.users[0].labels == ["F", "M"])
    #expect(side.users[1].labels == ["1", "56"])
    #expect(side.items[0].labels == ["Animation", "Comedy", "Romance"])
    #expect(side.items[0].ids == [1, 3])
    #expect(side.items[0].values(of: 3) == [1, 2])
    #expect(side.items[0].values(of: 1) == [0, 1])
    #expect(side.items[0].values(of: 2).isEmpty)
  }

  @Test("flags and quoted titles give genres too")
  func others() async throws {
    let flags = Array(repeating: "0", count: 19).joined(separator: "|")
    let drama = "0|0|0|0|0|0|0|0|1|0|0|0|0|0|0|0|0|1|0"
    let old = try await columns(
      .movieLens100K,
      [
        "u.user": "1|24|M|technician|85711\n",
        "u.item": "1|Toy|01-Jan-1995||url|\(drama)\n2|None||| |\(flags)\n",
      ])
    #expect(old.items[0].labels == ["Drama", "War"])
    #expect(old.items[0].offsets == [0, 2, 2])
    #expect(old.users.map(\.labels) == [["M"], ["24"], ["technician"]])
    let new = try await columns(
      .movieLensCSV,
      ["movies.csv": "movieId,title,genres\n2,\"A, B\",Drama\n1,C,(no genres listed)\n"])
    #expect(new.items[0].ids == [1, 2])
    #expect(new.items[0].values(of: 1).isEmpty)
    #expect(new.users.isEmpty)
  }

  @Test("a line that is cut short is named, and so is an id that stands twice")
  func bad() async throws {
    let short = await #expect(throws: DataError.self) {
      try await columns(.movieLens1M, ["users.dat": "1::F::1::10::48067\n2::M::56"])
    }
    #expect(
      short?.description
        == "Data set 'small': users.dat, line 2: there are 3 fields, not 5.")
    let twice = await #expect(throws: DataError.self) {
      try await columns(.movieLens1M, ["users.dat": "1::F::1::10::4\n1::F::1::10::4\n"])
    }
    #expect(twice?.description == "Data set 'small': the id 1 occurs twice.")
    for (layout, name, text, words) in [
      (.movieLens1M, "users.dat", "+1::F::1::10::4\n", "line 1: the first field is not an id from"),
      (
        .movieLens1M, "users.dat", "10000001::F::1::10::4\n", "line 1: the first field is not an id"
      ),
      (
        .movieLensCSV, "movies.csv", "1,A,Drama\n", "line 1: the header is not 'movieId,title,genre"
      ),
      (
        .movieLens100K, "u.item", "1|a|b|c|d|yes" + String(repeating: "|0", count: 18),
        "line 1: the flag of 'unknown' is neither 0 nor 1"
      ),
    ] as [(DatasetSource.Layout, String, String, String)] {
      let error = await #expect(throws: DataError.self) { try await columns(layout, [name: text]) }
      #expect(error?.description.contains("\(name), \(words)") == true, "\(text)")
    }
  }

  @Test(
    "MovieLens 1M has 2 sexes, 7 ages, 21 occupations and 18 genres",
    .enabled(if: SharedData.has(SharedData.movieLens1M), "needs shared/data/movielens"))
  func real() async throws {
    let source = try DatasetSource(
      id: "ml-1m", in: SharedData.package.appendingPathComponent("suites/datasets").path)
    let store = DatasetStore(
      cache: folder.file("cache"),
      overrides: ["ml-1m": SharedData.file(SharedData.movieLens1M)], offline: true)
    let side = try await store.sideColumns(source)
    #expect(side.users.map(\.labels.count) == [2, 7, 21])
    #expect(side.users.map(\.ids.count) == [6_040, 6_040, 6_040])
    #expect(side.items[0].labels.count == 18)
    #expect(side.items[0].ids.count == 3_883)
  }
}
