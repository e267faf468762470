import Foundation
import Suites
import Testing

/// Entries that describe themselves.
@Suite struct EntryTests {
  static let registries = [
    ModelSpec.registry, RatingModelSpec.registry, ClickModelSpec.registry, ScorerSpec.registry,
    FilterSpec.registry, ClickSplitSpec.registry, Claim.registry, TaskSpec.registry,
    LossSpec.registry, OptimizerSpec.registry, TieOrder.registry, SplitSpec.registry,
    GeneratorSpec.registry, LayoutSpec.registry, PointSource.registry, DataSource.registry,
    EvaluationSpec.Candidates.registry, ResultsSpec.registry, RunProtocol<String>.registry,
    MaterialSpec.registry, SummaryFormSpec.registry, LearnerSpec.registry,
    ScheduleSpec.registry,
  ]

  @Test("every field of every kind is described, in a sentence, under a name of its own")
  func described() {
    func check(_ fields: [FieldDescription], of kind: String) {
      #expect(Set(fields.map(\.name)).count == fields.count, "\(kind)")
      for field in fields {
        #expect(field.name != "kind" && field.name != "from" && !field.name.isEmpty, "\(kind)")
        #expect(field.meaning.hasSuffix(".") && field.meaning.count > 5, "\(kind).\(field.name)")
        if case .entry(let inner) = field.form { check(inner.descriptions, of: kind) }
        if case .list(.entry(let inner), _) = field.form { check(inner.descriptions, of: kind) }
      }
    }
    for registry in Self.registries {
      #expect(registry.words == registry.words.sorted() && !registry.noun.isEmpty)
      for kind in registry.kinds {
        #expect(kind.meaning.hasSuffix("."), "\(kind.kind)")
        check(kind.descriptions, of: kind.kind)
        // A kind that keeps something says so.
        let kept = Mirror(reflecting: kind.init()).children.count
        #expect((kept == 0) == kind.descriptions.isEmpty, "\(kind.kind)")
      }
    }
    check(Suite.descriptions, of: "suite")
    check(DatasetSource.descriptions, of: "data set")
    #expect(Set(Self.registries.map(\.noun)).count == Self.registries.count)
    let counts = [13, 4, 13, 2, 9, 3, 5, 8, 5, 3, 3, 8, 1, 17, 2, 2, 4, 5, 3, 4, 2, 4, 1]
    #expect(Self.registries.map(\.kinds.count) == counts)
  }

  @Test("what is written is what was read, for every model of the repository's suites")
  func roundTrip() throws {
    let text =
      #"{"kind":"hstu","width":8,"blocks":1,"heads":1,"keyWidth":4,"valueWidth":4,"#
      + #""positions":9,"embeddingDropout":0,"dropout":0.5,"bias":"rope","rotaryBase":10000}"#
    let spec = try CanonicalJSON.read(ModelSpec.self, from: Data(text.utf8))
    #expect(
      spec
        == .hstu(
          HSTUSpec(
            width: 8, blocks: 1, heads: 1, keyWidth: 4, valueWidth: 4, positions: 9,
            embeddingDropout: 0, dropout: 0.5, bias: .rope, rotaryBase: 10000)))
    #expect(
      try CanonicalJSON.compact(spec)
        == #"{"bias":"rope","blocks":1,"dropout":0.5,"embeddingDropout":0,"heads":1,"#
        + #""keyWidth":4,"kind":"hstu","positions":9,"rotaryBase":10000,"valueWidth":4,"width":8}"#)
    #expect(spec.withoutDropout != spec)
    #expect(spec.withoutDropout.withoutDropout == spec.withoutDropout)
  }

  private func complaint(_ yaml: String) -> String {
    do {
      _ = try decodeStrictly(ClickModelSpec.self, from: yaml, file: "f.yaml")
      return "nothing"
    } catch {
      return error.description
    }
  }

  @Test(
    "an unknown key is called unknown with the nearest known one, a wrong word lists the right ones",
    arguments: [
      (
        "width: 8", "witdh: 8",
        "f.yaml:2:11: the key 'network.witdh' is unknown; did you mean 'width'?"
      ),
      ("kind: dcn", "knd: dcn", "f.yaml:1:1: the key 'knd' is unknown; did you mean 'kind'?"),
      ("depth: 3", "dpeth: 3", "f.yaml:3:1: the key 'dpeth' is unknown; did you mean 'depth'?"),
      // One that may be absent is known too.
      (
        "numbers: beside", "numbers: beside, batchnorm: true",
        "f.yaml:2:38: the key 'network.batchnorm' is unknown; did you mean 'batchNorm'?"
      ),
      (
        "numbers: beside", "numbers: besides",
        "f.yaml:2:21: 'network.numbers' must be one of beside, embedded, not 'besides'"
      ),
      (
        "kind: dcn", "kind: dnc",
        "f.yaml:1:1: no click model is called 'dnc'; there are autoint, cin, dcn, dcn-v2, deepfm, dnn, "
          + "fm, fwfm, ipnn, lr, wide-deep, xcrossnet, xdeepfm"
      ),
    ])
  func sentences(_ old: String, _ new: String, _ expected: String) {
    let sound = """
      kind: dcn
      network: {width: 8, numbers: beside, hidden: [4], dropout: 0}
      depth: 3
      """
    #expect(complaint(sound) == "nothing")
    #expect(complaint(sound.replacing(old, with: new)) == expected)
  }
}
