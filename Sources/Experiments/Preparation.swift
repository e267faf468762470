public import Datasets
public import Suites

/// Prepares runs' data, and keeps the latest of it: runs of one data set tend to follow each other.
public struct Preparation {
  private var store: DatasetStore
  let results: SuiteResults
  private let source: (String) throws -> DatasetSource
  /// Told how far the preparation of a click table is, which may take minutes.
  public var clickProgress: (String, ClickTableProgress) -> Void = { _, _ in }
  private var kept: (spec: DatasetSpec, data: PreparedData)?
  private var keptVectors:
    (spec: ItemVectorsSpec, rows: String, table: ItemVectorTable, digest: String, published: Bool)?
  private var keptClicks: (spec: ClickDataSpec, data: PreparedClicks)?

  /// Data from a store.
  ///
  /// - Parameters:
  ///   - results: files and records that laws are fitted to.
  ///   - source: the data set source of an id; throws where there is none.
  public init(
    _ store: DatasetStore, results: SuiteResults,
    source: @escaping (String) throws -> DatasetSource
  ) {
    self.store = store
    self.results = results
    self.source = source
  }

  /// A run's task with its rows.
  ///
  /// - Throws: what `store` and `source` throw.
  public mutating func task(of run: Run) async throws -> any PreparedTask {
    try await run.task.entry.able((any PreparableTask).self).prepared(for: run, by: &self)
  }

  /// The data of a protocol.
  ///
  /// - Throws: what `store` and `source` throw.
  public mutating func data(of protocol: RunProtocol<DatasetSpec>) async throws -> ProtocolData {
    if let clicks = `protocol`.clicks { return .clicks(try await self.clicks(of: clicks)) }
    let dataset = `protocol`.dataset ?? DatasetSpec()
    let rows = try await rows(of: dataset)
    guard let candidates = `protocol`.ranking?.evaluation.candidates else { return .events(rows) }
    return .events(try await listed(rows, dataset, candidates))
  }

  /// The same where nobody need be asked for the rows: they are handed over, in the cache, generated, or
  /// other records'.
  ///
  /// - Returns: nil where they are not at hand, or what is in the cache cannot be used.
  /// - Throws: what a copy that was handed over, or records, are refused for.
  public mutating func taskAtHand(of run: Run) async throws -> (any PreparedTask)? {
    let asked = run.task.sourceIDs.filter { store.overrides[$0] == nil }
    guard !asked.isEmpty else { return try await task(of: run) }
    for id in asked {
      guard let source = try? source(id), store.isCached(source) else { return nil }
    }
    let offline = store.offline
    store.offline = true
    defer { store.offline = offline }
    do {
      return try await task(of: run)
    } catch let error as DataError where store.overrides[error.dataset] != nil {
      throw error
    } catch {
      return nil
    }
  }

  mutating func clicks(of spec: ClickDataSpec) async throws -> PreparedClicks {
    if let keptClicks, keptClicks.spec == spec { return keptClicks.data }
    let observe = clickProgress
    let data = try await store.prepare(spec, source: try source(spec.source)) {
      observe(spec.id, $0)
    }
    keptClicks = (spec, data)
    return data
  }

  /// Rows with columns of their users and items, which the digest then speaks of too.
  mutating func rows(
    of spec: DatasetSpec, beside names: [String]
  ) async throws -> PreparedData {
    guard !spec.givesNewIds else {
      throw ExperimentError(
        subject: "the data set \(spec.id)",
        reason: "its filter 'renumber' gives users and items other ids, so side information "
          + "cannot be joined to them")
    }
    var data = try await rows(of: spec)
    let side = try await store.sideColumns(try source(spec.source))
      .named(names, dataset: spec.source)
    data.digest = Digest(of: "\(data.digest)\n\(side.digest.hex)").hex
    data.side = side
    return data
  }

  /// Rows with the lists that a protocol ranks among, if it does.
  func listed(
    _ data: PreparedData, _ spec: DatasetSpec, _ candidates: EvaluationSpec.Candidates
  ) async throws -> PreparedData {
    guard !candidates.lists.isEmpty else { return data }
    return data.listed(
      try await store.lists(
        candidates.lists, spec, source: try source(spec.source), rows: data.interactions))
  }

  /// Vectors of the items of some rows, and the rows with a digest that speaks of both.
  mutating func vectors(
    _ spec: ItemVectorsSpec, of data: PreparedData, _ dataset: DatasetSpec
  ) async throws -> (table: ItemVectorTable, data: PreparedData) {
    guard !dataset.givesNewIds else {
      throw ExperimentError(
        subject: "the data set \(dataset.id)",
        reason:
          "its filter 'renumber' gives items other ids, so texts cannot be joined to them")
    }
    if keptVectors.map({ $0.spec != spec || $0.rows != data.digest }) ?? true {
      let made = try await spec.prepared(for: data.interactions, store, source: source)
      keptVectors = (spec, data.digest, made.table, made.digest, made.published)
    }
    guard let vectors = keptVectors else { preconditionFailure("They were just made.") }
    var data = data
    data.digest = Digest(of: "\(data.digest)\n\(vectors.digest)\n").hex
    data.source.published = data.source.published && vectors.published
    return (vectors.table, data)
  }

  mutating func rows(of spec: DatasetSpec) async throws -> PreparedData {
    if let kept, kept.spec == spec { return kept.data }
    let data = try await store.prepare(spec, source: try source(spec.source))
    kept = (spec, data)
    return data
  }
}
