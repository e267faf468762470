import Foundation
import Metrics
import Suites
import Testing

/// A suite of two click models on rows of one's own.
private let clickSuite = """
  schema: 2
  name: tiny
  paper: {title: Clicks, authors: made for tests, year: 2025, url: nowhere}
  policy: {alpha: 0.05, fails: [NOT-REPLICATED, ERROR], profiles: [smoke]}
  datasets: []
  runs:
  \(run("lr", "{kind: lr}"))
  \(run("xcrossnet", """
    {kind: xcrossnet, variant: paper, width: 4, depth: 2, products: 3, secondCross: true,
     hidden: [8], dropout: 0.1}
    """))
  \(run("stopped", "{kind: lr}", monitor: "auc-less-logloss", patience: 2, rateDrop: 0.1, profile: "stopped"))
  guards: []
  claims: []
  blocked: []
  comparisons: []
  deviations: []
  contradictions: []

  """

private func run(
  _ id: String, _ model: String, monitor: String = "auc", patience: Int = 30,
  rateDrop: Double = 0.8, profile: String = "smoke"
) -> String {
  let model = model.split(separator: "\n").joined(separator: "\n        ")
  return """
      - id: \(id)
        group: clicks
        profile: \(profile)
        task:
          kind: click
          data:
            id: rows
            source: criteo-kaggle
            malformed: strict
            split: {kind: chronological, train: 5, validation: 1, test: 1}
            treatment:
              {numbers: log1p, missingNumber: zero, missingToken: own, threshold: 2}
          model:
            \(model)
          training:
            rate: 0.01
            beta1: 0.9
            beta2: 0.999
            epsilon: 1e-8
            tables: lazy
            tablePenalty: 0
            penalty: 0
            tableDeviation: 0.01
            rows: 64
            shards: 4
            epochs: 30
            monitor: \(monitor)
            patience: \(patience)
            rateDrop: \(rateDrop)
          evaluation: {metrics: [auc, logloss, rig, calibration], days: 7}
        seeds: [1]
    """
}

/// A tool with the suite, and 2,100 rows of the Kaggle layout in which the first token says what is
/// clicked, nine times in ten, unless `labels` says so for its row.
///
/// Trained on are rows 0 to 1,499, validation rows are those up to 1,799, test rows the rest.
private func bench(labels: (Int) -> Bool? = { _ in nil }) throws -> (tool: Tool, data: String) {
  let tool = try Tool(suite: clickSuite)
  try FileManager.default.copyItem(
    atPath: Tool.package + "/suites/datasets/criteo-kaggle.yaml",
    toPath: tool.folder + "/suites/datasets/criteo-kaggle.yaml")
  let rows = (0..<2100).map { row in
    let token = row * 7919 % 10
    // A tenth of the rows, by no pattern that a column could show, do the contrary.
    let planted = (token < 3) != (((UInt32(row) &* 2_654_435_761) >> 16) % 10 == 0)
    let isClicked = labels(row) ?? planted
    let numbers = (0..<13).map { $0 == 4 ? "" : String((row * 31 + $0 * 17) % 50) }
    let tokens = (0..<26).map { $0 == 0 ? "0000000\(token)" : "0000000\((row / ($0 + 1)) % 5)" }
    return ([isClicked ? "1" : "0"] + numbers + tokens).joined(separator: "\t") + "\n"
  }
  let data = tool.folder + "/rows.txt"
  try rows.joined().write(toFile: data, atomically: true, encoding: .utf8)
  return (tool, "criteo-kaggle=\(data)")
}

@Suite struct ClickToolTests {
  @Test("click models learn planted clicks, and their report says how well, day by day")
  func learns() throws {
    let (tool, data) = try bench()
    let plan = try tool.run("plan", "tiny", "--data", data)
    #expect(plan.code == 0 && plan.output.contains("2 to run"), "\(plan.complaints)")
    let outcome = try tool.run("run", "tiny", "--data", data)
    #expect(outcome.complaints.contains("rows: encoding"), "\(outcome.complaints)")
    let record = try tool.outcome("xcrossnet.1")
    let auc = record.firstMatch(of: /"auc": ([0-9.]+)/).flatMap { Double($0.1) } ?? 0
    // 27 of 34 clicks, and 3 of 66 others, bear one of the three tokens: 0.875 is the best possible.
    #expect(auc > 0.8 && auc < 0.95, "\(auc)")
    #expect(record.contains("\"auc-day-7\""))
    #expect(outcome.output.contains("`xcrossnet`"))
    let planned = try tool.run("plan", "tiny", "--data", data)
    #expect(planned.output.contains("2 cached"))
  }

  @Test("a click training ends when so many epochs were no better, and the best one is read")
  func endsEarly() throws {
    let (tool, data) = try bench()
    let outcome = try tool.run("run", "tiny/stopped", "--data", data)
    let records = RecordFolder(reports: tool.folder + "/reports", suite: "tiny").reading().records
    let result = try #require(records.first?.result, "\(outcome.complaints)")
    let values = try result.curve.map { point in
      try #require(point.metrics["validation-auc"]) - #require(point.metrics["validation-logloss"])
    }
    let best = try #require(values.max())
    #expect(result.epochRead == (values.firstIndex(of: best) ?? -1) + 1)
    #expect(values.count == min(30, result.epochRead + 2))
    // Tenths of a rate of .01 come to nothing soon.
    #expect(values.count < 30)
  }

  @Test("another program's predictions of the exported test rows measure what they do by hand")
  func elsewhere() throws {
    let (tool, data) = try bench()
    let file = tool.folder + "/suites/tiny.yaml"
    let suite = try String(contentsOfFile: file, encoding: .utf8)
    let external = """
        - id: theirs
          profile: smoke
          task:
            kind: external
            protocol:
              kind: click
              data:
                id: rows
                source: criteo-kaggle
                malformed: strict
                split: {kind: chronological, train: 5, validation: 1, test: 1}
                treatment: {numbers: log1p, missingNumber: zero, missingToken: own, threshold: 2}
              evaluation: {metrics: [auc, logloss], days: 7}
            results: {kind: predictions, folder: "theirs/{seed}"}
          seeds: [1]
      guards: []
      """
    try suite.replacing("guards: []", with: external).write(
      toFile: file, atomically: false, encoding: .utf8)
    let export = try tool.run("export-split", "tiny/theirs", "split", "--json", "--data", data)
    #expect(export.code == 0, "\(export.complaints)")
    let checksum = try #require(export.output.firstMatch(of: /"checksum": "([0-9a-f]+)"/)?.1)
    let lines = try String(contentsOfFile: tool.folder + "/split/test.csv", encoding: .utf8)
      .split(separator: "\n")
    #expect(lines[0].hasPrefix("row,label,n1,") && lines[0].hasSuffix(",c26"))
    let rows = lines.dropFirst().map { $0.split(separator: ",").prefix(2).map { Int($0) ?? -1 } }
    #expect(rows.map { $0[0] } == Array(1801...2100))
    // Every fifth row is told wrongly.
    let scores = rows.map { ($0[1] == 1) != ($0[0] % 5 == 0) ? 0.8 : 0.25 }
    let folder = tool.folder + "/suites/theirs/1"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func write(_ scores: [Double]) throws {
      let table = zip(rows, scores).map { "\($0[0]),\($0[1]),\($1)\n" }.joined()
      try ("row,label,score\n" + table).write(
        toFile: folder + "/predictions.csv", atomically: false, encoding: .utf8)
    }
    try write(scores)
    try """
    {"format": 1, "kind": "predictions", "seed": 1, "split": "\(checksum)",
     "made_by": {"program": "other"}, "file": "predictions.csv"}
    """.write(toFile: folder + "/result.json", atomically: false, encoding: .utf8)
    let outcome = try tool.run("run", "tiny/theirs", "--data", data)
    #expect([0, 14].contains(outcome.code), "\(outcome.complaints)")
    let record = try tool.outcome("theirs.1")
    func metric(_ name: String) -> Double {
      let text = record.firstRange(of: "\"\(name)\": ").map { record[$0.upperBound...] } ?? ""
      return Double(text.prefix { "0123456789.".contains($0) }) ?? -1
    }
    let losses = zip(rows, scores).map { $0[1] == 1 ? -log($1) : -log(1 - $1) }
    #expect(abs(metric("logloss") - losses.reduce(0, +) / Double(rows.count)) < 1e-12)
    // Pairs of a click and a miss: told right, and half of those with equal scores.
    let (clicks, others) = (
      zip(rows, scores).filter { $0.0[1] == 1 }, zip(rows, scores).filter { $0.0[1] == 0 }
    )
    let pairs = clicks.flatMap { click in
      others.map { click.1 > $0.1 ? 1.0 : click.1 == $0.1 ? 0.5 : 0 }
    }
    #expect(abs(metric("auc") - pairs.reduce(0, +) / Double(pairs.count)) < 1e-12)
    #expect(record.contains("\"auc-day-7\"") && record.contains("\"units\""))
    // What is no probability, and a label that is not the data's, are refused with their line.
    for (changed, sentence) in [
      ([1.0] + scores.dropFirst(), "predictions.csv:2: the score '1.0' is not a probability"),
      (Array(scores.dropLast()), "predictions.csv: the row 2100 is missing; 1 of 300 are"),
    ] {
      try write(changed)
      let refused = try tool.run("run", "tiny/theirs", "--data", data)
      #expect(refused.code == 65 && refused.complaints.contains(sentence), "\(refused.complaints)")
    }
  }

  @Test(
    "validation rows of one class choose no epoch: refused before training, 65, and no record",
    arguments: [true, false])
  func oneClassOfValidation(label: Bool) throws {
    let (tool, data) = try bench { (1500..<1800).contains($0) ? label : nil }
    let outcome = try tool.run("run", "tiny/lr", "--data", data)
    #expect(outcome.code == 65, "\(outcome.complaints)")
    #expect(
      outcome.complaints.contains(
        "the validation rows of 'rows': all 300 are of one class, so no area under the curve "
          + "can be used to choose an epoch"), "\(outcome.complaints)")
    #expect(!outcome.complaints.contains("step"))
    #expect(throws: (any Error).self) { try tool.outcome("lr.1") }
  }

  @Test("test rows of one class have a log loss and no area, which the report says, not 0.5")
  func oneClassOfTest() throws {
    let (tool, data) = try bench { $0 >= 1800 ? false : nil }
    let outcome = try tool.run("run", "tiny/lr", "--data", data)
    let record = try tool.outcome("lr.1")
    #expect(record.contains("\"logloss\"") && !record.contains("\"auc\""))
    #expect(!outcome.output.contains("0.5000"), "\(outcome.output)")
  }

  @Test("killed at ten places and resumed, a click training ends in the same bytes")
  func killing() throws {
    let (tool, data) = try bench()
    let target = ["run", "tiny/xcrossnet", "--data", data]
    _ = try tool.run(target + ["--reports", "whole", "--cache", "other"])
    for strike in 0..<10 {
      let process = tool.process(target + ["--checkpoint-every", "0", "--workers", "1"])
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      let before = try tool.latestStep()
      try process.run()
      while process.isRunning, try tool.latestStep() <= before { usleep(1000) }
      usleep(UInt32(strike) * 2000)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    let step = try tool.latestStep()
    #expect(step >= 10)
    let resumed = try tool.run(target)
    #expect(resumed.complaints.contains("going on at step"), "\(resumed.complaints)")
    #expect(try tool.outcome("xcrossnet.1") == tool.outcome("xcrossnet.1", reports: "whole"))
  }
}
