import Foundation
import Suites
import TestSupport
import Testing

/// Variants of models in suite files: a flag that is not given must leave no trace.
@Suite struct VariantTests {
  /// A suite with something put into the entry of a model, which it has at three depths.
  static func problems(_ model: String, _ flags: String) throws -> [SuiteError] {
    let text = WrittenSuite.ranking
    let changed = text.replacing("{kind: \(model),", with: "{kind: \(model), \(flags),")
    #expect(changed != text)
    return try SuiteFile(yaml: changed, file: "f.yaml").problems()
  }

  @Test(
    "variants that a model has are sound",
    arguments: [
      ("hstu", "bias: rope, rotaryBase: 10000"), ("hstu", "bias: none, gating: false"),
      ("hstu", "attention: softmax, requestTime: query-event"),
      ("sasrec", "residual: pre-norm, bias: both, requestTime: query-event"),
    ])
  func sound(model: String, flags: String) throws {
    #expect(try Self.problems(model, flags).isEmpty)
  }

  @Test(
    "variants that say nothing, or cannot be, are refused",
    arguments: [
      ("hstu", "bias: rope", "rope needs a rotaryBase"),
      ("hstu", "rotaryBase: 100", "only 'bias: rope' can have one"),
      ("hstu", "bias: position, requestTime: query-event", "only a time bias reads it"),
      ("sasrec", "requestTime: next-event", "only a time bias reads it"),
      ("sasrec", "bias: rope", "this model can have only none, position, time or both"),
    ])
  func refused(model: String, flags: String, problem: String) throws {
    let problems = try Self.problems(model, flags)
    #expect(problems.map(\.rule) == Array(repeating: "SUITE-RUN-004", count: 3))
    #expect(Set(problems.map(\.problem)) == [problem])
    #expect(problems.allSatisfy { ($0.line ?? 0) > 1 })
  }

  @Test("side information that nobody has, or that no event can take, is refused where it stands")
  func side() throws {
    func problems(_ side: String) throws -> Set<String> {
      let text = WrittenSuite.ranking
      let changed = text.replacing("kind: ranking,", with: "kind: ranking, side: \(side),")
      #expect(changed != text)
      return Set(try SuiteFile(yaml: changed, file: "f.yaml").problems().map(\.problem))
    }
    let events = Set(
      ["popularity", "random"].map {
        "the model '\($0)' reads no events that side information could be added to"
      })
    let names = "side information must be one or more of genre, sex, age, occupation, each once"
    #expect(try problems("[sex, genre]") == events)
    for side in ["[]", "[sex, sex]", "[zip]"] {
      #expect(try problems(side) == events.union([names]))
    }
  }

  @Test("a flag that is not given changes no run's identity")
  func identity() throws {
    let hstu = HSTUSpec(
      width: 6, blocks: 2, heads: 2, keyWidth: 3, valueWidth: 4, positions: 9,
      embeddingDropout: 0.5, dropout: 0.25)
    #expect(
      try CanonicalJSON.compact(ModelSpec.hstu(hstu)) == """
        {"blocks":2,"dropout":0.25,"embeddingDropout":0.5,"heads":2,"keyWidth":3,"kind":"hstu",\
        "positions":9,"valueWidth":4,"width":6}
        """)
    let sasrec = SASRecSpec(
      width: 6, blocks: 2, heads: 2, hidden: 5, positions: 9, embeddingDropout: 0.5, dropout: 0.25)
    #expect(
      try CanonicalJSON.compact(ModelSpec.sasrec(sasrec)) == """
        {"blocks":2,"dropout":0.25,"embeddingDropout":0.5,"heads":2,"hidden":5,"kind":"sasrec",\
        "positions":9,"width":6}
        """)
  }
}
