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
  var story: [Plot] { [forestPlot()].compactMap { $0 } + trendPlots() }
  /// Those of the second page.
  var details: [Plot] { curvePlots() + lawPlots() }

  /// Learning curves, one drawing for each data set and group of runs: metric against epoch.
  private func curvePlots() -> [Plot] {
    var groups: [String] = []
    for spec in suite.runs {
      let group = spec.group ?? spec.id
      if !groups.contains(group) { groups.append(group) }
    }
    return groups.compactMap { group in
      let specs = suite.runs.filter { ($0.group ?? $0.id) == group }
      let metric = specs.first?.task.metrics.first ?? ""
      var script = PlotScript()
      for (colour, spec) in specs.enumerated() {
        for (place, record) in records(of: spec.id).enumerated() {
          let points = (record.result?.curve ?? []).compactMap { point in
            point.metrics[metric].map { [Double(point.epoch), $0] }
          }
          guard points.count > 1 else { continue }
          script.line(
            points, title: place == 0 ? spec.id : nil, colour: colour, width: place == 0 ? 2 : 1)
        }
      }
      guard !script.isEmpty else { return nil }
      return Plot(
        name: "curves-\(group)",
        caption:
          "\(metric.uppercased()) on the test users by epoch, group \(group), a line a seed.",
        script: script.text(
          x: "epoch", y: metric.uppercased(), extra: ["set key bottom right"]))
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
          judgement.claim, reading.difference * scale,
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
      "\"\(PlotScript.quoted($1.name))\" \(rows.count - $0)"
    }
    let box = "boxxyerror fs solid 0.25 noborder lc rgb \"#4477aa\" title \"margin\""
    let bar = "xerrorbars pt 7 ps 0.6 lw 1.5 lc rgb \"#222222\" title \"ours, interval\""
    let text =
      script.head(height: 120 + 20 * rows.count) + script.data
      + [
        "set yrange [0.3:\(rows.count).7]",
        "set ytics (\(tics.joined(separator: ", "))) font \",10\"",
        "set xlabel \"difference to the published value, per cent\"",
        "set arrow from 0, graph 0 to 0, graph 1 nohead lc rgb \"#808080\"", "set key top right",
        "plot $d0 using ($1+$3/2):2:($3/2):(0.32) with \(box), $d1 using 1:2:3:4 with \(bar)",
      ].map { $0 + "\n" }.joined()
    return Plot(
      name: "forest",
      caption: "Ours less the published value, with interval and margin, for every measured value.",
      script: text)
  }

  /// A metric along an axis, ours and the paper's.
  private func trendPlots() -> [Plot] {
    measured.compactMap { judgement in
      guard case .trend(let evidence) = judgement.evidence,
        case .trend(let claim)? = suite.claims.first(where: { $0.id == judgement.claim })
      else { return nil }
      var script = PlotScript()
      script.block(
        evidence.points.map {
          [$0.at, $0.mean, $0.interval?.low ?? $0.mean, $0.interval?.high ?? $0.mean]
        })
      let printed = evidence.points.compactMap { point in point.published.map { [point.at, $0] } }
      var plot =
        "plot $d0 using 1:2:3:4 with yerrorlines pt 7 lw 2 lc rgb \"\(PlotScript.colours[0])\" "
        + "title \"ours\""
      if !printed.isEmpty {
        script.block(printed)
        plot +=
          ", $d1 using 1:2 with linespoints pt 6 dt 2 lc rgb \"#555555\" title \"paper\""
      }
      let text =
        script.head(height: 360) + script.data
        + [
          "set logscale x",
          "set xtics (\(evidence.points.map { "\($0.at)" }.joined(separator: ", ")))",
          "set xlabel \"\(PlotScript.quoted(claim.axis))\"",
          "set ylabel \"\(PlotScript.quoted(claim.metric.uppercased()))\"", "set key bottom right",
          plot,
        ].map { $0 + "\n" }.joined()
      return Plot(
        name: "trend-\(claim.id)",
        caption: "\(claim.metric.uppercased()) along \(claim.axis), ours and as printed.",
        script: text)
    }
  }
}

/// A gnuplot script with its data inside.
struct PlotScript {
  /// Colours that people with any colour vision tell apart (Tol's bright scheme).
  static let colours = [
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb",
  ]

  private(set) var data = ""
  private var lines: [String] = []
  private var blocks = 0

  var isEmpty: Bool { lines.isEmpty }

  /// Adds rows as the data block `$dN`.
  mutating func block(_ rows: [[Double]]) {
    data += "$d\(blocks) << END\n"
    for row in rows { data += row.map { "\($0)" }.joined(separator: " ") + "\n" }
    data += "END\n"
    blocks += 1
  }

  /// Adds a line through points.
  mutating func line(_ points: [[Double]], title: String?, colour: Int, width: Int) {
    let name = "$d\(blocks)"
    block(points)
    let shade = Self.colours[colour % Self.colours.count]
    let label = title.map { "title \"\(Self.quoted($0))\"" } ?? "notitle"
    lines.append("\(name) using 1:2 with lines lw \(width) lc rgb \"\(shade)\" \(label)")
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

  func text(x: String, y: String, extra: [String]) -> String {
    head(height: 380) + data
      + "set xlabel \"\(Self.quoted(x))\"\nset ylabel \"\(Self.quoted(y))\"\n"
      + extra.map { $0 + "\n" }.joined() + "plot " + lines.joined(separator: ", \\\n  ") + "\n"
  }

  /// Text inside double quotes of a script; nothing in it is read as a command.
  static func quoted(_ text: String) -> String {
    let shown = ForeignText.line(text)
    return String(shown.unicodeScalars.filter { $0 != "\"" && $0 != "\\" && $0 != "`" })
  }
}
