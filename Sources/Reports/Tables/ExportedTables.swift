public import Suites
internal import Verdicts

/// Suites' results as two tidy tables for other programs, and a third that says what each column holds.
/// They repeat what was judged; nothing is judged here.
public struct ExportedTables: Sendable {
  private var measured: [MeasuredRow] = []
  private var claims: [ClaimRow] = []

  /// Without a row.
  public init() {}

  /// Adds a suite's rows, in the order of its file.
  ///
  /// - Parameters:
  ///   - plan: the cells that were judged.
  ///   - reading: the records among which theirs are.
  ///   - runs: ids of the runs meant.
  ///   - claims: ids of the claims meant.
  public mutating func add(
    _ report: Report, plan: Plan, reading: RecordReading, runs: [String], claims: [String]
  ) {
    let suite = report.suite
    let specs = Dictionary(suite.runs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let (chosen, asked) = (Set(runs), Set(claims))
    for run in plan.runs where chosen.contains(run.name) {
      guard let spec = specs[run.name] else { continue }
      measured += MeasuredRow.rows(
        of: run, spec, title: report.title(of: run.name), suite: suite.name, in: reading)
    }
    for judgement in report.assessment.judgements where asked.contains(judgement.claim) {
      guard let claim = suite.claims.first(where: { $0.id == judgement.claim }) else { continue }
      self.claims.append(
        ClaimRow(
          suite: suite.name, claim: claim, statement: report.statement(of: claim.id),
          judgement: judgement))
    }
  }

  /// The tables by the names of their files: UTF-8, commas, a line of names, lines that end with a line
  /// feed, no number but in the digits that give it back exactly.
  public var files: [(name: String, text: String)] {
    [
      ("results.csv", commaSeparated(measured, MeasuredRow.columns)),
      ("claims.csv", commaSeparated(claims, ClaimRow.columns)), ("columns.csv", Self.meanings),
    ]
  }

  private static var meanings: String {
    func lines<Row>(_ table: String, _ columns: [TableColumn<Row>]) -> String {
      columns.map {
        "\(table),\($0.name),\($0.kind.rawValue),\(ForeignText.cell($0.meaning))\n"
      }.joined()
    }
    return "table,column,kind,meaning\n" + lines("results", MeasuredRow.columns)
      + lines("claims", ClaimRow.columns)
  }
}
