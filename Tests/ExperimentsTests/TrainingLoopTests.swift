import Determinism
import Experiments
import Foundation
import Metrics
import Models
import Suites
import Testing

/// One number that follows its rows' numbers and some noise; diverges at a step when told so.
struct Follower: Learner {
  var rows = 10
  var batchRows = 4
  var value: Float = 0
  var memory: Float = 0
  var divergesAt = Int.max
  var seen = 0

  var weights: Safetensors {
    Safetensors(tensors: [.init(name: "value", shape: [1], elements: [value])])
  }
  var state: Safetensors {
    Safetensors(tensors: [.init(name: "all", shape: [3], elements: [value, memory, Float(seen)])])
  }
  mutating func restore(_ state: Safetensors, file: String) throws(WeightsError) {
    guard let all = state["all"], all.shape == [3] else {
      throw WeightsError(file: file, entry: "all", reason: "is missing")
    }
    value = all.elements[0]
    memory = all.elements[1]
    seen = Int(all.elements[2])
  }
  mutating func train(on rows: ArraySlice<Int>, key: RandomKey) -> (loss: Double, tokens: Int) {
    seen += 1
    for (position, row) in rows.enumerated() {
      memory = 0.9 * memory + Float(key.uniform(position)) * Float(row)
      value += 0.01 * memory
    }
    return (seen == divergesAt ? .nan : Double(value), rows.count)
  }
  func evaluate(stop: @Sendable () -> Bool) -> Measured? {
    if stop() { return nil }
    // Rises, falls and rises, so that the best epoch is not the last.
    return Measured(
      metrics: ["mrr": Double(sin(3 * value))], ranks: [Int32(abs(value) * 100)])
  }
}

@Suite struct TrainingLoopTests {
  static let schedule = TrainingSchedule(
    epochs: 7, every: 2, reads: .best(EpochMonitor("mrr")))

  static func start(_ learner: Follower = Follower()) -> TrainingLoop<Follower> {
    TrainingLoop(learner, schedule: schedule, key: RandomKey(seed: 4))
  }

  @Test("each row is seen once an epoch, the last batch is smaller, the last epoch is evaluated")
  func epochs() {
    var loop = Self.start()
    var losses: [Double] = []
    while case let advance = loop.advance(), advance != .finished {
      if case .trained(let loss) = advance { losses.append(loss) }
    }
    #expect(loop.steps == 21)
    #expect(losses.count == 21)
    #expect(loop.progress.curve.map(\.epoch) == Array(1...7))
    #expect(loop.progress.curve.filter { !$0.metrics.isEmpty }.map(\.epoch) == [2, 4, 6, 7])
    // The mean over rows: batches of 4, 4 and 2.
    let expected = (4 * losses[0] + 4 * losses[1] + 2 * losses[2]) / 10
    #expect(abs((loop.progress.curve.first?.loss ?? 0) - expected) < 1e-12)
  }

  @Test("the best epoch on the test users is read where the suite says so, else the last")
  func reading() throws {
    var loop = Self.start()
    while loop.advance() != .finished {}
    let best = try #require(
      loop.progress.curve.compactMap { point in point.metrics["mrr"].map { (point.epoch, $0) } }
        .max { $0.1 < $1.1 })
    #expect(loop.progress.reading?.epoch == best.0)
    #expect(loop.progress.reading?.epoch != 7)

    var schedule = Self.schedule
    schedule.reads = .last
    var other = TrainingLoop(Follower(), schedule: schedule, key: RandomKey(seed: 4))
    while other.advance() != .finished {}
    #expect(other.progress.reading?.epoch == 7)
    #expect(other.progress.reading?.weights == Digest(of: other.learner.weights.encoded()).hex)
  }

  @Test("a training stopped after any advance and resumed ends where one never stopped ends")
  func resuming() throws {
    var whole = Self.start()
    var advances = 0
    while whole.advance() != .finished { advances += 1 }
    let root = try Scratch()
    for cut in 0..<advances {
      let folder = CheckpointFolder(root: root.path, id: "cut-\(cut)")
      var first = Self.start()
      for _ in 0..<cut { _ = first.advance() }
      try folder.write(first.checkpoint)
      let checkpoint = try #require(folder.latest { Issue.record("\($0)") })
      var second = try TrainingLoop(
        Follower(), schedule: Self.schedule, key: RandomKey(seed: 4), from: checkpoint, file: "c")
      while second.advance() != .finished {}
      #expect(second.checkpoint == whole.checkpoint)
    }
  }

  @Test("a loss that is no number ends the training at its step")
  func divergence() {
    var loop = Self.start(Follower(divergesAt: 5))
    var last = loop.advance()
    while case .trained = last { last = loop.advance() }
    if case .epoch = last { last = loop.advance() }
    while case .trained = last { last = loop.advance() }
    #expect(last == .diverged(step: 5))
  }

  @Test("parameters that are no numbers end the training before they are measured")
  func divergedParameters() {
    var loop = Self.start(Follower(value: .infinity, memory: 1))
    var last = loop.advance()
    while last != .finished {
      if case .diverged = last { break }
      last = loop.advance()
    }
    // An infinite value is the loss of the first step already.
    #expect(last == .diverged(step: 1))
  }

  @Test("an evaluation that is given up is made anew")
  func givingUp() {
    var loop = Self.start()
    var whole = Self.start()
    while whole.advance() != .finished {}
    var stopped = 0
    while case let advance = loop.advance(stop: { true }), advance != .finished {
      if advance == .stopped {
        stopped += 1
        _ = loop.advance()
      }
    }
    #expect(stopped == 4)
    #expect(loop.checkpoint == whole.checkpoint)
  }
}
