internal import Metrics
package import Suites

/// What the records say about each run of a suite, or why they say nothing.
package struct Measurements {
  /// One run's records, one for each declared seed, in the order of the suite.
  struct Measured {
    var spec: RunSpec
    var results: [(seed: UInt64, result: RunResult)]
    /// Why nothing may be read from it; nil if all is well.
    var trouble: Verdict?
    /// Why no verdict may be read from it, though its numbers may be shown: seeds are missing.
    var incomplete: Verdict?

    /// A metric of every seed; nil where one lacks it or holds no number.
    func values(_ metric: Metric) -> [SeedValue]? {
      var values: [SeedValue] = []
      for (seed, result) in results {
        guard let value = result.metrics[metric], isUsable(value) else { return nil }
        values.append(SeedValue(seed: seed, value: value))
      }
      return values.isEmpty ? nil : values
    }

    /// Whether all of it was measured on the published bytes, or reads no data.
    var published: Bool { results.allSatisfy { $0.result.source?.published ?? true } }
    var users: Int { results.first?.result.users ?? 0 }
  }

  let suite: Suite
  /// The look that they are judged at.
  let look: Look
  private(set) var runs: [String: Measured] = [:]
  /// Relative variance over seeds and its degrees of freedom, by run and metric: of runs without trouble
  /// that have two seeds or more, and a mean that is not zero.
  private(set) var scatters: [String: [Metric: (variance: Double, degrees: Double)]] = [:]
  /// Runs that may lend their scatter, in the order of the suite, with the data they read.
  private(set) var trained: [(run: String, data: String?)] = []
  /// Cells of the suite's own profiles that have no record of the planned computation.
  private(set) var missing: [String] = []

  /// What the records say about each run of a suite.
  ///
  /// - Parameter look: which of several looks they are read for.
  package init(_ suite: Suite, _ records: [RunRecord], look: Look = .only) {
    self.suite = suite
    self.look = look
    var byCell: [String: RunRecord] = [:]
    for record in records { byCell[record.run.cell] = record }
    let planned = (try? Plan(suite))?.runs ?? []
    let begun = Set(planned.filter { byCell[$0.cell] != nil }.map(\.name))
    let begunProfiles = Set(suite.runs.filter { begun.contains($0.id) }.map(\.profile))
    var digests: [String: String] = [:]
    for spec in suite.runs {
      var measured = Measured(spec: spec, results: [], trouble: nil)
      var absent: [String] = []
      for run in planned where run.name == spec.id {
        guard let record = byCell[run.cell] else {
          absent.append(run.cell)
          continue
        }
        if let problem = problem(record, planned: run, digests: &digests) {
          measured.trouble = measured.trouble ?? Verdict(.error, "\(problem)")
        } else if let result = record.result {
          measured.results.append((run.seed, result))
        }
      }
      if suite.policy.profiles.contains(spec.profile) { missing += absent }
      if absent.count == spec.seeds.count {
        measured.trouble = notMeasured(spec, isBegun: begunProfiles.contains(spec.profile))
      } else if !absent.isEmpty {
        let found = spec.seeds.count - absent.count
        measured.incomplete = Verdict(
          .error, "\(found) of \(spec.seeds.count) declared seeds of '\(run: spec.id)'")
      }
      runs[spec.id] = measured
      remember(measured)
    }
  }

  private mutating func remember(_ measured: Measured) {
    let run = measured.spec.id
    let first = measured.results.first?.result
    if measured.spec.task.isTrained { trained.append((run, first?.dataDigest)) }
    guard measured.trouble == nil, measured.results.count > 1, let first else { return }
    for metric in first.metrics.keys {
      scatters[run, default: [:]][metric] = measured.values(metric).flatMap {
        relativeVariance($0.map(\.value))
      }
    }
  }

  /// - Parameter isBegun: whether another run of its profile has a record.
  private func notMeasured(_ spec: RunSpec, isBegun: Bool) -> Verdict {
    if suite.policy.profiles.contains(spec.profile) {
      return Verdict(.error, "nothing measured: '\(run: spec.id)' has no record")
    }
    return isBegun
      ? Verdict(.blocked, "resources: of the profile '\(spec.profile)' only some runs were made")
      : Verdict(.blocked, "resources: the profile '\(spec.profile)' was not run")
  }

  /// Why a record cannot be read, in words; nil if it can.
  private func problem(
    _ record: RunRecord, planned: Run, digests: inout [String: String]
  ) -> String? {
    let cell = planned.cell
    let changes = CellStatus.changes(from: record.run, to: planned)
    if !changes.isEmpty {
      return "the record of \(cell) is of another computation: \(changes.joined(separator: ", "))"
    }
    switch record.outcome {
    case .diverged(let step): return "\(cell) diverged at step \(step)"
    case .failed(let reason): return "\(cell) failed: \(reason)"
    case .finished(let result):
      if let dataset = dataRead(by: planned.task) {
        let first = digests[dataset] ?? result.dataDigest
        digests[dataset] = first
        if first != result.dataDigest {
          return "prepared data of '\(dataset)' differ between records (\(cell))"
        }
      }
      return inconsistency(result, targets: planned.task.targets, cell: cell)
    }
  }

  /// The data set that a task reads, with the columns put onto its events, whose bytes its digest
  /// covers as well: records that share all of it share the digest.
  private func dataRead(by task: ResolvedTask) -> String? {
    let beside = (task.ranking?.side ?? []) + Array(task.sourceIDs.dropFirst())
    guard let id = task.dataset?.id, !beside.isEmpty else { return task.dataset?.id }
    return "\(id) with \(beside.joined(separator: ", "))"
  }

  /// What in a result cannot be: it disagrees with itself.
  private func inconsistency(
    _ result: RunResult, targets: Int, cell: String
  ) -> String? {
    for metric in result.metrics.keys.sorted() {
      guard let value = result.metrics[metric], value.isFinite else {
        return "\(metric) of \(cell) is no number"
      }
      guard !result.ranks.isEmpty, let ranking = metric.ranking else { continue }
      if result.ranks.contains(where: { $0 < 1 }) { return "\(cell) holds a rank below 1" }
      let mean = TargetRanks(result.ranks, targets: targets)?.mean(ranking) ?? .nan
      // Sums in another order differ by far less than this.
      if !(abs(mean - value) <= 1e-9) { return "\(metric) of \(cell) is not what its ranks give" }
    }
    if !result.ranks.isEmpty, !hasRanks(result, ofEach: targets) {
      return "\(cell) has \(result.ranks.count) ranks of \(result.users) users"
    }
    if let mrr = result.metrics[.reciprocalRank],
      let hits = result.metrics[Metric(HitRate(cut: 10))], mrr < hits / 10 - 1e-12
    {
      return "MRR of \(cell) is below a tenth of HR@10, which cannot be"
    }
    return nil
  }
}

/// Whether a result holds the ranks of so many targets of each of its users.
func hasRanks(_ result: RunResult, ofEach targets: Int) -> Bool {
  TargetRanks(result.ranks, targets: targets)?.users == result.users
}

/// Whether differences, squares and sums of such numbers are numbers too: it is finite, and no
/// larger than 10¹⁰⁰.
private func isUsable(_ value: Double) -> Bool { abs(value) <= 1e100 }
