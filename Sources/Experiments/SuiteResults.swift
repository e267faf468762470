internal import Fits
public import Suites

/// What a suite has beside its data sets: files below the folder of suites, and its own records.
public struct SuiteResults: Sendable {
  /// The folder of suites.
  public var folder: String
  /// The suite.
  public var suite: Suite
  /// Its records.
  public var records: RecordFolder

  /// What a suite has beside its data sets.
  public init(folder: String, suite: Suite, records: RecordFolder) {
    self.folder = folder
    self.suite = suite
    self.records = records
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
  func points(_ source: PointSource) throws -> ScalingGrid {
    switch source {
    case .file(let points): try grid(points)
    case .records(let points): try grid(points)
    }
  }

  private func grid(_ points: FilePoints) throws -> ScalingGrid {
    let table = try rows(points.file, points.rows)
    let layers = try table.numbers(points.layers)
    let width = try table.numbers(points.width)
    let tokens = try points.tokens.map { (name) throws(FitError) in try table.numbers(name) }
    let values = try table.numbers(points.value)
    return try ScalingGrid(
      name: points.rows.keys.sorted().compactMap { points.rows[$0] }.joined(separator: " "),
      measure: points.measure == .gain ? .gain : .loss,
      cells: values.indices.map {
        ScalingCell(
          layers: layers[$0], width: width[$0], tokens: tokens?[$0] ?? 1, value: values[$0])
      })
  }

  private func grid(_ points: RecordPoints) throws -> ScalingGrid {
    var cells: [ScalingCell] = []
    let runs = suite.runs.filter { $0.group == points.group }
    for spec in runs {
      guard case .ranking(let task) = spec.task, let size = task.model.size else {
        throw ExperimentError(
          subject: "the run '\(spec.id)'", reason: "it trains no model with layers and a width")
      }
      var values: [Double] = []
      for seed in spec.seeds {
        let record = try records.record(of: "\(spec.id).\(seed)")
        if let value = record?.result?.metrics[points.metric] { values.append(value) }
      }
      guard !values.isEmpty else { continue }
      cells.append(
        ScalingCell(
          layers: Double(size.layers), width: Double(size.width), tokens: 1,
          value: values.reduce(0, +) / Double(values.count)))
    }
    guard !cells.isEmpty else {
      throw ExperimentError(
        subject: "the group '\(points.group)'",
        reason: "none of its \(runs.count) runs has a finished record")
    }
    return try ScalingGrid(
      name: "\(points.metric), \(points.group), \(cells.count) of \(runs.count) cells",
      measure: .gain, cells: cells)
  }
}

extension ModelSpec {
  /// Depth and width of a stack of blocks; nil for what has none.
  fileprivate var size: (layers: Int, width: Int)? {
    switch self {
    case .sasrec(let spec): (spec.blocks, spec.width)
    case .hstu(let spec): (spec.blocks, spec.width)
    case .fuxiAlpha(let spec): (spec.blocks, spec.width)
    case .llama(let spec): (spec.blocks, spec.width)
    case .gpt(let spec): (spec.blocks, spec.width)
    case .gru4rec, .narm, .bprMF, .popularity, .random: nil
    }
  }
}
