public import Metrics
public import Suites

/// A suite of trained runs whose numbers are given: what the rules make of them, with no ranks, curves
/// or training behind. A run called `popularity` is one that no seed moves.
public struct NumberedSuite: Sendable {
  /// A run and how many seeds it has.
  public struct Entry: Sendable {
    /// Its name.
    public var name: String
    /// Its seeds.
    public var seeds: Int

    /// A run and how many seeds it has.
    public init(_ name: String, seeds: Int) {
      self.name = name
      self.seeds = seeds
    }
  }

  /// The metric of every number.
  public let metric: Metric
  /// The suite, of one metric.
  public var suite: Suite
  /// Records of every cell before their numbers are put in, runs in order, seeds within runs.
  private let blank: [RunRecord]
  private let places: [(run: Int, seed: Int)]

  /// Runs by name, and what is claimed of them.
  public init(
    _ entries: [Entry], claims: [Claim], metric: Metric = "ndcg@10", users: Int = 6040
  ) {
    self.metric = metric
    var suite = LittleSuite.suite(claims: claims)
    let patterns = suite.runs
    suite.runs = entries.flatMap { entry in
      patterns.filter { $0.id == (entry.name == "popularity" ? "popularity" : "plain") }.map {
        var spec = $0
        spec.id = entry.name
        spec.seeds = (0..<entry.seeds).map { UInt64($0 + 1) }
        return spec
      }
    }
    suite.guards = []
    suite.comparisons = []
    self.suite = suite
    places = entries.indices.flatMap { run in (0..<entries[run].seeds).map { (run, $0) } }
    // One record is the pattern of all that are trained: its digests are the same for each.
    var drafts: [Bool: RunRecord] = [:]
    blank = ((try? Plan(suite))?.runs ?? []).map { run in
      let isTrained = run.task.isTrained
      if var pattern = drafts[isTrained] {
        pattern.run = run
        return pattern
      }
      var record = LittleSuite.record(run, suite, quality: 1, users: 4)
      if case .finished(var result) = record.outcome {
        result.ranks = []
        result.curve = []
        result.users = users
        record.outcome = .finished(result)
      }
      drafts[isTrained] = record
      return record
    }
  }

  /// Records of every cell.
  ///
  /// - Parameter numbers: the metric of a run's seed, both counted from 0; with what blocks of users
  ///   add to it, where that is known.
  public func records(
    _ numbers: (_ run: Int, _ seed: Int) -> (value: Double, units: [Double]?)
  ) -> [RunRecord] {
    zip(blank, places).map { record, place in
      var record = record
      guard case .finished(var result) = record.outcome else { return record }
      let (value, units) = numbers(place.run, place.seed)
      result.metrics = [metric: value]
      result.units = units.map { [metric: $0] }
      record.outcome = .finished(result)
      return record
    }
  }
}
