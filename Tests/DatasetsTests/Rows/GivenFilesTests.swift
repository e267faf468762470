import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// Events that the publishers divided into files.
@Suite struct GivenFilesTests {
  private static let names = ["x.train.inter", "x.valid.inter", "x.test.inter"]
  private static let texts = [
    "u1 a 10,u1 b 20,u2 a 5,u2 c 6,u3 b 1", "u1 c 30,u2 b 2",
    "u1 d 40,u1 a 50,u2 d 9,u3 c 3",
  ].map { rows in
    "user_id:token\titem_id:token\ttimestamp:float\n"
      + rows.split(separator: ",").map { $0.replacing(" ", with: "\t") + "\n" }.joined()
  }
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, text) in zip(Self.names, Self.texts) { try folder.write(text, to: "own/\(name)") }
  }

  private func split(_ yaml: String) throws -> SplitSpec {
    try decodeStrictly(SplitSpec.self, from: yaml, file: "f.yaml").value
  }

  private func prepared(
    _ split: SplitSpec, members: [String] = names, layout: LayoutSpec? = nil,
    filters: [FilterSpec] = [], own: String = "own"
  ) async throws -> Interactions {
    let source = DatasetSource.small(
      try layout
        ?? decodeStrictly(LayoutSpec.self, from: "{kind: preset, of: recbole-inter}", file: "f")
        .value, members: members)
    let store = DatasetStore(
      cache: folder.file("cache"), overrides: ["small": folder.file(own)], offline: true)
    var spec = DatasetSpec.plain("small", filters: filters)
    spec.split = split
    return try await store.prepare(spec, source: source).interactions
  }

  private let files = "{kind: given-files, validation: x.valid.inter, test: x.test.inter}"

  @Test("a user's events stand by parts, then by time, and are cut between the parts")
  func cut() async throws {
    let split = try split(files)
    let data = try await prepared(split)
    #expect(data.offsets == [0, 5, 9, 11])
    #expect(data.items == [1, 2, 3, 4, 1, 1, 3, 2, 4, 2, 3])
    #expect(data.times == [10, 20, 30, 40, 50, 5, 6, 2, 9, 1, 3])
    #expect(data.parts == [0, 0, 1, 2, 2, 0, 0, 1, 2, 0, 2])
    #expect(
      data.cuts(split) == [
        UserCut(training: 0..<2, validation: 2..<3, test: 3..<4),
        UserCut(training: 5..<7, validation: 7..<8, test: 8..<9),
        UserCut(training: 9..<10, test: 10..<11),
      ])
    #expect(
      data.cuts(split, held: 2) == [
        UserCut(training: 0..<2, test: 3..<5), UserCut(training: 5..<7),
        UserCut(training: 9..<10),
      ])
    // hashlib.sha256(b'interactions 2 3 11 4 5\n' + offsets '<4q', items '<11i', times '<11q',
    // ratings '<11f', users '<3i', candidates '<4i', parts as bytes)
    #expect(
      data.digest() == "69ac01d47d43fa39b8fe24822545e235a394d05936705d70efed563c73796ce7")
    // From the cache, and not from a damaged one.
    #expect(try await prepared(split) == data)
    var bytes = data.stored(digest: data.digest()).reduce(into: []) { $0 += Array($1) }
    #expect(Interactions(stored: .init(bytes)) == data)
    bytes[bytes.count - 1] ^= 1
    #expect(Interactions(stored: .init(bytes)) == nil)
  }

  @Test("without validation its file is trained on, and another split keeps nothing of the files")
  func others() async throws {
    let split = try split("{kind: given-files, test: x.test.inter}")
    #expect(!split.hasValidation)
    let data = try await prepared(split)
    #expect(data.times == [10, 20, 30, 40, 50, 2, 5, 6, 9, 1, 3])
    #expect(data.cuts(split)[1] == UserCut(training: 5..<8, test: 8..<9))
    let plain = try await prepared(.leaveLastOut)
    #expect(plain.parts == nil && plain.times == [10, 20, 30, 40, 50, 2, 5, 6, 9, 1, 3])
    #expect(plain.digest() != data.digest())
  }

  @Test("filters keep the parts of what they keep")
  func filtered() async throws {
    let data = try await prepared(
      try split(files), filters: [.distinctPairs(keep: .first), .minimumEvents(3), .renumber])
    // The second event of user 1 with item a is dropped, and user 3 has two.
    #expect(data.items == [1, 2, 3, 4, 1, 3, 2, 4] && data.parts == [0, 0, 1, 2, 0, 0, 1, 2])
  }

  @Test("an archive's own order of its members changes nothing, whatever split is asked for")
  func archived() async throws {
    let entries = zip(Self.names, Self.texts).map { TinyArchives.ZipEntry($0, Data($1.utf8)) }
    try folder.write(TinyArchives.zip(entries.reversed()), to: "turned.zip")
    for split in [try split(files), .leaveLastOut] {
      #expect(try await prepared(split, own: "turned.zip") == (try await prepared(split)))
    }
    // Without times the order of rows is that of the members, in blocks of any size.
    let layout = try decodeStrictly(
      LayoutSpec.self,
      from:
        "{kind: columns, separator: tab, user: 'user_id:token', item: 'item_id:token', ids: words}",
      file: "f"
    ).value
    for size in [1 << 20, 64] {
      var parser = RatingParser(layout: layout, dataset: "d", block: size, tile: 16)
      for (name, text) in zip(Self.names, Self.texts).reversed() {
        try Array(text.utf8).withUnsafeBytes { try parser.feed(name, $0) }
      }
      let table = try parser.finish(Self.names)
      #expect(table.users == [1, 1, 2, 2, 3, 1, 2, 1, 1, 2, 3])
      #expect(table.items == [1, 2, 1, 3, 2, 3, 2, 4, 1, 4, 3])
    }
  }

  @Test(
    "a file that is not there, or one for two parts, is said in a sentence",
    arguments: [
      (
        "{kind: given-files, test: y}",
        "it has no member 'y', which the split names; its members are x."
      ),
      (
        "{kind: given-files, validation: x.train.inter, test: x.test.inter}",
        "all its members are for validation or test, so none is left for training"
      ),
    ])
  func refused(yaml: String, reason: String) async throws {
    let split = try split(yaml)
    let error = await #expect(throws: DataError.self) {
      try await prepared(split, members: ["x.train.inter", "x.test.inter"])
    }
    #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    let twice = #expect(throws: SuiteError.self) {
      try self.split("{kind: given-files, validation: x, test: x}")
    }
    #expect(twice?.problem.contains("validation and test must be different members") == true)
    // Generated data have no files.
    let source = DatasetSource { ($0.schema, $0.id, $0.title) = (1, "made", "Made") }
    #expect(split.problem(with: source)?.hasPrefix("it is generated") == true)
  }
}
