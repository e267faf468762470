import Foundation
import Suites
import TestSupport
import Testing

/// The table on the page *How verdicts are reached*: written by `make calibration`, read by a test.
enum CalibrationTable {
  static let page = SharedData.package.appendingPathComponent("docs/how-verdicts-are-reached.md")
  static let begin = "<!-- calibration: written by make calibration -->"
  static let end = "<!-- calibration: end -->"

  static let falseHeader = [
    "Statements", "How many", "Runs", "Seeds", "Training : user noise", "Spreads", "Family",
    "Published runs", "Suites", "Alone", "Equivalent", "Together", "Limit", "True ones found",
  ]
  static let seedsHeader = [
    "Statement", "The truth", "Seeds said to be needed", "Decided with them", "With one fewer",
  ]

  static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }

  static func row(_ setting: Setting, trials: Int) -> [String] {
    let seen = Calibration.of(setting, trials: trials)
    return setting.words + [
      setting.kind == .values ? "\(setting.publishedRuns)" : "—", "\(trials)",
      percent(seen.different),
      seen.equivalent.map(percent) ?? "—", percent(seen.family), percent(setting.limit),
      seen.found.map(percent) ?? "—",
    ]
  }

  static func row(_ open: OpenCase, _ outcome: OpenCase.Outcome) -> [String] {
    open.words + [
      outcome.needed.map { "\($0)" } ?? "none", percent(outcome.decided), percent(outcome.fewer),
    ]
  }

  static func markdown(_ rows: [[String]], _ seeds: [[String]], trials: Int) -> String {
    func table(_ header: [String], _ rows: [[String]]) -> String {
      let lines = [header, header.map { _ in "---" }] + rows
      return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }
    func error(_ trials: Int) -> String {
      String(format: "± %.1f %%", 196 * (0.05 * 0.95 / Double(trials)).squareRoot())
    }
    return """
      \(begin)
      A share near 5 % of \(trials) drawn suites is known to \(error(trials)) (95 %), where each suite counts once, as
      under *Together*; better under *Alone*, where each of its statements counts.

      \(table(falseHeader, rows))

      Whether the number of seeds that an open verdict names does decide four cases in five, again from
      \(trials) draws each:

      \(table(seedsHeader, seeds))
      \(end)
      """
  }

  /// The tables of a page, each as its rows of cells, header first.
  static func tables(in page: String) -> [[[String]]] {
    var tables: [[[String]]] = []
    var current: [[String]] = []
    for line in page.components(separatedBy: "\n") + [""] {
      if line.hasPrefix("| ") {
        let cells = line.split(separator: "|", omittingEmptySubsequences: false)
          .map { $0.trimmingCharacters(in: .whitespaces) }
        current.append(Array(cells.dropFirst().dropLast()))
      } else if !current.isEmpty {
        tables.append(current)
        current = []
      }
    }
    return tables
  }

  /// What stands between the markers.
  static func region(of page: String) -> String? {
    guard let from = page.range(of: begin), let to = page.range(of: end),
      from.upperBound <= to.lowerBound
    else { return nil }
    return String(page[from.upperBound..<to.lowerBound])
  }
}

private let asked = ProcessInfo.processInfo.environment["REPRO_CALIBRATION"].flatMap(Int.init)

@Test("the table is drawn anew and written into its page", .enabled(if: asked != nil))
func writeCalibration() async throws {
  let trials = try #require(asked)
  let rows = await withTaskGroup(of: (Int, [String]).self) { group in
    for (place, setting) in Setting.all.enumerated() {
      group.addTask {
        let row = CalibrationTable.row(setting, trials: trials)
        print(row.joined(separator: " | "))
        return (place, row)
      }
    }
    return await group.reduce(into: [Int: [String]]()) { $0[$1.0] = $1.1 }
  }
  let seeds = OpenCase.all.map { CalibrationTable.row($0, $0.outcome(trials: trials)) }
  let page = try String(contentsOf: CalibrationTable.page, encoding: .utf8)
  let old = try #require(CalibrationTable.region(of: page))
  let new = CalibrationTable.markdown(
    rows.sorted { $0.key < $1.key }.map(\.value), seeds, trials: trials)
  let whole = page.replacingOccurrences(
    of: CalibrationTable.begin + old + CalibrationTable.end, with: new)
  try whole.write(to: CalibrationTable.page, atomically: true, encoding: .utf8)
}

@Test("the committed table has a line for each setting, and every line is within its limit")
func committedCalibration() throws {
  let page = try String(contentsOf: CalibrationTable.page, encoding: .utf8)
  let region = try #require(CalibrationTable.region(of: page))
  #expect(region.contains("A share near 5 % of 10000 drawn suites is known to ± 0.4 %"))
  let tables = CalibrationTable.tables(in: region)
  try #require(tables.count == 2)
  #expect(tables[0][0] == CalibrationTable.falseHeader)
  let rows = Array(tables[0].dropFirst(2))
  #expect(rows.map { Array($0.prefix(7)) } == Setting.all.map(\.words))
  func share(_ text: String) throws -> Double { try #require(PrintedNumber(text)).value }
  for (row, setting) in zip(rows, Setting.all) {
    try #require(row.count == CalibrationTable.falseHeader.count)
    #expect(row[8] == "10000")
    #expect(try share(row[12]) == setting.limit)
    // Of a diff, lines alone are not what fails.
    if setting.kind != .diffs { #expect(try share(row[9]) <= setting.limit, "\(row)") }
    #expect(try share(row[11]) <= setting.limit, "\(row)")
    if setting.kind == .values { #expect(try share(row[10]) <= setting.limit, "\(row)") }
    if setting.kind == .mixed { #expect(try share(row[13]) > 0.9, "\(row)") }
  }
  // What the rules promise to be held over.
  #expect(Set(Setting.all.map(\.seeds)).isSuperset(of: [1, 2, 3, 5, 10]))
  #expect(Set(Setting.all.map(\.noise)).isSuperset(of: [0.2, 50]))
  #expect(Set(Setting.all.map(\.statements)).isSuperset(of: [5, 60]))
  #expect(tables[1][0] == CalibrationTable.seedsHeader)
  let seeds = Array(tables[1].dropFirst(2))
  #expect(seeds.map { Array($0.prefix(2)) } == OpenCase.all.map(\.words))
  for row in seeds {
    try #require(row.count == CalibrationTable.seedsHeader.count)
    #expect(try (0.77...0.87).contains(share(row[3])), "\(row)")
    #expect(try share(row[4]) < share(row[3]), "\(row)")
  }
}
