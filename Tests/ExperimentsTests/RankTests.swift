import Datasets
import Determinism
import Experiments
import Foundation
import Metrics
import Models
import Suites
import Synchronization
import Tensors
import TestSupport
import Testing

/// Trainings by several ranks, which are threads here, against one process.
@Suite struct RankTests {
  /// A batch has three shards: of five ranks two have none.
  static let counts = [2, 3, 5]

  /// A training to its end by some ranks, and what each of them came to.
  private static func trained(
    _ count: Int, _ model: ModelSpec, _ schedule: ScheduleSpec? = nil
  ) -> [Result<Checkpoint, any Error>] {
    ThreadRanks.run(count) { ranks in
      Result {
        let task = RankingLearnerTests.task(model, schedule: schedule)
        let interactions = RankingLearnerTests.interactions
        let evaluator = try RankingEvaluator(interactions, task.evaluation, maximalLength: 16)
        var loop = TrainingLoop(
          try RankingLearner(task, interactions, evaluator, seed: 1, over: ranks),
          schedule: .init(epochs: 3, every: 3, reads: .last),
          key: RandomKey(seed: 1))
        while loop.advance() != .finished {}
        return loop.checkpoint
      }
    }
  }

  @Test(
    "ranks that train a sequence model together come to one process's bits, memory included",
    arguments: RankingLearnerTests.models)
  func ranking(model: ModelSpec) throws {
    let alone = try RankingLearnerTests.trained(model).checkpoint
    for count in Self.counts {
      for rank in Self.trained(count, model) { #expect(try rank.get() == alone) }
    }
  }

  @Test("ranks that train together follow one schedule")
  func schedule() throws {
    let (model, rate) = (RankingLearnerTests.models[0], ScheduleSpec.cosine(warmUp: 0.3))
    let alone = try RankingLearnerTests.trained(model, schedule: rate).checkpoint
    for rank in Self.trained(2, model, rate) { #expect(try rank.get() == alone) }
  }

  @Test(
    "ranks that train a model of ratings together come to one process's bits",
    arguments: RatingLearnerTests.models)
  func rating(model: RatingModelSpec) throws {
    var alone = try RatingLearnerTests.loop(model, epochs: 2)
    while alone.advance() != .finished {}
    let whole = alone.checkpoint
    for count in Self.counts {
      let all = ThreadRanks.run(count) { ranks in
        Result {
          let task = RatingLearnerTests.task(model, epochs: 2)
          let evaluator = try RatingEvaluator(task, RatingLearnerTests.interactions, seed: 1)
          var loop = TrainingLoop(
            try RatingLearner(task, evaluator, seed: 1, over: ranks),
            schedule: .init(epochs: 2, every: 2, reads: .last),
            key: RandomKey(seed: 1))
          while loop.advance() != .finished {}
          return loop.checkpoint
        }
      }
      for rank in all { #expect(try rank.get() == whole) }
    }
  }

  @Test("runs of numbers are added in the order of the ranks")
  func order() {
    // In Float, 1e8 + 1 is 1e8, and with the other order it would be 1.
    let large: Real = 1e8
    let first = (large + 1) - large
    #expect(sumOfRuns([[large, 1, 1, 2], [], [-large, 3]], length: 2).elements == [first, 6])
    #if !DoublePrecision
      #expect(first == 0)
    #endif
    let long = (1...3).map { run in (0..<10_000).map { Real($0 * run) } }
    let sum = sumOfRuns([long[0] + long[1], long[2]], length: 10_000).elements
    #expect(sum == (0..<10_000).map { Real(6 * $0) })
  }

  @Test("what is shared is whole and in order, whatever the number of ranks")
  func shares() {
    for count in 1...7 {
      let all = ThreadRanks.run(count) { ranks in
        (
          Array(ranks.share(of: 5)), ranks.gather(Array(ranks.share(of: 5))),
          ranks.told([ranks.own])
        )
      }
      #expect(all.flatMap(\.0) == [0, 1, 2, 3, 4])
      for rank in all {
        #expect(rank.1.flatMap { $0 } == [0, 1, 2, 3, 4])
        #expect(rank.2 == [0])
      }
      #expect(ThreadRanks.run(count) { $0.any($0.own == count - 1) } == all.map { _ in true })
    }
  }

  /// A run by some ranks, of which the last is told to stop when it was asked so many times.
  ///
  /// - Returns: each rank's outcome, nil where it was stopped, and the step it began at.
  private static func run(
    _ count: Int, in folder: String, stopAfter asked: Int = .max
  ) -> [(outcome: Outcome?, began: Int)] {
    let task = RankingLearnerTests.task(RankingLearnerTests.models[2])
    let run = Run(suite: "s", name: "n", task: .ranking(task), seed: 1)
    let data = PreparedData(
      interactions: RankingLearnerTests.interactions, digest: Digest(of: "d").hex,
      source: .init(id: "s", digest: Digest(of: "s").hex, published: false))
    return ThreadRanks.run(count) { ranks in
      let left = Guarded(asked)
      // Folders of the other ranks are their own, and stay empty.
      let own = ranks.own == 0 ? folder : "\(folder)/rank-\(ranks.own)"
      var runner = Runner(
        checkpoints: own + "/checkpoints", weights: own + "/weights", commit: "c",
        checkpointEvery: .seconds(1000),
        stop: {
          left.withLock {
            $0 -= 1
            return $0 < 0 && ranks.own == ranks.count - 1
          }
        })
      runner.ranks = ranks
      let began = Guarded(-1)
      let record = try? runner.record(
        of: run, PreparedRanking(task: task, data: data), rules: ""
      ) {
        if case .began(_, let step, _) = $0 { began.withLock { $0 = step } }
      }
      return (record?.outcome, began.withLock { $0 })
    }
  }

  @Test(
    "a signal to one rank stops all at one step; another number of ranks goes on to the same bytes")
  func stopping() throws {
    let whole = try #require(Self.run(1, in: try Scratch().path).first?.outcome)
    for (first, second) in [(3, 2), (2, 1), (1, 4)] {
      let scratch = try Scratch()
      let stopped = Self.run(first, in: scratch.path, stopAfter: 7)
      #expect(stopped.allSatisfy { $0.outcome == nil && $0.began == 0 })
      let ended = Self.run(second, in: scratch.path)
      // Seven advances: 90 rows in six batches of 16, and the end of the epoch.
      #expect(ended.allSatisfy { $0.outcome == whole })
      #expect(ended.map(\.began) == ended.map { _ in 6 })
      for rank in 1..<max(first, second) {
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/rank-\(rank)"))
      }
    }
  }
}
