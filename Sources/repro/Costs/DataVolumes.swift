import Datasets
import Experiments
import Models
import Suites

/// How much runs read: counted where the rows are at hand, else at most what is published. Nothing is
/// fetched for it.
struct DataVolumes {
  /// Rows of interactions.
  struct Interactions {
    /// Events of a pass over the training part.
    var events: Int
    var users: Int
    var isCounted: Bool
  }

  /// Rows of a click table.
  struct Clicks {
    /// Rows of the training part.
    var training: Int
    var columns: ClickColumns
    var isCounted: Bool
  }

  private let store: DatasetStore
  private let sources: String
  private var interactions: [DatasetSpec: Interactions?] = [:]
  private var clicks: [String: Clicks?] = [:]

  init(_ store: DatasetStore, sources: String) {
    var store = store
    store.offline = true
    self.store = store
    self.sources = sources
  }

  /// Whether the user handed over a copy of a source.
  func isOwn(_ source: String) -> Bool { store.overrides[source] != nil }

  /// Nil where nobody knows.
  mutating func volume(of dataset: DatasetSpec) async -> Interactions? {
    if let known = interactions[dataset] { return known }
    let found = await counted(dataset)
    interactions[dataset] = .some(found)
    return found
  }

  private func counted(_ dataset: DatasetSpec) async -> Interactions? {
    guard let source = try? DatasetSource(id: dataset.source, in: sources) else { return nil }
    if isOwn(source.id) || store.isCached(source),
      let data = try? await store.prepare(dataset, source: source)
    {
      let offsets = data.interactions.offsets
      let lengths = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
      // The last event is the test, the one before it the last target of training.
      let events = lengths.reduce(0) { $0 + max(0, min($1 - 2, dataset.maximalLength)) }
      return Interactions(events: events, users: lengths.count, isCounted: true)
    }
    return source.counts.map { counts in
      Interactions(
        events: min(
          counts.events, counts.users.multipliedWithinBounds(by: dataset.maximalLength)),
        users: counts.users, isCounted: false)
    }
  }

  /// Nil where nobody knows.
  mutating func volume(of task: ClickTask) async -> Clicks? {
    let key = "\(task.data)"
    if let known = clicks[key] { return known }
    let found = await counted(task.data)
    clicks[key] = .some(found)
    return found
  }

  private func counted(_ data: ClickDataSpec) async -> Clicks? {
    guard let source = try? DatasetSource(id: data.source, in: sources) else { return nil }
    if let table = try? await store.prepared(data, source: source) {
      return Clicks(
        training: table.rows(of: .training).count,
        columns: ClickColumns(
          dense: table.dense, fields: table.fields, vocabulary: table.vocabulary),
        isCounted: true)
    }
    guard var counts = source.clicks else { return nil }
    var isCounted = false
    if isOwn(source.id), let rows = try? await store.clickRows(of: source) {
      counts.rows = rows.reduce(0) { $0.addedWithinBounds(to: $1) }
      counts.training = rows.count == 3 ? rows[0] : nil
      isCounted = true
    }
    guard let training = data.split.training(of: counts) else { return nil }
    return Clicks(
      training: training,
      columns: ClickPace.columns(
        of: data.treatment, dense: counts.dense, fields: counts.fields,
        vocabulary: min(counts.vocabulary, counts.rows.multipliedWithinBounds(by: counts.fields))),
      isCounted: isCounted)
  }
}
