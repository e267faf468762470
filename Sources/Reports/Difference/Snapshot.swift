internal import Metrics
public import Suites
internal import Verdicts

/// Suites and their records as they stood at one time: a git revision, or a folder.
public struct Snapshot: Sendable {
  /// What people call it: `HEAD~1`, a folder, `the working tree`.
  public var label: String
  /// Each suite with its records, by name.
  public var suites: [String: (suite: Suite, records: [RunRecord])]
  /// The headline claims of suites that seeds were added to, by the suite's name.
  private(set) var looks: [String: LookSequence] = [:]

  /// Suites and their records as they stood at one time.
  public init(label: String, suites: [String: (suite: Suite, records: [RunRecord])]) {
    self.label = label
    self.suites = suites
  }

  /// Takes the looks of a suite that it holds.
  ///
  /// - Parameter file: what people call their file.
  /// - Throws: `RecordError` where the suite's records do not bear them out.
  public mutating func take(_ looks: Looks, file: String) throws(RecordError) {
    guard let (suite, records) = suites[looks.suite] else { return }
    self.looks[looks.suite] = try LookSequence(
      suite, looks, file: file, records: records.ofCurrentEngine)
  }
}

extension [RunRecord] {
  /// Each as if this engine had made it: a side of a comparison is judged under its own engine, where
  /// no record is stale for being of an older one.
  var ofCurrentEngine: [RunRecord] {
    map { record in
      var record = record
      record.run.engine = Run.currentEngine
      return record
    }
  }
}

/// One side of a claim: its numbers seed by seed, and what they rest on.
struct ClaimSide {
  var claim: Claim
  var verdict: Verdict
  /// Of the seeds that the verdict was read from.
  var records: [RunRecord]
  /// With those seeds.
  var suite: Suite
  /// The look that the verdict was reached at, and of how many; nil where there was one.
  var look: String?

  /// The claim's own quantity for each seed that all its runs have: the metric of its run, or what
  /// its first run has over its last one, as a fraction.
  var quantities: [SeedValue] {
    func values(_ run: String) -> [UInt64: Double] {
      var found: [UInt64: Double] = [:]
      for record in records where record.run.name == run {
        found[record.run.seed] = record.result?.metrics[claim.metric]
      }
      return found
    }
    guard let (first, last) = claim.ends else { return [] }
    let own = values(first)
    guard let last else {
      return own.sorted { $0.key < $1.key }.map { SeedValue(seed: $0.key, value: $0.value) }
    }
    let other = values(last)
    let sign = claim.metric.direction.sign
    // A fraction of nothing is no number: that seed has no quantity.
    return own.sorted { $0.key < $1.key }.compactMap { seed, value in
      other[seed].map { SeedValue(seed: seed, value: sign * (value / $0 - 1)) }
    }.filter(\.value.isFinite)
  }

  var isRelative: Bool { claim.ends?.over != nil }

  /// Whether every record of the claim's runs finished, and there is one.
  var isMeasured: Bool { !quantities.isEmpty && !records.contains { $0.result == nil } }
}
