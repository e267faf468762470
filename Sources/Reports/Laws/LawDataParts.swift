internal import Metrics
import Suites

extension LawSection {
  /// What the points identify of each law's data term, where they are of several data sizes.
  func dataPartTable(_ panels: [FittedPanel]) -> [Document.Block] {
    var rows: [[String]] = []
    var pinned: [(name: String, count: Int, all: Int)] = []
    for panel in panels {
      let sizes = Set(panel.fit.points.map(\.tokens)).sorted()
      var isFirst = true
      for fit in panel.fit.fits {
        let own = dataParameters(panel, fit)
        guard !own.isEmpty else { continue }
        let isPinned = own.allSatisfy { $0.known == .pinned }
        if let index = pinned.firstIndex(where: { $0.name == fit.name }) {
          pinned[index].all += 1
          pinned[index].count += isPinned ? 1 : 0
        } else {
          pinned.append((fit.name, isPinned ? 1 : 0, 1))
        }
        let spans = fit.spans.filter { span in
          span.low < span.high && own.contains { $0.name == span.name }
        }
        rows.append([
          isFirst ? panel.fit.name : "",
          isFirst ? sizes.map { Numbers.whole($0) }.joined(separator: ", ") : "", fit.name,
          own.map(words).joined(separator: "; "),
          spans.map { "\($0.name) [\(significant($0.low, 3)), \(significant($0.high, 3))]" }
            .joined(separator: "; "),
        ])
        isFirst = false
      }
    }
    guard !rows.isEmpty else { return [] }
    let counts = pinned.map { "\($0.name) \($0.count) of \($0.all)" }
    return [
      .paragraph(
        "Panels in which the data sizes pin every number of the data term: "
          + "\(counts.joined(separator: ", ")).\(choiceSentence(panels))"),
      .folded(
        "Numbers of the data terms",
        [
          .table(
            ["Panel", "Data sizes", "Law", "Numbers of the data term", "As good to 0.0001 of R²"],
            numeric: [false, true, false, false, false], rows)
        ]),
    ]
  }

  /// The parameters of a fit that belong to its data term.
  private func dataParameters(
    _ panel: FittedPanel, _ fit: LawFitResult.Fit
  ) -> [LawFitResult.Parameter] {
    let spec = panel.task?.fits.first { $0.name == fit.name }
    let names = spec?.dataNames ?? []
    return fit.parameters.filter { names.contains($0.name) }
  }

  /// How much it matters which quantity stands for the data, where several were tried on the same
  /// points.
  private func choiceSentence(_ panels: [FittedPanel]) -> String {
    var values: [String: [Double]] = [:]
    for panel in panels {
      guard let data = panel.task?.data?.name else { continue }
      let points = panel.fit.name.replacing(", \(data)", with: "")
      for fit in panel.fit.fits {
        guard let r2 = panel.number(RSquared().of(fit.name)), !dataParameters(panel, fit).isEmpty
        else { continue }
        values["\(fit.name) on \(points)", default: []].append(r2)
      }
    }
    let spreads = values.filter { $0.value.count > 1 }.map { key, own in
      (key: key, spread: (own.max() ?? 0) - (own.min() ?? 0))
    }
    guard let most = spreads.max(by: { ($0.spread, $1.key) < ($1.spread, $0.key) }) else {
      return ""
    }
    return " Which quantity stands for the data changes R² by \(Numbers.fixed(most.spread, 6)) at "
      + "most (\(most.key))."
  }

  /// In how many panels a data term predicts a data size that was left out better than the same law
  /// without one.
  func dataSentence(_ panels: [FittedPanel]) -> String {
    var order: [String] = []
    var counts: [String: (better: Int, all: Int)] = [:]
    for panel in panels {
      let specs = panel.task?.fits ?? []
      for control in specs where control.dataPart == .constant {
        guard let plain = panel.number(FitErrorMetric.withoutData.of(control.name)) else {
          continue
        }
        for spec in specs where spec.law == control.law && spec.name != control.name {
          guard let own = panel.number(FitErrorMetric.withoutData.of(spec.name)) else { continue }
          let words = "\(spec.name) than \(control.name)"
          if counts[words] == nil { order.append(words) }
          let before = counts[words] ?? (0, 0)
          counts[words] = (before.better + (own < plain ? 1 : 0), before.all + 1)
        }
      }
    }
    guard !order.isEmpty else { return "" }
    let parts = order.map { words in
      "\(words) in \(counts[words]?.better ?? 0) of \(counts[words]?.all ?? 0)"
    }
    return " On a data size left out the error is smaller for \(parts.joined(separator: ", "))."
  }
}
