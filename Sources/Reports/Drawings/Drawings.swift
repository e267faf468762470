internal import Metrics
import Suites
import Verdicts

/// A drawing to be made by gnuplot from a script that holds its own data.
public struct Plot: Hashable, Sendable {
  /// File name without `.svg`.
  public var name: String
  /// What it shows, as a sentence.
  public var caption: String
  /// Commands for gnuplot; it writes SVG to standard output.
  public var script: String
}

/// A suite's drawings, each where there is something to show.
struct Drawings: ReadsMaterial {
  let material: ReportMaterial

  /// Those beside what was found: printed against measured.
  var story: [Plot] { [forestPlot()].compactMap { $0 } + trendPlots() + materialPlots() }
  /// Those of the second page.
  var details: [Plot] { curvePlots() + lawPlots() }

  /// Learning curves, one drawing for each group of runs: metric against epoch, a line a run.
  private func curvePlots() -> [Plot] {
    suite.runs.grouped { $0.group ?? $0.id }.compactMap { group, specs -> Plot? in
      guard let metric = specs.first?.task.metrics.first else { return nil }
      var curves: [(run: String, points: [PictureLine.Point])] = []
      for spec in specs {
        let points = curve(spec.id, metric)
        if points.count > 1 { curves.append((spec.id, points)) }
      }
      guard !curves.isEmpty else { return nil }
      let pictures = titles.parted(curves.map(\.run), atMost: LineSheet.most).map { part in
        Picture(
          title: part.title, x: "epoch", y: titles.metric(metric, of: part.runs.map(\.run)),
          lines: part.runs.map { run, label in
            PictureLine(
              label: label, family: titles.family(of: run),
              points: curves.first { $0.run == run }?.points ?? [])
          })
      }
      return Plot(
        name: "curves-\(group)",
        caption:
          "\(titles.metric(metric, of: curves.map(\.run))) on the test users by epoch, group \(group): means over seeds, "
          + "bars from the lowest seed to the highest.",
        script: LineSheet.script(pictures))
    }
  }

  /// The mean over a run's seeds at every epoch that all of them were measured at.
  private func curve(_ run: String, _ metric: Metric) -> [PictureLine.Point] {
    let curves = records(of: run).compactMap(\.result?.curve)
    guard let first = curves.first else { return [] }
    // By epoch at once: a run may have a million of them.
    let byEpoch = curves.map { curve in
      Dictionary(
        curve.map { ($0.epoch, $0.metrics[metric]) }, uniquingKeysWith: { first, _ in first })
    }
    return first.compactMap { point in
      let values = byEpoch.compactMap { $0[point.epoch] ?? nil }
      guard values.count == curves.count, !values.isEmpty else { return nil }
      let isLone = values.count == 1
      return PictureLine.Point(
        x: Double(point.epoch), y: values.reduce(0, +) / Double(values.count),
        low: isLone ? nil : values.min(), high: isLone ? nil : values.max())
    }
  }

  /// Differences to the published values with their intervals, against the margins.
  private func forestPlot() -> Plot? {
    var rows: [(name: String, difference: Double, low: Double, high: Double, margin: Double)] = []
    for judgement in measured {
      guard case .value(let evidence) = judgement.evidence, let reading = evidence.readings.first,
        evidence.published != 0
      else { continue }
      let scale = 100 / abs(evidence.published)
      rows.append(
        (
          titles.statement(of: judgement.claim), reading.difference * scale,
          (reading.narrow?.low ?? reading.difference) * scale,
          (reading.narrow?.high ?? reading.difference) * scale, evidence.margin.limit * scale
        ))
    }
    guard !rows.isEmpty else { return nil }
    var script = PlotScript()
    let count = Double(rows.count)
    let margins = rows.enumerated().map { [$1.margin, count - Double($0)] }
    script.block(margins.map { [-$0[0], $0[1], 2 * $0[0]] })
    script.block(
      rows.enumerated().map { [$1.difference, count - Double($0), $1.low, $1.high] })
    let tics = rows.enumerated().map {
      "\"\(PlotScript.quoted(ForeignText.line($1.name, upTo: 62)))\" \(rows.count - $0)"
    }
    let box = "boxxyerror fs solid 0.25 noborder lc rgb \"#4477aa\""
    let bar = "xerrorbars pt 7 ps 0.6 lw 1.5 lc rgb \"#222222\""
    let text =
      script.head(height: 120 + 20 * rows.count) + script.data
      + [
        // gnuplot would make room for every letter at its widest.
        "set lmargin at screen 0.48",
        "set yrange [0.3:\(rows.count).7]",
        "set ytics (\(tics.joined(separator: ", "))) font \",9\"",
        "set xlabel \"difference to the published value, per cent\"",
        "set label \"claim\" at screen 0.015, screen 0.5 center rotate by 90",
        "set arrow from 0, graph 0 to 0, graph 1 nohead lc rgb \"#808080\"", "unset key",
        "plot $d0 using ($1+$3/2):2:($3/2):(0.32) with \(box), $d1 using 1:2:3:4 with \(bar)",
      ].map { $0 + "\n" }.joined()
    return Plot(
      name: "forest",
      caption:
        "Ours less the published value for every measured value: a point with its interval, and the "
        + "margin as a box.",
      script: text)
  }

  /// Metrics along an axis, ours and the paper's, a picture a claim.
  private func trendPlots() -> [Plot] {
    let pictures = measured.compactMap { judgement -> Picture? in
      guard case .trend(let evidence) = judgement.evidence,
        case .trend(let claim)? = claim(judgement.claim)
      else { return nil }
      let families = Set(claim.points.map { titles.family(of: $0.run) })
      let ours = PictureLine(
        label: "ours", family: families.count == 1 ? families.first ?? nil : nil,
        points: evidence.points.map {
          .init(x: $0.at, y: $0.mean, low: $0.interval?.low, high: $0.interval?.high)
        })
      let printed = evidence.points.compactMap { point in
        point.published.map { PictureLine.Point(x: point.at, y: $0) }
      }
      let paper =
        printed.isEmpty ? [] : [PictureLine(label: "paper", isPrinted: true, points: printed)]
      return Picture(
        title: titles.trend(claim), x: claim.axis,
        y: titles.metric(claim.metric, of: claim.runs),
        places: claim.points.map(\.at), lines: [ours] + paper)
    }
    guard !pictures.isEmpty else { return [] }
    return [
      Plot(
        name: "trends",
        caption: "Trends that the paper claims: ours with intervals, and as printed where it is.",
        script: LineSheet.script(pictures))
    ]
  }
}

/// A gnuplot script with its data inside.
struct PlotScript {
  private(set) var data = ""
  private var blocks = 0

  /// Adds rows as the data block `$dN`.
  mutating func block(_ rows: [[Double]]) {
    data += "$d\(blocks) << END\n"
    for row in rows { data += row.map { "\($0)" }.joined(separator: " ") + "\n" }
    data += "END\n"
    blocks += 1
  }

  func head(height: Int) -> String {
    """
    set encoding utf8
    set terminal svg size 760,\(height) dynamic font "sans-serif,12" noenhanced
    set grid lc rgb "#dddddd"
    set border 3
    set tics nomirror

    """
  }

  /// Text inside double quotes of a script; nothing in it is read as a command.
  static func quoted(_ text: String) -> String {
    let shown = ForeignText.line(text)
    return String(shown.unicodeScalars.filter { $0 != "\"" && $0 != "\\" && $0 != "`" })
  }
}
