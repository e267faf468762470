import ArgumentParser
import Determinism
import Experiments
import Fits
import Foundation
import Reports
import Suites

/// `repro fit`
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits scaling laws to a table of your own results.",
    discussion: """
      The table is a CSV file with a header and one trained model per row: its layers, its width, \
      the tokens it was trained on (taken as equal if there is no such column), and what was \
      measured. Laws: F1 and F3 (the Performance Law, as first printed and as released), \
      log-linear, quadratic (in logarithms: a control with as many parameters as F3), kaplan, \
      hoffmann.

        repro fit mine.csv --law F3
        repro fit mine.csv --law F3 --law quadratic --by dataset,max_length
        repro fit mine.csv --law F3 --by dataset --data own
        repro fit mine.csv --law hoffmann --loss huber

      The last is the procedure of Hoffmann et al. (2022, approach 3): L = E + A/N^α + B/D^β, \
      fitted with the Huber loss on logarithms, from 4,500 starts. It takes columns of parameters, \
      tokens and losses, and no layers or width.

      Rows of several data sizes are fitted with one constant for each size; `--data` chooses one \
      constant for all, c + g·ln(tokens), or F3's own data term instead.

      Errors on cells left out of the fit matter more than R²; parameters that the table does not \
      determine are marked. Equal tables give equal bytes.
      """)

  @Argument(help: ArgumentHelp("The table.", valueName: "file.csv")) var file: String
  @Option(help: ArgumentHelp("A law to fit; may be given again. F3 if none.", valueName: "law"))
  var law: [String] = []
  @Option(
    help: ArgumentHelp("Fit each group of rows that agree in these columns.", valueName: "column,…")
  )
  var by: String?
  @Option(help: ArgumentHelp("Column of the layers.", valueName: "column"))
  var layers = "layers"
  @Option(help: ArgumentHelp("Column of the width.", valueName: "column"))
  var width = "width"
  @Option(
    help: ArgumentHelp("Column of the tokens; `tokens` if there is one.", valueName: "column"))
  var tokens: String?
  @Option(
    help: ArgumentHelp(
      "Column of what was measured; `value`, or else `metric`.", valueName: "column"))
  var metric: String?
  @Option(
    help: ArgumentHelp(
      "How tokens enter: levels, constant, logarithm or own.", valueName: "way"))
  var data: String?
  @Option(
    help: ArgumentHelp(
      "The measured column is a loss, where smaller is better; fit it by squares or huber.",
      valueName: "how"))
  var loss: LossFit?
  @Option(
    help: ArgumentHelp("Column of the parameters, for --loss huber.", valueName: "column"))
  var parameters: String?
  @Option(
    help: ArgumentHelp(
      "Column of the training compute in FLOP, for --loss huber: tokens are compute / (6 · parameters).",
      valueName: "column"))
  var compute: String?
  @Option(
    help: ArgumentHelp(
      "Values tried for pf1 of F3 and p1 of F1; 14 from 0.05 to 128 if none.",
      valueName: "number,…"))
  var outer: String?
  @Option(help: "Number of bootstrap resamples.") var resamples = 400
  @Option(help: "Seed of the resamples.") var seed: UInt64 = 1
  @Option(
    help: ArgumentHelp(
      "Where the drawing goes. Default: the table's name with `.svg`, in this folder.",
      valueName: "file"))
  var plot: String?
  @Flag(help: "One JSON document on standard output.") var json = false

  func validate() throws {
    guard (0...100_000).contains(resamples) else {
      throw ValidationError("--resamples must be between 0 and 100,000, not \(resamples).")
    }
    _ = try settings()
    guard loss == .huber else {
      if parameters != nil || compute != nil {
        throw ValidationError(
          "--parameters and --compute are for --loss huber; other fits take layers and width.")
      }
      return
    }
    guard law.map({ $0.lowercased() }) == [Law.hoffmann.rawValue] else {
      throw ValidationError("--loss huber fits only --law hoffmann.")
    }
    if data != nil || outer != nil || plot != nil {
      throw ValidationError("--loss huber takes no --data, --outer or --plot.")
    }
    if tokens != nil, compute != nil {
      throw ValidationError("--compute takes the place of --tokens; give only one of them.")
    }
  }

  func run() throws {
    if loss == .huber { return try runHuber() }
    let laws = try (law.isEmpty ? ["F3"] : law).map { try Law(named: $0) }
    let table = try CSVTable(path: file)
    let names = by.map { $0.split(separator: ",").map(String.init) } ?? []
    let settings = try settings()
    let key = RandomKey(seed: seed)["fit"]
    var results: [LawFitResult] = []
    var fitted: [[FittedLaw]] = []
    for group in try table.groups(by: names) {
      let grid = try self.grid(
        group.table, name: group.key.isEmpty ? file : group.key.joined(separator: " "))
      let fits = try laws.map {
        try FittedLaw($0, to: grid, settings: settings, key: key[$0.rawValue])
      }
      fitted.append(fits)
      results.append(LawFitResult(grid, fits: zip(laws, fits).map { ($0.rawValue, $1) }))
    }
    guard !results.isEmpty else { throw FitError(subject: file, reason: "the table has no rows") }
    try draw(results)
    if json {
      try Console.say(json: zip(results, fitted).map { Answer(result: $0, fits: $1) })
    } else {
      Console.say(words(results, fitted))
    }
  }

  private struct Answer: Encodable {
    var result: LawFitResult
    var fits: [FittedLaw]
  }

  private func settings() throws -> LawSettings {
    var settings = LawSettings.wide
    settings.resamples = resamples
    settings.data = try data.map { word in
      guard let part = DataPart(rawValue: word) else {
        let ways = DataPart.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--data must be one of \(ways), not '\(word)'.")
      }
      return part
    }
    if let outer {
      settings.outer = try outer.split(separator: ",", omittingEmptySubsequences: false).map {
        guard let number = Double($0), number > 0, number.isFinite else {
          throw ValidationError("--outer takes positive numbers separated by commas, not '\($0)'.")
        }
        return number
      }
    }
    return settings
  }

  private func grid(_ table: CSVTable, name: String) throws -> ScalingGrid {
    let value = measured(in: table)
    let data = tokens ?? (table.header.contains("tokens") ? "tokens" : nil)
    let depth = try positive(layers, table)
    let size = try positive(width, table)
    let amount = try data.map { try positive($0, table) }
    let values = try table.numbers(value)
    return try ScalingGrid(
      name: name, measure: loss == nil ? .gain : .loss,
      cells: values.indices.map {
        ScalingCell(layers: depth[$0], width: size[$0], tokens: amount?[$0] ?? 1, value: values[$0])
      })
  }

  /// The column of what was measured.
  private func measured(in table: CSVTable) -> String {
    metric ?? (table.header.contains("value") ? "value" : "metric")
  }

  private func runHuber() throws {
    let table = try CSVTable(path: file)
    let names = by.map { $0.split(separator: ",").map(String.init) } ?? []
    let key = RandomKey(seed: seed)["fit"]["huber"]
    let fits = try table.groups(by: names).map { group in
      let part = group.table
      let sizes = try positive(parameters ?? "parameters", part)
      // Six operations for a parameter and token, forward and back: Kaplan et al. 2020, section 2.1.
      let amounts =
        try compute.map { zip(try positive($0, part), sizes).map { $0 / (6 * $1) } }
        ?? positive(tokens ?? "tokens", part)
      let losses = try positive(measured(in: part), part)
      return try HuberFit(
        name: group.key.isEmpty ? file : group.key.joined(separator: " "),
        points: losses.indices.map {
          HuberScaling.Point(parameters: sizes[$0], tokens: amounts[$0], loss: losses[$0])
        }, resamples: resamples, key: key)
    }
    guard !fits.isEmpty else { throw FitError(subject: file, reason: "the table has no rows") }
    if json {
      try Console.say(json: fits)
    } else {
      Console.say(fits.map(\.words).joined(separator: "\n"))
    }
  }

  private func positive(_ name: String, _ table: CSVTable) throws -> [Double] {
    let numbers = try table.numbers(name)
    for (row, number) in zip(table.rows, numbers) where number <= 0 {
      throw FitError(
        subject: file, place: "line \(row.line)",
        reason: "'\(name)' must be positive, not \(number)")
    }
    return numbers
  }

  private func draw(_ results: [LawFitResult]) throws {
    let own = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let path = plot ?? "\(own).svg"
    var gnuplot = Gnuplot()
    guard case .drawn(let svg) = gnuplot.draw(lawDrawing(results, name: own)) else { return }
    try writeNamed(Data(svg.utf8), to: path)
    Console.complain("The drawing is \(path)")
  }

  private func words(_ results: [LawFitResult], _ fitted: [[FittedLaw]]) -> String {
    func number(_ value: Double?, _ digits: Int) -> String {
      value.map { rounded($0, digits) } ?? "-"
    }
    var rows = [
      [
        "group", "law", "points", "free", "R²", "RMSE", "MAE", "RMSE left out", "best layers",
        "best width", "starts",
      ]
    ]
    for (result, fits) in zip(results, fitted) {
      for fit in fits {
        rows.append([
          result.name, fit.solved.law.rawValue, "\(result.points.count)", "\(fit.freeParameters)",
          number(fit.goodness.rSquared, 6), number(fit.goodness.rootMeanSquare, 6),
          number(fit.goodness.meanAbsolute, 6), number(fit.heldOut.cell?.rootMeanSquare, 6),
          number(fit.solved.optimum.layers, 1), number(fit.solved.optimum.width, 1),
          "\(fit.search.reached) of \(fit.search.starts)",
        ])
      }
    }
    var text = columns(rows) + "\n"
    for (result, fits) in zip(results, fitted) {
      for fit in fits {
        text += "\n\(result.name), \(fit.solved.law.formula)\n"
        let lines = fit.parameters.map { parameter -> [String] in
          let interval = fit.intervals.first { $0.name == parameter.name }
          return [
            "  \(parameter.name)", number(parameter.value, 6),
            parameter.standardError.map { "± \(rounded($0, 6))" } ?? "",
            interval.map { "[\(rounded($0.low, 6)), \(rounded($0.high, 6))]" } ?? "",
            parameter.standing.words,
          ]
        }
        let places = fit.intervals.filter { $0.name.hasPrefix("best") }.map { interval in
          [
            "  \(interval.name)", "", "",
            "[\(rounded(interval.low, 1)), \(rounded(interval.high, 1))]",
            "in \(interval.resamples) of \(resamples) resamples",
          ]
        }
        text += columns(lines + places) + "\n"
        let spans = fit.spans.filter { $0.low < $0.high }.map {
          "\($0.name) from \(rounded($0.low, 3)) to \(rounded($0.high, 3))"
        }
        if !spans.isEmpty {
          text += "  within 0.0001 of the best R²: \(spans.joined(separator: ", "))\n"
        }
        for warning in fit.warnings { text += "  warning: \(warning)\n" }
      }
    }
    return text
  }
}

extension ParameterStanding {
  /// What it means, in words.
  fileprivate var words: String {
    switch self {
    case .pinned: ""
    case .loose: "not distinguishable from 0"
    case .notIdentified: "any value fits"
    case .onBound: "at its bound"
    }
  }
}
