internal import Dispatch
internal import Foundation
public import Suites

extension DatasetStore {
  /// True where the published file lies in the cache; its bytes are checked when it is read.
  public func isCached(_ source: DatasetSource) -> Bool {
    guard let file = source.file else { return true }
    return FileManager.default.fileExists(
      atPath: cache.appendingPathComponent("files/\(objectName(source.id, file))").path)
  }

  /// The published file of a source, downloaded once its licence is accepted, and verified.
  ///
  /// - Throws: `DataError`.
  public func fetch(_ source: DatasetSource) async throws -> LocatedData {
    guard let file = source.file else {
      throw DataError(dataset: source.id, reason: "it is generated; there is nothing to fetch")
    }
    guard !file.urls.isEmpty else {
      throw DataError(
        dataset: source.id,
        reason: "nobody publishes it in this form; give your own copy with --data "
          + "\(source.id)=PATH", kind: .unavailable)
    }
    let folder = try CacheFolder("files", in: cache, dataset: source.id)
    let name = objectName(source.id, file)
    if folder.isFile(name) {
      let noted = folder.read(name + ".sha256").map { String(decoding: $0, as: UTF8.self) }
      let proved = folder.read(name + ".proved").map { String(decoding: $0, as: UTF8.self) }
      if let data = try? LocatedData(
        dataset: source.id, url: folder.file(name), file: file, proved: proved),
        data.published
          || noted == data.digest + "\n" && file.sha256 == nil && file.md5 == nil
            && !data.provesByMembers
      {
        return data
      }
      if offline {
        throw DataError(
          dataset: source.id, place: folder.file(name).path,
          reason: "the cached file is damaged, and the network must not be used")
      }
      try? FileManager.default.removeItem(at: folder.file(name))
    }
    guard !offline else {
      throw DataError(
        dataset: source.id,
        reason: "it is not in the cache, and the network must not be used", kind: .unavailable)
    }
    if let licence = source.licence { try await accept(licence, of: source) }
    let fetcher = Fetcher(
      dataset: source.id, file: file, folder: folder, name: name, authorities: authorities,
      patience: patience,
      progress: progress)
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try fetcher.fetch() })
      }
    }
    let data = try LocatedData(dataset: source.id, url: folder.file(name), file: file)
    if data.provesByMembers, !data.published, let found = try data.memberDifference() {
      try? FileManager.default.removeItem(at: folder.file(name))
      throw DataError(dataset: source.id, place: found.member, reason: found.reason)
    }
    if data.provesByMembers { try folder.write([Data(data.digest.utf8)], as: name + ".proved") }
    return data
  }

  /// Makes sure that a licence is accepted: beforehand, earlier on this machine, or now.
  private func accept(_ licence: Licence, of source: DatasetSource) async throws {
    let book = LicenceBook(folder: try CacheFolder("licences", in: cache, dataset: source.id))
    if book.accepts(licence) { return }
    var isAccepted = acceptedLicences.contains(licence.id)
    if !isAccepted, let askLicence { isAccepted = await askLicence(licence) }
    guard isAccepted else {
      throw DataError(
        dataset: source.id,
        reason: "its licence '\(licence.id)' has not been accepted. \(licence.text) Full text: "
          + "\(licence.url). Accept it with --accept-licence \(licence.id)", kind: .licence)
    }
    try book.accept(licence)
  }

  /// The file's name in the cache: readable, and another for other bytes.
  private func objectName(_ id: String, _ file: PublishedFile) -> String {
    let identity = file.sha256 ?? file.md5 ?? Digest(of: file.urls.first ?? "").hex
    return "\(id)-\(identity.prefix(16))"
  }
}
