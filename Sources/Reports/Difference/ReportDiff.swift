internal import Foundation
public import Metrics
public import Suites
public import Verdicts

/// What changed between two times: one row for each claim that is not the same to the bit.
public struct ReportDiff: Codable, Hashable, Sendable {
  /// asv's vocabulary, and what it lacks.
  public enum Change: String, Codable, Hashable, Sendable, CaseIterable {
    /// The same to the bit.
    case same = " "
    /// Better, beyond noise.
    case better = "-"
    /// Worse, beyond noise.
    case worse = "+"
    /// Changed beyond noise, where neither side is better.
    case moved = "o"
    /// Newly failing.
    case broke = "!"
    /// Failed before, and no longer does.
    case mended = "*"
    /// Not comparable.
    case incomparable = "x"
    /// Changed within noise.
    case noise = "~"
    /// Was not there before.
    case added = "new"
    /// Is no longer there.
    case removed = "gone"
  }

  /// One claim.
  public struct Row: Codable, Hashable, Sendable {
    /// The suite.
    public var suite: String
    /// The claim.
    public var claim: String
    /// Its metric.
    public var metric: Metric
    /// What happened.
    public var change: Change
    /// The claim's quantity before, a number for each seed.
    public var before: [SeedValue]
    /// The same after.
    public var after: [SeedValue]
    /// Whether the quantity is a fraction of another run's metric.
    public var isRelative: Bool
    /// Difference of the means; relative to the mean before, unless the quantity is a fraction.
    public var difference: Double?
    /// Its 95 % interval; nil where no spread over seeds is known.
    public var interval: Interval?
    /// Two-sided probability of no change; nil where no spread over seeds is known.
    public var p: Double?
    /// The same, adjusted over all lines of the diff (Holm).
    public var adjusted: Double?
    /// The verdict before.
    public var verdictBefore: VerdictWord?
    /// The verdict after.
    public var verdictAfter: VerdictWord?
    /// Inputs that changed: data, rule, suite, code, BLAS, processor.
    public var changed: [String]
    /// Inputs that did not.
    public var unchanged: [String]
    /// The same computation on the same numerics gave other bytes.
    public var brokenRepeat: Bool
  }

  /// Where it starts.
  public var from: String
  /// Where it ends.
  public var to: String
  /// One for each claim of either side, in the order of the suites.
  public var rows: [Row]
  /// Guards and untrained baselines that are no longer there.
  public var lostBaselines: [String]

  /// What changed between two snapshots.
  public init(from before: Snapshot, to after: Snapshot) {
    from = before.label
    to = after.label
    rows = []
    lostBaselines = []
    for name in Set(before.suites.keys).union(after.suites.keys).sorted() {
      let first = before.measured(name)
      let old = before.sides(of: name, first)
      // What is the same on both sides is judged once.
      let isSame = before.holds(name, as: after)
      let last = isSame ? first : after.measured(name)
      let new = isSame ? old : after.sides(of: name, last)
      for side in new {
        let match = old.first { $0.claim.id == side.claim.id }
        rows.append(DiffRow(suite: name, shown: side, before: match, after: side).row)
      }
      for side in old where !new.contains(where: { $0.claim.id == side.claim.id }) {
        rows.append(DiffRow(suite: name, shown: side, before: side, after: nil).row)
      }
      if let first, let last {
        measure(
          name, from: old, before, to: new, after, declared: ChangeRule(from: first, to: last))
      }
      let kept = after.suites[name].map { Self.baselines($0.suite, $0.records) } ?? []
      for lost in before.suites[name].map({ Self.baselines($0.suite, $0.records) }) ?? []
      where !kept.contains(lost) { lostBaselines.append("\(name): \(lost)") }
    }
    adjust()
  }

  /// Puts the change of each quantity that may have changed beside it.
  private mutating func measure(
    _ suite: String, from old: [ClaimSide], _ before: Snapshot, to new: [ClaimSide],
    _ after: Snapshot, declared: ChangeRule
  ) {
    // Claims that were read from the same seeds share what is known of chance.
    var rules: [[String?]: ChangeRule] = [[nil, nil]: declared]
    for index in rows.indices
    where rows[index].suite == suite && rows[index].change != .same && !rows[index].before.isEmpty {
      guard let earlier = old.first(where: { $0.claim.id == rows[index].claim }),
        let later = new.first(where: { $0.claim.id == rows[index].claim })
      else { continue }
      let rule =
        rules[[earlier.look, later.look]]
        ?? ChangeRule(
          from: before.measured(suite, as: earlier.suite),
          to: after.measured(suite, as: later.suite))
      rules[[earlier.look, later.look]] = rule
      let claim = later.claim
      guard let ends = claim.ends,
        let change = ends.over.map({ rule.change(of: ends.run, over: $0, claim.metric) })
          ?? rule.change(of: ends.run, claim.metric)
      else { continue }
      // A loss's gain is turned round where the quantity is shown.
      let sign = ends.over == nil ? 1.0 : claim.metric.direction.sign
      rows[index].difference = sign * change.difference
      rows[index].interval = change.interval.map {
        sign > 0 ? $0 : Interval(low: -$0.high, high: -$0.low)
      }
      rows[index].p = change.p
    }
  }

  /// Lines that lie open are told from noise all together.
  private mutating func adjust() {
    let open = rows.indices.filter { rows[$0].change == .noise }
    let known = open.filter { rows[$0].p != nil }
    for (index, adjusted) in zip(known, holm(known.compactMap { rows[$0].p })) {
      rows[index].adjusted = adjusted
      guard adjusted < 0.05, let difference = rows[index].difference, difference != 0 else {
        continue
      }
      let direction = rows[index].metric.direction
      switch (direction, rows[index].isRelative, difference > 0) {
      case (.none, _, _), (.towards, _, _): rows[index].change = .moved
      // A gain is counted towards the better side.
      case (_, true, let rises): rows[index].change = rises ? .better : .worse
      case (.up, false, let rises): rows[index].change = rises ? .better : .worse
      case (.down, false, let rises): rows[index].change = rises ? .worse : .better
      }
    }
    for index in open where rows[index].p == nil {
      rows[index].change = .incomparable
      rows[index].changed.append("no spread over seeds is known")
    }
  }

  private static func baselines(_ suite: Suite, _ records: [RunRecord]) -> [String] {
    let cells = records.filter { $0.result != nil && $0.run.task.isBaseline }.map(\.run.cell)
    return suite.guards.map { "guard \($0.id)" } + cells.map { "baseline \($0)" }
  }

  /// How many rows have a change.
  public func count(_ change: Change) -> Int { rows.count { $0.change == change } }
  /// Whether a computation was repeated to other bytes.
  public var hasBrokenRepeat: Bool { rows.contains(where: \.brokenRepeat) }
  /// Whether anything became worse or fails newly.
  public var regressed: Bool { count(.worse) + count(.broke) > 0 }
  /// Whether a claim or a baseline is no longer there.
  public var lost: Bool { count(.removed) > 0 || !lostBaselines.isEmpty }
}

/// The comparison of one claim.
private struct DiffRow {
  let suite: String
  /// The later side, or the only one.
  let shown: ClaimSide
  let before: ClaimSide?
  let after: ClaimSide?

  var row: ReportDiff.Row {
    var row = ReportDiff.Row(
      suite: suite, claim: shown.claim.id, metric: shown.claim.metric, change: .same,
      before: before?.quantities ?? [], after: after?.quantities ?? [],
      isRelative: shown.isRelative, difference: nil, interval: nil, p: nil, adjusted: nil,
      verdictBefore: before?.verdict.word, verdictAfter: after?.verdict.word, changed: [],
      unchanged: [], brokenRepeat: false)
    guard let before else {
      row.change = .added
      return row
    }
    guard let after else {
      row.change = .removed
      return row
    }
    let inputs = inputs(before, after)
    for (input, words) in inputs {
      if let words {
        row.changed.append(words)
      } else {
        row.unchanged.append(input.rawValue)
      }
    }
    row.brokenRepeat = hasBrokenRepeat(before, after)
    row.change = change(before, after, Set(inputs.filter { $0.words != nil }.map(\.input)))
    return row
  }

  /// What numbers rest on.
  private enum Input: String {
    case data, rule, suite, code, blas = "BLAS", processor, looks

    /// Whether numbers cannot be held against each other where it changed.
    var bars: Bool {
      switch self {
      case .data, .rule, .suite, .blas: true
      case .code, .processor, .looks: false
      }
    }
  }

  /// What numbers rest on, each with what changed in it.
  private func inputs(
    _ before: ClaimSide, _ after: ClaimSide
  ) -> [(input: Input, words: String?)] {
    let rule = ruleChange(before, after)
    func set(_ side: ClaimSide, _ read: (RunRecord) -> String?) -> [String] {
      Set(side.records.compactMap(read)).sorted()
    }
    func input(_ name: Input, _ read: (RunRecord) -> String?) -> (input: Input, words: String?) {
      let old = set(before, read)
      let new = set(after, read)
      if old.isEmpty || new.isEmpty || old == new { return (name, nil) }
      let shown = [old, new].map { $0.map { String($0.prefix(40)) }.joined(separator: ", ") }
      return (name, "\(name.rawValue) (\(shown[0]) → \(shown[1]))")
    }
    func tasks(_ side: ClaimSide) -> Set<ResolvedTask> { Set(side.records.map(\.run.task)) }
    // Digests are words for what is not the same.
    let suiteChange =
      tasks(before) == tasks(after)
      ? (input: Input.suite, words: nil)
      : input(.suite) { record in
        (try? CanonicalJSON.compact(record.run.task)).map {
          Digest(of: $0).hex.prefix(8).description
        }
      }
    var code = input(.code) { "engine \($0.run.engine)" }
    if code.words == nil { code = input(.code) { String($0.circumstances.commit.prefix(12)) } }
    var inputs: [(input: Input, words: String?)] = [
      input(.data) { ($0.result?.dataDigest.prefix(8)).map(String.init) },
      (.rule, rule.map { "rule (\($0))" }), suiteChange, code,
      input(.blas) { $0.result?.numerics },
      input(.processor) { $0.circumstances.processor },
    ]
    if before.look != after.look {
      let words = [before.look, after.look].map { $0 ?? "the declared seeds" }
      inputs.append((.looks, "looks (\(words[0]) → \(words[1]))"))
    }
    return inputs
  }

  /// In what the rules of the claim differ; nil if in nothing.
  private func ruleChange(_ before: ClaimSide, _ after: ClaimSide) -> String? {
    if before.suite.policy.alpha != after.suite.policy.alpha {
      return "alpha \(before.suite.policy.alpha) → \(after.suite.policy.alpha)"
    }
    guard before.claim.withoutTitle != after.claim.withoutTitle else { return nil }
    if let old = before.claim.number?.margin, let new = after.claim.number?.margin, old != new {
      func words(_ margin: Margin) -> String {
        margin.relative > 0
          ? "\(Numbers.fixed(margin.relative * 100, margin.relative < 0.01 ? 2 : 0)) %"
          : "\(margin.absolute)"
      }
      return "margin \(words(old)) → \(words(new))"
    }
    if before.claim.printed != after.claim.printed {
      return "printed \(before.claim.printed.joined(separator: ", ")) → "
        + after.claim.printed.joined(separator: ", ")
    }
    if before.claim.runs != after.claim.runs { return "runs of the claim" }
    return "claim"
  }

  private func pairs(
    _ before: ClaimSide, _ after: ClaimSide
  ) -> [(old: RunRecord, new: RunRecord)] {
    before.records.compactMap { old in
      after.records.first { $0.run.cell == old.run.cell }.map { (old, $0) }
    }
  }

  /// One computation on the same numerics and data, with two outcomes.
  private func hasBrokenRepeat(_ before: ClaimSide, _ after: ClaimSide) -> Bool {
    pairs(before, after).contains { old, new in
      guard let first = old.result, let second = new.result else { return false }
      return old.run.task == new.run.task && old.run.seed == new.run.seed
        && old.run.engine == new.run.engine && first.dataDigest == second.dataDigest
        && first.numerics == second.numerics && first != second
    }
  }

  private func change(
    _ before: ClaimSide, _ after: ClaimSide, _ changed: Set<Input>
  ) -> ReportDiff.Change {
    if before.isMeasured, !after.isMeasured { return .broke }
    if !before.isMeasured, after.isMeasured { return .mended }
    if !before.isMeasured {
      return changed.contains(.rule) ? .incomparable : .same
    }
    let matched = pairs(before, after)
    let same =
      matched.count == before.records.count && matched.count == after.records.count
      && matched.allSatisfy { $0.old.outcome == $0.new.outcome }
    if changed.contains(where: \.bars) { return .incomparable }
    if before.verdict.word != .error, after.verdict.word == .error { return .broke }
    if before.verdict.word == .error, after.verdict.word != .error { return .mended }
    // Another look may judge the same numbers otherwise.
    if same, before.look == after.look || before.verdict.word == after.verdict.word {
      return .same
    }
    if before.verdict.word != .notReplicated, after.verdict.word == .notReplicated { return .broke }
    if before.verdict.word == .notReplicated, after.verdict.word != .notReplicated {
      return .mended
    }
    // Told from noise together with the other lines.
    return .noise
  }
}

extension Snapshot {
  /// Whether a suite and its records are the same as on another side, and no look was taken on either.
  fileprivate func holds(_ name: String, as other: Snapshot) -> Bool {
    guard let (suite, records) = suites[name], let (twin, others) = other.suites[name],
      looks[name] == nil, other.looks[name] == nil
    else { return false }
    return suite == twin && records == others
  }

  /// What is known of a suite's runs under its own declarations; nil where it is not there.
  fileprivate func measured(_ name: String) -> Measurements? {
    suites[name].map { measured(name, as: $0.suite) }
  }

  /// What is known of a suite's runs, with the seeds that one of its forms declares.
  fileprivate func measured(_ name: String, as suite: Suite) -> Measurements {
    Measurements(suite, (suites[name]?.records ?? []).ofCurrentEngine)
  }

  /// Each claim of a suite, judged by the suite's own declarations and looks.
  fileprivate func sides(of name: String, _ measured: Measurements?) -> [ClaimSide] {
    guard let (suite, records) = suites[name], let measured else { return [] }
    let looks = looks[name]
    let judgements = measured.judged(looks: looks, planning: false).judgements
    return zip(suite.claims, judgements).map { claim, judgement in
      let read = looks?.suite(of: claim.id) ?? suite
      let seeds = Dictionary(
        read.runs.map { ($0.id, Set($0.seeds)) }, uniquingKeysWith: { first, _ in first })
      return ClaimSide(
        claim: claim, verdict: judgement.verdict,
        records: records.filter {
          claim.runs.contains($0.run.name) && seeds[$0.run.name]?.contains($0.run.seed) == true
        }, suite: read,
        look: judgement.look.map { "look \($0) of \(looks?.spending.seeds.count ?? $0)" })
    }
  }
}
