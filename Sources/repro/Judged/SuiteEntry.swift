import Reports
import Suites
import Verdicts

/// What `repro list` says of a suite.
struct SuiteEntry: Codable, Hashable {
  /// As a row of the JSON document.
  struct Row: Codable, Hashable {
    var name: String
    var title: String
    var year: Int
    var runs: Int
    var cells: Int
    var measured: Int
    var claims: Int
    var profiles: [String]
    /// Headline claims by verdict; all claims where none is marked.
    var verdicts: [String: Int]
  }

  var row: Row
  /// Whether there is any record of it.
  var isMeasured: Bool

  init(_ judged: JudgedSuite) throws {
    let suite = judged.file.suite
    let plan = try Plan(suite)
    var counts: [VerdictWord: Int] = [:]
    for row in judged.report.story.claims.rows { counts[row.word, default: 0] += 1 }
    row = Row(
      name: suite.name, title: suite.paper.title, year: suite.paper.year, runs: suite.runs.count,
      cells: plan.runs.count,
      measured: plan.runs.count { CellStatus(of: $0, in: judged.reading) == .cached },
      claims: suite.claims.count, profiles: suite.policy.profiles,
      verdicts: Dictionary(uniqueKeysWithValues: counts.map { ($0.rawValue, $1) }))
    isMeasured = judged.report.isMeasured
  }

  /// A line of the table.
  var cells: [String] {
    let counts = VerdictWord.allCases.compactMap { word in
      row.verdicts[word.rawValue].map { (word, $0) }
    }
    return [
      row.name, "\(row.measured)/\(row.cells) cells", counted(row.claims, "claim"),
      isMeasured ? VerdictWord.words(of: Dictionary(uniqueKeysWithValues: counts)) : "not measured",
      "\(row.title) (\(row.year))",
    ]
  }
}

/// What `repro list` says of all suites: kept from an earlier time where nothing changed since, else
/// judged.
struct SuiteEntries {
  let entries: [SuiteEntry]

  init(in folders: Folders) throws {
    let index = ListIndex(
      cache: cacheFolder(), data: xdgFolder("XDG_DATA_HOME", ".local/share") + "/repro")
    let place = "\(try folders.suites())\n\(try folders.reports())\n"
    var reader: RecordReader?
    entries = try folders.names().map { name in
      let key = SuiteKey(name, in: folders)
      if let key, let kept = index.entry(place + name, key: key.hex) { return kept }
      let records = try reader ?? RecordReader(folders.checks())
      reader = records
      let judged = try JudgedSuite(try folders.suite(name), in: folders, by: records)
      let entry = try SuiteEntry(judged)
      // What is refused is to be named every time; what changed meanwhile is neither this nor that.
      if let key, judged.refused.isEmpty, SuiteKey(name, in: folders) == key {
        index.keep(entry, place + name, key: key.hex)
      }
      return entry
    }
  }
}
