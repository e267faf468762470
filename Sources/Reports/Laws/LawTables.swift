import Suites

extension LawSection {
  /// Where each law has its maximum, and how far resampled cells move the first law's.
  func optimumTable(_ panels: [FittedPanel]) -> [Document.Block] {
    let names = names(panels).filter { name in
      panels.contains { $0.fit(name)?.bestLayers != nil || $0.fit(name)?.bestWidth != nil }
    }
    guard let first = names.first else { return [] }
    func place(_ value: Double?, _ sizes: [Double]) -> String {
      guard let value, let low = sizes.min(), let high = sizes.max() else { return "–" }
      let text = value < 1e5 ? Numbers.fixed(value, 1) : "far"
      return value < low || value > high ? "(\(text))" : text
    }
    func interval(_ panel: FittedPanel, _ axis: String) -> String {
      let fit = panel.fit(first)
      guard let found = fit?.intervals.first(where: { $0.name == "best \(axis)" }) else {
        return "–"
      }
      let all = fit?.intervals.map(\.resamples).max() ?? found.resamples
      let ends = [found.low, found.high].map { $0 < 1e5 ? Numbers.fixed($0, 1) : "far" }
      return "[\(ends.joined(separator: ", "))]"
        + (found.resamples < all ? " in \(found.resamples) of \(all)" : "")
    }
    return [
      .paragraph(
        "Where each law has its maximum, beside the best cell measured; a dash where it rises or "
          + "falls throughout, and in brackets where the maximum lies outside the sizes measured. "
          + "Intervals hold 95 % of the maxima over resampled cells; where not every resample has "
          + "one, they say how many have."),
      .table(
        ["Panel", "Best measured"] + names.map { "\($0): layers × width" }
          + ["\(first): 95 %, layers", "\(first): 95 %, width"],
        numeric: [false] + Array(repeating: true, count: names.count + 3),
        panels.map { panel in
          let layers = panel.fit.points.map(\.layers)
          let widths = panel.fit.points.map(\.width)
          return [
            panel.fit.name,
            panel.best.map {
              "\(Numbers.fixed($0.layers, 0)) × \(Numbers.fixed($0.width, 0))"
            } ?? "",
          ]
            + names.map { name in
              place(panel.fit(name)?.bestLayers, layers) + " × "
                + place(panel.fit(name)?.bestWidth, widths)
            } + [interval(panel, "layers"), interval(panel, "width")]
        }),
    ]
  }

  /// Every parameter of every fit, with what is known for and against it.
  func parameterTable(_ panels: [FittedPanel]) -> Document.Block {
    var rows: [[String]] = []
    for panel in panels {
      for (place, fit) in panel.fit.fits.enumerated() {
        let all = fit.intervals.map(\.resamples).max() ?? 0
        let intervals = fit.intervals.map {
          "\($0.name) [\(significant($0.low, 3)), \(significant($0.high, 3))]"
            + ($0.resamples < all ? " in \($0.resamples) of \(all)" : "")
        }
        let spans = fit.spans.filter { $0.low < $0.high }.map {
          "\($0.name) [\(significant($0.low, 3)), \(significant($0.high, 3))]"
        }
        rows.append([
          place == 0 ? panel.fit.name : "", fit.name,
          fit.parameters.map(words).joined(separator: "; "), intervals.joined(separator: "; "),
          spans.joined(separator: "; "), "\(fit.reached) of \(fit.starts)",
          fit.warnings.joined(separator: "; "),
        ])
      }
    }
    return .table(
      [
        "Panel", "Law", "Parameters, standard errors", "95 % over resampled points",
        "Range over fits as good to 0.0001 of R²", "Starts that reached the best", "Beware",
      ], numeric: [false, false, false, false, false, true, false], rows)
  }

  /// A parameter in words.
  func words(_ parameter: LawFitResult.Parameter) -> String {
    guard let value = parameter.value else { return "\(parameter.name) unknown" }
    let error = parameter.error.map { " ± \(significant($0, 2))" } ?? ""
    let mark =
      parameter.known == .loose
      ? " (loose)" : parameter.known == .onBound ? " (on its bound)" : ""
    return "\(parameter.name) \(significant(value, 5))\(error)\(mark)"
  }

  /// A number with this many significant digits.
  func significant(_ value: Double, _ digits: Int) -> String {
    guard value != 0, value.isFinite else { return Numbers.fixed(value, 0) }
    var power = 0
    var size = abs(value)
    while size >= 10, power < 300 {
      size /= 10
      power += 1
    }
    while size < 1, power > -300 {
      size *= 10
      power -= 1
    }
    if power > 6 || power < -5 {
      let mantissa = Numbers.fixed(value < 0 ? -size : size, digits - 1)
      return "\(mantissa)e\(power < 0 ? "−" : "")\(abs(power))"
    }
    return Numbers.fixed(value, max(0, digits - 1 - power))
  }
}
