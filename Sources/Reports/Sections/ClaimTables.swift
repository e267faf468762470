internal import Metrics
import Suites
import Verdicts

/// Every number that a verdict was computed from: a table for each kind of claim.
struct EvidenceSection: ReportSection {
  let material: ReportMaterial
  let heading = "Claims in full"

  var body: [Document.Block] {
    if measured.isEmpty { return [.paragraph("None is measured.")] }
    return LookWords(material: material).levels + orderTable() + valueTable() + gainTable()
      + trendTable() + fitTable()
  }

  private func title(_ judgement: Judgement) -> String { "`\(judgement.claim)`" }

  /// The runs it reads, as names that lead to their seeds.
  private func runs(_ judgement: Judgement) -> String {
    judgement.runs.map { "`\($0)`" }.joined(separator: ", ")
  }

  private func metric(_ judgement: Judgement) -> String {
    titles.metric(judgement.metric, of: judgement.runs) + judgement.metric.direction.arrow
  }

  func verdictCell(_ judgement: Judgement) -> String {
    let word = judgement.verdict.word
    var text = "\(word.mark) **\(word.rawValue)**"
    let reason = judgement.verdict.description.dropFirst(word.rawValue.count)
    if !reason.isEmpty { text += String(reason) }
    if let explanation = judgement.explanation { text += "; \(explanation)" }
    return text
  }

  private func paper(_ judgement: Judgement) -> String {
    judgement.place + (judgement.grade == .secondary ? " (second-hand)" : "")
  }

  /// What the measured claims of a kind give, under a heading; nothing where they give no row.
  private func table(
    _ heading: String, note: String? = nil, _ columns: [String], numeric: [Bool],
    _ rows: (Judgement) -> [[String]]
  ) -> [Document.Block] {
    let rows = measured.flatMap(rows)
    guard !rows.isEmpty else { return [] }
    var blocks: [Document.Block] = [.heading(3, heading)]
    if let note { blocks.append(.paragraph(note)) }
    return blocks + [.table(columns, numeric: numeric, rows)]
  }

  private func valueTable() -> [Document.Block] {
    table(
      "Values",
      note:
        "Equivalent where the \(level(2)) interval of the difference lies inside the margin, which is "
        + "not adjusted; different where its probability beyond the margin, adjusted over the family, "
        + "is below \(Numbers.fixed(suite.policy.alpha, 2)). Where the paper does not say "
        + "how a number was picked it is read as a single run and as the best of five; the row "
        + "shows the first reading, and the two must agree. *Users* is the standard error over "
        + "test users, for information: both sides share them. \(spreadNote)",
      [
        "Claim", "Run", "Metric", "Paper", "Printed", "Ours", "Diff", "\(level(2)) interval",
        "Margin", "Users", "Spread", "p", "Verdict",
      ],
      numeric: [false, false, false, false, true, true, true, true, true, true, true, true, false]
    ) { judgement in
      switch judgement.evidence {
      case .value(let evidence): [valueRow(judgement, evidence)]
      case .exact(let evidence): [exactRow(judgement, evidence)]
      case .none, .order, .gain, .trend, .fit: []
      }
    }
  }

  private var spreadNote: String {
    "*Spread* is the standard deviation over seeds relative to the mean: our own, then moderated by "
      + "the suite's other runs on the same data, with its degrees of freedom. *p* is the two-sided "
      + "probability alone, then adjusted over the statements that the family declares."
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
    if let deviation = evidence.deviation { text += " ± \(number(deviation))\(unit)" }
    return text + " (\(counted(evidence.seeds.count, "seed")))"
  }

  /// `0.9 % → 1.2 % (7.5)`: own spread, moderated spread, degrees of freedom.
  private func spread(_ spread: SeedSpread?) -> String {
    guard let spread else { return "unknown" }
    let own = spread.own.map { Numbers.fixed($0 * 100, 2) + " %" } ?? "—"
    return "\(own) → \(Numbers.fixed(spread.moderated * 100, 2)) % "
      + "(\(Numbers.fixed(spread.degrees, 1)))"
  }

  /// `0.012 → 0.14 (detail, 35)`: alone, adjusted, the family and its size.
  private func probability(_ judgement: Judgement) -> String {
    guard let significance = judgement.significance else { return "—" }
    return "\(Numbers.probability(significance.p)) → \(Numbers.probability(significance.adjusted)) "
      + "(\(significance.family.words), \(significance.size))"
  }

  /// The printed digits, and what is left of them if they are the best of several.
  private func printed(_ judgement: Judgement, _ evidence: ValueEvidence) -> String {
    var text = "\(judgement.printed.first ?? "") (\(counted(evidence.publishedRuns, "run"))"
    for reading in evidence.readings where reading.published != evidence.published {
      text += "; as \(reading.selection.word): \(Numbers.fixed(reading.published, 4))"
    }
    return text + ")"
  }

  private func valueRow(_ judgement: Judgement, _ evidence: ValueEvidence) -> [String] {
    let published = abs(evidence.published)
    let reading = evidence.readings.first
    /// Per cent of the published value; of a published 0 there is none, so the numbers themselves.
    func relative(_ value: Double) -> Double { published > 0 ? value / published : value }
    func signed(_ value: Double) -> String {
      published > 0 ? Numbers.percent(relative(value)) : Numbers.signed(value, 4)
    }
    func distance(_ value: Double) -> String {
      published > 0
        ? Numbers.margin(relative(value) * 100, 1) + " %" : Numbers.margin(value, 4)
    }
    return [
      title(judgement), runs(judgement), metric(judgement), paper(judgement),
      printed(judgement, evidence), ours(evidence, digits: 4),
      reading.map { signed($0.difference) } ?? "",
      reading?.narrow.map { "[\(signed($0.low)), \(signed($0.high))]" } ?? "unknown",
      distance(evidence.margin.margin),
      evidence.userError.map {
        published > 0
          ? "±" + Numbers.fixed(relative($0) * 100, 1) + " %" : "±" + Numbers.fixed($0, 4)
      } ?? "",
      spread(evidence.spread), probability(judgement), verdictCell(judgement),
    ]
  }

  private func exactRow(_ judgement: Judgement, _ evidence: ExactEvidence) -> [String] {
    let published = abs(evidence.published)
    func words(_ value: Double) -> String {
      published > 0 ? Numbers.percent(value / published) : Numbers.signed(value, 4)
    }
    return [
      title(judgement), runs(judgement), metric(judgement), paper(judgement),
      judgement.printed.first ?? "",
      Numbers.measured(evidence.measured), words(evidence.measured - evidence.published),
      "no seed moves it",
      published > 0
        ? Numbers.margin(evidence.margin.margin / published * 100, 1) + " %"
        : Numbers.margin(evidence.margin.margin, 4), "", "—", "—",
      verdictCell(judgement),
    ]
  }

  private func orderTable() -> [Document.Block] {
    table(
      "Orders",
      note:
        "Each pair is compared by Student's t over seeds. A chain is one statement: its probability is "
        + "the largest of its links'. *With other users* is the interval if the test users were drawn "
        + "anew as well, the same for every seed; it decides nothing. \(spreadNote)",
      [
        "Claim", "Metric", "Statement", "Printed", "Ours", "Effect, \(level(1)) interval",
        "With other users", "Spread", "p", "Verdict",
      ], numeric: [false, false, false, true, true, true, true, true, true, false]
    ) { judgement in
      guard case .order(let pairs) = judgement.evidence else { return [] }
      return pairs.enumerated().map { index, pair -> [String] in
        let printed =
          index + 1 < judgement.printed.count
          ? "\(judgement.printed[index]) > \(judgement.printed[index + 1])" : ""
        return [
          index == 0 ? title(judgement) : "", index == 0 ? metric(judgement) : "",
          "`\(pair.run)` > `\(pair.over)`", printed,
          pair.means.map { Numbers.fixed($0, 4) }.joined(separator: " : "), effect(pair),
          pair.userInterval.map { users($0, pair) } ?? "—", spread(pair.spread),
          index == 0 ? probability(judgement) : "",
          index == 0 ? verdictCell(judgement) : "",
        ]
      }
    }
  }

  private func effect(_ pair: PairEvidence) -> String {
    guard pair.relative.value != nil else {
      return "\(Numbers.signed(pair.effect, 4)), \(Numbers.percent(pair.relative))"
    }
    return "\(Numbers.percent(pair.relative)) \(Numbers.percentInterval(pair.relativeInterval))"
  }

  private func users(_ interval: Interval, _ pair: PairEvidence) -> String {
    let base = abs(pair.means[1])
    guard base > 0 else { return "—" }
    return Numbers.percentInterval(interval.low / base, interval.high / base)
  }

  private func gainTable() -> [Document.Block] {
    table(
      "Gains",
      [
        "Claim", "Metric", "Pair", "Paper", "Printed", "Ours", "Diff, \(level(2)) interval",
        "Margin", "Spread", "p", "Verdict",
      ], numeric: [false, false, false, false, true, true, true, true, true, true, false]
    ) { judgement in
      guard case .gain(let evidence, let pair) = judgement.evidence else { return [] }
      let narrow = evidence.readings.first?.narrow
      return [
        [
          title(judgement), metric(judgement), "`\(pair.run)` over `\(pair.over)`",
          paper(judgement), judgement.printed.first ?? "",
          ours(evidence, digits: 1, scale: 100, unit: " %"),
          narrow.map { Numbers.percentInterval($0.low, $0.high) } ?? "unknown",
          Numbers.margin(evidence.margin.margin * 100, 1) + " points", spread(evidence.spread),
          probability(judgement), verdictCell(judgement),
        ]
      ]
    }
  }

  private func trendTable() -> [Document.Block] {
    table(
      "Trends",
      [
        "Claim", "Runs", "Metric", "Shape", "Ours", "Printed",
        "Slope per e-fold, \(level(1)) interval", "Spread", "p", "Verdict",
      ], numeric: [false, false, false, false, false, false, true, true, true, false]
    ) { judgement in
      guard case .trend(let evidence) = judgement.evidence,
        case .trend(let claim)? = claim(judgement.claim)
      else { return [] }
      let means = evidence.points.map {
        "\(Numbers.shortest($0.at)): \(Numbers.fixed($0.mean, 4))"
      }
      let printed = evidence.points.compactMap { point in
        point.published.map { "\(Numbers.shortest(point.at)): \(Numbers.fixed($0, 4))" }
      }
      let interval = evidence.interval.map {
        "[\(Numbers.signed($0.low, 4)), \(Numbers.signed($0.high, 4))]"
      }
      return [
        [
          title(judgement), runs(judgement), metric(judgement),
          "\(claim.shape.rawValue) along \(claim.axis)", means.joined(separator: ", "),
          printed.joined(separator: ", "),
          "\(Numbers.signed(evidence.slope, 4)) \(interval ?? "unknown")",
          spread(evidence.spread), probability(judgement), verdictCell(judgement),
        ]
      ]
    }
  }

  private func fitTable() -> [Document.Block] {
    table(
      "Fits",
      [
        "Claim", "Run", "Number", "Paper", "Printed", "Ours", "Control law",
        "Leave-one-out error, law : control", "Margin", "Verdict",
      ], numeric: [false, false, false, false, true, true, true, true, true, false]
    ) { judgement in
      guard case .fit(let evidence) = judgement.evidence else { return [] }
      return [
        [
          title(judgement), runs(judgement), "`\(judgement.metric)`", paper(judgement),
          judgement.printed.first ?? "", Numbers.fixed(evidence.measured, 4),
          Numbers.fixed(evidence.control, 4),
          "\(Numbers.fixed(evidence.leaveOneOut, 5)) : "
            + Numbers.fixed(evidence.controlLeaveOneOut, 5),
          Numbers.margin(evidence.margin.margin, 4), verdictCell(judgement),
        ]
      ]
    }
  }
}

extension Family {
  /// The family in the words of a table.
  fileprivate var words: String {
    switch self {
    case .headline: "headline"
    case .detail: "detail"
    case .otherHeadline: "headline, other profile"
    case .other: "other profile"
    }
  }
}
