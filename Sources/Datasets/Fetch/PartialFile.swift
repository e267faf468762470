internal import Foundation
internal import Suites

/// A download in progress: the bytes so far and, beside them, which version of which address they
/// are of, so that another process can go on.
final class PartialFile {
  /// Which version of which address. The address is a digest: it may hold a password or a token,
  /// and others may read the file.
  private struct Origin: Codable {
    var address: String
    var validator: String?

    init(_ url: String, _ validator: String?) {
      address = Self.name(of: url)
      self.validator = validator
    }

    static func name(of url: String) -> String { Digest(of: Address.withoutUser(url)).hex }
  }

  private let folder: CacheFolder
  private let name: String
  private let own: OwnFile
  private var origin: Origin?
  private(set) var count: Int

  /// Opens what is there, or begins anew.
  init(_ name: String, in folder: CacheFolder) throws(DataError) {
    self.folder = folder
    self.name = name + ".part"
    own = try folder.open(self.name)
    count = max(0, Int(lseek(own.descriptor, 0, SEEK_END)))
    origin = folder.read(self.name + ".json").flatMap {
      try? JSONDecoder().decode(Origin.self, from: $0)
    }
  }

  /// Where the bytes so far lie.
  var url: URL { folder.file(name) }

  /// What the server named the version that the bytes are of.
  var validator: String? { origin?.validator }

  /// True where the bytes so far can be the beginning of what `url` gives: they came from there, and
  /// either the server can say whether it still has that version, or a digest will tell.
  func canResume(_ url: String, digestIsKnown: Bool) -> Bool {
    count > 0 && origin?.address == Origin.name(of: url) && (validator != nil || digestIsKnown)
  }

  /// Drops the bytes so far and notes what the next ones will be of.
  func begin(_ url: String, validator: String?) throws(DataError) {
    guard ftruncate(own.descriptor, 0) == 0, lseek(own.descriptor, 0, SEEK_SET) == 0 else {
      throw folder.refused(self.url, errno)
    }
    count = 0
    let origin = Origin(url, validator)
    self.origin = origin
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let data = try? encoder.encode(origin) else { return }
    try folder.write([data], as: name + ".json")
  }

  /// Adds bytes at the end.
  func append(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    var rest = bytes
    while let base = rest.baseAddress, !rest.isEmpty {
      let written = Foundation.write(own.descriptor, base, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw folder.refused(url, errno)
      }
      count += written
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Gives the bytes to no more people than these permissions do.
  func narrow(to mode: mode_t) throws(DataError) {
    guard fchmod(own.descriptor, mode & 0o644) == 0 else { throw folder.refused(url, errno) }
  }

  /// Drops the bytes so far and where they came from.
  func discardContents() {
    ftruncate(own.descriptor, 0)
    lseek(own.descriptor, 0, SEEK_SET)
    count = 0
    origin = nil
    unlink(folder.file(name + ".json").path)
  }

  /// Gives the verified bytes their final name.
  func finish(as final: String) throws(DataError) {
    guard fsync(own.descriptor) == 0 else { throw folder.refused(url, errno) }
    try folder.rename(url, to: final)
    unlink(folder.file(name + ".json").path)
  }
}
