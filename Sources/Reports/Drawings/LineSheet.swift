import Suites
import Verdicts

/// One line of a picture, labelled at its end.
struct PictureLine: Hashable, Sendable {
  /// A place on the line, with the ends of its bar where it has one.
  struct Point: Hashable, Sendable {
    var x: Double
    var y: Double
    var low: Double?
    var high: Double?
  }

  var label: String
  /// The model, which keeps its colour on every page; nil for what is no model's.
  var family: ModelFamily?
  /// Whether it is broken: what the paper printed.
  var isPrinted = false
  var points: [Point]
}

/// One picture: lines over two named axes.
struct Picture: Hashable, Sendable {
  var title: String
  var x: String
  var y: String
  /// What the second axis spans; nil: what the lines do.
  var heights: Interval?
  /// Places named on the first axis, which is then logarithmic; empty for a plain axis.
  var places: [Double] = []
  /// Whether a grey line marks where nothing is.
  var hasZero = false
  var lines: [PictureLine]
}

/// Pictures of lines in one drawing. Each has seven lines at most, each with its label at its end and
/// a mark of its own, so that nothing needs a legend or colour.
enum LineSheet {
  /// Lines that a picture holds at most.
  static let most = 7

  /// Commands of gnuplot for some pictures, at least one, three in a row.
  static func script(_ pictures: [Picture]) -> String {
    let columns = min(3, pictures.count)
    let rows = (pictures.count + columns - 1) / max(1, columns)
    let isLone = pictures.count == 1
    let width = isLone ? 760 : 400 * columns
    let height = isLone ? 380 : 290 * rows
    var text = """
      set encoding utf8
      set terminal svg size \(width),\(height) dynamic font "sans-serif,\(isLone ? 12 : 10)" noenhanced
      set grid lc rgb "#dddddd"
      set border 3
      set tics nomirror
      unset key

      """
    if !isLone { text += "set multiplot layout \(rows),\(columns)\n" }
    for (index, picture) in pictures.enumerated() {
      text += script(picture, prefix: "p\(index)_", pixels: isLone ? 300 : 210)
    }
    return text + (isLone ? "" : "unset multiplot\n")
  }

  /// Commands of gnuplot for one picture; what they set for it, they unset.
  ///
  /// - Parameters:
  ///   - prefix: of its data's names.
  ///   - pixels: how high its axis is, about.
  static func script(_ picture: Picture, prefix: String, pixels: Double) -> String {
    var text = ""
    var plots = picture.hasZero ? ["0 with lines lc rgb \"#999999\""] : []
    let range =
      picture.heights
      ?? bounds(picture.lines.flatMap { $0.points.flatMap { [$0.y, $0.low, $0.high] } })
    let ends = labels(picture.lines, range, gap: (range.high - range.low) * 13 / pixels)
    let styles = styles(picture.lines)
    for (index, line) in picture.lines.enumerated() {
      let name = "$\(prefix)\(index)"
      text += "\(name) << END\n"
      for point in line.points {
        text += "\(point.x) \(point.y) \(point.low ?? point.y) \(point.high ?? point.y)\n"
      }
      text += "END\n"
      let style = styles[index]
      let look = "lc rgb \"\(style.colour)\" pt \(style.mark) dt \(style.dash)"
      if line.points.contains(where: { $0.low != nil }) {
        plots.append("\(name) using 1:2:3:4 with yerrorbars ps 0.5 \(look)")
      }
      let interval = max(1, line.points.count / 8)
      plots.append(
        "\(name) using 1:2 with linespoints lw 1.5 ps 0.6 pi \(interval) \(look)")
    }
    text += "set title \"\(PlotScript.quoted(picture.title))\"\n"
    text += "set xlabel \"\(PlotScript.quoted(picture.x))\"\n"
    text += "set ylabel \"\(PlotScript.quoted(picture.y))\"\n"
    text += "set yrange [\(range.low):\(range.high)]\n"
    if picture.places.isEmpty {
      text += "unset logscale\nset xtics auto\nset xrange [*:*]\n"
    } else {
      let tics = tics(picture.places)
      let low = picture.places.min() ?? 1
      let high = picture.places.max() ?? 1
      text += "set logscale x\nset xtics (\(tics.joined(separator: ", ")))\n"
      text += "set xrange [\(low * 0.9):\(high * 1.1)]\n"
    }
    let longest = picture.lines.map(\.label.count).max() ?? 0
    text += "set rmargin \(min(40, longest + 3))\n"
    for (index, line) in picture.lines.enumerated() {
      text +=
        "set label \(index + 1) \"\(PlotScript.quoted(line.label))\" at graph 1.02, first "
        + "\(ends[index]) left tc rgb \"\(styles[index].colour)\"\n"
    }
    text += "plot \(plots.joined(separator: ", \\\n  "))\n"
    return text
      + "unset label\nunset rmargin\nunset logscale\nset xtics auto\nset xrange [*:*]\n"
      + "set yrange [*:*]\n"
  }

  /// Places of a logarithmic axis, named where the last named one is far enough away.
  private static func tics(_ places: [Double]) -> [String] {
    var last = 0.0
    return Array(Set(places)).sorted().map { place in
      let isNamed = last == 0 || place >= last * 1.45
      if isNamed { last = place }
      return "\"\(isNamed ? Numbers.shortest(place) : "")\" \(place)"
    }
  }

  /// Where the labels stand, at the heights of their lines' ends and no closer than the gap.
  private static func labels(
    _ lines: [PictureLine], _ range: Interval, gap: Double
  ) -> [Double] {
    var places = lines.map { $0.points.last?.y ?? range.low }
    let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    for (below, above) in zip(order, order.dropFirst()) {
      places[above] = max(places[above], places[below] + gap)
    }
    // What was pushed out of the picture goes down again, and pushes the others.
    var ceiling = range.high
    for index in order.reversed() {
      places[index] = min(places[index], ceiling)
      ceiling = places[index] - gap
    }
    return places
  }

  /// The ends of an axis that holds these numbers, with a margin.
  private static func bounds(_ values: [Double?]) -> Interval {
    let values = values.compactMap { $0 }.filter(\.isFinite)
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    let margin = high > low ? (high - low) * 0.08 : max(abs(high) * 0.1, 0.01)
    return Interval(low: low - margin, high: high + margin)
  }

  private struct Style {
    var colour: String
    var mark: Int
    var dash: Int
  }

  /// A model's colour; among lines of one model a mark and a dash of its own.
  private static func styles(_ lines: [PictureLine]) -> [Style] {
    let marks = [7, 5, 9, 13, 11, 6, 4]
    return lines.enumerated().map { index, line in
      let twins = lines[..<index].count { $0.family == line.family && !$0.isPrinted }
      return line.isPrinted
        ? Style(colour: "#555555", mark: 6, dash: 2)
        : Style(
          colour: line.family?.colour ?? "#333333", mark: marks[index % marks.count],
          dash: [1, 4, 3, 5, 2, 1, 4][twins % 7])
    }
  }
}

extension ModelFamily {
  /// The colour of the model on every page: Tol's bright scheme, darker where it is faint on white, so
  /// that models which meet on one page differ for any colour vision.
  var colour: String {
    switch hue {
    case .blue: "#4477aa"
    case .red: "#c0374a"
    case .green: "#1b7a2c"
    case .ochre: "#7d6b00"
    case .cyan: "#0f7a99"
    case .purple: "#aa3377"
    case .violet: "#6b4fa0"
    case .brown: "#9a5220"
    case .black: "#1a1a1a"
    case .grey: "#666666"
    case .navy: "#23408f"
    case .olive: "#4f6b12"
    }
  }
}
