public import Metrics
public import Suites
public import Verdicts

/// What `report.json` holds: every verdict with every number it was computed from. Its schema is
/// `reports/report.schema.json`.
public struct ReportJSON: Codable, Hashable, Sendable {
  /// Version of the form.
  public static let currentSchema = 2

  /// One run's numbers.
  public struct Cell: Codable, Hashable, Sendable {
    /// `run.seed`.
    public var cell: String
    /// The run's id with its data; absent unless it finished.
    public var id: String?
    /// `finished`, `diverged` or `failed`.
    public var state: String
    /// Metrics at the epoch read.
    public var metrics: [Metric: Double]
    /// What decides the bits; absent unless it finished.
    public var numerics: String?
    /// The bytes that were read.
    public var source: SourceStamp?
  }

  /// Version of the form.
  public var schemaVersion: Int
  /// The suite's name.
  public var suite: String
  /// The paper.
  public var paper: Paper
  /// The verdicts, guards and questions.
  public var assessment: Assessment
  /// Every record.
  public var cells: [Cell]
  /// Files among the records that count for nothing, each with the reason; absent for none.
  public var refused: [String]?
  /// What cannot be run.
  public var blocked: [BlockedClaim]
  /// Where the suite departs from the paper.
  public var deviations: [Deviation]
  /// Where the paper disagrees with itself.
  public var contradictions: [Contradiction]
}

extension Report {
  /// The same report for machines.
  public var json: ReportJSON {
    ReportJSON(
      schemaVersion: ReportJSON.currentSchema, suite: suite.name, paper: suite.paper,
      assessment: assessment,
      cells: records.map { record in
        ReportJSON.Cell(
          cell: record.run.cell, id: record.id, state: record.outcome.state,
          metrics: record.result?.metrics ?? [:], numerics: record.result?.numerics,
          source: record.result?.source)
      }, refused: refused.isEmpty ? nil : refused, blocked: suite.blocked,
      deviations: suite.deviations,
      contradictions: suite.contradictions)
  }
}

extension Outcome {
  /// One word for how a run ended.
  public var state: String {
    switch self {
    case .finished: "finished"
    case .diverged: "diverged"
    case .failed: "failed"
    }
  }
}
