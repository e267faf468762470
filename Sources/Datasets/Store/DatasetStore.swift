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
  /// File of the certificates (PEM) that vouch for servers; the system's own where nil.
  public var authorities: URL?
  /// How long a download may take.
  public var patience = Patience()
  /// Told how far a download is.
  public var progress: @Sendable (FetchProgress) -> Void
  /// Told what prepared rows of a published data set or a user's own hold.
  public var census: @Sendable (DataCensus) -> Void = { _ in }

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

  /// The rows of a source as a suite wants them: from the cache where they lie there under the
  /// digest of their recipe, else fetched, read, filtered and put in order.
  ///
  /// - Throws: `DataError`; `ArchiveError` where an archive is refused.
  public func prepare(_ spec: DatasetSpec, source: DatasetSource) async throws -> PreparedData {
    if let problem = spec.split.problem(with: source) {
      throw DataError(dataset: source.id, reason: problem)
    }
    if source.layout == .generated { return try generated(spec, source) }
    let data = try await locate(source)
    let origin = SourceStamp(id: source.id, digest: data.digest, published: data.published)
    let folder = try CacheFolder("prepared", in: cache, dataset: source.id)
    let recipe = try Recipe(spec, source.layout, data).digest()
    let name = recipe + ".interactions"
    let sealed = "\(data.digest) \(recipe)"
    func tell(_ interactions: Interactions) {
      census(
        DataCensus(
          interactions, dataset: source.id, hasGapsOnly: source.layout == .sequenceGaps))
    }
    if let stored = folder.read(name),
      let interactions = Interactions(stored: stored, origin: sealed)
    {
      tell(interactions)
      return PreparedData(
        interactions: interactions, digest: interactions.digest(), source: origin)
    }
    let table = try ratings(source, data, files: spec.split.givenFiles)
    let interactions: Interactions
    do {
      interactions = try Interactions(table.filtered(by: spec.filters), ties: spec.ties)
    } catch let problem as RowProblem {
      throw DataError(dataset: source.id, reason: problem.reason)
    }
    tell(interactions)
    let digest = interactions.digest()
    try folder.write(interactions.stored(digest: digest, origin: sealed), as: name)
    return PreparedData(interactions: interactions, digest: digest, source: origin)
  }

  /// A source's bytes on this machine: a user's own, else the cached or fetched file, verified.
  public func locate(_ source: DatasetSource) async throws -> LocatedData {
    guard let file = source.file else {
      throw DataError(dataset: source.id, reason: "it is generated; there is nothing to locate")
    }
    if let own = overrides[source.id] {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: own.path, isDirectory: &isFolder) else {
        throw DataError(dataset: source.id, place: own.path, reason: "there is no such file")
      }
      return isFolder.boolValue
        ? try LocatedData(dataset: source.id, folder: own, file: file)
        : try LocatedData(dataset: source.id, url: own, file: file)
    }
    return try await fetch(source)
  }

  /// The table of ratings as published, before any filter.
  private func ratings(
    _ source: DatasetSource, _ data: LocatedData, files: GivenFilesSpec?
  ) throws -> RatingTable {
    var parser = RatingParser(
      layout: source.layout, dataset: source.id, itemFiles: data.file.itemFiles, files: files)
    let members = data.file.rowMembers
    do {
      try data.read(members) { try parser.feed($0, $1) }
      return try parser.finish(members)
    } catch var error as DataError where error.kind == .badData {
      // A file of another form is refused at its first lines; the one that reads it is named.
      let better = data.betterLayout(than: source.layout, refusedAt: error.place) {
        parser.content(of: $0) == .events
      }
      if let better {
        error.reason += "; \(better) would read it"
      }
      throw error
    }
  }

  private func generated(_ spec: DatasetSpec, _ source: DatasetSource) throws -> PreparedData {
    guard case .plantedTime(let numbers) = spec.generator else {
      throw DataError(
        dataset: source.id, reason: "the suite's entry '\(spec.id)' gives no 'generator'")
    }
    let interactions = PlantedTime(spec: numbers).interactions()
    let digest = interactions.digest()
    return PreparedData(
      interactions: interactions, digest: digest,
      source: SourceStamp(id: source.id, digest: digest, published: true))
  }
}
