import Suites

extension DataOptions {
  /// Refuses a copy that no run of these suites reads. A copy that only runs read which were not asked for may
  /// be given too: one line serves for every cell.
  ///
  /// - Throws: `Failure` naming its id, and the nearest there is.
  func requireUse(by suites: [Suite], in folders: some FindsSuites) throws {
    guard !copies.isEmpty else { return }
    let runs = try suites.flatMap { try Plan($0).runs }
    let called = runs.reduce(into: [:]) { names, run in names[run.task.rowsID] = run.task.sourceID }
    try requireUse(of: runs.flatMap(\.task.sourceIDs), called: called, in: folders)
  }

  /// Refuses a copy of a data set that is not among these ids.
  ///
  /// - Parameter called: ids by what suites call the rows that they make of them.
  func requireUse(
    of ids: [String], called: [String?: String] = [:], in folders: some FindsSuites
  ) throws {
    let used = Set(ids).sorted()
    for copy in try ownCopies().keys.sorted() where !used.contains(copy) {
      let known = DatasetSource.ids(in: try folders.suites() + "/datasets")
      let isKnown = known.contains(copy)
      let near =
        called[copy] ?? closest(to: copy, among: used)
        ?? (isKnown ? nil : closest(to: copy, among: known))
      let hint =
        near.map { "did you mean '\($0)'?" }
        ?? (used.isEmpty
          ? "no data set is read at all"
          : "the data sets read here: \(used.joined(separator: ", "))")
      throw Failure(
        .usage,
        "--data names '\(copy)', which is "
          + (isKnown ? "not read by anything that was asked for" : "not a data set") + "; \(hint)")
    }
  }
}

extension ResolvedTask {
  /// What the suite calls the rows that this task reads.
  fileprivate var rowsID: String? {
    clickData?.id ?? dataset?.id
  }
}
