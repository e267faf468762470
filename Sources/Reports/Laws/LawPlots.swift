public import Suites

extension Drawings {
  /// For each group of runs that fitted laws: the measured cells under the law's contour lines,
  /// prediction against measurement, and residuals along depth. One picture in a drawing for each
  /// panel.
  func lawPlots() -> [Plot] {
    panelGroups.filter { !$0.panels.allSatisfy(\.isJoint) }.flatMap { group, panels -> [Plot] in
      let own = panels.map(\.fit)
      let laws = names(panels).filter { name in own.contains { $0.fits.first?.name == name } }
      guard !laws.isEmpty else { return [] }
      let law =
        laws.count == 1
        ? laws[0] : "the first law that was fitted (\(laws.joined(separator: ", ")))"
      return [
        Plot(
          name: "laws-surface-\(group)",
          caption: "Measured cells (colour) and contour lines of \(law), group \(group).",
          script: LawPictures.sheet(own) { LawPictures.surface($0) }),
        Plot(
          name: "laws-predicted-\(group)",
          caption: "Predicted against measured: \(law) filled, log-linear open, group \(group).",
          script: LawPictures.sheet(own) { LawPictures.predicted($0, "log-linear") }),
        Plot(
          name: "laws-residuals-\(group)",
          caption:
            "Measured less predicted by \(law) along depth, a line a width (its label), group \(group).",
          script: LawPictures.sheet(own) { LawPictures.residuals($0) }),
      ]
    }
  }
}

/// One drawing of laws fitted to some results: for each of them the cells under the contour lines of
/// the first law, prediction against measurement, and residuals along depth.
public func lawDrawing(_ results: [LawFitResult], name: String) -> Plot {
  let second = results.first?.fits.dropFirst().first?.name
  return Plot(
    name: name, caption: "Laws fitted to \(name).",
    script: LawPictures.sheet(results, columns: 3) {
      LawPictures.surface($0) + LawPictures.predicted($0, second) + LawPictures.residuals($0)
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

  /// The cells, and the contour lines of the first law where it is known at every depth and width.
  static func surface(_ panel: LawFitResult) -> String {
    let points = panel.points
    let depths = Array(Set(points.map(\.layers))).sorted()
    let widths = Array(Set(points.map(\.width))).sorted()
    var script = block("cells", points.map { [$0.width, $0.layers, $0.value] })
    let mesh = panel.fits.first?.mesh
    let isDrawn = mesh != nil && depths.count > 1 && widths.count > 1
    if let mesh, isDrawn {
      var scan: [[Double]?] = []
      for (row, depth) in depths.enumerated() {
        scan += widths.indices.map { [widths[$0], depth, mesh[row * widths.count + $0]] }
        scan.append(nil)
      }
      script += block("law", scan)
    }
    script += """
      set logscale xy
      set xtics (\(ticks(points.map(\.width))))
      set ytics (\(ticks(points.map(\.layers))))
      set xlabel "width"
      set ylabel "layers"

      """
    if isDrawn {
      script += """
        set contour base
        unset surface
        set cntrparam levels auto 8
        set table $lines
        splot $law using 1:2:3
        unset table
        unset contour
        set surface

        """
    }
    script += "set cblabel \"value\"\n"
    let lines = isDrawn ? ", $lines using 1:2 with lines lw 1 lc rgb \"#555555\"" : ""
    return script + """
      set xrange [\(bounds(points.map(\.width)))]
      set yrange [\(bounds(points.map(\.layers)))]
      plot $cells using 1:2:3 with points pt 5 ps 1.6 lc palette\(lines)
      unset logscale
      set xrange [*:*]
      set yrange [*:*]
      set xtics auto
      set ytics auto

      """
  }

  static func predicted(_ panel: LawFitResult, _ line: String?) -> String {
    let values = panel.points.map(\.value)
    guard let fit = panel.fits.first else { return "" }
    var script = block("law", zip(values, fit.predictions).map { [$0, $1] })
    var plots = ["x with lines lc rgb \"#999999\"", points("law", filled: true)]
    if let line = line.flatMap(panel.fit(_:)), line.name != fit.name {
      script += block("line", zip(values, line.predictions).map { [$0, $1] })
      plots.append(points("line", filled: false))
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

  static func residuals(_ panel: LawFitResult) -> String {
    let cells = panel.points
    guard let fit = panel.fits.first else { return "" }
    let sizes = Array(Set(cells.map(\.tokens))).sorted()
    let widths = Array(Set(cells.map(\.width))).sorted()
    let lines = sizes.flatMap { size in
      widths.map { width in
        PictureLine(
          label: Numbers.shortest(width),
          points: cells.indices.filter { cells[$0].width == width && cells[$0].tokens == size }
            .sorted { cells[$0].layers < cells[$1].layers }
            .map { .init(x: cells[$0].layers, y: cells[$0].value - fit.predictions[$0]) })
      }
    }.filter { !$0.points.isEmpty }
    guard lines.count > LineSheet.most else {
      return LineSheet.script(
        Picture(
          title: panel.name, x: "layers", y: "measured − predicted", places: cells.map(\.layers),
          hasZero: true, lines: lines), prefix: "w", pixels: 170)
    }
    // Beyond seven lines none is told from the others: points, shaded by width.
    let rows = cells.indices.map {
      [cells[$0].layers, cells[$0].value - fit.predictions[$0], cells[$0].width]
    }
    return block("residuals", rows) + """
      set logscale x
      set xtics (\(ticks(cells.map(\.layers))))
      set xlabel "layers"
      set ylabel "measured − predicted"
      set cblabel "width"
      plot 0 with lines lc rgb "#999999", $residuals using 1:2:3 with points pt 7 ps 0.6 lc palette
      unset logscale
      set xtics auto

      """
  }

  private static func points(_ name: String, filled: Bool) -> String {
    "$\(name) using 1:2 with points pt \(filled ? 7 : 6) ps 0.6 lc rgb "
      + "\"\(filled ? "#4477aa" : "#c0374a")\""
  }

  private static func ticks(_ sizes: [Double]) -> String {
    Array(Set(sizes)).sorted().map { "\"\(Numbers.fixed($0, 0))\" \($0)" }.joined(separator: ", ")
  }

  private static func bounds(_ sizes: [Double]) -> String {
    "\((sizes.min() ?? 1) * 0.8):\((sizes.max() ?? 1) * 1.25)"
  }
}
