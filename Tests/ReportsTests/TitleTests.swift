import Foundation
import Metrics
import Suites
import TestSupport
import Testing
import Verdicts

@testable import Reports

/// What people call runs and claims, and that it decides nothing.
@Suite struct TitleTests {
  private func suite(_ change: (inout Suite) -> Void = { _ in }) -> Suite {
    var suite = LittleSuite.suite()
    change(&suite)
    return suite
  }

  @Test("a title enters no digest, and a claim with another one is the same claim")
  func digests() throws {
    let plain = suite()
    let titled = suite { suite in
      for index in suite.runs.indices { suite.runs[index].title = "Run \(index)" }
      suite.claims = suite.claims.map { claim in
        switch claim {
        case .value(var claim):
          claim.title = "T"
          return .value(claim)
        case .order(var claim):
          claim.title = "T"
          return .order(claim)
        case .gain(var claim):
          claim.title = "T"
          return .gain(claim)
        case .trend(var claim):
          claim.title = "T"
          return .trend(claim)
        case .fit(var claim):
          claim.title = "T"
          return .fit(claim)
        }
      }
    }
    #expect(titled.claims.allSatisfy { $0.title == "T" } && titled.claims != plain.claims)
    #expect(plain.rulesDigest == titled.rulesDigest)
    #expect(titled.claims.map(\.withoutTitle) == plain.claims)
    for (old, new) in zip(try Plan(plain).runs, try Plan(titled).runs) {
      #expect(old.id(data: "d") == new.id(data: "d"))
    }
    // Records of the one are records of the other, and nothing has changed between them.
    let records = LittleSuite.records(plain)
    let verdicts = judge(titled, by: records).judgements.map(\.verdict)
    #expect(verdicts == judge(plain, by: records).judgements.map(\.verdict))
    let diff = ReportDiff(
      from: Snapshot(label: "a", suites: ["little": (plain, records)]),
      to: Snapshot(label: "b", suites: ["little": (titled, records)]))
    #expect(diff.text == "5 claims unchanged (bit-identical), 0 not comparable, 0 gone\n")
  }

  @Test("a title says as much as tells a run from the others, and no more")
  func runs() {
    let titles = SuiteTitles(suite())
    #expect(titles.title(of: "popularity") == "Popularity")
    #expect(titles.title(of: "better") == "HSTU, 1 block, width 16")
    #expect(titles.titles(among: ["better", "popularity"])["better"] == "HSTU")
    #expect(titles.titles(among: ["better", "plain"])["better"] == "HSTU, width 16")
    let own = SuiteTitles(suite { $0.runs[2].title = "The *better* one" })
    #expect(own.title(of: "better") == "The *better* one")
    #expect(own.statement(of: "gain") == "Gain of The *better* one over HSTU in NDCG@10")
    // Alike in everything that is said: the id tells.
    let twins = SuiteTitles(
      suite { suite in
        var twin = suite.runs[1]
        twin.id = "twin"
        suite.runs.append(twin)
      })
    #expect(twins.title(of: "twin") == "HSTU, 1 block, width 8 (twin)")
  }

  @Test("variants are named for what they lack or have, unlike the model as published")
  func variants() {
    func hstu(_ change: (inout HSTUSpec) -> Void) -> [String] {
      var spec = HSTUSpec(
        width: 8, blocks: 1, heads: 1, keyWidth: 8, valueWidth: 8, positions: 31,
        embeddingDropout: 0, dropout: 0)
      change(&spec)
      return ModelSpec.hstu(spec).departures
    }
    #expect(hstu { _ in } == [])
    #expect(hstu { $0.bias = .both } == [])
    // `.none` of an optional would be nil.
    #expect(hstu { $0.bias = AttentionBias.none } == ["without bias"])
    #expect(
      hstu {
        $0.attention = .softmax
        $0.requestTime = .queryEvent
      } == ["with softmax", "without the answer's time"])
  }

  @Test("a metric among drawn items is called sampled, a full ranking is not")
  func sampled() throws {
    let drawn = suite { suite in
      for index in suite.runs.indices {
        guard var task = suite.runs[index].task.ranking else { continue }
        task.evaluation.candidates = .sampled(100, by: .uniform, key: 1)
        task.evaluation.seen = .ranked
        suite.runs[index].task = .ranking(task)
      }
    }
    #expect(SuiteTitles(drawn).metric("ndcg@10", of: ["plain"]) == "sampled NDCG@10")
    #expect(SuiteTitles(suite()).metric("ndcg@10", of: ["plain"]) == "NDCG@10")
  }

  @Test("no two runs of a suite share a title, and no two claims a statement of one table")
  func unique() throws {
    for name in CommittedPagesTests.names {
      let file = SharedData.package.path + "/suites/\(name).yaml"
      let suite = try SuiteFile.sound(path: file).suite
      let titles = SuiteTitles(suite)
      let runs = suite.runs.map { titles.title(of: $0.id) }
      #expect(Set(runs).count == runs.count, "\(name)")
      #expect(runs.allSatisfy { !$0.isEmpty && $0.count < 140 })
      let claims = suite.claims.map { titles.statement(of: $0.id) }
      #expect(claims.allSatisfy { $0.count < 200 }, "\(name)")
      #expect(Set(claims).count == claims.count, "\(name)")
    }
  }

  @Test("every kind of task has titles") func kinds() {
    for kind in TaskSpec.registry.kinds {
      #expect(kind.init() is any TitledTask, "\(kind.kind)")
    }
  }
}
