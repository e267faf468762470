import Experiments
import Foundation
import Suites
import Verdicts

/// `repro run --until-decided`: cells for one look after the other, until no headline claim waits.
///
/// Every look is taken anew from the records, the earlier ones too, so that a run which was
/// interrupted goes on where it was and comes to the same end.
struct LookLoop {
  private let suite: Suite
  private let runs: Set<String>
  private let records: RecordFolder
  private let checks: RecordChecks
  /// The file of the looks, and the lock of whoever writes it.
  private let file: String
  private let lock: String
  private let stored: Looks?
  private let atMost: Int
  private var sequence: LookSequence

  /// The looks at a suite, those that were declared when the first was taken.
  ///
  /// - Parameter atMost: seeds after which no more are added; nil for all that are declared.
  /// - Throws: `Failure` where nothing could be decided so, or the looks ended before; `RecordError`.
  init(
    _ target: Target, in folders: Folders, cache: String, checks: RecordChecks, atMost: Int?
  ) throws {
    suite = target.file.suite
    runs = Set(target.selection.runs)
    self.checks = checks
    let reports = try folders.reports()
    records = RecordFolder(reports: reports, suite: suite.name)
    file = folders.relative(Looks.file(reports: reports, suite: suite.name))
    lock = "\(cache)/locks/looks-\(suite.name).lock"
    stored = try Looks.read(file, of: suite.name)
    let planned = Looks.planned(atMost: atMost)
    let seeds = stored?.seeds ?? planned
    let last = seeds.last ?? 0
    if let atMost, let most = planned.last, most > last {
      throw Failure(
        .usage,
        "\(file) ends the looks at \(last) seeds, where all of alpha is spent: "
          + "'--at-most \(atMost)' comes too late")
    }
    self.atMost = atMost ?? last
    sequence = LookSequence(suite, seeds: seeds)
    guard !sequence.waiting.isEmpty else {
      throw Failure(
        .usage,
        "No headline claim of the suite '\(suite.name)' could be decided by more seeds, so "
          + "--until-decided has nothing to wait for")
    }
  }

  /// Takes looks, computing what each needs, until no claim waits or no look is left.
  mutating func run(_ session: inout CellSession) async throws {
    var planned: Set<String> = []
    while let next = sequence.next, isAllowed {
      let cells = try Plan(next).runs.filter {
        runs.contains($0.name) && planned.insert($0.cell).inserted
      }
      try await session.compute(cells)
      sequence.take(reading())
      try Interruption.sheltered { try keep() }
      tellLook()
    }
    tellEnd()
  }

  /// Whether the next look is one that was asked for, or that was taken before.
  private var isAllowed: Bool {
    sequence.spending.seeds[sequence.taken] <= atMost || sequence.taken < stored?.taken ?? 0
  }

  /// The records as they are now; what is refused is named at the end, when all are read.
  private func reading() -> [RunRecord] {
    var reading = records.reading()
    checks.hold(&reading) { records.file(of: $0) }
    return reading.records
  }

  /// Writes the look down, unless another process was faster and is further.
  private func keep() throws {
    let taken = try CellLock.take(lock, waits: true)
    defer { withExtendedLifetime(taken) {} }
    if let known = try? Looks.read(file, of: suite.name), known.taken >= sequence.taken,
      (try? LookSequence(suite, known, file: file, records: reading())) != nil
    {
      return
    }
    let looks = Looks(
      suite: suite.name, seeds: sequence.spending.seeds, taken: sequence.taken)
    try looks.write(to: file)
  }

  // MARK: Words

  private func tellLook() {
    let seeds = sequence.spending.seeds
    let decided = sequence.decided.count
    let all = decided + sequence.waiting.count + sequence.left.count
    say(
      "look \(sequence.taken) of \(seeds.count), \(seeds[sequence.taken - 1]) seeds: \(decided) of "
        + "\(all) headline claims decided")
    for claim in sequence.waiting { say("'\(claim.id)' waits: \(words(claim))") }
    for claim in sequence.left {
      say("'\(claim.id)' is not waited for, since more seeds would not decide it: \(words(claim))")
    }
    guard let next = sequence.next, isAllowed else { return }
    say("look \(sequence.taken + 1), \(seeds[sequence.taken]) seeds, adds \(cost(of: next))")
  }

  private func tellEnd() {
    let seeds = sequence.spending.seeds
    let place =
      "stopped at look \(sequence.taken) of \(seeds.count), "
      + "\(seeds[max(0, sequence.taken - 1)]) seeds"
    if sequence.waiting.isEmpty { return say("\(place): no headline claim waits for more") }
    say(
      "\(place): \(sequence.taken == seeds.count ? "the last look" : "no more looks were asked for")"
    )
    for claim in sequence.waiting {
      guard case .decides(let count) = verdict(claim)?.seedsNeeded else {
        say("'\(claim.id)' waits; it is not known how many seeds it would take")
        continue
      }
      let extended = sequence.suite.extended(claim.runs, to: count)
      say("'\(claim.id)' would take \(count) seeds: \(cost(of: extended))")
    }
  }

  private func verdict(_ claim: Claim) -> Verdict? {
    sequence.judgement(of: claim.id).map { $0.uncapped ?? $0.verdict }
  }

  private func words(_ claim: Claim) -> String { verdict(claim)?.description ?? "not judged" }

  /// `4 cells (hstu.4, hstu.5, sasrec.4, sasrec.5), about 3 min`, of those that a suite has more than
  /// now; the time is what the same runs took before.
  private func cost(of further: Suite) -> String {
    let now = Set((try? Plan(sequence.suite).runs.map(\.cell)) ?? [])
    let more = ((try? Plan(further).runs) ?? []).filter { !now.contains($0.cell) }
    let known = Dictionary(grouping: reading(), by: \.run.name)
      .mapValues { records in
        records.reduce(0) { $0 + $1.circumstances.seconds } / Double(records.count)
      }
    let seconds = more.reduce(0.0) { $0 + (known[$1.name] ?? 0) }
    if more.isEmpty { return "no cell" }
    let names = more.count > 6 ? "" : " (\(more.map(\.cell).joined(separator: ", ")))"
    return "\(counted(more.count, "cell"))\(names)"
      + (seconds > 0 && seconds.isFinite ? ", about \(durationWords(seconds.rounded(.up)))" : "")
  }

  private func say(_ text: String) { Console.complain("\(suite.name): \(text)") }
}
