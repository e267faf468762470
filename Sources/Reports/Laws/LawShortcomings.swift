internal import Metrics
import Suites

extension LawSection {
  /// Cells that were not run when the laws were fitted, and laws that the points were too few for.
  func shortcomings(_ panels: [FittedPanel]) -> [Document.Block] {
    let lines = panels.flatMap { panel -> [String] in
      var lines: [String] = []
      if case .records(let source)? = panel.task?.points { lines += missing(panel, source) }
      for refusal in panel.fit.refused ?? [] {
        lines.append("\(refusal.name) was not fitted. \(refusal.reason)")
      }
      return lines
    }
    return lines.isEmpty ? [] : [.list(lines)]
  }

  private func missing(_ panel: FittedPanel, _ source: RecordPoints) -> [String] {
    var wanting: [String] = []
    var recorded = 0
    for spec in suite.runs where spec.group.map(source.groups.contains) == true {
      let isRecorded = records(of: spec.id).contains { $0.result?.metrics[source.metric] != nil }
      if isRecorded { recorded += 1 } else { wanting.append("`\(spec.id)`") }
    }
    var lines: [String] = []
    if !wanting.isEmpty {
      lines.append("\(panel.fit.name): not run are \(wanting.joined(separator: ", ")).")
    }
    if recorded != panel.fit.points.count {
      lines.append(
        "\(panel.fit.name): \(recorded) cells are recorded by now; "
          + "`repro run \(suite.name)/\(panel.record.run.name)` fits them all.")
    }
    return lines
  }

  /// The largest models, measured, and predicted from the others.
  func largestTable(_ panels: [FittedPanel]) -> [Document.Block] {
    let held = panels.filter { panel in panel.fit.fits.contains { $0.largest != nil } }
    guard !held.isEmpty else { return [] }
    let names = names(held)
    var rows: [[String]] = []
    for panel in held {
      let cells = panel.fit.largest ?? []
      for (index, place) in cells.enumerated() {
        let point = panel.fit.points[place]
        rows.append(
          [
            index == 0 ? panel.fit.name : "",
            "\(Numbers.fixed(point.layers, 0)) × \(Numbers.fixed(point.width, 0))",
            Numbers.fixed(point.value, 4),
          ]
            + names.map { name in
              guard let value = panel.fit(name)?.largest?[index] else { return "–" }
              return "\(Numbers.fixed(value, 4)) (\(Numbers.signed(value - point.value, 4)))"
            })
      }
      rows.append(
        ["", "all \(cells.count)", "root mean square"]
          + names.map { cell(panel.number(FitErrorMetric.largest.of($0)), 4) })
    }
    return [
      .paragraph(
        "The largest models, predicted by laws that have seen the others alone; in brackets "
          + "predicted less measured."),
      .table(
        ["Panel", "Layers × width", "Measured"] + names,
        numeric: [false] + Array(repeating: true, count: names.count + 2), rows),
    ]
  }
}
