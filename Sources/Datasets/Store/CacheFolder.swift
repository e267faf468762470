internal import Foundation
internal import Suites

/// A folder of the cache, seen by one data set. Files are 0644 and folders 0755; every file is
/// written whole under another name and then renamed; no symbolic link is followed.
struct CacheFolder {
  let url: URL
  let dataset: String

  /// The folder for a purpose, made where it does not exist.
  init(_ name: String, in cache: URL, dataset: String) throws(DataError) {
    url = cache.appendingPathComponent(name, isDirectory: true)
    self.dataset = dataset
    do throws(StorageError) {
      try makeFolder(name, inCache: cache.path)
    } catch {
      throw DataError(
        dataset: dataset, place: url.path,
        reason: "the cache folder cannot be made (\(error.reason))", kind: .cannotWrite)
    }
  }

  func file(_ name: String) -> URL { url.appendingPathComponent(name, isDirectory: false) }

  /// The bytes of a file; nil where there is none. A link counts as none, and so does another
  /// user's file.
  func read(_ name: String) -> Data? {
    guard let own = try? OwnFile.opened(file(name).path, O_RDONLY) else { return nil }
    return try? own.contents(mapped: false)
  }

  /// True where a plain file lies under that name.
  func isFile(_ name: String) -> Bool {
    var status = stat()
    guard lstat(file(name).path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFREG
  }

  /// Writes a file whole, then gives it its name.
  func write(_ pieces: [Data], as name: String) throws(DataError) {
    let draft = file("\(name).\(UUID().uuidString).draft")
    let descriptor = Foundation.open(
      draft.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw refused(draft, errno) }
    fchmod(descriptor, 0o644)
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      for piece in pieces { try handle.write(contentsOf: piece) }
      try handle.synchronize()
      try handle.close()
    } catch {
      try? handle.close()
      unlink(draft.path)
      throw DataError(
        dataset: dataset, place: draft.path,
        reason: "it cannot be written (\(systemReason(error)))", kind: .cannotWrite)
    }
    try rename(draft, to: name)
  }

  /// Gives a finished draft its name.
  func rename(_ draft: URL, to name: String) throws(DataError) {
    guard Foundation.rename(draft.path, file(name).path) == 0 else {
      throw refused(file(name), errno)
    }
  }

  func refused(_ url: URL, _ code: Int32) -> DataError {
    refused(url, String(cString: strerror(code)))
  }

  func refused(_ url: URL, _ reason: String) -> DataError {
    DataError(
      dataset: dataset, place: url.path, reason: "it cannot be written (\(reason))",
      kind: .cannotWrite)
  }

  /// Opens a file to write into it, made where there is none.
  func open(_ name: String) throws(DataError) -> OwnFile {
    do throws(OwnFile.Objection) {
      let own = try OwnFile.opened(file(name).path, O_RDWR | O_CREAT)
      fchmod(own.descriptor, 0o644)
      return own
    } catch {
      throw refused(file(name), error.reason)
    }
  }
}

/// The system's words for why a file operation failed.
func systemReason(_ error: any Error) -> String {
  let error = error as NSError
  if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError,
    inner.domain == NSPOSIXErrorDomain
  {
    return String(cString: strerror(Int32(inner.code)))
  }
  if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
  return error.localizedDescription
}
