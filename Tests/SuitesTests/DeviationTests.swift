import Foundation
import Suites
import TestSupport
import Testing

private func suite(_ name: String) throws -> Suite {
  try SuiteFile.sound(
    path: SharedData.package.appendingPathComponent("suites/\(name).yaml").path
  ).suite
}

/// The runs a deviation names; all where it names none, none where it is not declared.
private func runs(_ id: String, _ suite: Suite) -> Set<String> {
  guard let deviation = suite.deviations.first(where: { $0.id == id }) else { return [] }
  return Set(deviation.runs ?? suite.runs.map(\.id))
}

@Suite("Declared deviations")
struct DeviationTests {
  @Test("every run in an order of ties declares that order")
  func ties() throws {
    let suite = try suite("fuxi-alpha")
    func sorted(_ ties: TieOrder) -> Set<String> {
      let data = Set(suite.datasets.filter { $0.ties == ties }.map(\.id))
      return Set(
        suite.runs.compactMap { run in
          guard let task = run.task.ranking else { return nil }
          return data.contains(task.dataset) ? run.id : nil
        })
    }
    #expect(sorted(.numpyIntrosort).count == 30)
    #expect(runs("ties-introsort", suite) == sorted(.numpyIntrosort))
    #expect(runs("ties-avx512", suite) == sorted(.numpyIntrosort))
    #expect(runs("ties-file", suite) == sorted(.file))
  }

  @Test(
    "every run whose model reads buckets of time declares how they are computed",
    arguments: [
      ("fuxi-alpha", 24), ("hstu-backbones", 78), ("hstu-ranking", 40), ("performance-law", 32),
    ])
  func buckets(_ name: String, _ count: Int) throws {
    let suite = try suite(name)
    func readsTime(_ model: ModelSpec) -> Bool {
      switch model.entry {
      case let spec as HSTUSpec: (spec.bias ?? .both).seesTime
      case let spec as SASRecSpec: (spec.bias ?? .none).seesTime
      case let spec as FuXiAlphaSpec: spec.hasChannels
      default: false
      }
    }
    let timed = suite.runs.filter { run in
      if let task = run.task.ranking { return readsTime(task.model) }
      let rater = run.task.rating?.model.entry as? SequenceRaterSpec
      return rater.map { readsTime($0.backbone) } ?? false
    }
    #expect(timed.count == count)
    #expect(runs("time-bucket", suite) == Set(timed.map(\.id)))
  }
}
