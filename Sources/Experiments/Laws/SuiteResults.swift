internal import Fits
internal import Metrics
public import Suites

/// What a suite has beside its data sets: files below the folder of suites, and its own records.
public struct SuiteResults: Sendable {
  /// The folder of suites.
  public var folder: String
  /// The suite.
  public var suite: Suite
  /// Its records.
  public var records: RecordFolder

  /// Whether a record may be used.
  public var accepts: @Sendable (RunRecord) -> Bool

  /// What a suite has beside its data sets.
  public init(
    folder: String, suite: Suite, records: RecordFolder,
    accepts: @escaping @Sendable (RunRecord) -> Bool = { _ in true }
  ) {
    self.folder = folder
    self.suite = suite
    self.records = records
    self.accepts = accepts
  }

  /// The result of a cell; nil where it has no finished record that may be used. Whoever reads all
  /// records says what is wrong with the others.
  private func result(of cell: String) -> RunResult? {
    guard let record = try? records.record(of: cell), accepts(record) else { return nil }
    return record.result
  }

  /// A CSV file below the folder of suites.
  ///
  /// - Throws: `ExperimentError` for a path that leads out of the folder; what the table throws.
  func table(_ file: String) throws -> CSVTable {
    guard !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else {
      throw ExperimentError(subject: file, reason: "it lies outside the folder of suites")
    }
    return try CSVTable(path: "\(folder)/\(file)")
  }

  /// The rows of a file that agree with some fields.
  func rows(_ file: String, _ wanted: [String: String]) throws -> CSVTable {
    let names = wanted.keys.sorted()
    let groups = try table(file).groups(by: names)
    guard let found = groups.first(where: { $0.key == names.map { wanted[$0] ?? "" } }) else {
      let words = names.map { "\($0) \(wanted[$0] ?? "")" }.joined(separator: ", ")
      throw ExperimentError(subject: file, reason: "no row has \(words)")
    }
    return found.table
  }

  /// The results that a law is fitted to.
  func points(_ task: LawFitTask) throws -> ScalingGrid {
    let size = try task.data.map { try sizes($0) }
    var grid =
      switch task.points {
      case .file(let points): try grid(points, size)
      case .records(let points): try grid(points, size)
      }
    if let data = task.data { grid.name += ", \(data.name)" }
    return grid
  }

  /// The data size behind results of a maximal length.
  private func sizes(_ source: DataSource) throws -> (Double) throws -> Double {
    switch source {
    case .file(let data):
      let table = try rows(data.file, data.rows)
      let lengths = try table.numbers(data.length)
      var product = lengths.map { _ in 1.0 }
      for name in data.columns { product = zip(product, try table.numbers(name)).map { $0 * $1 } }
      let sizes = Dictionary(zip(lengths, product)) { first, _ in first }
      return { length in
        guard let size = sizes[length] else {
          throw ExperimentError(
            subject: data.file, reason: "no row has the \(data.length) \(shown(length))")
        }
        return size
      }
    case .records(let data):
      guard let spec = suite.runs.first(where: { $0.id == data.run }), let seed = spec.seeds.first
      else { throw ExperimentError(subject: "the run '\(data.run)'", reason: "the suite has none") }
      guard let result = result(of: "\(data.run).\(seed)") else {
        throw ExperimentError(
          subject: "the run '\(data.run)'",
          reason: "it has no finished record from which to take the data size")
      }
      return { length in
        guard let size = Int(exactly: length).flatMap({ result.metrics[data.metric.at($0)] }) else {
          throw ExperimentError(
            subject: "the run '\(data.run)'",
            reason: "it has no \(data.metric.rawValue)@\(shown(length))")
        }
        return size
      }
    }
  }

  private func grid(
    _ points: FilePoints, _ size: ((Double) throws -> Double)?
  ) throws -> ScalingGrid {
    let table = try rows(points.file, points.rows)
    let layers = try table.numbers(points.layers)
    let width = try table.numbers(points.width)
    var tokens = try points.tokens.map { (name) throws(FitError) in try table.numbers(name) }
    if let size, let length = points.length { tokens = try table.numbers(length).map(size) }
    let values = try table.numbers(points.value)
    return try ScalingGrid(
      name: points.rows.keys.sorted().compactMap { points.rows[$0] }.joined(separator: " "),
      measure: points.measure == .gain ? .gain : .loss,
      cells: values.indices.map {
        ScalingCell(
          layers: layers[$0], width: width[$0], tokens: tokens?[$0] ?? 1, value: values[$0])
      })
  }

  /// Every cell of the groups that has a finished record; a grid may be in the making.
  private func grid(
    _ points: RecordPoints, _ size: ((Double) throws -> Double)?
  ) throws -> ScalingGrid {
    var cells: [ScalingCell] = []
    let runs = suite.runs.filter { $0.group.map(points.groups.contains) == true }
    for spec in runs {
      guard let task = spec.task.ranking, let stack = task.model.stack else {
        throw ExperimentError(
          subject: "the run '\(spec.id)'", reason: "it trains no model with layers and a width")
      }
      var values: [Double] = []
      for seed in spec.seeds {
        if let value = result(of: "\(spec.id).\(seed)")?.metrics[points.metric] {
          values.append(value)
        }
      }
      guard !values.isEmpty else { continue }
      var tokens = 1.0
      if let size {
        let dataset = suite.datasets.first { $0.id == task.dataset }
        guard let length = dataset?.maximalLength else {
          throw ExperimentError(
            subject: "the run '\(spec.id)'", reason: "its data set has no maximal length")
        }
        tokens = try size(Double(length))
      }
      cells.append(
        ScalingCell(
          layers: Double(stack.depth), width: Double(stack.width), tokens: tokens,
          value: values.reduce(0, +) / Double(values.count)))
    }
    let groups = points.groups.map { "'\($0)'" }.joined(separator: ", ")
    guard !cells.isEmpty else {
      throw ExperimentError(
        subject: "the group \(groups)",
        reason: "none of its \(runs.count) runs has a finished record")
    }
    return try ScalingGrid(
      name: "\(points.metric), \(points.groups.joined(separator: " and ")), "
        + "\(cells.count) of \(runs.count) cells", measure: .gain, cells: cells)
  }
}

/// A length as a table or a metric's name has it: a whole number without its fraction.
private func shown(_ length: Double) -> String {
  Int(exactly: length.rounded(.towardZero)).map(String.init) ?? "\(length)"
}
