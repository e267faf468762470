public import Suites

/// The models of the papers' MovieLens experiments, by name, with their published sizes.
public enum PaperModels {
  /// Name and sizes, in the order they are timed.
  public static let all: [(name: String, model: ModelSpec)] = [
    ("sasrec-2", sasrec()), ("hstu-2", hstu(blocks: 2, heads: 1)),
    ("fuxi-alpha-2", fuxiAlpha(blocks: 2, heads: 1)), ("hstu-8", hstu(blocks: 8, heads: 2)),
    ("fuxi-alpha-8", fuxiAlpha(blocks: 8, heads: 2)),
    ("gru4rec", gru4rec), ("llama-2", llama),
    ("fuxi-alpha-8-wide", fuxiAlpha(blocks: 8, heads: 8, width: 256, multiple: 4)),
  ]

  /// The model of a name.
  public static func named(_ name: String) -> ModelSpec? { all.first { $0.name == name }?.model }

  /// SASRec of two blocks.
  public static func sasrec(
    blocks: Int = 2, heads: Int = 1, width: Int = 50, positions: Int = 211
  ) -> ModelSpec {
    .sasrec(
      SASRecSpec(
        width: width, blocks: blocks, heads: heads, hidden: width, positions: positions,
        embeddingDropout: 0.2, dropout: 0.2))
  }

  /// HSTU; heads divide the width.
  public static func hstu(
    blocks: Int, heads: Int, width: Int = 50, positions: Int = 211
  ) -> ModelSpec {
    .hstu(
      HSTUSpec(
        width: width, blocks: blocks, heads: heads, keyWidth: width / heads,
        valueWidth: width / heads, positions: positions, embeddingDropout: 0.2, dropout: 0.2))
  }

  /// FuXi-α in full; heads divide the width.
  public static func fuxiAlpha(
    blocks: Int, heads: Int, width: Int = 50, positions: Int = 211, multiple: Int = 1
  ) -> ModelSpec {
    .fuxiAlpha(
      FuXiAlphaSpec(
        width: width, blocks: blocks, heads: heads, keyWidth: width / heads,
        valueWidth: width / heads, feedForwardMultiple: multiple, positions: positions,
        embeddingDropout: 0.2, dropout: 0.2, variant: .full))
  }

  /// GRU4Rec of one layer; its sizes are this package's choice.
  public static let gru4rec = ModelSpec.gru4rec(
    GRU4RecSpec(width: 50, hidden: 50, layers: 1, embeddingDropout: 0.2, dropout: 0.2))

  /// Two of LLaMa's blocks; their sizes are this package's choice.
  public static let llama = ModelSpec.llama(
    LLaMaSpec(
      width: 50, blocks: 2, heads: 1, hidden: 50, rotaryBase: 10_000, embeddingDropout: 0.2,
      dropout: 0.2))

  /// Negatives of an event, as published.
  public static let negatives = 128
  /// Divisor of its products, as published.
  public static let temperature = 0.05

  /// Sampled softmax as published; Adam at 0.001; 128 rows.
  public static let training = TrainingSpec(
    loss: LossSpec.sampledSoftmax(negatives: negatives, temperature: temperature),
    optimizer: OptimizerSpec.adamW(
      rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
    rows: 128, epochs: 1, shards: 8)
}
