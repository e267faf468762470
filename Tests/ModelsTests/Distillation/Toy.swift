import Autograd
import Determinism
import Models
import Suites
import Tensors

/// Five items and nobody, two batches of two synthetic sequences, and a learner of two heads.
struct Toy {
  let itemRows = 6
  let learner: any VectorLearner
  let summary: TuckerSummary
  let cut: SummaryCut
  /// Real histories of 1, 3 and 4 events.
  let batch = PrefixBatch(
    rows: PackedRows([0, 1, 4, 8]), items: [3, 1, 2, 5, 4, 4, 2, 1], targets: [2, 5, 3])
  let aligned: Tensor
  let key = RandomKey(seed: 21)

  init(dropout: Double = 0.2, blocks: Int = 1, length: Int = 7, parts: Int = 2) {
    var spec = EncoderLearnerSpec()
    (spec.width, spec.blocks, spec.heads, spec.hidden, spec.positions) = (4, blocks, 2, 3, 8)
    (spec.dropout, spec.attentionDropout) = (dropout, dropout)
    self.init(.sasrec(spec), length: length, parts: parts)
  }

  /// - Parameter spec: of width 4 and 8 positions, where it has positions.
  init(_ spec: LearnerSpec, length: Int = 7, parts: Int = 2) {
    learner = vectorLearner(for: spec, itemRows: itemRows, key: key["learner"])
    cut = SummaryCut(sequences: 4, length: length, rows: 2, parts: parts)
    let items = Self.drawn([itemRows, 4], key["table"])
    summary = TuckerSummary(
      sequences: 4, length: length, ranks: (2, 3), items: items, key: key["summary"])
    aligned = Self.drawn([3, 4], key["aligned"])
  }

  static func drawn(_ shape: Shape, _ key: RandomKey) -> Tensor {
    Tensor(shape, (0..<shape.count).map { Real(key.normal($0)) })
  }

  /// The learner's numbers, larger than the initial ones so that no part is lost beside another, drawn about 1 where they are a norm's weights and about 0 elsewhere.
  var parameters: Parameters {
    var result = learner.parameters
    for (index, parameter) in result.declared.enumerated() {
      let centre: Real = parameter.path.hasSuffix("norm.weight") ? 1 : 0
      result.values[index] = affine(
        Self.drawn(parameter.shape, key[parameter.path]), times: 0.5, plus: centre)
    }
    return result
  }

  /// The summary's numbers, drawn.
  var factors: [Tensor] {
    summary.parameters.declared.map { Self.drawn($0.shape, key[$0.path]) }
  }

  func rule(
    _ inner: OptimizerSpec = .adam(
      rate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01),
    learnerSteps: Int = 2, unrolledSteps: Int = 2, augmented: Bool = true, frozen: Bool = false
  ) -> DistillationRule {
    DistillationRule(
      inner: inner,
      outer: .adam(rate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-4),
      steps: 40, learnerSteps: learnerSteps, unrolledSteps: unrolledSteps, leastPlainSteps: 0,
      longestGradient: 1, isAugmented: augmented, freezesTables: frozen)
  }
}
