import Autograd
import Determinism
import Foundation
import Models
import Suites
import Tensors
import Testing

/// What the registries list is what can be built.
@Suite struct RegistryTests {
  /// The text of an entry with every size 4, every rate 0, every word the first there is.
  private func text(_ fields: [FieldDescription], kind: String? = nil) -> String {
    let members = fields.filter { $0.absent == nil }.map { field in
      let value =
        switch field.form {
        case .whole: "4"
        case .list(.whole, _): "[4, 4]"
        case .list, .map, .either, .text: "\"\""
        case .number(let bounds): "\(bounds.includesLower ? bounds.lower : bounds.upper)"
        case .flag: "true"
        case .word(let words): "\"\(words[0])\""
        case .entry(let entry): text(entry.descriptions)
        case .choice(let registry): text(of: registry.kinds[0])
        }
      return "\"\(field.name)\": \(value)"
    }
    return "{" + ((kind.map { ["\"kind\": \"\($0)\""] } ?? []) + members).joined(separator: ", ")
      + "}"
  }

  private func text(of kind: any KindedEntry.Type) -> String {
    text(kind.descriptions, kind: kind.kind)
  }

  private func read<Spec: Decodable>(_ type: Spec.Type, _ kind: any KindedEntry.Type) throws -> Spec
  {
    try CanonicalJSON.read(type, from: Data(text(of: kind).utf8))
  }

  @Test("every model of sequences is built from its entry, or trains nothing")
  func rankings() throws {
    for kind in ModelSpec.registry.kinds {
      let spec = try read(ModelSpec.self, kind)
      #expect(spec.complaints.isEmpty, "\(spec.kind): \(spec.complaints)")
      let model = try recommender(for: spec, itemRows: 7, users: 3, key: RandomKey(seed: 1))
      #expect((model != nil) == spec.isTrained, "\(spec.kind)")
      // The cost counts every number of the model; an estimate may leave out a few biases.
      if let model, spec.readsSequences {
        let counted = model.parameters.values.reduce(0) { $0 + $1.elements.count }
        let told = spec.entry.cost.parameters(itemRows: 7)
        #expect(abs(told - Double(counted)) <= 0.05 * Double(counted), "\(spec.kind)")
      }
    }
  }

  @Test("every model of ratings and of clicks is built from its entry, or trains nothing")
  func others() throws {
    for kind in RatingModelSpec.registry.kinds {
      let spec = try read(RatingModelSpec.self, kind)
      let model = try ratingModel(for: spec, itemRows: 7, stars: 5, key: RandomKey(seed: 1))
      #expect((model != nil) == spec.isTrained, "\(spec.kind)")
    }
    let columns = ClickColumns(dense: 2, fields: 3, vocabulary: 11)
    for kind in ClickModelSpec.registry.kinds {
      let spec = try read(ClickModelSpec.self, kind)
      let built = spec.model(for: columns, key: RandomKey(seed: 1))
      #expect(built.model.width == (spec.kind == "lr" ? 0 : 4), "\(spec.kind)")
    }
  }

  @Test("every form of a summary is built from its entry")
  func summaries() throws {
    for kind in SummaryFormSpec.registry.kinds {
      let form = try read(SummaryFormSpec.self, kind)
      let summary = syntheticSummary(
        for: form, sequences: 3, length: 2, items: Tensor(zeros: [7, 4]), key: RandomKey(seed: 1))
      let scores = summary.scores(summary.parameters.values.map { Variable($0) })
      #expect(scores.shape == [6, 7], "\(kind.kind)")
    }
  }

  @Test("an entry that its fields refuse is not built")
  func refused() {
    let spec = GRU4RecSpec(width: 4, hidden: 0, layers: 1, embeddingDropout: 0, dropout: 1)
    let error = #expect(throws: ModelError.self) {
      try recommender(for: .gru4rec(spec), itemRows: 7, key: RandomKey(seed: 1))
    }
    #expect(
      error?.description
        == "The model gru4rec is refused at 'hidden': a size between 1 and 1,000,000 is needed, "
        + "not 0.")
  }
}
