import Foundation
import Suites
import TestSupport
import Testing

private func spec(ties: String = "file", filters: String = "[]", more: String = "") -> String {
  """
  id: rows
  source: ml-1m
  ties: \(ties)
  filters: \(filters)
  maximalLength: 200
  split: leave-last-out
  \(more)
  """
}

private func complaint<T: Codable & Sendable>(_ type: T.Type, _ yaml: String) -> String? {
  #expect(throws: SuiteError.self) { try decodeStrictly(type, from: yaml, file: "f.yaml") }?
    .description
}

@Suite struct DatasetSpecTests {
  @Test(
    "each order of ties is read and written back",
    arguments: [
      ("file", TieOrder.file), ("numpy-introsort", .numpyIntrosort),
      ("{kind: shuffled, seed: 7}", .shuffled(seed: 7)),
    ])
  func ties(_ text: String, _ ties: TieOrder) throws {
    let read = try decodeStrictly(DatasetSpec.self, from: spec(ties: text), file: "f.yaml").value
    #expect(read.ties == ties)
  }

  @Test("each filter is read, in order")
  func filters() throws {
    let text = """
      [{kind: minimum-rating, rating: 3.5}, {kind: minimum-counts, user: 5, item: 4},
         {kind: core, user: 2, item: 3}, {kind: renumber}, {kind: minimum-events, events: 5},
         {kind: distinct-rows}, {kind: distinct-pairs, keep: last}]
      """
    let read = try decodeStrictly(DatasetSpec.self, from: spec(filters: text), file: "f.yaml").value
    #expect(
      read.filters == [
        .minimumRating(3.5), .minimumCounts(user: 5, item: 4), .core(user: 2, item: 3), .renumber,
        .minimumEvents(5), .distinctRows, .distinctPairs(keep: .last),
      ])
    // The names of runs and of prepared rows depend on these bytes.
    #expect(
      try CanonicalJSON.compact(read.filters)
        == #"[{"kind":"minimum-rating","rating":3.5},"#
        + #"{"item":4,"kind":"minimum-counts","user":5},{"item":3,"kind":"core","user":2},"#
        + #"{"kind":"renumber"},{"events":5,"kind":"minimum-events"},{"kind":"distinct-rows"},"#
        + #"{"keep":"last","kind":"distinct-pairs"}]"#)
  }

  @Test("what no preparation can mean is refused with its line and column")
  func refused() {
    #expect(
      complaint(DatasetSpec.self, spec(ties: "pandas"))
        == "f.yaml:3:1: no order of ties is called 'pandas'; there are file, numpy-introsort and "
        + "{kind: shuffled, seed: …}")
    #expect(
      complaint(DatasetSpec.self, spec(ties: "{kind: shuffled}"))?.hasPrefix("f.yaml:3") == true)
    #expect(
      complaint(DatasetSpec.self, spec(ties: "{kind: shuffled, seed: 1, sed: 2}"))
        == "f.yaml:3:33: the key 'ties.sed' is unknown; did you mean 'seed'?")
    #expect(
      complaint(DatasetSpec.self, spec(filters: "[{kind: core, user: -1, item: 2}]"))?
        .contains("a count of 0 or more is needed, not -1") == true)
    #expect(
      complaint(DatasetSpec.self, spec(filters: "[{kind: renumber, events: 5}]"))?
        .contains("the key 'filters.0.events' is unknown") == true)
    #expect(
      complaint(DatasetSpec.self, spec(filters: "[{kind: distinct-pairs, keep: best}]"))?
        .contains("'filters.0.keep' must be one of first, last, refuse, not 'best'") == true)
    #expect(
      complaint(
        DatasetSpec.self, spec().replacing("maximalLength: 200", with: "maximalLength: 0"))?
        .contains("must have 1 to 1,000,000 events, not 0") == true)
    #expect(
      complaint(DatasetSpec.self, spec().replacing("split: leave-last-out\n", with: ""))?
        .contains("split") == true)
  }

  @Test("a source with an impossible digest, address or size is refused")
  func sources() {
    let good = """
      schema: 1
      id: rows
      title: Rows
      layout: movielens-1m
      file:
        urls: ["https://a.org/x"]
        packing: archive
        size: 5
        md5: 0e33842e24a9c977be4e0107933c0723
        grade: primary
        members: [{path: a}]
        unpackedLimit: 100
      """
    #expect(throws: Never.self) {
      try decodeStrictly(DatasetSource.self, from: good, file: "f.yaml")
    }
    for (old, new, words) in [
      ("0e33842e24", "0E33842E24", "32 digits of 0-9 and a-f are needed"),
      ("https://a", "ftp://a", "does not begin with https://, http:// or file:///"),
      ("size: 5", "size: 0", "a size must be positive"),
      (
        "https://a.org/x\"]\n  packing: archive\n  size: 5\n  md5: 0e33842e24a9c977be4e0107933c0723"
          + "\n  grade: primary",
        "file:///x\"]\n  packing: archive", "needs the file's sha256 or md5"
      ),
      ("file:\n", "counts: {users: -1, events: 1}\nfile:\n", "is needed, not -1"),
      (
        "file:\n", "counts: {users: 1, events: 9223372036854775807}\nfile:\n",
        "a count between 1 and 1,000,000,000,000 is needed, not 9223372036854775807"
      ),
      ("unpackedLimit: 100", "unpackedLimit: -1", "a limit must be positive"),
      ("  grade: primary\n", "", "digests need a 'grade'"),
      ("id: rows", "id: ../rows", "'../rows' cannot name a file: use 1 to 100 of a-z"),
      ("id: rows", "id: -rows", "beginning with neither '-' nor '.'"),
      ("schema: 1", "schema: 2", "this version reads schema 1, not 2"),
      ("layout: movielens-1m", "layout: generated", "generated data cannot have a 'file'"),
      ("[{path: a}]", "[]", "at least one member is needed"),
    ] {
      let text = complaint(DatasetSource.self, good.replacing(old, with: new))
      #expect(text?.contains(words) == true, "\(new): \(text ?? "")")
    }
  }

  @Test("a suite's data sets must name sources that exist, with a generator where one is needed")
  func suites() throws {
    let folder = SharedData.package.appendingPathComponent("suites").path
    let smoke = try SuiteFile(path: folder + "/smoke.yaml")
    #expect(smoke.sourceProblems(in: folder + "/datasets").isEmpty)
    let empty = try TemporaryFolder()
    let missing = smoke.sourceProblems(in: empty.url.path)
    #expect(missing.first?.rule == "SUITE-DATA-001")
    #expect(missing.first?.line != nil)
    try empty.write(
      """
      schema: 1
      id: planted-time
      title: Another
      layout: sequence-gaps
      file: {urls: [], packing: single, members: [{path: a}], unpackedLimit: 1}
      """, to: "planted-time.yaml")
    #expect(
      smoke.sourceProblems(in: empty.url.path).first?.problem
        == "'planted-time' is not generated, so it cannot have a 'generator'")
  }
}
