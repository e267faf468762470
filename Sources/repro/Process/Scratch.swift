import Foundation

/// A folder of our own in the temporary folder, 0700, removed with the value.
final class Scratch {
  /// The folder.
  let path = FileManager.default.temporaryDirectory.path + "/repro-\(UUID().uuidString)"

  /// Makes the folder.
  ///
  /// - Throws: ``Failure`` where it cannot be made.
  init() throws {
    try Self.writing(path) {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and gives its path.
  func file(_ name: String, _ content: String = "") throws -> String {
    let file = "\(path)/\(name)"
    try Self.writing(file) { try Data(content.utf8).write(to: URL(fileURLWithPath: file)) }
    return file
  }

  /// Makes a folder or a link inside.
  func make(_ name: String, leadingTo target: String? = nil) throws {
    let place = "\(path)/\(name)"
    try Self.writing(place) {
      if let target {
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: target)
      } else {
        try FileManager.default.createDirectory(
          atPath: place, withIntermediateDirectories: true)
      }
    }
  }

  /// An empty file that stays, whatever lay there before; no link is followed.
  func log(_ path: String) throws -> String {
    try Self.writing(path) {
      unlink(path)
      try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    }
    return path
  }

  /// A file's handle to read from.
  func reading(_ file: String) throws -> FileHandle {
    try Self.writing(file) { try FileHandle(forReadingFrom: URL(fileURLWithPath: file)) }
  }

  /// A file's handle to write to.
  func writing(_ file: String) throws -> FileHandle {
    try Self.writing(file) { try FileHandle(forWritingTo: URL(fileURLWithPath: file)) }
  }

  /// A file's first bytes.
  func content(_ file: String, limit: Int) throws -> Data {
    try Self.writing(file) { try reading(file).read(upToCount: limit) ?? Data() }
  }

  private static func writing<R>(_ file: String, _ work: () throws -> R) throws -> R {
    do { return try work() } catch let failure as Failure { throw failure } catch {
      let reason = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      throw Failure(
        .cannotWrite,
        "\(file) cannot be written: \((reason ?? error as NSError).localizedDescription)")
    }
  }
}
