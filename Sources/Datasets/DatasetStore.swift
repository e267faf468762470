public import Foundation
public import Suites

/// Where downloaded and prepared data are kept, and how they get there.
public struct DatasetStore: Sendable {
  /// Folder of everything fetched and prepared.
  public var cache: URL
  /// A user's own copy, archive, file or folder, by the source's id.
  public var overrides: [String: URL]
  /// True where nothing may be asked of the network.
  public var offline: Bool
  /// Licences accepted beforehand, by id.
  public var acceptedLicences: Set<String>
  /// Shows a licence and asks whether it is accepted. Absent where nobody can be asked.
  public var askLicence: (@Sendable (Licence) async -> Bool)?
  /// Told how far a download is.
  public var progress: @Sendable (FetchProgress) -> Void

  /// A store under a folder, which is made when first needed.
  public init(
    cache: URL, overrides: [String: URL] = [:], offline: Bool = false,
    acceptedLicences: Set<String> = [],
    askLicence: (@Sendable (Licence) async -> Bool)? = nil,
    progress: @escaping @Sendable (FetchProgress) -> Void = { _ in }
  ) {
    self.cache = cache
    self.overrides = overrides
    self.offline = offline
    self.acceptedLicences = acceptedLicences
    self.askLicence = askLicence
    self.progress = progress
  }

  /// The rows of a source as a suite wants them.
  ///
  /// - Throws: `DataError`; `ArchiveError` where an archive is refused.
  public func prepare(_ spec: DatasetSpec, source: DatasetSource) async throws -> PreparedData {
    guard source.layout == .generated else {
      throw DataError(
        dataset: source.id, reason: "the layout \(source.layout.rawValue) has no parser")
    }
    guard case .plantedTime(let numbers) = spec.generator else {
      throw DataError(
        dataset: source.id, reason: "the suite's entry '\(spec.id)' gives no 'generator'")
    }
    let interactions = PlantedTime(spec: numbers).interactions()
    let digest = interactions.digest()
    return PreparedData(
      interactions: interactions, digest: digest,
      source: .init(id: source.id, digest: digest, published: true))
  }
}
