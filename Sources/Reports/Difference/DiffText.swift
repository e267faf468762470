internal import Metrics
internal import Suites
import Verdicts

extension ReportDiff {
  /// One line a claim, and below it the inputs that changed; what did not change is counted.
  public var text: String {
    var lines: [String] = []
    for row in rows where row.change != .same || row.brokenRepeat {
      var line = "\(row.suite) / \(row.claim)   \(title(row))   \(numbers(row))"
      if let difference = row.difference {
        line += "   \(Numbers.percent(difference))"
        if let interval = row.interval {
          line +=
            "  [\(Numbers.signed(interval.low * 100, 1)), "
            + "\(Numbers.signed(interval.high * 100, 1))]"
        }
      }
      line += "  \(row.change.rawValue)  \(verdicts(row))"
      lines.append(line)
      if row.brokenRepeat {
        lines.append("    broken repeat: the same computation on the same numerics, other bytes")
      }
      if !row.changed.isEmpty {
        lines.append(
          "    changed: \(row.changed.joined(separator: ", ")); "
            + "same: \(row.unchanged.joined(separator: ", "))")
      }
    }
    return (lines + [summary]).joined(separator: "\n") + "\n"
  }

  /// The same as a table.
  public var markdown: String {
    let changedRows = rows.filter { $0.change != .same || $0.brokenRepeat }
    var document = Document(blocks: [
      .heading(2, "What changed from \(from) to \(to)"), .paragraph(summary),
    ])
    if !changedRows.isEmpty {
      document.blocks.append(
        .table(
          [
            "", "Claim", "Metric", "Before → after", "Change", "95 % interval", "Verdict",
            "Inputs that changed",
          ], numeric: [false, false, false, true, true, true, false, false],
          changedRows.map { row in
            [
              row.brokenRepeat
                ? "`\(row.change.rawValue)` broken repeat" : "`\(row.change.rawValue)`",
              "\(row.suite) / `\(row.claim)`", title(row), numbers(row),
              row.difference.map { Numbers.percent($0) } ?? "",
              row.interval.map { Numbers.percentInterval($0.low, $0.high) } ?? "", verdicts(row),
              row.changed.joined(separator: ", "),
            ]
          }))
    }
    return document.markdown
  }

  /// Counts of everything, so that nothing is dropped silently.
  public var summary: String {
    let same = rows.count { $0.change == .same && !$0.brokenRepeat }
    var parts = ["\(counted(same, "claim")) unchanged (bit-identical)"]
    func note(_ change: Change, _ words: String) {
      if count(change) > 0 { parts.append("\(count(change)) \(words)") }
    }
    note(.better, "better")
    note(.worse, "worse")
    note(.moved, "changed beyond noise, neither side better")
    note(.noise, "changed within noise")
    note(.broke, "newly failing")
    note(.mended, "mended")
    note(.added, "new")
    let reasons = rows.filter { $0.change == .incomparable }.flatMap(\.changed).eachOnce()
    let why =
      reasons.isEmpty
      ? ""
      : " (" + reasons.prefix(3).joined(separator: "; ") + (reasons.count > 3 ? "; …" : "") + ")"
    parts.append("\(count(.incomparable)) not comparable\(why)")
    parts.append("\(count(.removed)) gone")
    if !lostBaselines.isEmpty { parts.append("lost: \(lostBaselines.joined(separator: ", "))") }
    return parts.joined(separator: ", ")
  }

  private func title(_ row: Row) -> String {
    // A gain is counted towards the better side.
    guard row.isRelative else { return row.metric.name + row.metric.direction.arrow }
    return "gain in \(row.metric)" + (row.metric.direction.hasSide ? MetricDirection.up.arrow : "")
  }

  private func numbers(_ row: Row) -> String {
    "\(spread(row.before, row.isRelative)) → \(spread(row.after, row.isRelative))"
  }

  private func spread(_ values: [SeedValue], _ isRelative: Bool) -> String {
    guard !values.isEmpty else { return "none" }
    let mean = values.map(\.value).reduce(0, +) / Double(values.count)
    func number(_ value: Double) -> String {
      isRelative ? Numbers.fixed(value * 100, 1) + " %" : Numbers.measured(value)
    }
    guard let deviation = standardDeviation(values.map(\.value)) else { return number(mean) }
    return "\(number(mean)) ± \(number(deviation))"
  }

  private func verdicts(_ row: Row) -> String {
    switch (row.verdictBefore, row.verdictAfter) {
    case (let old?, let new?):
      old == new ? new.rawValue : "\(old.rawValue) → \(new.rawValue)"
    case (nil, let new?): new.rawValue
    case (let old?, nil): "was \(old.rawValue)"
    case (nil, nil): ""
    }
  }
}
