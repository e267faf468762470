// Touvron et al. 2023, "LLaMA" (arXiv 2302.13971), with grouped queries (Ainslie et al. 2023,
// arXiv 2305.13245): SmolLM2 is of this kind. Arrays are called as llama.cpp calls them in GGUF files.

internal import Determinism
public import Tensors
public import Weights

/// A decoder of text with LLaMa's blocks.
public struct LLaMaText: TextModel {
  /// From text to tokens: byte-level pairs.
  public let tokenizer: any Tokenizer
  /// Numbers of a state.
  public let width: Int
  /// Tokens of the longest text.
  public let longest: Int

  private let heads: Int
  private let groups: Int
  private let headWidth: Int
  private let epsilon: Real
  private let rotaryBase: Double
  private let table: TokenTable
  private let blocks: [Block]
  private let norm: Tensor

  private struct Block: Sendable {
    var attentionNorm: Tensor
    /// `[heads · headWidth, width]`.
    var query: Tensor
    /// `[2 · groups · headWidth, width]`, keys before values.
    var keyValue: Tensor
    var output: Tensor
    var feedForwardNorm: Tensor
    var gate: Tensor
    var up: Tensor
    var down: Tensor
  }

  /// The model in a file. Its table of tokens stays in blocks, its matrices are expanded.
  ///
  /// - Throws: `WeightsError` where something is missing, has another shape, or is not of this kind.
  public init(_ file: GGUF) throws(WeightsError) {
    guard file.text("general.architecture") == "llama" else {
      throw WeightsError(
        file: file.file,
        reason:
          "holds a model of the kind '\(file.text("general.architecture") ?? "")', but only "
          + "'llama' can be read")
    }
    let count = try file.whole("llama.block_count", atMost: 200)
    let width = try file.whole("llama.embedding_length", atMost: 1 << 14)
    let hidden = try file.whole("llama.feed_forward_length", atMost: 1 << 16)
    let heads = try file.whole("llama.attention.head_count", atMost: 256)
    let groups = try file.whole("llama.attention.head_count_kv", atMost: 256)
    let headWidth = width / heads
    guard width % heads == 0, heads % groups == 0, headWidth % 2 == 0 else {
      throw WeightsError(
        file: file.file,
        reason: "has \(heads) heads and \(groups) of keys, which do not fit a width of \(width)")
    }
    guard try file.whole("llama.rope.dimension_count", atMost: 1 << 14) == headWidth else {
      throw WeightsError(file: file.file, reason: "rotates only a part of each head")
    }
    if file.entries["output.weight"] != nil {
      throw WeightsError(file: file.file, reason: "has an output layer besides its table of tokens")
    }
    (self.width, self.heads, self.groups, self.headWidth) = (width, heads, groups, headWidth)
    longest = try file.whole("llama.context_length", atMost: 1 << 24)
    epsilon = Real(try file.number("llama.attention.layer_norm_rms_epsilon"))
    rotaryBase = try file.number("llama.rope.freq_base")
    guard rotaryBase > 1 else {
      throw WeightsError(file: file.file, reason: "has a rotary base of 1 or less")
    }
    let tokenizer = try BytePairs(file)
    self.tokenizer = tokenizer
    table = try TokenTable("token_embd.weight", of: file, count: tokenizer.count, width: width)

    func vector(_ name: String) throws(WeightsError) -> Tensor {
      below([try file.numbers(name, [width])], width: width).reshaped([width])
    }
    var blocks: [Block] = []
    for index in 0..<count {
      func array(_ name: String, _ rows: Int, _ columns: Int) throws(WeightsError) -> [Float] {
        try file.numbers("blk.\(index).\(name).weight", [rows, columns])
      }
      func turned(_ name: String, _ heads: Int) throws(WeightsError) -> [Float] {
        halved(try array(name, heads * headWidth, width), headWidth: headWidth, width: width)
      }
      blocks.append(
        Block(
          attentionNorm: try vector("blk.\(index).attn_norm.weight"),
          query: below([try turned("attn_q", heads)], width: width),
          keyValue: below(
            [try turned("attn_k", groups), try array("attn_v", groups * headWidth, width)],
            width: width),
          output: below([try array("attn_output", width, width)], width: width),
          feedForwardNorm: try vector("blk.\(index).ffn_norm.weight"),
          gate: below([try array("ffn_gate", hidden, width)], width: width),
          up: below([try array("ffn_up", hidden, width)], width: width),
          down: below([try array("ffn_down", width, hidden)], width: hidden)))
    }
    self.blocks = blocks
    norm = try vector("output_norm.weight")
  }

  /// The rows of the table of tokens: `[tokens, width]`.
  public func embeddings(_ tokens: [Int32]) -> Tensor { table(tokens) }

  /// The state at each token, after the last norm: `[tokens, width]`.
  public func states(_ tokens: [Int32], _ rows: PackedRows) -> Tensor {
    precondition(tokens.count == rows.tokens, "Every token is of a text.")
    guard !tokens.isEmpty else { return Tensor(zeros: [0, width]) }
    let queries = RotaryPositions(
      first: 0, heads: heads, headWidth: headWidth, base: rotaryBase, rows: rows)
    let keys = queries.columns(from: 0, heads: groups)
    let attention = SoftmaxAttention(
      heads: heads, headWidth: headWidth, rows: rows, dropout: nil)
    var x = table(tokens)
    for block in blocks {
      let h = normed(x, block.attentionNorm)
      let (attended, _) = attention.forward(
        queries(linear(h, block.query)), shared(keys(linear(h, block.keyValue))))
      x.add(linear(attended, block.output))
      let f = normed(x, block.feedForwardNorm)
      x.add(
        linear(product(silu(linear(f, block.gate)), linear(f, block.up)), block.down))
    }
    return normed(x, norm)
  }

  /// The natural logarithm of each next token's probability: `[rows, width] → [rows, tokens]`.
  ///
  /// - Parameter states: what `states` gives, some rows of it.
  public func logProbabilities(after states: Tensor) -> Tensor {
    let scores = besides(
      mapTiles(of: 4096, below: table.count) { linear(states, table.rows($0)) })
    let tops = Tensor(
      [scores.shape.rows, 1],
      scores.withElements { all in
        (0..<scores.shape.rows).map { row in
          all[row * scores.shape.width..<(row + 1) * scores.shape.width].max() ?? 0
        }
      })
    let shifted = difference(scores, spreadColumns(tops, scores.shape.width))
    let sums = naturalLogarithm(rowSums(exponential(shifted)))
    return difference(shifted, spreadColumns(sums, scores.shape.width))
  }

  private func normed(_ x: Tensor, _ weight: Tensor) -> Tensor {
    multiplyingRow(normalizedRows(x, .rootMeanSquare(epsilon: epsilon)).rows, weight)
  }

  /// Every head of keys and of values once for each query that shares it:
  /// `[tokens, 2 · groups · headWidth] → [tokens, 2 · heads · headWidth]`.
  private func shared(_ keyValue: Tensor) -> Tensor {
    let (times, tokens) = (heads / groups, keyValue.shape.rows)
    guard times > 1 else { return keyValue }
    var result = Tensor(zeros: [tokens, 2 * heads * headWidth])
    keyValue.withElements { from in
      result.withMutableElements { to in
        for head in 0..<tokens * 2 * heads {
          let (source, target) = (head / times * headWidth, head * headWidth)
          for place in 0..<headWidth { to[target + place] = from[source + place] }
        }
      }
    }
    return result
  }
}

/// Rows of each head in another order: those that stand first in their pairs, then their partners. The
/// file has pairs of neighbours, `RotaryPositions` turns halves, and products of queries and keys do
/// not change where both are put in the same order.
func halved(_ rows: [Float], headWidth: Int, width: Int) -> [Float] {
  var result: [Float] = []
  result.reserveCapacity(rows.count)
  for head in 0..<rows.count / (headWidth * width) {
    for parity in 0..<2 {
      for pair in 0..<headWidth / 2 {
        let row = head * headWidth + 2 * pair + parity
        result += rows[row * width..<(row + 1) * width]
      }
    }
  }
  return result
}

extension BytePairs {
  /// The tokenizer in a model's file.
  public init(_ file: GGUF) throws(WeightsError) {
    guard file.text("tokenizer.ggml.model") == "gpt2" else {
      throw WeightsError(file: file.file, reason: "has a tokenizer other than byte-level pairs")
    }
    let word = file.text("tokenizer.ggml.pre") ?? ""
    guard let splitting = PreTokenization(rawValue: word) else {
      throw WeightsError(
        file: file.file,
        reason: "divides texts by the pattern '\(word)', but the known ones are "
          + PreTokenization.allCases.map(\.rawValue).joined(separator: ", "))
    }
    try self.init(
      tokens: try file.texts("tokenizer.ggml.tokens"),
      merges: try file.texts("tokenizer.ggml.merges"), splitting: splitting, file: file.file)
  }
}
