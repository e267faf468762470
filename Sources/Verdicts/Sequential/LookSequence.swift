public import Suites

/// Headline claims judged look by look, while seeds are added until they are decided (rule 10).
///
/// What is judged so: the family of the headline claims, as one under Holm, whose statements are worth
/// at each look what ``Spending`` gives. A claim that is decided keeps its verdict, with the seeds and
/// the level of that look, and its place in the family (Maurer and Bretz, 2013); one that is not is
/// judged anew at the next. REPLICATED is reached early as "different" is: each side of the two
/// one-sided tests spends α over the looks, so that many looks make neither word likelier by chance.
/// Whatever made somebody stop, or leave a claim that no number of seeds would decide, only makes
/// errors rarer. All other claims are judged by the declared seeds alone, as in a suite that nobody
/// added seeds to: how many there are was decided by claims that share their runs, and a level of 5 %
/// would not hold over numbers that were added until something showed.
///
/// Which seeds count: of the runs that a claim reads which waits before a look, the declared seeds and
/// the next whole numbers up to the look's; of all others those that counted before. Nothing else
/// that lies among the records does, so that suite, looks and records decide the verdicts.
public struct LookSequence: Sendable {
  /// A headline claim at the last look that it was judged at.
  struct Decision: Sendable {
    var judgement: Judgement
    /// The suite with the seeds that were read.
    var suite: Suite
    var isDecided: Bool
  }

  /// The looks.
  public let spending: Spending
  /// How many were taken.
  public private(set) var taken = 0
  /// The suite with the seeds that count by now.
  public private(set) var suite: Suite
  /// Claims that more seeds may decide, in the order of the suite; before the first look all.
  public private(set) var waiting: [Claim]
  private let members: [Claim]
  private var decisions: [String: Decision] = [:]

  /// No look taken yet.
  ///
  /// - Parameter seeds: how many seeds each run has at each look.
  public init(_ suite: Suite, seeds: [Int]) {
    self.suite = suite
    spending = Spending(seeds: seeds)
    members = suite.claims.filter { suite.family(of: $0) == .headline }
    waiting = members
  }

  /// Looks that a file says were taken, held to the records.
  ///
  /// - Throws: `RecordError` where the records do not bear them out.
  public init(
    _ suite: Suite, _ looks: Looks, file: String, records: [RunRecord]
  ) throws(RecordError) {
    self.init(suite, seeds: looks.seeds)
    let cells = Set(records.map(\.run.cell))
    while taken < looks.taken {
      let said = "it says that look \(taken + 1) was taken, and"
      guard let next else {
        throw RecordError(
          file: file,
          reason: "\(said) by the records no headline claim waited for "
            + (taken == 0 ? "seeds" : "more seeds after look \(taken)"))
      }
      let read = Set(waiting.flatMap(\.runs))
      let planned = (try? Plan(next).runs) ?? []
      if let cell = planned.first(where: { read.contains($0.name) && !cells.contains($0.cell) }) {
        throw RecordError(file: file, reason: "\(said) \(cell.cell) has no record")
      }
      take(records)
    }
  }

  /// The suite as the next look reads it; nil where there is none, or nothing waits for it.
  public var next: Suite? {
    guard taken < spending.seeds.count, !waiting.isEmpty else { return nil }
    return suite.extended(waiting.flatMap(\.runs), to: spending.seeds[taken])
  }

  /// Takes the next look, where there is one.
  public mutating func take(_ records: [RunRecord]) {
    guard let next else { return }
    taken += 1
    suite = next
    let measurements = Measurements(
      suite, records, look: Look(spending: spending, number: taken))
    let settled = decisions.filter(\.value.isDecided)
    let open = members.filter { settled[$0.id] == nil }
    let guards = suite.guards.map { measurements.outcome(of: $0) }
    let (judgements, judge) = measurements.judgements(
      of: open, guards, settled: settled.mapValues { $0.judgement.significance?.sequential ?? 1 })
    waiting = []
    for (claim, judgement) in zip(open, judgements) {
      var judgement = judgement
      judgement.look = taken
      let verdict = judgement.uncapped ?? judgement.verdict
      decisions[claim.id] = Decision(
        judgement: judgement, suite: suite, isDecided: verdict.word.isDecided)
      if judge.mayDecide(claim, verdict) { waiting.append(claim) }
    }
  }

  /// The judgement of a headline claim at the last look it was judged at; nil for any other.
  public func judgement(of claim: String) -> Judgement? { decisions[claim]?.judgement }

  /// The suite with the seeds that a claim's verdict was read from; nil for one that is judged by the
  /// declared seeds alone.
  public func suite(of claim: String) -> Suite? { decisions[claim]?.suite }

  /// Headline claims that are decided, in the order of the suite.
  public var decided: [Claim] { members.filter { decisions[$0.id]?.isDecided == true } }

  /// Headline claims that are not, and that no seed is added for.
  public var left: [Claim] {
    let waiting = Set(waiting.map(\.id))
    return members.filter { decisions[$0.id]?.isDecided != true && !waiting.contains($0.id) }
  }

  /// Numbers and outcome for a page.
  public var outcome: LookOutcome {
    let alpha = suite.policy.alpha
    return LookOutcome(
      seeds: spending.seeds, taken: taken, levels: spending.levels(alpha),
      equivalence: spending.levels(2 * alpha).map { $0 / 2 }, waiting: waiting.map(\.id))
  }
}

/// The looks that were taken at a suite's headline claims.
public struct LookOutcome: Codable, Hashable, Sendable {
  /// Seeds of each run at each look.
  public var seeds: [Int]
  /// How many looks were taken.
  public var taken: Int
  /// The two-sided level at each look of a statement that is the only one.
  public var levels: [Double]
  /// The level at each look of each of the two one-sided tests of equivalence.
  public var equivalence: [Double]
  /// Claims that more seeds may decide.
  public var waiting: [String]
}

extension VerdictWord {
  /// Whether numbers led to it, one way or the other.
  public var isDecided: Bool {
    switch self {
    case .replicated, .sameNumber, .direction, .exceeds, .notReplicated: true
    case .inconclusive, .notComparable, .blocked, .error: false
    }
  }
}

extension Suite {
  /// The same suite with at least so many seeds of some runs; those that no seed moves stay.
  public func extended(_ names: [String], to count: Int) -> Suite {
    let names = Set(names)
    var suite = self
    for index in suite.runs.indices
    where names.contains(suite.runs[index].id) && !suite.runs[index].task.isDeterministic {
      suite.runs[index].seeds = suite.runs[index].seeds(upTo: count)
    }
    return suite
  }
}
