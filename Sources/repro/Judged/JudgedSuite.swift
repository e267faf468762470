import Reports
import Suites
import Verdicts

/// A suite judged by the records and looks at hand: what every command reads that says a verdict, so
/// that none says another one.
struct JudgedSuite {
  let file: SuiteFile
  /// The records, those of other seeds and revisions among them.
  let reading: RecordReading
  /// Every cell that is judged: of the suite, and of looks that were taken at it.
  let plan: Plan
  let report: Report
  /// Files among the records that count for nothing, and why.
  let refused: [String]

  /// Reads all records of a suite and judges it.
  ///
  /// - Parameters:
  ///   - profile: the profile in place of the suite's own default ones; nil for those.
  ///   - reader: what reads the records, where other suites are judged too.
  init(
    _ file: SuiteFile, profile: String? = nil, in folders: Folders, by reader: RecordReader? = nil
  ) throws {
    self.file = file
    reading = try folders.heldRecords(
      of: file.suite.name, by: reader, saying: "It is ignored.")
    let judged = file.suite.under(profile)
    let held = try folders.heldLooks(of: file.suite, profile: profile, by: reading.records)
    plan = try Plan(held.looks?.suite ?? file.suite)
    let records = reading.records(of: plan)
    refused = reading.forReport + held.refused
    report = Report(
      judged, records, judge(judged, by: records, looks: held.looks), refused: refused)
  }
}

extension Suite {
  /// The suite with a profile in place of its own default ones; nil for those.
  func under(_ profile: String?) -> Suite {
    var suite = self
    if let profile { suite.policy.profiles = [profile] }
    return suite
  }
}
