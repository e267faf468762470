import Datasets
import Experiments
import Foundation
import Suites
import Synchronization
import Testing

@Suite struct OriginTests {
  private static let run = Run(
    suite: "s", name: "n", task: .ranking(RankingLearnerTests.task(RankingLearnerTests.models[1])),
    seed: 1)
  private static let data = PreparedData(
    interactions: RankingLearnerTests.interactions, digest: Digest(of: "d").hex,
    source: .init(id: "s", digest: Digest(of: "s").hex, published: false))

  /// The record of a run, or what it told until it was stopped after some steps.
  private static func record(
    _ scratch: Scratch, commit: String, stopAfter steps: Int = .max
  ) throws -> (record: RunRecord?, notes: [String], began: (step: Int, seconds: Double)?) {
    let asked = Mutex(0)
    let runner = Runner(
      checkpoints: scratch.path + "/checkpoints", weights: scratch.path + "/weights",
      commit: commit, checkpointEvery: .zero,
      stop: {
        asked.withLock {
          $0 += 1
          return $0 > steps
        }
      })
    var notes: [String] = []
    var began: (Int, Double)?
    guard let task = run.task.ranking else { return (nil, [], nil) }
    do {
      let record = try runner.record(of: run, PreparedRanking(task: task, data: data), rules: "") {
        if case .note(let note) = $0 { notes.append(note) }
        if case .began(_, let step, let seconds) = $0 { began = (step, seconds) }
      }
      return (record, notes, began)
    } catch is Runner.Stopped {
      return (nil, notes, began)
    }
  }

  @Test("a training begun at another revision begins anew, says so, and ends in the same bytes")
  func anew() throws {
    let whole = try #require(try Self.record(Scratch(), commit: "one").record)
    let scratch = try Scratch()
    #expect(try Self.record(scratch, commit: "one", stopAfter: 9).record == nil)
    let second = try Self.record(scratch, commit: "two")
    let id = Self.run.id(data: Self.data.digest)
    let aside = "\(scratch.path)/checkpoints/\(id).aside"
    #expect(
      second.notes == [
        "The training was begun at revision one, not two, so it starts again; its old checkpoints "
          + "are kept in \(aside) until it is done."
      ])
    #expect(second.began?.step == 0 && second.began?.seconds == 0)
    #expect(second.record?.outcome == whole.outcome)
    #expect(FileManager.default.fileExists(atPath: aside))
    let runner = Runner(checkpoints: scratch.path + "/checkpoints", weights: "", commit: "two")
    #expect(runner.hasCheckpoints(id: id))
    #expect(runner.forgetCheckpoints(id: id, of: whole.outcome) == nil)
    #expect(!runner.hasCheckpoints(id: id))
  }

  @Test("on the same machine it goes on, and its seconds are those of all its legs")
  func legs() throws {
    let scratch = try Scratch()
    #expect(try Self.record(scratch, commit: "one", stopAfter: 5).record == nil)
    let id = Self.run.id(data: Self.data.digest)
    let folder = CheckpointFolder(root: scratch.path + "/checkpoints", id: id)
    var kept = try #require(folder.latest { Issue.record("\($0)") })
    #expect(kept.seconds > 0)
    kept.seconds += 1000
    try folder.write(kept)
    #expect(try Self.record(scratch, commit: "one", stopAfter: 5).began?.seconds == kept.seconds)
    let last = try Self.record(scratch, commit: "one")
    #expect(last.notes == [] && last.began?.step ?? 0 > 5 && last.began?.seconds ?? 0 > 1000)
    let seconds = try #require(last.record?.circumstances.seconds)
    #expect(seconds > last.began?.seconds ?? .infinity && seconds < 1600)
  }

  @Test("numerics, engine and revision are told apart, numerics first")
  func differences() {
    let here = Checkpoint.Origin(numerics: "Haswell", engine: 2, commit: "b")
    var there = here
    #expect(there.difference(from: here) == nil)
    there.commit = "a"
    #expect(there.difference(from: here) == "at revision a, not b")
    there.engine = 1
    #expect(there.difference(from: here) == "by engine 1, not 2")
    there.numerics = "SkylakeX"
    #expect(there.difference(from: here) == "with SkylakeX, not Haswell")
  }

  @Test("data of every kind of task can be prepared") func kinds() {
    for kind in ResolvedTask.registry.kinds {
      #expect(kind.init() is any PreparableTask, "\(kind.kind)")
    }
  }
}
