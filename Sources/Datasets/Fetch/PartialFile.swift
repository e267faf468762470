internal import Foundation

/// A download in progress: the bytes so far and, beside them, which version of which address they
/// are of, so that another process can go on.
final class PartialFile {
  /// Which version of which address.
  private struct Origin: Codable {
    var url: String
    var validator: String?
  }

  private let folder: CacheFolder
  private let name: String
  private let descriptor: Int32
  private var origin: Origin?
  private(set) var count: Int

  /// Opens what is there, or begins anew.
  init(_ name: String, in folder: CacheFolder) throws(DataError) {
    self.folder = folder
    self.name = name + ".part"
    let place = folder.file(self.name)
    descriptor = open(place.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw folder.refused(place, errno) }
    fchmod(descriptor, 0o644)
    count = Int(lseek(descriptor, 0, SEEK_END))
    origin = folder.read(self.name + ".json").flatMap {
      try? JSONDecoder().decode(Origin.self, from: $0)
    }
  }

  deinit { close(descriptor) }

  /// Where the bytes so far lie.
  var url: URL { folder.file(name) }

  /// What the server named the version that the bytes are of.
  var validator: String? { origin?.validator }

  /// True where the bytes so far can be the beginning of what `url` gives: they came from there, and
  /// either the server can say whether it still has that version, or a digest will tell.
  func canResume(_ url: String, digestIsKnown: Bool) -> Bool {
    count > 0 && origin?.url == url && (validator != nil || digestIsKnown)
  }

  /// Drops the bytes so far and notes what the next ones will be of.
  func begin(_ url: String, validator: String?) throws(DataError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw folder.refused(self.url, errno)
    }
    count = 0
    let origin = Origin(url: url, validator: validator)
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
      let written = Glibc.write(descriptor, base, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw folder.refused(url, errno)
      }
      count += written
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  /// Drops the bytes so far and where they came from.
  func discardContents() {
    ftruncate(descriptor, 0)
    lseek(descriptor, 0, SEEK_SET)
    count = 0
    origin = nil
    unlink(folder.file(name + ".json").path)
  }

  /// Gives the verified bytes their final name.
  func finish(as final: String) throws(DataError) {
    guard fsync(descriptor) == 0 else { throw folder.refused(url, errno) }
    try folder.rename(url, to: final)
    unlink(folder.file(name + ".json").path)
  }
}
