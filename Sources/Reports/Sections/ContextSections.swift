import Suites
import Verdicts

/// Where the paper disagrees with itself.
struct ContradictionSection: ReportSection {
  let material: ReportMaterial
  let heading = "The paper against itself"

  var summary: String {
    "The paper against itself: \(counted(suite.contradictions.count, "contradiction"))"
  }

  var body: [Document.Block] {
    guard !suite.contradictions.isEmpty else { return [] }
    return [
      .table(
        ["Place", "It says", "But", "Here"], numeric: [false, false, false, false],
        suite.contradictions.map { [$0.place, $0.says, $0.but, $0.followed] })
    ]
  }

}

/// Where the suite departs from the paper, the data's bytes first.
struct DeviationSection: ReportSection {
  let material: ReportMaterial
  let heading = "Deviations from the paper"

  var summary: String {
    let bytes = sources.count { !$0.published }
    let all = bytes + suite.deviations.count
    let material = bytes + suite.deviations.count(where: \.material)
    return "\(counted(all, "deviation")) from the paper, \(material) of them material"
  }

  var body: [Document.Block] {
    var rows: [[String]] = []
    for stamp in sources where !stamp.published {
      rows.append([
        "**material**", "data bytes of `\(stamp.id)`", "the published archive",
        "other bytes, SHA-256 `\(stamp.digest.prefix(16))…`",
        "No verdict on bytes other than the published ones reads REPLICATED.", "all on these data",
      ])
    }
    rows += suite.deviations.map { deviation in
      [
        deviation.material ? "**material**" : "", deviation.subject, deviation.paper,
        deviation.here, deviation.because,
        deviation.runs.map { runs in
          runs.count > 4 ? "\(runs.count) runs" : runs.map { "`\($0)`" }.joined(separator: ", ")
        } ?? "all",
      ]
    }
    guard !rows.isEmpty else { return [] }
    return [
      .paragraph(
        "A material deviation caps every verdict it touches: a number at SAME-NUMBER, an order or a "
          + "trend at REPLICATED-DIRECTION."),
      .table(
        ["", "Subject", "Paper", "Here", "Why", "Runs"],
        numeric: [false, false, false, false, false, false], rows),
    ]
  }
}

/// What cannot be run.
struct BlockedSection: ReportSection {
  let material: ReportMaterial
  let heading = "What cannot be run"

  var body: [Document.Block] {
    guard !suite.blocked.isEmpty else { return [] }
    return [
      .table(
        ["Place", "It says", "Verdict", "Why"], numeric: [false, false, false, false],
        suite.blocked.map {
          [$0.place, $0.says, "– **BLOCKED** (\($0.cause.rawValue))", $0.because]
        })
    ]
  }
}

/// Why claims were not measured, in a line each.
struct UnmeasuredSummarySection: ReportSection {
  let material: ReportMaterial
  let heading = "Not measured"

  var body: [Document.Block] {
    let lines = unmeasured.grouped(by: \.verdict.description).map { reason, claims in
      "\(reason): \(counted(claims.count, "claim"))"
    }
    return lines.isEmpty ? [] : [.list(lines)]
  }
}

/// Claims and cells that were not measured, by the reason.
struct UnmeasuredSection: ReportSection {
  let material: ReportMaterial
  let heading = "Not measured"

  var body: [Document.Block] {
    var blocks: [Document.Block] = []
    for (reason, claims) in unmeasured.grouped(by: \.verdict.description) {
      blocks.append(
        .folded(
          "\(reason): \(counted(claims.count, "claim"))",
          [
            .table(
              ["Claim", "Id", "Printed"], numeric: [false, false, true],
              claims.map { judgement in
                [
                  titles.statement(of: judgement.claim), "`\(judgement.claim)`",
                  judgement.printed.joined(separator: ", "),
                ]
              })
          ]))
    }
    if !assessment.missing.isEmpty {
      blocks.append(
        .folded(
          "\(counted(assessment.missing.count, "cell")) without a record",
          [.list(assessment.missing.map { "`\($0)`" })]))
    }
    return blocks
  }
}

/// On what machines.
struct EnvironmentSection: ReportSection {
  let material: ReportMaterial
  let heading = "Environment"

  var summary: String {
    let seconds = records.reduce(0) { $0 + $1.circumstances.seconds }
    return "Environment: \(counted(records.count, "cell")) in \(durationWords(seconds))"
  }

  var body: [Document.Block] {
    guard !records.isEmpty else { return [] }
    let machines = records.map { record -> [String] in
      let circumstances = record.circumstances
      return [
        circumstances.processor, "\(circumstances.cores)", "\(circumstances.workers)",
        circumstances.blas, circumstances.compiler, "`\(circumstances.commit.prefix(12))`",
        record.result?.numerics ?? "",
      ]
    }
    let seconds = records.reduce(0) { $0 + $1.circumstances.seconds }
    return [
      .table(
        ["Processor", "Cores", "Workers", "BLAS", "Compiler", "Commit", "Numerics"],
        numeric: [false, true, true, false, false, false, false], machines.eachOnce()),
      .paragraph(
        "\(counted(records.count, "cell")), \(durationWords(seconds)) in all. Threads, "
          + "commit and seconds are never compared; equal runs on equal numerics give equal bytes."),
    ]
  }
}

/// How long each run took.
struct CostSection: ReportSection {
  let material: ReportMaterial
  let heading = "Cost of each run"

  var body: [Document.Block] {
    let speeds: [[String]] = suite.runs.compactMap { spec in
      let mine = records(of: spec.id)
      guard let first = mine.first, first.circumstances.tokensPerSecond > 0 else { return nil }
      let speed = mine.map(\.circumstances.tokensPerSecond).sorted()[mine.count / 2]
      let memory = mine.map(\.circumstances.peakMemory).max() ?? 0
      return [
        "`\(spec.id)`", titles.title(of: spec.id), groupedDigits(first.result?.parameters ?? 0),
        durationWords(mine.reduce(0) { $0 + $1.circumstances.seconds } / Double(mine.count)),
        Numbers.whole(speed), groupedDigits(memory >> 20) + " MiB",
      ]
    }
    guard !speeds.isEmpty else { return [] }
    return [
      .table(
        ["Run", "Title", "Parameters", "Mean time", "Events a second", "Peak memory"],
        numeric: [false, false, true, true, true, true], speeds)
    ]
  }
}

/// The machine-learning reproducibility checklist, filled in from suite and records.
struct ChecklistSection: ReportSection {
  let material: ReportMaterial
  let heading = "Reproducibility checklist"

  var summary: String {
    let entries = entries
    let done = entries.count { $0.done }
    return "Reproducibility checklist: \(done) of \(entries.count) entries hold"
  }

  var body: [Document.Block] {
    [.list(entries.map { "\($0.done ? "☑" : "☐") \($0.text)" })]
  }

  private var entries: [(done: Bool, text: String)] {
    let seeds = suite.runs.map(\.seeds.count)
    let least = seeds.min() ?? 0
    let most = seeds.max() ?? 0
    let published = sources.allSatisfy(\.published)
    let nameless = records.count { !namesCommit($0.circumstances.commit) }
    func entry(_ done: Bool, _ text: String) -> (done: Bool, text: String) { (done, text) }
    return [
      entry(true, "Models, with every size: `suites/\(suite.name).yaml`, no hidden defaults."),
      entry(
        !sources.isEmpty && published,
        sources.isEmpty
          ? "Data: no bytes were read."
          : "Data on the published bytes: "
            + sources.map { "`\($0.id)` \($0.published ? "yes" : "no")" }.joined(separator: ", ")
            + "."),
      entry(true, "Preparation, filters and split: declared for each data set, in the suite."),
      entry(true, "Hyper-parameters: all in the suite; none was searched."),
      entry(
        least > 1,
        "Number of runs: \(least == most ? "" : "\(least) to ")\(counted(most, "seed")) for "
          + "each computation; every seed is listed."),
      entry(
        !measured.isEmpty,
        "Spread: standard deviation over seeds, intervals at declared levels, adjustment over families."
      ),
      entry(
        true, "Rules declared before measuring: digest `\(assessment.rules.prefix(16))`."),
      entry(
        assessment.otherRules.isEmpty,
        assessment.otherRules.isEmpty
          ? "Every record was measured under these rules."
          : "\(counted(assessment.otherRules.count, "record")) of "
            + "\(records.count) were measured under other rules than today's."),
      entry(!records.isEmpty, "Computing infrastructure and cost: under *Environment*."),
      entry(
        nameless == 0,
        nameless == 0
          ? "Code: this repository; each record names its commit."
          : "Code: this repository; \(nameless) of \(counted(records.count, "record")) "
            + "\(nameless == 1 ? "does" : "do") not name the commit."),
      entry(assessment.missing.isEmpty, "Every planned cell has a record."),
    ]
  }
}

/// How to do it all again: the suite's own profiles, and those that were run besides.
struct RunAgainSection: ReportSection {
  let material: ReportMaterial
  let heading = "Run it again"

  var body: [Document.Block] {
    let others = suite.profiles.filter { profile in
      !suite.policy.profiles.contains(profile)
        && suite.runs.contains { $0.profile == profile && !records(of: $0.id).isEmpty }
    }
    let commands =
      ["repro run \(suite.name)"] + others.map { "repro run \(suite.name) --profile \($0)" }
      + ["repro report \(suite.name)"]
    return [.code(commands.joined(separator: "\n"))]
  }
}

/// The exact command for every row.
struct CommandSection: ReportSection {
  let material: ReportMaterial
  let heading = "The command for each row"

  var body: [Document.Block] {
    let runs = suite.runs.filter { !records(of: $0.id).isEmpty }
    return [
      .folded(
        "\(counted(runs.count, "run")) with a record",
        [
          .table(
            ["Run", "Title", "Command"], numeric: [false, false, false],
            runs.map {
              ["`\($0.id)`", titles.title(of: $0.id), "`repro run \(suite.name)/\($0.id)`"]
            })
        ]),
      .folded(
        counted(assessment.judgements.count, "claim"),
        [
          .table(
            ["Claim", "Command"], numeric: [false, false],
            assessment.judgements.map {
              ["`\($0.claim)`", "`repro run \(suite.name)/\($0.claim)`"]
            })
        ]),
    ]
  }
}

/// True for seven digits of a commit or more, with `+` where sources differed from it.
private func namesCommit(_ text: String) -> Bool {
  let digits = text.last == "+" ? text.dropLast() : text[...]
  return digits.count >= 7 && digits.allSatisfy { $0.isHexDigit }
}
