public import Metrics

// How suites and records write a metric: as its name.

extension Metric: Codable {
  /// Reads a name.
  ///
  /// - Throws: `DecodingError` with a sentence that names what there is, and what is near.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let metric = Metric(named: name) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: Self.refusal(of: name))
    }
    self = metric
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }

  /// What is said of a name that no metric has.
  static func refusal(of name: String) -> String {
    let possible = words.filter { named(like: name, word: $0) != nil }
    let near = word(in: name).flatMap { closest(to: $0, among: possible) }
      .flatMap { named(like: name, word: $0) }
    return "no metric is called '\(name)'; there are \(patterns())"
      + (near.map { "; did you mean '\($0)'?" } ?? "")
  }
}

extension Metric: CodingKeyRepresentable {
  /// The name.
  public var codingKey: any CodingKey { EntryKey(name) }
  /// The metric of this name, if there is one.
  public init?(codingKey: some CodingKey) { self.init(named: codingKey.stringValue) }
}

extension DataNumber: Word {}

/// What in the metrics of a task could not be measured, by path below the task.
///
/// - Parameters:
///   - task: what is said of metrics that it has: "ranking".
///   - groups: whether it measures groups of targets too.
///   - isMeant: whether a family is one of them.
func metricComplaints(
  _ metrics: [Metric], of task: String, groups: Bool = false,
  _ isMeant: (any MetricFamily.Type) -> Bool
) -> [Complaint] {
  var found = metrics.enumerated().compactMap { index, metric -> Complaint? in
    if metric.part == .test || (groups && metric.grouped != nil), isMeant(type(of: metric.family)) {
      return nil
    }
    return (
      "evaluation.metrics.\(index)",
      "no \(task) metric is called '\(metric)'; there are \(Metric.patterns(isMeant))"
    )
  }
  if Set(metrics).count != metrics.count {
    found.refuse("evaluation.metrics", "a metric is named twice")
  }
  return found
}

extension Field {
  /// What a task measures, the primary metric first.
  ///
  /// - Parameters:
  ///   - isMeant: whether a family is one of those that the task can measure.
  ///   - more: what is said of them besides.
  static func metrics(
    _ path: Path<[Metric]>, atLeast least: Int = 0,
    _ isMeant: (any MetricFamily.Type) -> Bool, saying more: String = ""
  ) -> Field {
    .list(
      "metrics", path, "Different metrics; the first is the primary one." + more,
      of: .text(TextForm(Metric.patterns(isMeant))), atLeast: least)
  }
}

extension Metric {
  /// Stands where the name is still to be read.
  static let unread: Metric = "mrr"
}
