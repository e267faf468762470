import Suites
import Verdicts

extension ReportWriter {
  /// A table for each kind of claim.
  func claims() -> [Document.Block] {
    var blocks: [Document.Block] = [.heading(2, "Claims")]
    if measured.isEmpty { return blocks + [.paragraph("None is measured.")] }
    blocks += orderTable() + valueTable() + gainTable() + trendTable() + fitTable()
    return blocks
  }

  private func title(_ judgement: Judgement) -> String { "`\(judgement.claim)`" }

  private func metric(_ judgement: Judgement) -> String {
    metricTitle(judgement.metric)
  }

  func verdictCell(_ judgement: Judgement) -> String {
    let word = judgement.verdict.word
    var text = "\(mark(word)) **\(word.rawValue)**"
    let reason = judgement.verdict.description.dropFirst(word.rawValue.count)
    if !reason.isEmpty { text += String(reason) }
    if let explanation = judgement.explanation { text += "; \(explanation)" }
    return text
  }

  private func paper(_ judgement: Judgement) -> String {
    judgement.place + (judgement.grade == .secondary ? " (second-hand)" : "")
  }

  private func valueTable() -> [Document.Block] {
    var rows: [[String]] = []
    for judgement in measured {
      guard case .value(let evidence) = judgement.evidence else { continue }
      rows.append(valueRow(judgement, evidence))
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(3, "Values"),
      .paragraph(
        "Equivalent where the \(level(2)) interval of the difference lies inside the margin, "
          + "different where the \(level(1)) interval lies outside it. Where the paper does not say "
          + "how a number was picked it is read as a single run and as the best of five; the row "
          + "shows the first reading, and the two must agree. *Users* is the standard error over "
          + "test users, for information: both sides share them."),
      .table(
        [
          "Claim", "Metric", "Paper", "Printed", "Ours", "Diff", "\(level(2)) interval", "Margin",
          "Users", "Verdict",
        ],
        numeric: [false, false, false, true, true, true, true, true, true, false], rows),
    ]
  }

  /// `90 %` for two tails of α each, `95 %` for one α shared.
  private func level(_ sides: Double) -> String {
    Numbers.fixed((1 - sides * suite.policy.alpha) * 100, 0) + " %"
  }

  private func ours(_ evidence: ValueEvidence, digits: Int, scale: Double = 1, unit: String = "")
    -> String
  {
    func number(_ value: Double) -> String {
      digits == 4 ? Numbers.measured(value * scale) : Numbers.fixed(value * scale, digits)
    }
    var text = number(evidence.mean) + unit
    if evidence.seeds.count > 1, let deviation = evidence.deviation {
      text += " ± \(number(deviation))\(unit)"
    } else if let lender = evidence.lender, let deviation = evidence.deviation {
      text += " ± \(number(deviation))\(unit) (lent by \(lender))"
    }
    return text + " (\(Numbers.count(evidence.seeds.count, "seed")))"
  }

  /// The printed digits, and what is left of them if they are the best of several.
  private func printed(_ judgement: Judgement, _ evidence: ValueEvidence) -> String {
    var text = "\(judgement.printed.first ?? "") (\(Numbers.count(evidence.publishedRuns, "run"))"
    for reading in evidence.readings where reading.published != evidence.published {
      text += "; as \(reading.selection.word): \(Numbers.fixed(reading.published, 4))"
    }
    return text + ")"
  }

  private func valueRow(_ judgement: Judgement, _ evidence: ValueEvidence) -> [String] {
    let published = abs(evidence.published)
    let reading = evidence.readings.first
    func relative(_ value: Double) -> Double { published > 0 ? value / published : value }
    return [
      title(judgement), metric(judgement), paper(judgement),
      printed(judgement, evidence), ours(evidence, digits: 4),
      reading.map { Numbers.percent(relative($0.difference)) } ?? "",
      reading?.narrow.map { Numbers.percentInterval(relative($0.low), relative($0.high)) }
        ?? "unknown",
      Numbers.margin(relative(evidence.margin.margin) * 100, 1) + " %",
      evidence.userError.map { "±" + Numbers.fixed(relative($0) * 100, 1) + " %" } ?? "",
      verdictCell(judgement),
    ]
  }

  private func orderTable() -> [Document.Block] {
    var rows: [[String]] = []
    for judgement in measured {
      guard case .order(let pairs) = judgement.evidence else { continue }
      for (index, pair) in pairs.enumerated() {
        let printed =
          index + 1 < judgement.printed.count
          ? "\(judgement.printed[index]) > \(judgement.printed[index + 1])" : ""
        rows.append([
          index == 0 ? title(judgement) : "", index == 0 ? metric(judgement) : "",
          "`\(pair.run)` > `\(pair.over)`", printed,
          pair.means.map { Numbers.fixed($0, 4) }.joined(separator: " : "),
          "\(Numbers.percent(pair.relative)) "
            + Numbers.percentInterval(pair.relativeInterval.low, pair.relativeInterval.high),
          Numbers.probability(pair.adjusted),
          index == 0 ? verdictCell(judgement) : "",
        ])
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(3, "Orders"),
      .paragraph(
        "Each pair is compared on the same test users, or blocks of test rows: "
          + "\(Numbers.grouped(suite.policy.draws)) draws of seeds, and of users within seeds. A "
          + "number that is known for whole seeds only is compared by Student's t over seeds. The "
          + "probability is adjusted over all statements of the suite (Holm)."),
      .table(
        [
          "Claim", "Metric", "Statement", "Printed", "Ours", "Effect, \(level(1)) interval", "p",
          "Verdict",
        ], numeric: [false, false, false, true, true, true, true, false], rows),
    ]
  }

  private func gainTable() -> [Document.Block] {
    var rows: [[String]] = []
    for judgement in measured {
      guard case .gain(let evidence, let pair) = judgement.evidence else { continue }
      let reading = evidence.readings.first
      rows.append([
        title(judgement), metric(judgement), "`\(pair.run)` over `\(pair.over)`", paper(judgement),
        judgement.printed.first ?? "", ours(evidence, digits: 1, scale: 100, unit: " %"),
        reading?.narrow.map { Numbers.percentInterval($0.low, $0.high) } ?? "unknown",
        Numbers.margin(evidence.margin.margin * 100, 1) + " points", verdictCell(judgement),
      ])
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(3, "Gains"),
      .table(
        [
          "Claim", "Metric", "Pair", "Paper", "Printed", "Ours", "Diff, \(level(2)) interval",
          "Margin", "Verdict",
        ], numeric: [false, false, false, false, true, true, true, true, false], rows),
    ]
  }

  private func trendTable() -> [Document.Block] {
    var rows: [[String]] = []
    for judgement in measured {
      guard case .trend(let evidence) = judgement.evidence,
        case .trend(let claim)? = suite.claims.first(where: { $0.id == judgement.claim })
      else { continue }
      rows.append([
        title(judgement), metric(judgement),
        "\(claim.shape.rawValue) along \(claim.axis)",
        evidence.points.map { "\(shortest($0.at)): \(Numbers.fixed($0.mean, 4))" }
          .joined(separator: ", "),
        evidence.points.compactMap { point in
          point.published.map { "\(shortest(point.at)): \(Numbers.fixed($0, 4))" }
        }.joined(separator: ", "),
        "\(Numbers.signed(evidence.slope, 4)) [\(Numbers.signed(evidence.interval.low, 4)), "
          + "\(Numbers.signed(evidence.interval.high, 4))]",
        Numbers.fixed(evidence.holds * 100, 0) + " %", verdictCell(judgement),
      ])
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(3, "Trends"),
      .table(
        [
          "Claim", "Metric", "Shape", "Ours", "Printed", "Slope per e-fold, \(level(1)) interval",
          "Draws with the shape", "Verdict",
        ], numeric: [false, false, false, false, false, true, true, false], rows),
    ]
  }

  private func fitTable() -> [Document.Block] {
    var rows: [[String]] = []
    for judgement in measured {
      guard case .fit(let evidence) = judgement.evidence else { continue }
      rows.append([
        title(judgement), "`\(judgement.metric)`", paper(judgement),
        judgement.printed.first ?? "", Numbers.fixed(evidence.measured, 4),
        Numbers.fixed(evidence.control, 4),
        "\(Numbers.fixed(evidence.leaveOneOut, 5)) : "
          + Numbers.fixed(evidence.controlLeaveOneOut, 5),
        Numbers.margin(evidence.margin.margin, 4), verdictCell(judgement),
      ])
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(3, "Fits"),
      .table(
        [
          "Claim", "Number", "Paper", "Printed", "Ours", "Control law",
          "Leave-one-out error, law : control", "Margin", "Verdict",
        ], numeric: [false, false, false, true, true, true, true, true, false], rows),
    ]
  }

  private func shortest(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
