internal import Metrics
import Suites

/// One metric of one cell, or a cell that has none.
struct MeasuredRow: Sendable {
  let suite: String
  let spec: RunSpec
  let title: String
  let run: Run
  let status: Status
  /// Why nothing is read; empty where something is.
  let reason: String
  /// What was measured; nil unless it is read.
  let record: RunRecord?
  let metric: Metric?

  /// Whether a cell's numbers are read, and if not, why.
  enum Status: String {
    case finished, diverged, failed, refused, stale, missing
  }

  /// The rows of a cell: a metric each, in the order of their names; one without a metric where no
  /// number is read.
  static func rows(
    of run: Run, _ spec: RunSpec, title: String, suite: String, in reading: RecordReading
  ) -> [MeasuredRow] {
    let (status, reason) = status(of: run, in: reading)
    let record = status == .finished ? reading.record(of: run.cell) : nil
    let metrics = record?.result?.metrics.keys.sorted() ?? []
    return (metrics.isEmpty ? [nil] : metrics.map { $0 }).map { metric in
      MeasuredRow(
        suite: suite, spec: spec, title: title, run: run, status: status, reason: reason,
        record: record, metric: metric)
    }
  }

  private static func status(of run: Run, in reading: RecordReading) -> (Status, String) {
    switch CellStatus(of: run, in: reading) {
    case .cached: (.finished, "")
    case .missing: (.missing, "no record")
    case .stale(let changes): (.stale, "changed since: \(changes.joined(separator: ", "))")
    case .diverged(let step): (.diverged, "the loss was no number at step \(step)")
    case .unfinished(let reason): (.failed, reason)
    case .refused(let reason): (.refused, reason)
    }
  }

  private var result: RunResult? { record?.result }

  static let columns: [TableColumn<MeasuredRow>] = [
    .text("suite", "the suite") { $0.suite },
    .text("run", "the run's id in the suite") { $0.run.name },
    .text("title", "what pages call the run") { $0.title },
    .text("group", "the group that the run belongs to") { $0.spec.group },
    .text("profile", "the profile that the run belongs to") { $0.spec.profile },
    .text("task", "what kind of task it is") { $0.run.task.kind },
    .text("dataset", "the prepared data set, by its id in the suite") { $0.run.task.dataset?.id },
    .count("seed", "the seed") { Int(exactly: $0.run.seed) },
    .text("metric", "the metric, as suites write it; empty where no number is read") {
      $0.metric?.name
    },
    .text("better", "the better side of the metric: up, down, none, or the number it should be") {
      $0.metric?.direction.word
    },
    .number("value", "the metric, in the digits that give the number back exactly") { row in
      row.metric.flatMap { row.result?.metrics[$0] }
    },
    .text(
      "status",
      "finished; diverged, failed, refused, stale (of another computation than the suite's) or missing"
    ) { $0.status.rawValue },
    .text("reason", "why no number is read") { $0.reason },
    .text("computation", "digest of what was computed: task, seed, engine and data") {
      $0.record?.id
    },
    .text("data", "SHA-256 of the prepared data") { $0.result?.dataDigest },
    .flag("published_data", "whether these are the bytes that the data set's publisher offers") {
      $0.result?.source?.published
    },
    .count("test_users", "test users, or rows for a task without users") { $0.result?.users },
    .count("parameters", "numbers that were trained") { $0.result?.parameters },
    .count("epoch", "the epoch that the metrics belong to; 0 where nothing was trained") {
      $0.result?.epochRead
    },
    .flag("elsewhere", "whether another program trained the model") { $0.run.task.isElsewhere },
    .text("made_by", "the program that did, in its own words") {
      $0.record?.circumstances.madeBy?.words
    },
    .text("numerics", "library, kernel and scalar that decide the bits") { $0.result?.numerics },
    .text("commit", "the revision of the tool that computed it") {
      $0.record?.circumstances.commit
    },
  ]
}

extension MetricDirection {
  /// As tables and files write it.
  var word: String {
    switch self {
    case .up: "up"
    case .down: "down"
    case .towards(let aim): "\(aim)"
    case .none: "none"
    }
  }
}
