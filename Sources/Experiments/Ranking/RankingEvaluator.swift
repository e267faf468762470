public import Datasets
public import Determinism
public import Metrics
public import Suites
public import Tensors

/// What gives every candidate a score for some test rows.
public protocol CandidateScorer: Sendable {
  /// Scores of all candidates, in their order: `[rows.count, candidates]`; larger ranks first.
  ///
  /// - Parameters:
  ///   - range: which rows.
  ///   - rows: the rows they are taken from.
  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor
}

/// Ranking: the place of each test user's targets among the candidates.
///
/// `rank = 1 + #{candidates that score above the target}`, the seen items taken out, a user's other
/// targets left in, equal scores counted as the specification says, and `floor` for a rank of `floor` or
/// worse. Where candidates are drawn, a target competes with the row's draws alone. Rows are scored a
/// tile at a time, so no more than a tile's scores are ever held.
public struct RankingEvaluator: Sendable {
  /// Test rows: each user's history, and the events asked for.
  public let rows: SequenceRows
  /// Items that compete, or that can be drawn, ascending: `[candidates]`.
  public let candidates: [Int32]
  /// Targets of each row.
  let targets: Int
  /// Where users' events are cut.
  let split: SplitSpec
  let specification: EvaluationSpec
  private let rule: any CandidateRule
  /// Place of each item among the candidates, −1 for an item that does not compete: `[itemRows]`.
  let places: [Int32]
  /// What lists are held against, where a metric asks for some; else nil.
  let reference: ListReference?
  /// How often targets are trained on, where a metric asks for some of them by that; else nil.
  let occurrences: TargetOccurrences?
  /// Items drawn or listed for each row; nil where all compete.
  let drawn: DrawnCandidates?
  /// Validation rows, where they decide which epoch is read.
  private let validation: (rows: SequenceRows, drawn: DrawnCandidates?)?

  /// Rows of a tile: enough for the product to run at speed, few enough for its scores to stay in a
  /// processor's cache. Changes no rank.
  public var tileRows = 32

  /// An evaluator of prepared data.
  ///
  /// - Parameters:
  ///   - split: where users' events are cut.
  ///   - lists: those that the specification ranks among, by members of the data set.
  /// - Throws: `ExperimentError` for a metric of something else, for one of targets that there are none of,
  ///   and where no user can be tested.
  public init(
    _ interactions: Interactions, _ specification: EvaluationSpec, maximalLength: Int,
    split: SplitSpec = .leaveLastOut, lists: [String: ItemLists] = [:]
  ) throws(ExperimentError) {
    if let metric = specification.metrics.first(where: {
      $0.ofRanks == nil && ($0.listed == nil || specification.candidates.areSampled)
    }) {
      throw ExperimentError(
        subject: "the evaluation", reason: "the metric '\(metric)' is not computed from ranks")
    }
    self.specification = specification
    self.split = split
    let targets = specification.held ?? 1
    self.targets = targets
    let cuts = interactions.cuts(split, held: targets)
    func cut(_ side: SequenceRows.Side) -> SequenceRows {
      SequenceRows(interactions, cuts, side: side, maximalLength: maximalLength, held: targets)
    }
    rows = cut(.evaluation)
    guard rows.count > 0 else {
      let least = targets == 1 ? "two" : "\(targets + 1)"
      throw ExperimentError(
        subject: "the evaluation",
        reason: split == .leaveLastOut
          ? "no user has \(least) events, so nobody can be tested"
          : "the split leaves no user a test event with another one before it, so nobody can be tested"
      )
    }
    rule = specification.candidates.entry.able((any CandidateRule).self)
    candidates = rule.candidates(of: interactions)
    let material = CandidateMaterial(interactions, cuts, candidates: candidates, lists: lists)
    places = material.places
    reference =
      specification.metrics.contains { $0.listed != nil } ? ListReference(material, rows) : nil
    occurrences =
      specification.metrics.contains { $0.grouped != nil }
      ? try TargetOccurrences(
        cut(.training), rows, itemRows: interactions.itemRows, for: specification.metrics) : nil
    drawn = try rule.few(for: rows, among: material)
    guard specification.read == .bestOnValidation else {
      validation = nil
      return
    }
    let apart = cut(.validation)
    guard apart.count > 0 else {
      throw ExperimentError(
        subject: "the evaluation",
        reason:
          "the split leaves no user a validation event, so the best epoch on validation cannot be read"
      )
    }
    validation = (apart, try rule.few(for: apart, among: material))
  }

  /// How ranks come about, in words, so that a metric's name can carry its protocol.
  public var procedure: String {
    let items = rule.procedure(candidates: candidates.count)
    let seen =
      switch specification.seen {
      case .keptHistory: "the kept history taken out"
      case .wholeHistory: "the whole history taken out"
      case .ranked: "nothing taken out"
      }
    let ties =
      switch specification.ties {
      case .against: "ties against the target"
      case .favour: "ties in the target's favour"
      }
    let time =
      switch specification.queryTime {
      case .target: "the query sees the \(targets == 1 ? "target's" : "first target's") time"
      case .lastKnown: "the query sees the last known time"
      }
    let asked = targets == 1 ? "" : "the last \(targets) events of each user at once, "
    return
      "\(asked)\(specification.candidates.areSampled ? "sampled ranking among" : "full ranking of") "
      + "\(items), \(seen), \(ties), rank floor \(specification.floor), \(time)"
  }

  /// Ranks and metrics of the test rows, and what validation decides by.
  ///
  /// - Parameters:
  ///   - workers: ranks that divide the rows among them; each is given all places.
  ///   - stop: asked between tiles; once it says true to any of them, the work is given up.
  /// - Returns: nil where the work was given up.
  package func measured(
    _ scorer: some CandidateScorer, over workers: any Ranks = SingleRank(),
    stop: @Sendable () -> Bool = { false }
  ) -> Measured? {
    guard
      let (ranks, lists) = placed(scorer, of: rows, drawn, listDepth, over: workers, stop: stop)
    else { return nil }
    var measured = measured(of: ranks)
    let listed = listed(lists, ranks: ranks)
    measured.metrics.merge(listed.metrics) { $1 }
    if let units = listed.units { measured.units = (measured.units ?? [:]).merging(units) { $1 } }
    if validation != nil {
      guard let ranks = validationRanks(scorer, over: workers, stop: stop) else { return nil }
      let values = metrics(of: ranks)
      for metric in specification.watched { measured.metrics[metric] = values[metric.on(.test)] }
    }
    return measured
  }

  /// The rank of each target of each test row, from 1.
  ///
  /// - Parameters:
  ///   - workers: ranks that divide the rows among them; each is given all places.
  ///   - stop: asked between tiles; once it says true to any of them, the work is given up.
  /// - Returns: `[rows · targets]`, or nil where the work was given up.
  public func ranks(
    _ scorer: some CandidateScorer, over workers: any Ranks = SingleRank(),
    stop: @Sendable () -> Bool = { false }
  ) -> [Int32]? {
    placed(scorer, of: rows, drawn, over: workers, stop: stop)?.ranks
  }

  /// The same of the validation rows, where they decide which epoch is read; else nil.
  func validationRanks(
    _ scorer: some CandidateScorer, over workers: any Ranks = SingleRank(),
    stop: @Sendable () -> Bool = { false }
  ) -> [Int32]? {
    validation.flatMap {
      placed(scorer, of: $0.rows, $0.drawn, over: workers, stop: stop)?.ranks
    }
  }

  /// The ranks of the rows' targets, and the first places of each row's ranking.
  private func placed(
    _ scorer: some CandidateScorer, of rows: SequenceRows, _ drawn: DrawnCandidates?,
    _ depth: Int = 0, over workers: any Ranks, stop: @Sendable () -> Bool
  ) -> (ranks: [Int32], lists: [Int32])? {
    let own = workers.share(of: (rows.count + tileRows - 1) / tileRows)
    let parts = mapTiles(own.count) { index -> (ranks: [Int32], lists: [Int32]) in
      if stop() { return ([], []) }
      let tile = own.lowerBound + index
      let range = tile * tileRows..<min(rows.count, (tile + 1) * tileRows)
      return placed(range, rows, drawn, depth, in: scorer.scores(range, of: rows))
    }
    let ranks = Array(workers.gather(parts.flatMap(\.ranks)).joined())
    guard ranks.count == rows.count * targets else { return nil }
    return (ranks, depth > 0 ? Array(workers.gather(parts.flatMap(\.lists)).joined()) : [])
  }

  /// The metrics of some ranks, of all targets alone.
  public func metrics(of ranks: [Int32]) -> [Metric: Double] {
    let ranks = TargetRanks(ranks, targets: targets)
    var values: [Metric: Double] = [:]
    for metric in specification.metrics {
      guard let ranking = metric.ranking else { continue }
      values[metric] = ranks?.mean(ranking) ?? 0
    }
    return values
  }

  private func placed(
    _ range: Range<Int>, _ rows: SequenceRows, _ drawn: DrawnCandidates?, _ depth: Int,
    in scores: Tensor
  ) -> (ranks: [Int32], lists: [Int32]) {
    precondition(
      scores.shape == [range.count, candidates.count],
      "Scores of shape \(scores.shape) are not [\(range.count), \(candidates.count)].")
    return scores.withElements { scores in
      var (found, lists): ([Int32], [Int32]) = ([], [])
      for (index, row) in range.enumerated() {
        let line = UnsafeBufferPointer(
          rebasing: scores[index * candidates.count..<(index + 1) * candidates.count])
        // Drawn candidates are never seen ones.
        let seen = drawn == nil ? seen(by: row, rows) : []
        found += ranks(of: row, rows, drawn, excluding: seen, in: line)
        if depth > 0 { lists += firstPlaces(depth, in: line, excluding: seen) }
      }
      return (found, lists)
    }
  }

  /// The ranks of a row's targets among scores of all candidates: `[targets]`.
  private func ranks<Score: BinaryFloatingPoint>(
    of row: Int, _ rows: SequenceRows, _ drawn: DrawnCandidates?, excluding seen: [Int],
    in line: UnsafeBufferPointer<Score>
  ) -> [Int32] {
    let ties: TieRule =
      switch specification.ties {
      case .against: .against
      case .favour: .favour
      }
    let few = drawn?.places(of: row)
    return rows.targets(of: row).map { item in
      let target = places[Int(item)]
      guard target >= 0 else { return Int32(specification.floor) }
      // The first place is the target's own, and a list may have it too.
      let place =
        few.map { few in
          rank(
            of: 0, in: [line[Int(target)]] + few.filter { $0 != target }.map { line[Int($0)] },
            ties: ties)
        }
        ?? rank(of: Int(target), in: line, excluding: seen, ties: ties)
      return Int32(min(place, specification.floor))
    }
  }

  /// The ranks of a test row's targets among another program's scores of all candidates: `[targets]`.
  func ranks(of row: Int, in line: [Double]) -> [Int32] {
    line.withUnsafeBufferPointer {
      ranks(of: row, rows, drawn, excluding: drawn == nil ? seen(by: row) : [], in: $0)
    }
  }

  /// Places of the candidates that are taken out for a test row.
  func seen(by row: Int) -> [Int] { seen(by: row, rows) }

  /// Places of the candidates that are taken out for a row.
  private func seen(by row: Int, _ rows: SequenceRows) -> [Int] {
    let items =
      switch specification.seen {
      case .keptHistory: rows.history(of: row)
      case .wholeHistory: rows.wholeHistory(of: row)
      case .ranked: rows.history(of: row).prefix(0)
      }
    return items.compactMap { places[Int($0)] < 0 ? nil : Int(places[Int($0)]) }
  }
}

/// A run that cannot be carried out as its suite asks: what, and why.
public struct ExperimentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The run or the part of it.
  public var subject: String
  /// What is wrong, as a sentence without its full stop.
  public var reason: String

  /// A run that cannot be carried out.
  public init(subject: String, reason: String) {
    self.subject = subject
    self.reason = reason
  }

  /// Both.
  public var description: String { "\(subject): \(reason)" }
}
