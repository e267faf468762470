/// Whether a cell's result is at hand, and if not, why it will be computed.
public enum CellStatus: Hashable, Sendable {
  /// A finished record of exactly this computation.
  case cached
  /// No record.
  case missing
  /// A record of another computation; what changed since.
  case stale([String])
  /// A record of exactly this computation, which diverged at this step, and would again.
  case diverged(step: Int)
  /// A record, but of a run that did not finish.
  case unfinished(String)
  /// A file that is no record, or one that disagrees with itself; why.
  case refused(String)

  /// The status of a planned run.
  ///
  /// - Parameters:
  ///   - record: the record of its cell, if there is one.
  ///   - data: digest of the prepared data as it is now, where it is known.
  public init(of run: Run, record: RunRecord?, data: String? = nil) {
    guard let record else {
      self = .missing
      return
    }
    var changes = Self.changes(from: record.run, to: run)
    if let data, let measured = record.result?.dataDigest, measured != data {
      changes.append("data (\(measured.prefix(8)) → \(data.prefix(8)))")
    }
    if !changes.isEmpty {
      self = .stale(changes)
      return
    }
    switch record.outcome {
    case .finished: self = .cached
    case .diverged(let step): self = .diverged(step: step)
    case .failed(let reason): self = .unfinished(reason)
    }
  }

  /// The parts of a computation in which two runs differ, each with both digests.
  public static func changes(from old: Run, to new: Run) -> [String] {
    var changes: [String] = []
    if old.seed != new.seed { changes.append("seed (\(old.seed) → \(new.seed))") }
    if old.engine != new.engine { changes.append("engine (\(old.engine) → \(new.engine))") }
    if old.task == new.task { return changes }
    let before = parts(of: old.task)
    let after = parts(of: new.task)
    for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
      let digests = [before[name], after[name]].map { part in
        part.map { String(Digest(of: CanonicalJSON.pretty($0)).hex.prefix(8)) } ?? "none"
      }
      changes.append("\(name) (\(digests[0]) → \(digests[1]))")
    }
    return changes
  }

  private static func parts(of task: ResolvedTask) -> [String: JSONValue] {
    guard case .object(let members)? = try? CanonicalJSON.tree(task) else { return [:] }
    return members
  }

  /// The status of a planned run by what a folder of records holds.
  public init(of run: Run, in reading: RecordReading) {
    let refusal = reading.refusals.first { $0.cell == run.cell }
    if let refusal, reading.record(of: run.cell) == nil {
      self = .refused(refusal.error.reason)
    } else {
      self.init(of: run, record: reading.record(of: run.cell))
    }
  }

  /// Whether `repro run` computes the cell.
  public var isToRun: Bool {
    switch self {
    case .cached, .diverged: false
    case .missing, .stale, .unfinished, .refused: true
    }
  }

  /// One word for machines: `cached`, `diverged` or `to-run`.
  public var word: String {
    switch self {
    case .cached: "cached"
    case .diverged: "diverged"
    case .missing, .stale, .unfinished, .refused: "to-run"
    }
  }

  /// One phrase for a table.
  public var words: String {
    switch self {
    case .cached: "cached"
    case .missing: "to run: no record"
    case .stale(let changes): "to run: changed " + changes.joined(separator: ", ")
    case .diverged(let step): "diverged at step \(step); `--again` runs it again"
    case .unfinished(let reason): "to run: \(reason)"
    case .refused(let reason): "to run: its record is refused: \(reason)"
    }
  }
}
