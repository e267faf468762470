internal import Determinism
public import Suites
public import Tensors

/// Vectors of texts by a pre-trained model.
///
/// Texts are packed one behind the other, without padding, into batches of up to 1,024 tokens, which
/// are cut by the texts' lengths alone and computed each on one thread: the number of workers changes
/// no bit.
public struct TextEmbedding: Sendable {
  /// The model.
  public let model: any TextModel
  /// How a text's states become one vector.
  public let pooling: Pooling
  /// Whether vectors are brought to length 1.
  public let isUnit: Bool
  /// Tokens that are read of a text, at most.
  public let longest: Int

  /// Tokens of a batch: enough for products to run at their full speed.
  static let batchTokens = 1024

  /// - Precondition: `longest` is from 2 to the longest that the model reads.
  public init(_ model: any TextModel, pooling: Pooling, isUnit: Bool, longest: Int) {
    precondition((2...model.longest).contains(longest), "The model reads 2 to \(model.longest).")
    self.model = model
    self.pooling = pooling
    self.isUnit = isUnit
    self.longest = longest
  }

  /// Vectors of texts that were made tokens before: `[texts, width]`, in the order of the texts. Zeros
  /// for a text without tokens.
  ///
  /// - Parameter progress: told the tokens of a batch that is done, on any thread.
  public func callAsFunction(
    _ texts: TokenizedTexts, progress: @Sendable (Int) -> Void = { _ in }
  ) -> Tensor {
    let batches = Self.batches(texts.tokens.map(\.count))
    let rarity = pooling == .rareTable ? Self.rarity(texts.tokens) : [:]
    let parts = mapTiles(batches.count) { index -> [Real] in
      let part = vectors(of: Array(texts.tokens[batches[index]]), rarity)
      progress(texts.tokens[batches[index]].reduce(0) { $0 + $1.count })
      return part
    }
    return Tensor([texts.tokens.count, model.width], Array(parts.joined()))
  }

  /// Neighbouring texts up to the tokens of a batch; a longer text is a batch for itself.
  static func batches(_ lengths: [Int]) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var (first, tokens) = (0, 0)
    for (place, length) in lengths.enumerated() {
      if place > first, tokens + length > batchTokens {
        batches.append(first..<place)
        (first, tokens) = (place, 0)
      }
      tokens += length
    }
    if first < lengths.count { batches.append(first..<lengths.count) }
    return batches
  }

  /// `ln(texts / texts with the token)` of each token.
  private static func rarity(_ texts: [[Int32]]) -> [Int32: Real] {
    var counts: [Int32: Int] = [:]
    for text in texts {
      for token in Set(text) { counts[token, default: 0] += 1 }
    }
    return counts.mapValues { Real(portableLog(Double(texts.count) / Double($0))) }
  }

  private func vectors(of texts: [[Int32]], _ rarity: [Int32: Real]) -> [Real] {
    let rows = PackedRows(texts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) })
    let tokens = Array(texts.joined())
    let states =
      switch pooling {
      case .mean, .last, .first: model.states(tokens, rows)
      case .table, .rareTable: model.embeddings(tokens)
      }
    let width = model.width
    return states.withElements { states in
      var all: [Real] = []
      all.reserveCapacity(texts.count * width)
      for row in 0..<rows.count {
        var vector = [Real](repeating: 0, count: width)
        let read: Range<Int> =
          switch pooling {
          case .mean, .table, .rareTable: rows[row]
          case .last: rows[row].suffix(1)
          case .first: rows[row].prefix(1)
          }
        var total: Real = 0
        for token in read {
          let weight = pooling == .rareTable ? rarity[tokens[token]] ?? 0 : 1
          for place in 0..<width { vector[place] += weight * states[token * width + place] }
          total += weight
        }
        if read.count > 1 || pooling == .rareTable {
          for place in 0..<width { vector[place] /= max(total, 1e-12) }
        }
        all += isUnit ? Self.unit(vector) : vector
      }
      return all
    }
  }

  private static func unit(_ vector: [Real]) -> [Real] {
    var squares: Real = 0
    for number in vector { squares += number * number }
    let length = max(squares.squareRoot(), 1e-12)
    return vector.map { $0 / length }
  }
}
