public import Determinism
import Foundation
internal import Models
public import Suites

/// One run, from its prepared task to its record.
public struct Runner: Sendable {
  /// Folder under which each run keeps its checkpoints, by id.
  public var checkpoints: String
  /// Folder under which weights are kept: `<suite>/<run>.<seed>.safetensors`.
  public var weights: String
  /// Revision of the tool, for the record.
  public var commit: String
  /// Time between two checkpoints. Changes no result.
  public var checkpointEvery: Duration
  /// Whether to stop. Asked at every step.
  public var stop: @Sendable () -> Bool
  /// Those that compute each run together; the first alone reads and writes files.
  public var ranks: any Ranks = SingleRank()
  /// Folder of locks, under which runs share the phases that they have in common; nil: each computes its
  /// own.
  public var locks: String?
  /// Commands that may be started; nil for none.
  public var commands: AllowedCommands?

  /// A runner that keeps its files under these folders.
  public init(
    checkpoints: String, weights: String, commit: String,
    checkpointEvery: Duration = .seconds(30), stop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.checkpoints = checkpoints
    self.weights = weights
    self.commit = commit
    self.checkpointEvery = checkpointEvery
    self.stop = stop
  }

  /// A run was stopped on request. If it was training, a checkpoint is written.
  public struct Stopped: Error, Hashable, Sendable {
    /// A run was stopped.
    public init() {}
  }

  /// The file of a run's weights at the epoch read.
  public func weightsFile(of run: Run) -> String {
    "\(weights)/\(run.suite)/\(run.cell).safetensors"
  }

  /// The file of the sequences that a run's scored learner was trained on, for people to read.
  public func sequencesFile(of run: Run) -> String {
    "\(weights)/\(run.suite)/\(run.cell).sequences.tsv"
  }

  /// Computes a run, from its latest checkpoint where it has one.
  ///
  /// - Parameters:
  ///   - rules: digest of the suite's judging rules, for the record.
  ///   - observe: told what happens.
  /// - Throws: `Stopped` on request; `StorageError`, `ExperimentError`, `WeightsError`.
  public func record(
    of run: Run, _ task: any PreparedTask, rules: String, observe: (RunProgress) -> Void
  ) throws -> RunRecord {
    let clock = ContinuousClock()
    let begin = clock.now
    // What the legs before an interruption took, and what of this one was waiting.
    var (earlier, waited) = (0.0, 0.0)
    var maker: Maker?
    var phases: [PhaseTime] = []
    func watch(_ progress: RunProgress) {
      if case .began(_, _, let seconds) = progress { earlier = seconds }
      if case .waited(let seconds) = progress { waited += seconds }
      if case .madeBy(let program) = progress { maker = program }
      if case .took(let phase) = progress { phases.append(phase) }
      observe(progress)
    }
    let (outcome, tokensPerSecond) = try task.outcome(of: run, by: self, observe: watch)
    var circumstances = Machine.circumstances(
      commit: commit, seconds: earlier + (clock.now - begin) / .seconds(1) - waited,
      tokensPerSecond: tokensPerSecond)
    circumstances.madeBy = maker
    circumstances.phases = phases.isEmpty ? nil : phases
    circumstances.data = task.dataCounts
    return RunRecord(run: run, rules: rules, outcome: outcome, circumstances: circumstances)
  }

  /// How a training ended.
  enum Ending {
    case finished(Checkpoint.Progress)
    case diverged(step: Int)
  }

  /// Trains to the end, with a checkpoint from time to time and one before stopping.
  ///
  /// - Parameters:
  ///   - id: the run's id, under which checkpoints are kept.
  ///   - shared: the phase that other runs begin with too; nil where there is none.
  ///   - observe: told what happens.
  ///   - resumed: makes the loop, from a checkpoint where there is one.
  /// - Returns: how it ended, the training then, and events trained on a second, evaluations not
  ///   counted.
  func train<Trained: Training>(
    _ run: Run, id: String, sharing shared: SharedPhase? = nil,
    observe: (RunProgress) -> Void, from resumed: (Checkpoint?) throws -> Trained
  ) throws -> (Ending, Trained, tokensPerSecond: Double) {
    let folder = CheckpointFolder(root: checkpoints, id: id)
    let origin = Checkpoint.Origin(
      numerics: Machine.numerics, engine: run.engine, commit: commit)
    var kept = try ranks.told {
      try checkpoint(in: folder, from: origin, observe: observe)
    }
    var loop = try resumed(kept)
    var turn: PhaseTurn?
    if let shared, loop.phase == shared.name {
      turn = try self.turn(at: shared, from: origin, observe: observe)
      if let waited = turn?.waited { observe(.waited(seconds: waited)) }
      if let end = turn?.end {
        kept = end
        loop = try resumed(end)
      }
    }
    let earlier = kept?.seconds ?? 0
    var phases = PhaseClock(kept?.phases)
    observe(.began(steps: loop.steps, at: loop.progress.step, after: earlier))
    let clock = ContinuousClock()
    let start = clock.now
    func keep(
      _ loop: Trained, in folder: CheckpointFolder, _ phases: PhaseClock
    ) throws(StorageError) {
      let seconds = earlier + (clock.now - start) / .seconds(1)
      try write(
        loop, to: folder, from: origin, seconds: seconds, phases.times, observe: observe)
    }
    // A checkpoint is due when the pause is over, and never for more than a twentieth of the time.
    var due = clock.now + checkpointEvery
    var speed = Speed()
    while true {
      // A signal to any rank stops all of them after the same step.
      if ranks.any(stop()) {
        try keep(loop, in: folder, phases)
        throw Stopped()
      }
      let before = loop.progress.tokens
      let (begin, phase) = (clock.now, loop.phase)
      let advance = try loop.advance(stop: stop)
      if let phase { phases.add((clock.now - begin) / .seconds(1), to: phase) }
      switch advance {
      case .trained(let loss):
        speed.add(tokens: loop.progress.tokens - before, in: clock.now - begin)
        observe(
          .trained(
            step: loop.progress.step, of: loop.steps, epoch: loop.progress.epoch, loss: loss,
            tokensPerSecond: speed.tokensPerSecond))
      case .epoch(let point, let isRead):
        if isRead, ranks.own == 0 {
          try writeWhole(loop.weights.encoded(), to: weightsFile(of: run))
        }
        observe(.epoch(point))
      case .stopped: continue
      case .diverged(let step): return (.diverged(step: step), loop, speed.tokensPerSecond)
      case .finished:
        for time in phases.times { observe(.took(time)) }
        return (.finished(loop.progress), loop, speed.tokensPerSecond)
      }
      if let shared, turn?.lock != nil, loop.phase != shared.name {
        try keep(loop, in: CheckpointFolder(root: checkpoints, id: shared.id), phases)
        turn = nil
      }
      if ranks.told([clock.now >= due]) == [true] {
        let cost = try clock.measure { try keep(loop, in: folder, phases) }
        due = clock.now + max(checkpointEvery, cost * 20)
      }
    }
  }

  /// Trains a learner as scheduled, from the run's latest checkpoint where it has one.
  ///
  /// - Parameters:
  ///   - learner: the learner at its beginning; one that is made here is held by the training alone.
  ///   - result: what is known of the run before it is trained.
  ///   - key: what orders of rows and the steps' random numbers are drawn from; nil: that of the run's
  ///     training.
  /// - Returns: the outcome, with what the epoch read gave, the training at its end, and events trained on a
  ///   second.
  func trained<Trained: Learner>(
    _ run: Run, _ learner: @autoclosure () throws -> Trained, _ schedule: TrainingSchedule,
    _ result: RunResult, key: RandomKey? = nil, observe: (RunProgress) -> Void
  ) throws -> (Outcome, TrainingLoop<Trained>, tokensPerSecond: Double) {
    let id = run.id(data: result.dataDigest)
    let key = key ?? RandomKey(seed: run.seed)["training"]
    return try trained(run, result, observe: observe) { checkpoint in
      guard let checkpoint else {
        return TrainingLoop(try learner(), schedule: schedule, key: key)
      }
      return try TrainingLoop(
        learner(), schedule: schedule, key: key, from: checkpoint, file: "the checkpoint of \(id)")
    }
  }

  /// Trains to the end, from the run's latest checkpoint where it has one.
  ///
  /// - Parameters:
  ///   - result: what is known of the run before it is trained.
  ///   - shared: the phase that other runs begin with too; nil where there is none.
  ///   - resumed: makes the training, from a checkpoint where there is one.
  /// - Returns: the outcome, with what the epoch read gave, the training at its end, and events trained on a
  ///   second.
  func trained<Trained: Training>(
    _ run: Run, _ result: RunResult, sharing shared: SharedPhase? = nil,
    observe: (RunProgress) -> Void, from resumed: (Checkpoint?) throws -> Trained
  ) throws -> (Outcome, Trained, tokensPerSecond: Double) {
    let id = run.id(data: result.dataDigest)
    let (ending, training, speed) = try train(
      run, id: id, sharing: shared, observe: observe, from: resumed)
    switch ending {
    case .diverged(let step): return (.diverged(step: step), training, speed)
    case .finished(let progress):
      var result = result
      result.numerics = Machine.numerics
      result.curve = progress.curve
      if let reading = progress.reading {
        result.epochRead = reading.epoch
        result.metrics = reading.metrics
        result.ranks = reading.ranks
        result.units = reading.units
        result.weightsDigest = reading.weights
      }
      return (.finished(result), training, speed)
    }
  }

  /// Writes a checkpoint, unless a number in it is none: the loss will tell at the next step, and
  /// the checkpoint before is the last good one.
  private func write<Trained: Training>(
    _ loop: Trained, to folder: CheckpointFolder, from origin: Checkpoint.Origin,
    seconds: Double, _ phases: [PhaseTime], observe: (RunProgress) -> Void
  ) throws(StorageError) {
    var checkpoint = loop.checkpoint
    guard checkpoint.tensors.isFinite, ranks.own == 0 else { return }
    checkpoint.origin = origin
    checkpoint.seconds = seconds
    checkpoint.phases = phases.isEmpty ? nil : phases
    try folder.write(checkpoint)
    observe(.checkpoint(step: loop.progress.step))
  }

  /// The checkpoint to go on from. One that was begun elsewhere is put aside and not gone on from:
  /// the record would say one machine, and hold the bits of two.
  private func checkpoint(
    in folder: CheckpointFolder, from origin: Checkpoint.Origin,
    observe: (RunProgress) -> Void
  ) throws(StorageError) -> Checkpoint? {
    guard let kept = folder.latest(note: { observe(.note($0)) }) else { return nil }
    guard let difference = kept.origin.difference(from: origin) else { return kept }
    let place = try folder.putAside()
    observe(
      .note(
        "The training was begun \(difference), so it starts again; its old checkpoints are kept in "
          + "\(place) until it is done."))
    return nil
  }

  /// Whether checkpoints of a run are kept.
  public func hasCheckpoints(id: String) -> Bool {
    CheckpointFolder(root: checkpoints, id: id).isThere
  }

  /// Forgets the checkpoints of a run whose record is written, but for a run that diverged: what it
  /// was before is kept.
  ///
  /// - Returns: the folder of what is kept, where anything is.
  public func forgetCheckpoints(id: String, of outcome: Outcome) -> String? {
    let folder = CheckpointFolder(root: checkpoints, id: id)
    guard case .diverged = outcome else {
      folder.clear()
      return nil
    }
    return folder.latest(note: { _ in }) == nil ? nil : folder.path
  }
}

/// Events trained on and the time they took.
private struct Speed {
  private var tokens = 0
  private var time = Duration.zero

  mutating func add(tokens: Int, in time: Duration) {
    self.tokens += tokens
    self.time += time
  }

  /// 0 where no time was seen to pass.
  var tokensPerSecond: Double { time > .zero ? Double(tokens) / (time / .seconds(1)) : 0 }
}
