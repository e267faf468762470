import Suites

extension RunTask {
  /// Whether the task fits or measures numbers and trains no model.
  var trainsNothing: Bool {
    switch self {
    case .lawFit, .lineFit, .dataTerm: true
    default: false
    }
  }
}

/// A finished run that fitted laws.
struct FittedPanel {
  var record: RunRecord
  var result: RunResult
  var fit: LawFitResult

  func number(_ name: String) -> Double? { result.metrics[name] }
  func fit(_ name: String) -> LawFitResult.Fit? { fit.fit(name) }

  /// The best cell measured.
  var best: LawFitResult.Point? { fit.points.max { $0.value < $1.value } }
}

extension LawFitResult {
  /// The law of this name.
  func fit(_ name: String) -> Fit? { fits.first { $0.name == name } }
}

extension ReportWriter {
  /// The runs that fitted laws, in the order of the suite.
  var panels: [FittedPanel] {
    records.compactMap { record in
      record.result.flatMap { result in
        result.fit.map { FittedPanel(record: record, result: result, fit: $0) }
      }
    }
  }

  /// Laws fitted to results, the grids they were fitted to, and what stands for the data.
  func laws() -> [Document.Block] { fittedLaws() + ownGrids() + dataTerms() }

  private func fittedLaws() -> [Document.Block] {
    let panels = panels
    guard !panels.isEmpty else { return [] }
    return [
      .heading(2, "Laws"),
      .paragraph(
        "R² on the points each law was fitted to. *Drawn* is the surface in the paper's figure, "
          + "recomputed here; *any additive law* is the most that any law of the form "
          + "f(layers) + g(width) can reach."),
      goodnessTable(panels),
      .paragraph(
        "Errors on what a law had not seen: root mean squares × 1,000, leaving out one cell, one "
          + "depth or one width at a time. \(controlSentence(panels))"),
      heldOutTable(panels),
      .paragraph(
        "Where each law has its maximum, beside the best cell measured; a dash where it rises or "
          + "falls throughout, and in brackets where the maximum lies outside the sizes measured."),
      optimumTable(panels),
      .folded("Parameters, and which of them the points identify", [parameterTable(panels)]),
    ]
  }

  private func names(_ panels: [FittedPanel]) -> [String] {
    var names: [String] = []
    for panel in panels {
      for fit in panel.fit.fits where !names.contains(fit.name) { names.append(fit.name) }
    }
    return names
  }

  private func cell(_ value: Double?, _ digits: Int, scale: Double = 1) -> String {
    value.map { Numbers.fixed($0 * scale, digits) } ?? "–"
  }

  private func goodnessTable(_ panels: [FittedPanel]) -> Document.Block {
    let names = names(panels)
    return .table(
      ["Panel", "Points", "Drawn"] + names + ["Any additive law"],
      numeric: [false] + Array(repeating: true, count: names.count + 3),
      panels.map { panel in
        [panel.fit.name, "\(panel.fit.points.count)", cell(panel.number("drawn.r2"), 6)]
          + names.map { cell(panel.number("\($0).r2"), 6) }
          + [cell(panel.number("additive.r2"), 6)]
      })
  }

  private func heldOutTable(_ panels: [FittedPanel]) -> Document.Block {
    let names = names(panels)
    return .table(
      ["Panel"] + names.map { "\($0): cell, depth, width" },
      numeric: [false] + Array(repeating: true, count: names.count),
      panels.map { panel in
        [panel.fit.name]
          + names.map { name in
            ["loo", "loo-depth", "loo-width", "largest"].compactMap { kind in
              kind == "largest" && panel.number("\(name).largest") == nil
                ? nil : cell(panel.number("\(name).\(kind)"), 2, scale: 1000)
            }.joined(separator: ", ")
          }
      })
  }

  /// In how many panels the first law predicts an unseen cell better than each of the others.
  private func controlSentence(_ panels: [FittedPanel]) -> String {
    let names = names(panels)
    guard let first = names.first else { return "" }
    let parts = names.dropFirst().compactMap { other -> String? in
      let both = panels.compactMap { panel in
        panel.number("\(first).loo").flatMap { mine in
          panel.number("\(other).loo").map { (mine, $0) }
        }
      }
      guard !both.isEmpty else { return nil }
      return "\(other) in \(both.count { $0.0 < $0.1 }) of \(both.count)"
    }
    return parts.isEmpty
      ? ""
      : "\(first) has the smaller error on a cell left out than \(parts.joined(separator: ", "))."
  }

  private func optimumTable(_ panels: [FittedPanel]) -> Document.Block {
    let names = names(panels).filter { name in
      panels.contains { $0.fit(name)?.bestLayers != nil || $0.fit(name)?.bestWidth != nil }
    }
    func place(_ value: Double?, _ sizes: [Double]) -> String {
      guard let value, let low = sizes.min(), let high = sizes.max() else { return "–" }
      let text = value < 1e5 ? Numbers.fixed(value, 1) : "far"
      return value < low || value > high ? "[\(text)]" : text
    }
    return .table(
      ["Panel", "Best measured"] + names.map { "\($0): layers × width" },
      numeric: [false] + Array(repeating: true, count: names.count + 1),
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
          }
      })
  }

  private func parameterTable(_ panels: [FittedPanel]) -> Document.Block {
    var rows: [[String]] = []
    for panel in panels {
      for (place, fit) in panel.fit.fits.enumerated() {
        let parameters = fit.parameters.map { parameter -> String in
          guard let value = parameter.value else { return "\(parameter.name) unknown" }
          let error = parameter.error.map { " ± \(significant($0, 2))" } ?? ""
          let mark =
            parameter.standing == "loose"
            ? " (loose)"
            : parameter.standing == "on-bound"
              ? " (on its bound)" : ""
          return "\(parameter.name) \(significant(value, 5))\(error)\(mark)"
        }
        let intervals = fit.intervals.map {
          "\($0.name) [\(significant($0.low, 3)), \(significant($0.high, 3))]"
        }
        rows.append([
          place == 0 ? panel.fit.name : "", fit.name, parameters.joined(separator: "; "),
          intervals.joined(separator: "; "), "\(fit.reached) of \(fit.starts)",
          fit.warnings.joined(separator: "; "),
        ])
      }
    }
    return .table(
      [
        "Panel", "Law", "Parameters, standard errors", "95 % over resampled points",
        "Starts that reached the best", "Beware",
      ], numeric: [false, false, false, false, true, false], rows)
  }

  /// A number with this many significant digits.
  private func significant(_ value: Double, _ digits: Int) -> String {
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

  /// The grids of the suite's own runs that laws are fitted to, with what was not run.
  private func ownGrids() -> [Document.Block] {
    var shown: [String] = []
    var blocks: [Document.Block] = []
    for spec in suite.runs {
      guard case .lawFit(let task) = spec.task, case .records(let points) = task.points,
        !shown.contains(points.group + points.metric)
      else { continue }
      shown.append(points.group + points.metric)
      blocks += grid(points)
    }
    return blocks.isEmpty ? [] : [.heading(2, "Own grids")] + blocks
  }

  private func grid(_ points: RecordPoints) -> [Document.Block] {
    var values: [[Int]: String] = [:]
    var depths: [Int] = []
    var widths: [Int] = []
    for spec in suite.runs where spec.group == points.group {
      guard case .ranking(let task) = spec.task, let size = size(task.model) else { continue }
      if !depths.contains(size[0]) { depths.append(size[0]) }
      if !widths.contains(size[1]) { widths.append(size[1]) }
      let own = records(of: spec.id).compactMap { $0.result?.metrics[points.metric] }
      values[size] =
        own.isEmpty
        ? "not run" : Numbers.fixed(own.reduce(0, +) / Double(own.count), 4)
    }
    let run = values.values.count { $0 != "not run" }
    return [
      .paragraph(
        "\(points.metric.uppercased()), group `\(points.group)`: \(run) of \(values.count) cells "
          + "run. Rows are layers, columns widths."),
      .table(
        ["Layers"] + widths.sorted().map { "\($0)" },
        numeric: Array(repeating: true, count: widths.count + 1),
        depths.sorted().map { depth in
          ["\(depth)"] + widths.sorted().map { values[[depth, $0]] ?? "" }
        }),
    ]
  }

  private func size(_ model: ModelSpec) -> [Int]? {
    switch model {
    case .sasrec(let spec): [spec.blocks, spec.width]
    case .hstu(let spec): [spec.blocks, spec.width]
    case .fuxiAlpha(let spec): [spec.blocks, spec.width]
    case .llama(let spec): [spec.blocks, spec.width]
    case .gpt(let spec): [spec.blocks, spec.width]
    default: nil
    }
  }

  private func dataTerms() -> [Document.Block] {
    var rows: [[String]] = []
    for record in records {
      guard case .dataTerm(let task) = record.run.task, let result = record.result else { continue }
      for length in task.lengths {
        func number(_ name: String) -> Double? { result.metrics["\(name)@\(length)"] }
        func whole(_ name: String) -> String {
          number(name).map { Numbers.whole($0) } ?? "–"
        }
        rows.append([
          record.run.name, "\(length)", whole("tokens"), cell(number("real-entropy"), 4),
          cell(number("real-entropy-inverse"), 4), whole("tokens-by-real-entropy"),
          cell(number("apen"), 5), whole("tokens-by-apen"), cell(number("shannon"), 3),
          cell(number("zlib"), 4),
        ])
      }
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading(2, "Data terms"),
      .paragraph(
        "Each user's latest events, users end to end. S is the real entropy of the stream, ApEn the "
          + "mean over users (runs of 2, equal items), Shannon's entropy in bits and zlib's ratio "
          + "the means over chunks of 10,000."),
      .table(
        [
          "Run", "Length", "Tokens", "S", "S′ = 1/S", "Tokens × S′", "ApEn", "Tokens / ApEn",
          "Shannon", "zlib",
        ], numeric: [false] + Array(repeating: true, count: 9), rows),
    ]
  }
}
