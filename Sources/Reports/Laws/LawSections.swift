internal import Metrics
import Suites

/// A finished run that fitted laws.
struct FittedPanel {
  var record: RunRecord
  var result: RunResult
  var fit: LawFitResult

  func number(_ metric: Metric) -> Double? { result.metrics[metric] }
  func fit(_ name: String) -> LawFitResult.Fit? { fit.fit(name) }

  /// The best cell measured.
  var best: LawFitResult.Point? { fit.points.max { $0.value < $1.value } }

  /// The task it was fitted for.
  var task: LawFitTask? { record.run.task.lawFit }

  /// Whether its points are of several data sizes.
  var isJoint: Bool { Set(fit.points.map(\.tokens)).count > 1 }
}

extension LawFitResult {
  /// The law of this name.
  func fit(_ name: String) -> Fit? { fits.first { $0.name == name } }
}

extension ReadsMaterial {
  /// Names of the fits, in the order they first occur.
  func names(_ panels: [FittedPanel]) -> [String] {
    panels.flatMap { $0.fit.fits.map(\.name) }.eachOnce()
  }

  func cell(_ value: Double?, _ digits: Int, scale: Double = 1) -> String {
    value.map { Numbers.fixed($0 * scale, digits) } ?? "–"
  }

  /// The runs that fitted laws, in the order of the suite.
  var panels: [FittedPanel] {
    records.compactMap { record in
      record.result.flatMap { result in
        result.fit.map { FittedPanel(record: record, result: result, fit: $0) }
      }
    }
  }

  /// The panels by the suite's groups, in order.
  var panelGroups: [(name: String, panels: [FittedPanel])] {
    let groups = panels.grouped { panel -> String in
      let name = panel.record.run.name
      return suite.runs.first { $0.id == name }?.group ?? name
    }
    return groups.map { ($0.key, $0.elements) }
  }

  /// R² of each law on the points it was fitted to.
  func goodnessTable(_ panels: [FittedPanel]) -> Document.Block {
    let names = names(panels)
    let isDrawn = panels.contains { $0.number(LawFitTask.drawn) != nil }
    return .table(
      ["Panel", "Points"] + (isDrawn ? ["Drawn"] : []) + names + ["Any additive law"],
      numeric: [false] + Array(repeating: true, count: names.count + (isDrawn ? 3 : 2)),
      panels.map { panel in
        [panel.fit.name, "\(panel.fit.points.count)"]
          + (isDrawn ? [cell(panel.number(LawFitTask.drawn), 6)] : [])
          + names.map { cell(panel.number(RSquared().of($0)), 6) }
          + [cell(panel.number(LawFitTask.additive), 6)]
      })
  }
}

/// Laws fitted to results, with all that speaks for and against them.
struct LawSection: ReportSection {
  let material: ReportMaterial
  let heading = "Laws"

  var body: [Document.Block] {
    let groups = panelGroups
    guard !groups.isEmpty else { return [] }
    var blocks: [Document.Block] = [
      .paragraph(
        "R² on the points each law was fitted to; *any additive law* is the most that any law of the "
          + "form f(layers) + g(width) can reach, whatever the data. Errors on what a law had not "
          + "seen are root mean squares × 1,000; a dash stands where what remains says nothing of "
          + "what was left out.")
    ]
    for entry in groups {
      blocks.append(.heading(3, "Group \(entry.name)"))
      blocks += group(entry.panels)
    }
    return blocks
  }

  private func group(_ panels: [FittedPanel]) -> [Document.Block] {
    var blocks = [goodnessTable(panels)] + shortcomings(panels)
    let kinds = kinds(panels).map(\.words).joined(separator: ", ")
    let isJoint = panels.contains(where: \.isJoint)
    let sentence = isJoint ? dataSentence(panels) : controlSentence(panels)
    blocks.append(.paragraph("Left out at a time: \(kinds).\(sentence)"))
    blocks.append(heldOutTable(panels))
    blocks += largestTable(panels)
    if isJoint {
      blocks += dataPartTable(panels)
    } else {
      blocks += optimumTable(panels)
    }
    return blocks + [
      .folded("Parameters, and which of them the points identify", [parameterTable(panels)])
    ]
  }

  /// What can be left out of these panels.
  private func kinds(_ panels: [FittedPanel]) -> [(error: FitErrorMetric, words: String)] {
    [(.withoutCell, "one cell"), (.withoutDepth, "one depth"), (.withoutWidth, "one width")]
      + (panels.contains(where: \.isJoint) ? [(.withoutData, "one data size")] : [])
  }

  private func heldOutTable(_ panels: [FittedPanel]) -> Document.Block {
    let names = names(panels)
    let kinds = kinds(panels)
    return .table(
      ["Panel"] + names,
      numeric: [false] + Array(repeating: true, count: names.count),
      panels.map { panel in
        [panel.fit.name]
          + names.map { name in
            guard panel.fit(name) != nil else { return "–" }
            return kinds.map { cell(panel.number($0.error.of(name)), 2, scale: 1000) }
              .joined(separator: ", ")
          }
      })
  }
}
