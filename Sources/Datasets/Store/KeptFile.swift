public import Foundation
internal import Suites

extension DatasetStore {
  /// What was kept in the cache under a name; nil where there is nothing, or it is not what was kept.
  ///
  /// - Parameters:
  ///   - part: the folder in the cache.
  ///   - name: safe as a file's name; the digest of all that the bytes depend on.
  public func kept(_ name: String, in part: String) throws(DataError) -> Data? {
    let folder = try CacheFolder(part, in: cache, dataset: name)
    guard let stored = folder.read(name), stored.count >= 64 else { return nil }
    let bytes = stored.dropFirst(64)
    return stored.prefix(64).elementsEqual(seal(Digest(of: bytes).hex, name).utf8) ? bytes : nil
  }

  /// Keeps bytes in the cache under a name.
  ///
  /// - Throws: `DataError` where the cache cannot be written.
  public func keep(_ bytes: Data, as name: String, in part: String) throws(DataError) {
    let folder = try CacheFolder(part, in: cache, dataset: name)
    try folder.write([Data(seal(Digest(of: bytes).hex, name).utf8), bytes], as: name)
  }
}

extension LocatedData {
  /// All bytes of a member, in memory.
  ///
  /// - Throws: `DataError`; `ArchiveError` where an archive is refused.
  public func contents(of member: String) throws -> Data {
    let size = file.members.first { $0.path == member }?.size ?? 0
    var contents = Data(capacity: min(size, file.unpackedLimit))
    try read([member]) { contents.append(contentsOf: $1) }
    return contents
  }

  /// The member that is read first.
  public var firstMember: String { file.members.first?.path ?? "" }
}
