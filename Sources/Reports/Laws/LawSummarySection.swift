internal import Metrics
import Suites

/// How well each law fits, a table a group; the rest stands among the details.
struct LawSummarySection: ReportSection {
  let material: ReportMaterial
  let heading = "Laws"

  var body: [Document.Block] {
    panelGroups.flatMap { group, panels -> [Document.Block] in
      let sentence = panels.contains(where: \.isJoint) ? "" : controlSentence(panels)
      return [
        .paragraph("R² of each law on the points it was fitted to, group `\(group)`.\(sentence)"),
        goodnessTable(panels),
      ]
    }
  }
}

extension ReadsMaterial {
  /// In how many panels the first law predicts an unseen cell better than each of the others.
  func controlSentence(_ panels: [FittedPanel]) -> String {
    let names = names(panels)
    guard let first = names.first else { return "" }
    let parts = names.dropFirst().compactMap { other -> String? in
      let both = panels.compactMap { panel in
        panel.number(FitErrorMetric.withoutCell.of(first)).flatMap { mine in
          panel.number(FitErrorMetric.withoutCell.of(other)).map { (mine, $0) }
        }
      }
      guard !both.isEmpty else { return nil }
      return "\(other) in \(both.count { $0.0 < $0.1 }) of \(both.count)"
    }
    return parts.isEmpty
      ? ""
      : " \(first) has the smaller error on a cell left out than \(parts.joined(separator: ", "))."
  }
}
