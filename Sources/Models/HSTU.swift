// Zhai et al. 2024, "Actions speak louder than words" (arXiv 2402.17152), section 3, as the
// authors' public code configures it (research/modeling/sequential/hstu.py). The paper leaves open,
// and the code decides: the divisor N of the attention is the constant padded length; the bias is
// shared by all heads; the time of a pair runs from the key to the event after the query; the
// bucket is a natural logarithm over 0.301; norms have no weights.

public import Autograd
public import Determinism
public import Suites
internal import Tensors

/// Hierarchical sequential transduction units in a stack.
public struct HSTU: SequenceRecommender {
  /// What was declared, with initial numbers.
  public let parameters: Parameters
  /// `[itemRows, width]`.
  public var items: Parameter { embedding.items }
  /// The number of positions.
  public var longestRow: Int { spec.positions }

  private let spec: HSTUSpec
  private let embedding: EventEmbedding
  private let blocks: [Block]

  private struct Block: Sendable {
    let projection: Linear
    let positionBias: Parameter
    let timeBias: Parameter
    let output: Linear
  }

  /// Declares `items`, `positions`, and for each block `projection.weight` (u, v, q, k),
  /// `position_bias`, `time_bias`, `output.weight`, `output.bias`.
  public init(_ spec: HSTUSpec, itemRows: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(
      "hstu",
      positive: [
        ("width", spec.width), ("number of blocks", spec.blocks), ("number of heads", spec.heads),
        ("keyWidth", spec.keyWidth), ("valueWidth", spec.valueWidth),
        ("number of positions", spec.positions),
      ])
    try ModelError.check(
      "hstu", fractions: [("embeddingDropout", spec.embeddingDropout), ("dropout", spec.dropout)])
    var declaration = Declaration(key: key)
    self.spec = spec
    embedding = EventEmbedding(
      &declaration, itemRows: itemRows, width: spec.width, positions: spec.positions,
      dropout: spec.embeddingDropout, initialPositions: Initial.xavierNormal)
    let values = spec.heads * spec.valueWidth
    blocks = (0..<spec.blocks).map { index in
      declaration.nested("blocks.\(index)") { declaration in
        Block(
          projection: declaration.nested("projection") {
            Linear(
              &$0, from: spec.width, to: 2 * (values + spec.heads * spec.keyWidth),
              weight: Initial.normal(0.02), bias: nil)
          },
          positionBias: declaration.parameter(
            "position_bias", [2 * spec.positions - 1], Initial.normal(0.02)),
          timeBias: declaration.parameter(
            "time_bias", [TimeBuckets.count], Initial.normal(0.02)),
          output: declaration.nested("output") {
            Linear(
              &$0, from: values, to: spec.width, weight: Initial.xavierUniform,
              bias: Linear.torchBias(values))
          })
      }
    }
    parameters = declaration.parameters
  }

  /// A unit vector after each event: `[tokens, width]`.
  public func encode(_ batch: SequenceBatch, _ pass: Pass) -> Variable {
    let middle = HSTUMiddle(
      HSTUAttention(
        heads: spec.heads, keyWidth: spec.keyWidth, valueWidth: spec.valueWidth,
        positions: spec.positions, buckets: batch.buckets))
    var x = embedding(batch, pass)
    for (index, block) in blocks.enumerated() {
      let h = block.projection(x.normalized(.layer(epsilon: 1e-6)), pass).silu()
      let y = Variable.apply(middle, h, pass[block.positionBias], pass[block.timeBias])
      x = x + block.output(pass.dropout(y, rate: spec.dropout, "block", index), pass)
    }
    return x.normalized(unitNorm)
  }
}
