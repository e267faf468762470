import Suites
import Verdicts

/// One look of `repro run --until-decided` before it is taken.
private struct PlannedLook: Encodable {
  var look: Int
  var seeds: Int
  /// Cells that it needs beyond those of the looks before it.
  var cells: Int
  /// Those of them without a record.
  var toRun: [String]
  /// Seconds of training, where known; evaluation comes on top.
  var seconds: Double
}

extension PlanCommand {
  /// Says what each look adds, if every headline claim waits for it.
  func sayLooks(at target: Target) async throws {
    let suite = target.file.suite
    let claims = LookSequence(suite, seeds: Looks.declared).waiting
    guard target.isWhole, target.names.isEmpty, !claims.isEmpty else {
      throw Failure(
        .usage,
        target.names.isEmpty
          ? "No headline claim of the suite '\(suite.name)' could be decided by more seeds"
          : "--until-decided is about all headline claims of a suite: name '\(suite.name)' alone")
    }
    let runs = claims.flatMap(\.runs)
    let last = suite.extended(runs, to: Looks.declared.last ?? 0)
    var planning = try planning()
    let cells = try await planning.cells(of: target, in: last)
    var known: Set<String> = []
    var looks: [PlannedLook] = []
    for (index, seeds) in Looks.declared.enumerated() {
      let planned = Set(try Plan(suite.extended(runs, to: seeds)).runs.map(\.cell))
      let added = cells.filter { planned.contains($0.cell) && !known.contains($0.cell) }
      known.formUnion(added.map(\.cell))
      let waiting = added.filter { $0.status == "to-run" }
      looks.append(
        PlannedLook(
          look: index + 1, seeds: seeds, cells: added.count, toRun: waiting.map(\.cell),
          seconds: waiting.compactMap(\.cost?.seconds).reduce(0, +)))
    }
    if json { return try Console.say(json: looks) }
    Console.say(
      columns(
        [["look", "seeds", "cells", "to run", "cost"]]
          + looks.map { look in
            [
              "\(look.look)", "\(look.seeds)", "\(look.cells)", "\(look.toRun.count)",
              look.seconds > 0 ? "~ \(durationWords(look.seconds.rounded(.up)))" : "",
            ]
          }))
  }
}
