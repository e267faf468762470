import Datasets
import Determinism
import Foundation
import Metrics
import Models
import Suites
import Synchronization
import Testing

@testable import Experiments

/// Pre-training that several runs of a suite have in common.
@Suite struct SharedPhaseTests {
  private static let data = PreparedData(
    interactions: RankingLearnerTests.interactions, digest: Digest(of: "d").hex,
    source: .init(id: "s", digest: Digest(of: "s").hex, published: false))

  private static let summary = DistillationTests.summary(
    .tucker(sequenceRank: 2, positionRank: 3))

  private func run(_ material: MaterialSpec, seed: UInt64 = 1) -> Run {
    let learning = material.size == nil ? nil : DistillationTests.learning()
    return Run(
      suite: "s", name: material.kind,
      task: .distillation(DistillationTests.task(material, learning)), seed: seed)
  }

  private func runner(
    _ scratch: Scratch, shares: Bool, stop: @escaping @Sendable () -> Bool = { false }
  ) -> Runner {
    var runner = Runner(
      checkpoints: scratch.path + "/checkpoints", weights: scratch.path + "/weights",
      commit: "one", stop: stop)
    runner.locks = shares ? scratch.path + "/locks" : nil
    return runner
  }

  private func record(
    _ run: Run, by runner: Runner, observe: (RunProgress) -> Void = { _ in }
  ) throws -> RunRecord {
    guard let task = run.task.distillation else { throw Runner.Stopped() }
    return try runner.record(
      of: run, PreparedDistillation(task: task, data: Self.data, seed: run.seed), rules: "",
      observe: observe)
  }

  private func phases(_ record: RunRecord) -> [String] {
    record.circumstances.phases?.map(\.name) ?? []
  }

  @Test(
    "runs that share a pre-training give the bytes of runs that each compute it",
    arguments: [summary, DistillationTests.histories(draws: 3), .nothing])
  func sameBytes(material: MaterialSpec) throws {
    let (alone, together) = (try Scratch(), try Scratch())
    let expected = try record(run(material), by: runner(alone, shares: false))
    _ = try record(run(.allData), by: runner(together, shares: true))
    var (first, seconds): (Int?, Double) = (nil, -1)
    let shared = try record(run(material), by: runner(together, shares: true)) {
      if case .began(_, let step, let after) = $0 { (first, seconds) = (step, after) }
    }
    #expect(shared.outcome == expected.outcome)
    #expect(
      try CanonicalJSON.compact(shared.outcome) == CanonicalJSON.compact(expected.outcome))
    // Three epochs of pre-training are over when it begins, and what they took is counted.
    #expect(first ?? 0 > 2 && seconds > 0)
    #expect(phases(shared) == phases(expected) && phases(shared).first == "pre-training")
    for file in ["safetensors", "sequences.tsv"] {
      let name = "s/\(material.kind).1.\(file)"
      let (a, b) = [alone, together].map {
        FileManager.default.contents(atPath: "\($0.path)/weights/\(name)")
      }.paired
      #expect(a == b && (a != nil) == (file == "safetensors" || material.size != nil))
    }
  }

  @Test("another seed, learner, data or revision shares nothing")
  func apart() throws {
    let scratch = try Scratch()
    _ = try record(run(.allData), by: runner(scratch, shares: true))
    func begins(_ run: Run, commit: String = "one") throws -> Int {
      var runner = runner(scratch, shares: true)
      runner.commit = commit
      var first = -1
      _ = try record(run, by: runner) { if case .began(_, let step, _) = $0 { first = step } }
      return first
    }
    #expect(try begins(run(.nothing)) > 0)
    #expect(try begins(run(.nothing, seed: 2)) == 0)
    let longer = DistillationTests.task(
      .nothing, nil, learner: DistillationTests.encoder(positions: 11))
    #expect(
      try begins(Run(suite: "s", name: "longer", task: .distillation(longer), seed: 1)) == 0)
    #expect(try begins(run(.nothing), commit: "two") == 0)
    // The one of the newer revision has taken its place.
    #expect(try begins(run(.nothing), commit: "two") > 0)
  }

  @Test(
    "a build whose revision names no sources neither keeps the pre-training nor takes it",
    arguments: ["unknown", "0123456789ab+"])
  func unnamed(commit: String) throws {
    let scratch = try Scratch()
    var runner = runner(scratch, shares: true)
    runner.commit = commit
    func begun() throws -> (step: Int?, notes: [String]) {
      var (first, notes): (Int?, [String]) = (nil, [])
      _ = try record(run(.nothing), by: runner) {
        if case .began(_, let step, _) = $0 { first = step }
        if case .note(let note) = $0 { notes.append(note) }
      }
      return (first, notes)
    }
    let notes = [
      "Runs of this tool do not share the pre-training: its revision, \(commit), does not say what "
        + "it was built from."
    ]
    let (own, said) = try begun()
    #expect(own == 0 && said == notes)
    let id = try sharedID(scratch)
    let shared = CheckpointFolder(root: scratch.path + "/checkpoints", id: id)
    #expect(!shared.isThere)
    // Were one there, kept under the same word, it would be no less another's.
    let other = try Scratch()
    _ = try record(run(.allData), by: self.runner(other, shares: true))
    let kept = CheckpointFolder(root: other.path + "/checkpoints", id: id).latest { _ in }
    var foreign = try #require(kept)
    foreign.origin.commit = commit
    try shared.write(foreign)
    let (again, _) = try begun()
    #expect(again == 0)
  }

  @Test("a run that finds another at the pre-training waits for what it gives, or stops when asked")
  func waits() throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/locks"
    let id = try sharedID(scratch)
    let lock = try #require(try CellLock.take("\(folder)/\(id).lock"))
    let asked = Mutex(0)
    // Asked while it waits: the third time it stops.
    let stopping = runner(scratch, shares: true) {
      asked.withLock {
        $0 += 1
        return $0 > 2
      }
    }
    var notes: [String] = []
    #expect(throws: Runner.Stopped.self) {
      try record(run(.nothing), by: stopping) {
        if case .note(let note) = $0 { notes.append(note) }
      }
    }
    #expect(notes == ["Another run is computing the same pre-training; waiting for its result."])
    withExtendedLifetime(lock) {}
  }

  @Test(
    "waiting is no computing: neither a checkpoint nor the record counts it, after a resume either")
  func countsNoWaiting() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/locks/\(try sharedID(scratch)).lock"
    let clock = ContinuousClock()
    // A leg that waits at least 0.4 s for a lock, which is let go when the leg asks for the third time
    // whether to stop, and that is stopped so many questions later.
    func leg(stopAfter questions: Int) throws -> (record: RunRecord?, seconds: Double) {
      let lock = Mutex<CellLock?>(nil)
      try lock.withLock { $0 = try CellLock.take(path) }
      let asked = Mutex(0)
      let runner = runner(scratch, shares: true) {
        let count = asked.withLock {
          $0 += 1
          return $0
        }
        if count == 3 { lock.withLock { $0 = nil } }
        return count > 3 && count - 3 > questions
      }
      var record: RunRecord?
      let wall = try clock.measure {
        do {
          record = try self.record(run(.nothing), by: runner)
        } catch is Runner.Stopped {}
      }
      return (record, wall / .seconds(1))
    }
    func sum(_ phases: [PhaseTime]?) -> Double { (phases ?? []).reduce(0) { $0 + $1.seconds } }

    let first = try leg(stopAfter: 3)
    #expect(first.record == nil)
    let folder = CheckpointFolder(
      root: scratch.path + "/checkpoints", id: run(.nothing).id(data: Self.data.digest))
    let kept = try #require(folder.latest { Issue.record("\($0)") })
    // Less than its phases took, if waiting were taken off; more than was left, if it were counted.
    #expect(sum(kept.phases) > 0 && kept.seconds >= sum(kept.phases))
    #expect(kept.seconds <= first.seconds - 0.4)

    let second = try leg(stopAfter: .max)
    let circumstances = try #require(second.record).circumstances
    #expect(circumstances.seconds >= sum(circumstances.phases))
    #expect(circumstances.seconds >= kept.seconds)
    #expect(circumstances.seconds <= kept.seconds + second.seconds - 0.4)
  }

  /// The name under which a pre-training is kept.
  private func sharedID(_ scratch: Scratch) throws -> String {
    let other = try Scratch()
    _ = try record(run(.nothing), by: runner(other, shares: true))
    let names = try FileManager.default.contentsOfDirectory(atPath: other.path + "/checkpoints")
    return try #require(names.first { $0.hasPrefix("pre-training-") })
  }
}

extension [Data?] {
  /// Two values side by side.
  fileprivate var paired: (Data?, Data?) { (self[0], self[1]) }
}
