internal import Determinism
internal import Foundation
internal import Suites

/// A phase that several runs begin with. It is computed once, by whoever comes first, and its end kept as a
/// checkpoint that the others go on from.
struct SharedPhase: Hashable, Sendable {
  /// The folder of the checkpoint: a name made of all that the phase follows from.
  let id: String
  /// The phase, as `Training.phase` says it.
  let name: String
}

/// A run's turn at a shared phase.
struct PhaseTurn: Sendable {
  /// The phase's end, where another run has computed it.
  var end: Checkpoint?
  /// The right to compute it, where none has.
  var lock: CellLock?
  /// Seconds waited for another run.
  var waited = 0.0
}

extension Runner {
  /// A turn at a phase: while another process is at it, waits.
  ///
  /// - Returns: nil where runs share nothing, as under a revision that other sources may have too: nothing
  ///   would tell what they computed from what these do.
  /// - Throws: `Stopped` while it waits; `StorageError`.
  func turn(
    at phase: SharedPhase, from origin: Checkpoint.Origin, observe: (RunProgress) -> Void
  ) throws -> PhaseTurn? {
    guard let locks, ranks.count == 1 else { return nil }
    guard origin.namesItsSources else {
      observe(
        .note(
          "Runs of this tool do not share the \(phase.name): its revision, \(origin.commit), does not say "
            + "what it was built from."))
      return nil
    }
    let clock = ContinuousClock()
    let begin = clock.now
    var hasSaid = false
    while true {
      if let lock = try CellLock.take("\(locks)/\(phase.id).lock", for: phase.name) {
        let kept = CheckpointFolder(root: checkpoints, id: phase.id)
          .latest { observe(.note($0)) }
        let end = kept.flatMap { $0.origin == origin ? $0 : nil }
        return PhaseTurn(
          end: end, lock: end == nil ? lock : nil, waited: (clock.now - begin) / .seconds(1))
      }
      if !hasSaid {
        observe(.note("Another run is computing the same \(phase.name); waiting for its result."))
        hasSaid = true
      }
      if stop() { throw Stopped() }
      Thread.sleep(forTimeInterval: 0.2)
    }
  }
}

/// What the phases of a training took.
struct PhaseClock {
  private(set) var times: [PhaseTime]

  init(_ earlier: [PhaseTime]?) { times = earlier ?? [] }

  /// Adds to a phase, the first time behind the others.
  mutating func add(_ seconds: Double, to phase: String) {
    if let index = times.firstIndex(where: { $0.name == phase }) {
      times[index].seconds += seconds
    } else {
      times.append(PhaseTime(name: phase, seconds: seconds))
    }
  }
}
