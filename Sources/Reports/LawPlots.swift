public import Suites

extension ReportWriter {
  /// For each group of runs that fitted laws: the measured cells under the law's contour lines,
  /// prediction against measurement, and residuals along depth. One picture in a drawing for each
  /// panel.
  func lawPlots() -> [Plot] {
    var groups: [String] = []
    var members: [String: [LawFitResult]] = [:]
    for panel in panels {
      let spec = suite.runs.first { $0.id == panel.record.run.name }
      let group = spec?.group ?? panel.record.run.name
      if members[group] == nil { groups.append(group) }
      members[group, default: []].append(panel.fit)
    }
    return groups.flatMap { group -> [Plot] in
      let own = members[group] ?? []
      guard let law = own.first?.fits.first?.name else { return [] }
      let line = own.first?.fits.first { $0.name == "log-linear" }?.name
      return [
        Plot(
          name: "laws-surface-\(group)",
          caption: "Measured cells (colour) and contour lines of \(law), group \(group).",
          script: LawPictures.sheet(own) { LawPictures.surface($0, law) }),
        Plot(
          name: "laws-predicted-\(group)",
          caption: "Predicted against measured: \(law) filled, "
            + "\(line ?? "nothing else") open, group \(group).",
          script: LawPictures.sheet(own) { LawPictures.predicted($0, law, line) }),
        Plot(
          name: "laws-residuals-\(group)",
          caption: "Measured less predicted by \(law) along depth, a line a width, group \(group).",
          script: LawPictures.sheet(own) { LawPictures.residuals($0, law) }),
      ]
    }
  }
}

/// One drawing of laws fitted to some results: for each of them the cells under the contour lines of
/// the first law, prediction against measurement, and residuals along depth.
public func lawDrawing(_ results: [LawFitResult], name: String) -> Plot {
  let law = results.first?.fits.first?.name ?? ""
  let second = results.first?.fits.dropFirst().first?.name
  return Plot(
    name: name, caption: "Laws fitted to \(name).",
    script: LawPictures.sheet(results, columns: 3) {
      LawPictures.surface($0, law) + LawPictures.predicted($0, law, second)
        + LawPictures.residuals($0, law)
    })
}

/// Commands of gnuplot for pictures of fitted laws.
enum LawPictures {
  /// Pictures in rows: one a panel in rows of four, or one panel a row.
  static func sheet(
    _ panels: [LawFitResult], columns pictures: Int? = nil, _ picture: (LawFitResult) -> String
  ) -> String {
    let columns = pictures ?? min(4, max(1, panels.count))
    let rows = pictures == nil ? (panels.count + columns - 1) / columns : panels.count
    return """
      set encoding utf8
      set terminal svg size \(290 * columns),\(250 * rows) dynamic font "sans-serif,10" noenhanced
      set border 3
      set tics nomirror
      unset key
      set multiplot layout \(rows),\(columns)

      """
        + panels.enumerated().map { index, panel in
          "set title \"\(PlotScript.quoted(panel.name))\"\n" + picture(panel)
        }.joined() + "unset multiplot\n"
  }

  private static func block(_ name: String, _ rows: [[Double]?]) -> String {
    // An empty line divides the scan lines of a surface.
    "$\(name) << END\n"
      + rows.map { ($0 ?? []).map { "\($0)" }.joined(separator: " ") + "\n" }.joined() + "END\n"
  }

  static func surface(_ panel: LawFitResult, _ law: String) -> String {
    let points = panel.points
    guard let fit = panel.fit(law) else { return "" }
    let depths = Array(Set(points.map(\.layers))).sorted()
    var scan: [[Double]?] = []
    for depth in depths {
      let row = points.indices.filter { points[$0].layers == depth }
        .sorted { points[$0].width < points[$1].width }
      scan += row.map { [points[$0].width, points[$0].layers, fit.predictions[$0]] }
      scan.append(nil)
    }
    return block("law", scan) + block("cells", points.map { [$0.width, $0.layers, $0.value] })
      + """
      set logscale xy
      set xtics (\(ticks(points.map(\.width))))
      set ytics (\(ticks(points.map(\.layers))))
      set xlabel "width"
      set ylabel "layers"
      set contour base
      unset surface
      set cntrparam levels auto 8
      set table $lines
      splot $law using 1:2:3
      unset table
      unset contour
      set surface
      set xrange [\(bounds(points.map(\.width)))]
      set yrange [\(bounds(points.map(\.layers)))]
      plot $cells using 1:2:3 with points pt 5 ps 1.6 lc palette, \\
        $lines using 1:2 with lines lw 1 lc rgb "#555555"
      unset logscale
      set xrange [*:*]
      set yrange [*:*]
      set xtics auto
      set ytics auto

      """
  }

  static func predicted(_ panel: LawFitResult, _ law: String, _ line: String?) -> String {
    let values = panel.points.map(\.value)
    guard let fit = panel.fit(law) else { return "" }
    var script = block("law", zip(values, fit.predictions).map { [$0, $1] })
    var plots = ["x with lines lc rgb \"#999999\"", points("law", 0, filled: true)]
    if let line = line.flatMap(panel.fit(_:)) {
      script += block("line", zip(values, line.predictions).map { [$0, $1] })
      plots.append(points("line", 1, filled: false))
    }
    return script + """
      set xlabel "measured"
      set ylabel "predicted"
      set xtics auto rotate by -45
      set xrange [\(values.min() ?? 0):\(values.max() ?? 1)]
      plot \(plots.joined(separator: ", "))
      set xtics auto norotate
      set xrange [*:*]

      """
  }

  static func residuals(_ panel: LawFitResult, _ law: String) -> String {
    let cells = panel.points
    guard let fit = panel.fit(law) else { return "" }
    var script = ""
    var plots = ["0 with lines lc rgb \"#999999\""]
    for (index, width) in Array(Set(cells.map(\.width))).sorted().enumerated() {
      let row = cells.indices.filter { cells[$0].width == width }
        .sorted { cells[$0].layers < cells[$1].layers }
      script += block(
        "w\(index)", row.map { [cells[$0].layers, cells[$0].value - fit.predictions[$0]] })
      let colour = PlotScript.colours[index % PlotScript.colours.count]
      plots.append("$w\(index) using 1:2 with linespoints pt 7 ps 0.5 lc rgb \"\(colour)\"")
    }
    return script + """
      set logscale x
      set xtics (\(ticks(cells.map(\.layers))))
      set xlabel "layers"
      set ylabel "measured − predicted"
      plot \(plots.joined(separator: ", "))
      unset logscale
      set xtics auto

      """
  }

  private static func points(_ name: String, _ colour: Int, filled: Bool) -> String {
    "$\(name) using 1:2 with points pt \(filled ? 7 : 6) ps 0.6 lc rgb "
      + "\"\(PlotScript.colours[colour])\""
  }

  private static func ticks(_ sizes: [Double]) -> String {
    Array(Set(sizes)).sorted().map { "\"\(Numbers.fixed($0, 0))\" \($0)" }.joined(separator: ", ")
  }

  private static func bounds(_ sizes: [Double]) -> String {
    "\((sizes.min() ?? 1) * 0.8):\((sizes.max() ?? 1) * 1.25)"
  }
}
