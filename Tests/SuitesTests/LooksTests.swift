import Foundation
import Suites
import TestSupport
import Testing

@Suite struct LooksTests {
  @Test("looks are written and read again, and none are there where nothing lies")
  func round() throws {
    let scratch = try TemporaryFolder()
    let file = Looks.file(reports: scratch.url.path, suite: "little")
    #expect(try Looks.read(file, of: "little") == nil)
    let looks = Looks(suite: "little", seeds: [3, 5, 8], taken: 2)
    try looks.write(to: file)
    #expect(scratch.contents() == ["little/looks.json"])
    #expect(
      try String(contentsOfFile: file, encoding: .utf8) == """
        {
          "schema": 1,
          "seeds": [3, 5, 8],
          "suite": "little",
          "taken": 2
        }

        """)
    #expect(try Looks.read(file, of: "little") == looks)
  }

  /// What lies in the file's place, and why it is refused.
  static let refused: [(String, String)] = [
    ("", "it is empty"), ("{", "it is not a file of looks: "),
    ("[]", "it is not a file of looks: "),
    (#"{"schema": 2}"#, "its schema 2 is not known; this version reads 1"),
    (#"{"schema": 1, "seeds": [3], "suite": "little"}"#, "lacks 'taken'"),
    (whole("\"taken\": 1.5"), "it is not a file of looks: "),
    (whole("\"taken\": 1, \"note\": 1"), "'note' in it is not known"),
    (whole("\"taken\": 1, \"taken\": 2"), "'taken' occurs in it more than once"),
    (whole("\"taken\": 0"), "it says that 0 of 2 looks were taken"),
    (whole("\"taken\": 3"), "it says that 3 of 2 looks were taken"),
    (whole("\"taken\": -1"), "it says that -1 of 2 looks were taken"),
    (whole("\"taken\": 1", seeds: "[]"), "its 'seeds' are not the first of 3, 5, 8, 12"),
    (whole("\"taken\": 1", seeds: "[3, 4]"), "its 'seeds' are not the first of 3, 5, 8, 12"),
    (whole("\"taken\": 1", seeds: "[5, 8]"), "its 'seeds' are not the first of 3, 5, 8, 12"),
    (whole("\"taken\": 1", seeds: "[3, 5, 8, 12, 20]"), "are not the first of 3, 5, 8, 12"),
    (whole("\"taken\": 1", suite: "other"), "it holds the looks of 'other'"),
  ]

  private static func whole(
    _ taken: String, seeds: String = "[3, 5]", suite: String = "little"
  ) -> String { #"{"schema": 1, "seeds": \#(seeds), "suite": "\#(suite)", \#(taken)}"# }

  @Test("looks that nobody can have taken are refused in a sentence", arguments: refused.indices)
  func refusals(index: Int) throws {
    let (text, reason) = Self.refused[index]
    let error = #expect(throws: RecordError.self) {
      try Looks(Data(text.utf8), file: "looks.json", of: "little")
    }
    #expect(error?.description.hasPrefix("looks.json cannot be used: ") == true)
    #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
  }

  @Test("a link in its place is not followed")
  func link() throws {
    let scratch = try TemporaryFolder()
    let file = scratch.url.path + "/looks.json"
    #expect(symlink("/dev/zero", file) == 0)
    let error = #expect(throws: RecordError.self) { try Looks.read(file, of: "little") }
    #expect(error?.reason == "it is a link, which is not followed")
  }

  @Test("the last look is the last one up to the seeds that were asked for")
  func planned() {
    #expect(Looks.planned(atMost: nil) == [3, 5, 8, 12])
    let expected = [2: [], 3: [3], 4: [3], 5: [3, 5], 11: [3, 5, 8], 100: [3, 5, 8, 12]]
    for (most, looks) in expected { #expect(Looks.planned(atMost: most) == looks) }
  }

  @Test("seeds are added after the largest, and none is added twice or taken away")
  func seeds() {
    func seeds(_ declared: [UInt64], _ count: Int) -> [UInt64] {
      var spec = LittleSuite.suite().runs[1]
      spec.seeds = declared
      return spec.seeds(upTo: count)
    }
    #expect(seeds([1, 2, 3], 5) == [1, 2, 3, 4, 5])
    #expect(seeds([2021, 7], 4) == [2021, 7, 2022, 2023])
    #expect(seeds([1, 2, 3, 4], 3) == [1, 2, 3, 4])
    #expect(seeds([.max, 0], 4) == [.max, 0, 1, 2])
  }
}
