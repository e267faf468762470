import Datasets
import Foundation
import Suites
import TestSupport
import Testing

/// A cache in which others have been: links, second names, pipes and other people's files.
@Suite struct SharedCacheTests {
  /// What may lie where a file of the cache is expected.
  enum Trap: String, CaseIterable, Sendable { case link, hardLink, pipe, foreign }

  private let outside: TemporaryFolder
  private let precious: URL

  init() throws {
    outside = try TemporaryFolder()
    precious = try outside.write("precious", to: "precious")
    chmod(precious.path, 0o600)
  }

  /// Lays a trap; false where this user cannot.
  private func lay(_ trap: Trap, at place: URL, content: Data = Data("theirs".utf8)) throws -> Bool
  {
    try? FileManager.default.removeItem(at: place)
    switch trap {
    case .link: return symlink(precious.path, place.path) == 0
    case .hardLink: return link(precious.path, place.path) == 0
    case .pipe: return mkfifo(place.path, 0o644) == 0
    case .foreign:
      try content.write(to: place)
      return chown(place.path, 65_534, 65_534) == 0
    }
  }

  private func isUntouched() throws -> Bool {
    let mode = try FileManager.default.attributesOfItem(atPath: precious.path)[.posixPermissions]
    return try String(contentsOf: precious, encoding: .utf8) == "precious" && mode as? Int == 0o600
  }

  @Test("downloads write through none of them", arguments: Trap.allCases, ["part", "lock"])
  func downloads(_ trap: Trap, _ suffix: String) async throws {
    let server = try MisbehavingServer { .file(fetchedContent, to: $0) }
    let bench = try FetchBench([server.url()])
    _ = try await bench.store.fetch(bench.source)
    let name = try #require(bench.visible.first)
    try FileManager.default.removeItem(at: bench.folder.file(name))
    guard try lay(trap, at: bench.folder.file("\(name).\(suffix)")) else { return }
    let error = await bench.refusal()
    #expect(error?.exitCode == 73)
    let words =
      switch trap {
      case .link: "it is a link, which is not followed"
      case .hardLink: "it has another name elsewhere, a hard link"
      case .pipe: "it is not a plain file"
      case .foreign: "it belongs to another user"
      }
    #expect(error?.description.contains(".\(suffix): it cannot be written (\(words))") == true)
    #expect(bench.visible.isEmpty)
    #expect(try isUntouched())
  }

  /// A store whose data set `small` is a file of some rows.
  private func rows(_ text: String, _ folder: TemporaryFolder) throws -> DatasetStore {
    try folder.write(text, to: "own/r.csv")
    return DatasetStore(
      cache: folder.file("cache"), overrides: ["small": folder.file("own")], offline: true)
  }

  private let source = DatasetSource.small(.amazonRatingsCSV, members: ["r.csv"])
  private let text = "B,x9,5.0,10\nA,x9,1.0,20\nB,Z,3.0,30\n"

  private func prepared(_ folder: TemporaryFolder) throws -> [URL] {
    folder.contents().filter { $0.hasSuffix(".interactions") }.map { folder.file($0) }
  }

  @Test("prepared rows are read from none of them, and made again", arguments: Trap.allCases)
  func interactions(_ trap: Trap) async throws {
    let folder = try TemporaryFolder()
    let store = try rows(text, folder)
    let made = try await store.prepare(.plain("small"), source: source)
    let place = try #require(try prepared(folder).first)
    let content = try Data(contentsOf: place)
    guard try lay(trap, at: place, content: content) else { return }
    let again = try await store.prepare(.plain("small"), source: source)
    #expect(again == made)
    #expect(try isUntouched())
    var status = stat()
    #expect(lstat(place.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG)
    #expect(status.st_uid == geteuid() && status.st_nlink == 1)
    #expect(try Data(contentsOf: place) == content)
  }

  @Test("rows made from other bytes are not taken for these, whatever they are called")
  func exchanged() async throws {
    let (one, two) = (try TemporaryFolder(), try TemporaryFolder())
    let store = try rows(text, one)
    let made = try await store.prepare(.plain("small"), source: source)
    let other = try await rows(text.replacing("5.0", with: "2.0"), two)
      .prepare(.plain("small"), source: source)
    #expect(other.interactions != made.interactions)
    let (place, theirs) = (
      try #require(try prepared(one).first), try #require(try prepared(two).first)
    )
    // Whole, and its own digest agrees; but it is not what these bytes give.
    try Data(contentsOf: theirs).write(to: place)
    #expect(try await store.prepare(.plain("small"), source: source) == made)
    // The same bytes under another recipe.
    let filtered = try await store.prepare(
      .plain("small", filters: [.minimumRating(2)]), source: source)
    let both = try prepared(one)
    #expect(both.count == 2)
    let mine = try #require(both.first { $0 != place })
    try Data(contentsOf: place).write(to: mine)
    let again = try await store.prepare(
      .plain("small", filters: [.minimumRating(2)]), source: source)
    #expect(again == filtered && again.interactions.events == 2)
  }

  @Test("a file address gives a regular file whose digest is published, and no wider mode")
  func fileAddresses() async throws {
    let folder = try TemporaryFolder()
    let place = try folder.write(fetchedContent, to: "published file")
    let url = try #require(URL(string: "file://" + place.path.replacing(" ", with: "%20")))
    for (mode, wanted) in [(0o600, 0o600), (0o640, 0o640), (0o644, 0o644), (0o777, 0o644)] {
      chmod(place.path, mode_t(mode))
      let bench = try FetchBench([url.absoluteString])
      let data = try await bench.store.fetch(bench.source)
      #expect(data.published)
      let found = try FileManager.default.attributesOfItem(atPath: data.url.path)
      #expect(found[.posixPermissions] as? Int == wanted)
    }
    let secret = try folder.write("secret", to: "secret")
    chmod(secret.path, 0o600)
    let pipe = folder.file("pipe")
    mkfifo(pipe.path, 0o644)
    let cases: [(String, Bool, Int32, String)] = [
      ("file://\(secret.path)", true, 65, "it has 6 bytes, not 200000"),
      ("file://\(secret.path)", false, 65, "copied only if its digest is published"),
      ("file://\(pipe.path)", true, 69, "it is not a regular file"),
      ("file:///dev/zero", true, 69, "it is not a regular file"),
      ("file://\(folder.url.path)", true, 69, "it is not a regular file"),
      ("file:///nowhere%00/x", true, 69, "it does not name a file on this machine"),
      ("file:///nowhere/x", true, 69, "it cannot be read (No such file or directory)"),
    ]
    for (address, knowsDigest, code, words) in cases {
      let bench = try FetchBench([address], knowsDigest: knowsDigest)
      let error = await bench.refusal()
      #expect(error?.exitCode == code && error?.description.contains(words) == true, "\(words)")
      #expect(bench.visible.isEmpty)
      for name in bench.folder.contents() where name.hasSuffix(".part") {
        #expect(try Data(contentsOf: bench.folder.file(name)).isEmpty)
      }
    }
  }
}
