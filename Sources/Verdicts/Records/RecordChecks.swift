public import Suites

/// Holds records to themselves: what in one cannot have come out of a run, and which of several
/// cannot all have.
///
/// Nothing is computed again here (`repro audit` does that): metrics are held to ranks or to units,
/// the curve to the metrics and to the training's length, digests to what they are digests of, seeds
/// to each other. A run that is not the suite's any more is held to its own description, which is
/// part of the record.
public struct RecordChecks: Sendable {
  /// The data set source of an id; nil where it is not known, and nothing is held to it.
  private let source: @Sendable (String) -> DatasetSource?

  /// Checks that know these sources of data.
  public init(source: @escaping @Sendable (String) -> DatasetSource?) { self.source = source }

  /// What is wrong with a record by itself, as a sentence without its full stop; nil for nothing.
  public func fault(in record: RunRecord) -> String? {
    guard isDigest(record.rules) else { return "its 'rules' is no SHA-256 digest" }
    for phase in record.circumstances.phases ?? []
    where !phase.seconds.isFinite || phase.seconds < 0 {
      return "its phase '\(phase.name)' took \(phase.seconds) seconds, which cannot be"
    }
    switch record.outcome {
    case .diverged(let step):
      guard record.run.task.isTrained else { return "it diverged, and its task trains nothing" }
      return step < 1 ? "it diverged at step \(step), and steps count from 1" : nil
    case .failed(let reason):
      return reason.isEmpty ? "it failed for no reason" : nil
    case .finished(let result):
      return digests(result, of: record.run.task) ?? held(result, to: record.run.task)
    }
  }

  /// Takes every record out of a reading that disagrees with itself, or with another seed's.
  ///
  /// - Parameter file: what people call the file of a cell.
  public func hold(_ reading: inout RecordReading, file: (String) -> String) {
    hold(&reading, file: file, fault: fault)
  }

  /// The same where it is known already what is wrong with each record by itself.
  ///
  /// - Parameter fault: what `fault(in:)` says of a record.
  public func hold(
    _ reading: inout RecordReading, file: (String) -> String, fault: (RunRecord) -> String?
  ) {
    let shared = sharing(reading.records)
    for record in reading.records {
      let cell = record.run.cell
      guard let reason = fault(record) ?? shared[cell] else { continue }
      reading.refuse(record, RecordError(file: file(cell), reason: reason))
    }
  }

  /// Seeds of one run that hold what only one of them can have come to, with the reason. Which of
  /// them is a copy cannot be told, so that each is named.
  public func sharing(_ records: [RunRecord]) -> [String: String] {
    var reasons: [String: String] = [:]
    for (index, record) in records.enumerated() {
      guard let result = record.result, record.run.task.isSeeded else { continue }
      for other in records[..<index] where other.run.name == record.run.name {
        guard let earlier = other.result, other.run.seed != record.run.seed,
          let what = common(result, earlier)
        else { continue }
        for (cell, twin) in [(record, other), (other, record)].map({ ($0.run.cell, $1.run.cell) })
        where reasons[cell] == nil {
          reasons[cell] = "it has \(what) of \(twin), which another seed cannot give"
        }
      }
    }
    return reasons
  }

  private func common(_ a: RunResult, _ b: RunResult) -> String? {
    if let weights = a.weightsDigest, weights == b.weightsDigest { return "the weights" }
    // On little data two seeds may rank alike by chance, where ranks are few.
    if a.ranks == b.ranks, Set(a.ranks).count >= 20 { return "the ranks" }
    if let units = a.units, units == b.units, Set(units.values.joined()).count >= 20 {
      return "the numbers"
    }
    return nil
  }

  // MARK: Digests

  private func digests(_ result: RunResult, of task: ResolvedTask) -> String? {
    guard isDigest(result.dataDigest) else { return "its 'dataDigest' is no SHA-256 digest" }
    if result.numerics.isEmpty { return "it does not say which numerics it came from" }
    if let weights = result.weightsDigest, !isDigest(weights) {
      return "its 'weightsDigest' is no SHA-256 digest"
    }
    if task.isTrained != (result.weightsDigest != nil) {
      return task.isTrained
        ? "its task trains weights, and it has no 'weightsDigest'"
        : "its task trains nothing, and it has a 'weightsDigest'"
    }
    if let problem = origin(result, of: task) { return problem }
    guard let id = task.sourceID else {
      return result.source == nil ? nil : "its task reads no data set, and it names one"
    }
    guard let stamp = result.source else { return "it does not say which bytes it was read from" }
    guard stamp.id == id else {
      return "it was read from '\(stamp.id)', and its task names '\(id)'"
    }
    guard isDigest(stamp.digest) else { return "the digest of its source is no SHA-256 digest" }
    // Texts and weights beside the rows may be other than published where the rows are.
    if !stamp.published, task.sourceIDs.count > 1 { return nil }
    return source(id).flatMap { contradiction(stamp, result, $0) }
  }

  /// What is wrong with where its results came from.
  private func origin(_ result: RunResult, of task: ResolvedTask) -> String? {
    guard let external = task.external else {
      return result.elsewhere == nil
        ? nil : "its task is computed here, and it says that it was made elsewhere"
    }
    guard let elsewhere = result.elsewhere else {
      return "its task is made elsewhere, and it does not say from what it was read"
    }
    if elsewhere.kind != external.results.kind {
      return "it was read from '\(elsewhere.kind)', and its task gives '\(external.results.kind)'"
    }
    guard isDigest(elsewhere.digest) else {
      return "the digest of its results is no SHA-256 digest"
    }
    let split = try? SplitIdentity(external.protocol, data: result.dataDigest).checksum
    return elsewhere.split == split ? nil : "its results are of another split than its data's"
  }

  /// Where a stamp says other than the source's published digests.
  private func contradiction(
    _ stamp: SourceStamp, _ result: RunResult, _ source: DatasetSource
  ) -> String? {
    guard let file = source.file else {
      if stamp.digest != result.dataDigest { return "its source's digest is not that of its data" }
      return stamp.published ? nil : "its data are generated, and it calls them unpublished"
    }
    let whole = file.sha256.map { [$0] } ?? []
    let isProvedByMembers = file.members.allSatisfy { $0.sha256 != nil || $0.md5 != nil }
    let members = file.members.allSatisfy { $0.sha256 != nil }
    // A folder goes by its members' digests and paths in order.
    let folder =
      members
      ? [Digest(of: file.members.map { "\($0.sha256 ?? "")  \($0.path)\n" }.joined()).hex] : []
    if !stamp.published {
      return (whole + folder).contains(stamp.digest)
        ? "its source has the published digest, and it calls it unpublished" : nil
    }
    // An archive packed anew counts as published by its members, whatever its own digest.
    let isOpen = isProvedByMembers && (file.packing == .archive || !members)
    let isOnlyMD5 = file.sha256 == nil && file.md5 != nil
    if isOpen || isOnlyMD5 || (whole + folder).contains(stamp.digest) { return nil }
    return "it calls its source published, whose digest is not that of '\(source.id)'"
  }
}

/// Whether a text is 64 lower-case hexadecimal digits.
private func isDigest(_ text: String) -> Bool {
  text.utf8.count == 64
    && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
}

extension RunTask {
  /// Whether another seed gives other numbers.
  fileprivate var isSeeded: Bool {
    if case .random? = ranking?.model { return true }
    // A logistic regression begins at zero and may come to the same bits in any order of rows.
    if case .logistic? = rating?.model { return false }
    return isTrained || isElsewhere && !givesMetricsAlone
  }
}
