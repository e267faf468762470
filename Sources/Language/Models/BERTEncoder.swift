// Devlin et al. 2018, "BERT" (arXiv 1810.04805); all-MiniLM-L6-v2 is of this kind (Wang et al. 2020,
// arXiv 2002.10957, trained further by sentence-transformers). Arrays are called as Hugging Face's
// `BertModel` calls them.

public import Foundation
public import Tensors
public import Weights

/// An encoder of text with BERT's blocks: attention to both sides, norms after each part.
public struct BERTEncoder: TextModel {
  /// From text to tokens: WordPiece.
  public let tokenizer: any Tokenizer
  /// Numbers of a state.
  public var width: Int { settings.width }
  /// Tokens of the longest text.
  public var longest: Int { settings.positions }

  private let settings: BERTSettings
  private let words: Tensor
  /// Positions, to each of which the type of a first sentence is added.
  private let positions: Tensor
  private let norm: Norm
  private let blocks: [Block]

  private struct Norm: Sendable {
    var weight: Tensor
    var bias: Tensor
  }

  private struct Linear: Sendable {
    var weight: Tensor
    var bias: Tensor

    func callAsFunction(_ x: Tensor) -> Tensor { linear(x, weight, bias) }
  }

  private struct Block: Sendable {
    var query: Linear
    /// Keys before values.
    var keyValue: Linear
    var output: Linear
    var attentionNorm: Norm
    var intermediate: Linear
    var down: Linear
    var norm: Norm
  }

  /// A model of three files.
  ///
  /// - Parameters:
  ///   - settings: `config.json` and the name to use in errors.
  ///   - tokenizer: `tokenizer.json`, likewise.
  ///   - weights: `model.safetensors`, likewise.
  /// - Throws: `WeightsError` where something is missing, has another shape, or is not of this kind.
  public init(
    settings: (bytes: Data, file: String), tokenizer: (bytes: Data, file: String),
    weights: (bytes: Data, file: String)
  ) throws(WeightsError) {
    let settings = try BERTSettings(settings.bytes, file: settings.file)
    let pieces = try WordPieces(json: tokenizer.bytes, file: tokenizer.file)
    let read = try Safetensors(
      weights.bytes, file: weights.file, unread: ["embeddings.position_ids"])
    let arrays = Dictionary(uniqueKeysWithValues: read.tensors.map { ($0.name, $0) })
    func array(_ name: String, _ shape: [Int]) throws(WeightsError) -> [Float] {
      guard let entry = arrays[name] else {
        throw WeightsError(file: weights.file, reason: "lacks the entry '\(name)'")
      }
      guard entry.shape == shape else {
        throw WeightsError(
          file: weights.file, entry: name,
          reason: "has the shape \(entry.shape); the model's is \(shape)")
      }
      guard entry.elements.allSatisfy(\.isFinite) else {
        throw WeightsError(
          file: weights.file, entry: name,
          reason: "holds something that is not a finite number")
      }
      return entry.elements
    }
    let (width, hidden) = (settings.width, settings.hidden)
    func vector(_ name: String, _ count: Int) throws(WeightsError) -> [Float] {
      try array(name, [count])
    }
    func norm(_ name: String) throws(WeightsError) -> Norm {
      Norm(
        weight: row([try vector("\(name).weight", width)]),
        bias: row([try vector("\(name).bias", width)]))
    }
    func linear(_ names: [String], _ inputs: Int, _ outputs: Int) throws(WeightsError) -> Linear {
      var (matrices, biases): ([[Float]], [[Float]]) = ([], [])
      for name in names {
        matrices.append(try array("\(name).weight", [outputs, inputs]))
        biases.append(try vector("\(name).bias", outputs))
      }
      return Linear(weight: below(matrices, width: inputs), bias: row(biases))
    }
    words = below(
      [try array("embeddings.word_embeddings.weight", [pieces.count, width])], width: width)
    let types = try array("embeddings.token_type_embeddings.weight", [settings.types, width])
    positions = addingRow(
      below(
        [try array("embeddings.position_embeddings.weight", [settings.positions, width])],
        width: width), row([Array(types.prefix(width))]))
    self.norm = try norm("embeddings.LayerNorm")
    var blocks: [Block] = []
    for index in 0..<settings.blocks {
      let name = "encoder.layer.\(index)"
      let attention = "\(name).attention.self"
      blocks.append(
        Block(
          query: try linear(["\(attention).query"], width, width),
          keyValue: try linear(["\(attention).key", "\(attention).value"], width, width),
          output: try linear(["\(name).attention.output.dense"], width, width),
          attentionNorm: try norm("\(name).attention.output.LayerNorm"),
          intermediate: try linear(["\(name).intermediate.dense"], width, hidden),
          down: try linear(["\(name).output.dense"], hidden, width),
          norm: try norm("\(name).output.LayerNorm")))
    }
    self.blocks = blocks
    self.settings = settings
    self.tokenizer = pieces
  }

  /// The rows of the table of tokens: `[tokens, width]`.
  public func embeddings(_ tokens: [Int32]) -> Tensor { gatherRows(words, tokens) }

  /// The state at each token, after the last norm: `[tokens, width]`.
  public func states(_ tokens: [Int32], _ rows: PackedRows) -> Tensor {
    precondition(tokens.count == rows.tokens, "Every token is of a text.")
    guard !tokens.isEmpty else { return Tensor(zeros: [0, width]) }
    let places = (0..<rows.count).flatMap { row in (0..<rows[row].count).map { Int32($0) } }
    let attention = WholeAttention(
      heads: settings.heads, headWidth: width / settings.heads, rows: rows, dropout: nil)
    var x = normed(sum(embeddings(tokens), gatherRows(positions, places)), norm)
    for block in blocks {
      let (attended, _) = attention.forward(block.query(x), block.keyValue(x))
      x = normed(sum(x, block.output(attended)), block.attentionNorm)
      x = normed(sum(x, block.down(exactGelu(block.intermediate(x)))), block.norm)
    }
    return x
  }

  private func normed(_ x: Tensor, _ norm: Norm) -> Tensor {
    addingRow(
      multiplyingRow(
        normalizedRows(x, .layer(epsilon: Real(settings.epsilon))).rows, norm.weight), norm.bias)
  }
}

/// Vectors one behind the other: `[count]`.
private func row(_ parts: [[Float]]) -> Tensor {
  let elements = parts.joined().map { Real($0) }
  return Tensor([elements.count], elements)
}
