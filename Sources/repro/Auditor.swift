import Experiments
import Foundation
import Suites

/// Computes recorded cells again, in a folder of its own that is gone afterwards.
struct Auditor {
  /// What came of a cell.
  enum Finding: Hashable {
    /// The outcome is the record's, to the byte.
    case same
    /// It is not; where.
    case different(String)
    /// This machine cannot tell; why.
    case impossible(String)

    /// One word.
    var word: String {
      switch self {
      case .same: "same"
      case .different: "different"
      case .impossible: "not-auditable"
      }
    }

    /// Where it differs, or why it cannot be told.
    var why: String? {
      switch self {
      case .same: nil
      case .different(let words), .impossible(let words): words
      }
    }

    /// Whether nothing was computed.
    var isImpossible: Bool {
      if case .impossible = self { true } else { false }
    }
  }

  private var preparation: Preparation
  private let scratch: String
  private let runner: Runner

  /// An auditor that works below the folder of the cache.
  init(preparation: Preparation, cache: String) throws {
    self.preparation = preparation
    try makeFolder("audits", inCache: cache)
    scratch = "\(cache)/audits/\(UUID().uuidString)"
    runner = Runner(
      checkpoints: scratch + "/checkpoints", weights: scratch + "/weights", commit: "",
      checkpointEvery: .seconds(86_400), stop: { Interruption.isAsked })
  }

  /// Removes the folder.
  func end() { try? FileManager.default.removeItem(atPath: scratch) }

  /// Computes a cell and holds its outcome to the record's.
  ///
  /// - Throws: `Ending` when interrupted.
  mutating func audit(_ run: Run, _ record: RunRecord, _ result: RunResult) async throws -> Finding
  {
    if let reason = elsewhere(run, record) { return .impossible(reason) }
    let known = [Machine.numerics, Machine.scalar, "\(Machine.blas) Double", "Double"]
    guard known.contains(result.numerics) else {
      return .impossible(
        "it was computed with \(result.numerics), but this machine has \(Machine.numerics)")
    }
    let task: any PreparedTask
    do {
      task = try await preparation.task(of: run)
    } catch {
      return .impossible("its data are not available: \(sentence(of: error))")
    }
    guard task.dataDigest == result.dataDigest else {
      return .impossible(
        "the digest of its data is \(result.dataDigest.prefix(16)), but here it is "
          + "\(task.dataDigest.prefix(16))")
    }
    var printer = ProgressPrinter(cell: "\(run.suite)/\(run.cell)", events: run.task.events)
    do {
      let again = try Interruption.answering {
        try runner.record(of: run, task, rules: record.rules) { printer.show($0) }
      }
      printer.end("\(rounded(again.circumstances.seconds, 1)) s")
      return try compare(result, again.outcome)
    } catch is Runner.Stopped {
      printer.end("stopped")
      end()
      throw Interruption.ending
    }
  }

  /// Why results that another program made are not computed again, and who could.
  private func elsewhere(_ run: Run, _ record: RunRecord) -> String? {
    guard let task = run.task.external else { return nil }
    let maker = record.circumstances.madeBy?.words ?? "another program"
    let way =
      task.command == nil
      ? "the suite gives no command that would make it again"
      : "`repro run \(run.suite) --cell \(run.cell) --again --allow-commands \(run.suite)` starts its "
        + "command again and compares"
    return "it was made elsewhere, by \(maker), and cannot be audited without its command: \(way)"
  }

  private func compare(_ old: RunResult, _ outcome: Outcome) throws -> Finding {
    guard case .finished(var new) = outcome else {
      if case .diverged(let step) = outcome { return .different("it diverged at step \(step)") }
      return .different("it failed")
    }
    // The prepared data are the same to the bit; the archive or folder they came from need not be.
    new.source = old.source
    if try CanonicalJSON.compact(old) == CanonicalJSON.compact(new) { return .same }
    let name = Set(old.metrics.keys).union(new.metrics.keys).sorted()
      .first { old.metrics[$0] != new.metrics[$0] }
    guard let name else {
      return .different("its metrics are the same, but its curve, ranks or weights are not")
    }
    func words(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
    return .different(
      "\(name) is \(words(old.metrics[name])) in its record and \(words(new.metrics[name])) here")
  }
}
