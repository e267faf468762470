internal import Metrics
import Suites
import Verdicts

/// Questions of the suite's own, with an effect and no verdict.
struct QuestionSection: ReportSection {
  let material: ReportMaterial
  let heading = "Findings of our own"

  var body: [Document.Block] {
    let rows = assessment.comparisons.compactMap { outcome -> [String]? in
      guard let answer = outcome.evidence else { return nil }
      return [
        outcome.comparison.question, pair(answer.run, answer.over),
        titles.metric(outcome.comparison.metric, of: [answer.run, answer.over])
          + outcome.comparison.metric.direction.arrow,
        answer.means.map { Numbers.fixed($0, 4) }.joined(separator: " : "),
        Numbers.signed(answer.effect, 4), Numbers.percent(answer.relative),
        Numbers.percentInterval(answer.relativeInterval),
        "\(answer.seeds.min() ?? 0)" + (answer.spread == nil ? ", training noise unknown" : ""),
      ]
    }
    guard !rows.isEmpty else { return [] }
    return [
      .table(
        ["Comparison", "Pair", "Metric", "Means", "Effect", "Relative", "Interval", "Seeds"],
        numeric: [false, false, false, true, true, true, true, true], rows)
    ]
  }

  /// Two runs by titles that tell them apart.
  private func pair(_ run: String, _ over: String) -> String {
    let names = titles.titles(among: [run, over])
    return "\(names[run] ?? run) over \(names[over] ?? over)"
  }
}

/// Every seed of every run, with the other readings of the curve beside it.
struct SeedSection: ReportSection {
  let material: ReportMaterial
  let heading = "Every seed"

  var summary: String {
    let trained = records.filter { $0.run.task.hasModel }
    return "Every seed: \(counted(trained.count, "cell")) of "
      + counted(Set(trained.map(\.run.name)).count, "run")
  }

  var body: [Document.Block] {
    let trained = records.filter { $0.run.task.hasModel }
    guard !trained.isEmpty else { return [] }
    var rows: [[String]] = []
    var shown: [Metric] = []
    for record in trained {
      let metrics = Array(record.run.task.metrics.prefix(5))
      if shown.isEmpty { shown = metrics }
      guard let result = record.result else {
        rows.append(
          ["`\(record.run.name)`", titles.title(of: record.run.name), "\(record.run.seed)"]
            + shown.map { _ in "" }
            + ["", "", outcome(record)])
        continue
      }
      let primary = metrics.first
      rows.append(
        ["`\(record.run.name)`", titles.title(of: record.run.name), "\(record.run.seed)"]
          + shown.map { metric in result.metrics[metric].map { Numbers.measured($0) } ?? "" }
          + ["\(result.epochRead)", primary.map { bestReading(result, $0) } ?? "", outcome(record)])
    }
    let titles =
      ["Run", "Title", "Seed"] + shown.map(\.titleWithArrow)
      + ["Epoch read", "Best on test", "Note"]
    return [
      .paragraph(
        "*Epoch read* is the one the claims use. *Best on test* picks the evaluated epoch with the "
          + "best first metric on the test users themselves, as a paper that prints its best epoch "
          + "would; it is shown for comparison and used by no verdict."),
      .table(
        titles, numeric: [false, false, true] + shown.map { _ in true } + [true, true, false], rows),
    ] + makers
  }

  /// Who made what was made elsewhere.
  private var makers: [Document.Block] {
    let lines = records.filter(\.run.task.isElsewhere).compactMap { record -> String? in
      guard let form = record.result?.elsewhere?.kind else { return nil }
      let maker = record.circumstances.madeBy
      let commit = maker?.commit.map { ", commit \($0)" } ?? ""
      return "`\(record.run.name)`: \(form) by \(maker?.words ?? "another program")\(commit)"
    }.eachOnce()
    return lines.isEmpty
      ? []
      : [
        .paragraph(
          "*Made elsewhere*: another program trained the model and says so of itself; its results were "
            + "read and measured here by the same rules, and nobody can audit them without that program."
        ), .list(lines),
      ]
  }

  private func outcome(_ record: RunRecord) -> String {
    switch record.outcome {
    case .finished: record.run.task.isElsewhere ? "made elsewhere" : ""
    case .diverged(let step): "diverged at step \(step)"
    case .failed(let reason): "failed: \(reason)"
    }
  }

  private func bestReading(_ result: RunResult, _ metric: Metric) -> String {
    // Where neither side is better there is no best.
    guard metric.direction != .none else { return "" }
    let values = result.curve.compactMap { point in
      point.metrics[metric].map { (epoch: point.epoch, value: $0) }
    }
    let best = values.max { metric.direction.isBetter($1.value, than: $0.value) }
    return best.map { "\(Numbers.fixed($0.value, metric.digits)) at \($0.epoch)" } ?? ""
  }
}

/// Guards and how they came out.
struct GuardSection: ReportSection {
  let material: ReportMaterial
  let heading = "Guards"

  var summary: String {
    let all = assessment.guards
    let measured = all.count { $0.holds != nil }
    guard measured > 0 else { return "Guards: none of \(all.count) measured" }
    let words = "Guards: \(all.count { $0.holds == true }) of \(measured) hold"
    return measured == all.count ? words : words + ", \(all.count - measured) not measured"
  }

  var body: [Document.Block] {
    guard !assessment.guards.isEmpty else { return [] }
    let rows = assessment.guards.map { outcome in
      let entry = outcome.guardEntry
      let digits = entry.expected == entry.expected.rounded() ? 0 : 5
      return [
        "`\(entry.id)`", "`\(entry.run)`", "\(entry.quantity)",
        Numbers.fixed(entry.expected, digits)
          + (entry.within > 0 ? " ± \(Numbers.fixed(entry.within, digits))" : ""),
        outcome.measured.map { Numbers.fixed($0, digits) }.joined(separator: ", "),
        outcome.holds.map { $0 ? "holds" : "**does not hold**" } ?? "not measured",
        entry.because,
      ]
    }
    return [
      .paragraph("What must come out as known before any claim on the same data is read."),
      .table(
        ["Guard", "Run", "Quantity", "Expected", "Measured", "", "Source"],
        numeric: [false, false, false, true, true, false, false], rows),
    ]
  }
}

/// Files among the records that count for nothing.
struct RefusalSection: ReportSection {
  let material: ReportMaterial
  let heading = "Refused records"

  var body: [Document.Block] {
    let refused = material.refused
    return refused.isEmpty
      ? []
      : [
        .paragraph("Refused, and counted for nothing, since a record must agree with itself:"),
        .list(refused),
      ]
  }
}
