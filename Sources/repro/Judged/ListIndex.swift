import Determinism
import Foundation
import Suites

/// What `repro list` said of a suite, kept in the user's cache so that it need not be judged again while
/// nothing that decides it has changed.
///
/// A line is believed where its key is the digest of all that is read now, the tool itself included, and
/// its seal could be made by this user alone: with a secret that lies elsewhere, readable by nobody else.
/// Whatever else lies there is passed over, and the suite is judged.
struct ListIndex {
  private struct Line: Codable {
    var key: String
    var entry: SuiteEntry
    var seal: String
  }

  private let folder: String
  /// Nil where none can be kept: then nothing is believed and nothing is written.
  private let secret: Data?

  /// - Parameters:
  ///   - cache: the cache folder.
  ///   - data: the folder of the user's own data, where the secret lies.
  init(cache: String, data: String) {
    folder = cache
    secret = Self.secret(in: data)
  }

  /// What was said of a suite under this key.
  func entry(_ suite: String, key: String) -> SuiteEntry? {
    guard secret != nil, let data = (try? regularFile(file(of: suite), limit: 1 << 16)) ?? nil,
      let line = try? CanonicalJSON.read(Line.self, from: data), line.key == key,
      let seal = seal(key, line.entry), line.seal == seal
    else { return nil }
    return line.entry
  }

  /// Keeps what is said of a suite; that it cannot be kept harms nobody.
  func keep(_ entry: SuiteEntry, _ suite: String, key: String) {
    guard let seal = seal(key, entry),
      let text = try? CanonicalJSON.pretty(Line(key: key, entry: entry, seal: seal)),
      (try? makeFolder("listed", inCache: folder)) != nil
    else { return }
    try? writeWhole(Data(text.utf8), to: file(of: suite))
  }

  private func file(of suite: String) -> String {
    "\(folder)/listed/\(Digest(of: suite).short).json"
  }

  /// Of the digest with the secret, so that nothing can be added to what was sealed.
  private func seal(_ key: String, _ entry: SuiteEntry) -> String? {
    guard let secret, let text = try? CanonicalJSON.compact(entry) else { return nil }
    let inner = Digest(of: secret + Data("\(key)\n\(text)".utf8))
    return Digest(of: secret + Data(inner.hex.utf8)).hex
  }

  /// 32 random bytes that this user alone may read, made where there are none.
  private static func secret(in folder: String) -> Data? {
    let path = folder + "/list.key"
    if let data = read(path) { return data }
    var generator = SystemRandomNumberGenerator()
    let made = Data((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    guard (try? makeFolder(folder)) != nil else { return nil }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    let failure = Console.writeAll(made, to: descriptor)
    close(descriptor)
    return failure == nil ? read(path) : nil
  }

  private static func read(_ path: String) -> Data? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 == 0,
      let data = (try? regularFile(path, limit: 64)) ?? nil, data.count == 32
    else { return nil }
    return data
  }
}
