public import Suites

/// What a computation costs at the least, counted from the model's shape: the yardstick that
/// measured times are held against.
///
/// Operations are those of the matrix products and of attention, a multiplication and an addition
/// each counting one; a backward pass takes twice the forward one. Exponentials, norms, dropout and
/// the optimizer's arithmetic are not counted, so no program reaches the whole rate of a machine.
/// Bytes are those that must pass to and from memory even if everything else stayed in caches or
/// were computed again.
public struct StepCost: Hashable, Sendable {
  /// Floating-point operations.
  public var operations: Double
  /// Bytes read and written, at the least.
  public var bytes: Double

  /// One training step: forward, sampled softmax, backward, Adam.
  ///
  /// Parameters are read, their gradients written and read, the optimizer's two memories and the
  /// parameters themselves read and written; block inputs are written once and read once.
  ///
  /// - Parameters:
  ///   - lengths: events of each row of the batch.
  ///   - itemRows: rows of the item table.
  ///   - negatives: negatives for each event.
  public init(training model: ModelSpec, lengths: [Int], itemRows: Int, negatives: Int) {
    let part = BlockCost(model)
    let tokens = total(lengths)
    let logits = 2 * tokens * (1 + Double(negatives)) * part.width
    operations = 3 * (part.forward(lengths) + logits)
    let parameters = part.parameters(itemRows: itemRows)
    let activations = tokens * part.width * (part.blocks + 1)
    bytes = 4 * (8 * parameters + 2 * activations)
  }

  /// One training step of a model of ratings, its operations alone; nil for a model without layers.
  ///
  /// - Parameter lengths: events of each row of the batch.
  public init?(training model: RatingModelSpec, lengths: [Int]) {
    let events = total(lengths)
    switch model {
    case .sequence(let spec):
      let part = BlockCost(spec.backbone)
      let tokens = spec.layout == .interleaved ? 2.0 : 1
      let scorer =
        if case .mlp(let hidden) = spec.scorer { Double(hidden) * (part.width + 1) } else {
          part.width
        }
      operations = 3 * (part.forward(lengths, tokens: tokens) + 2 * events * scorer)
    case .din(let spec):
      let width = Double(spec.width)
      let pairs = lengths.reduce(0.0) { $0 + Double($1) * (Double($1) - 1) / 2 }
      let unit = weights([width] + spec.attention.map { Double($0) } + [1])
      let network = weights([2 * width] + spec.hidden.map { Double($0) } + [1])
      operations = 6 * (pairs * (unit + width) + events * network)
    case .logistic, .popularity: return nil
    }
    bytes = 0
  }

  /// Encoding histories and scoring every candidate for each row.
  public init(ranking model: ModelSpec, lengths: [Int], itemRows: Int, candidates: Int) {
    let part = BlockCost(model)
    operations = part.forward(lengths) + 2 * Double(lengths.count) * Double(candidates) * part.width
    let parameters = part.parameters(itemRows: itemRows)
    bytes = 4 * (parameters + Double(lengths.count) * Double(candidates))
  }
}

/// The events of all rows.
private func total(_ lengths: [Int]) -> Double { lengths.reduce(0) { $0 + Double($1) } }

/// The weights of layers from each of these sizes to the next.
private func weights(_ sizes: [Double]) -> Double {
  zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
}

/// Sizes of one block: what every token, and what every pair of a query and a key costs.
private struct BlockCost {
  var width = 0.0
  var blocks = 0.0
  var positions = 0.0
  /// Weights that every token passes through, in one block.
  var weights = 0.0
  /// Other parameters of one block: biases and bias tables.
  var biases = 0.0
  /// Parameters outside the blocks, the two tables aside.
  var rest = 0.0
  /// Multiplications for each pair of a query and a key not after it.
  var pair = 0.0

  init(_ model: ModelSpec) {
    switch model {
    case .sasrec(let spec):
      let hidden = Double(spec.hidden)
      take(spec.width, spec.blocks, positions: spec.positions)
      weights = 4 * width * width + 2 * width * hidden
      biases = 5 * width + hidden + tables(spec.bias ?? .none)
      pair = 2 * width
    case .hstu(let spec):
      take(spec.width, spec.blocks, positions: spec.positions)
      let heads = Double(spec.heads)
      let (keys, values) = (heads * Double(spec.keyWidth), heads * Double(spec.valueWidth))
      weights = width * ((spec.isGated ? 2 : 1) * values + 2 * keys) + values * width
      biases = width + tables(spec.bias ?? .both)
      pair = keys + values
    case .fuxiAlpha(let spec):
      take(spec.width, spec.blocks, positions: spec.positions)
      let heads = Double(spec.heads)
      let (keys, values) = (heads * Double(spec.keyWidth), heads * Double(spec.valueWidth))
      let channels = spec.variant == .full || spec.variant == .withoutMFFN ? 3.0 : 1
      let stages = spec.variant == .full || spec.variant == .withoutAMS ? 3.0 : 0
      weights =
        width * ((channels + 1) * values + 2 * keys) + channels * values * width
        + stages * width * width * Double(spec.feedForwardMultiple)
      biases = width + (channels == 3 ? 129 + 2 * positions - 1 : 0)
      pair = keys + channels * values
    case .llama(let spec):
      let hidden = Double(spec.hidden)
      take(spec.width, spec.blocks)
      weights = 4 * width * width + 3 * width * hidden
      biases = 2 * width
      rest = width
      pair = 2 * width
    case .gpt(let spec):
      let hidden = Double(spec.hidden)
      take(spec.width, spec.blocks, positions: spec.positions)
      weights = 4 * width * width + 2 * width * hidden
      biases = 9 * width + hidden
      rest = spec.norm == .pre ? 2 * width : 0
      pair = 2 * width
    case .gru4rec(let spec):
      let hidden = Double(spec.hidden)
      take(spec.width, 1)
      let deeper = 3 * hidden * 2 * hidden * (Double(spec.layers) - 1)
      weights = 3 * hidden * (width + hidden) + deeper + hidden * width
      biases = 6 * hidden * Double(spec.layers) + width
    case .narm(let spec):
      let hidden = Double(spec.hidden)
      take(spec.width, 1)
      weights =
        3 * hidden * (width + hidden) + 2 * hidden * hidden + 2 * hidden * width
      biases = 7 * hidden
      pair = 2 * hidden
    case .bprMF(let spec): take(spec.width, 0)
    case .popularity, .random: break
    }
  }

  private mutating func take(_ width: Int, _ blocks: Int, positions: Int = 0) {
    (self.width, self.blocks, self.positions) = (Double(width), Double(blocks), Double(positions))
  }

  /// Entries of a relative bias's tables.
  private func tables(_ bias: AttentionBias) -> Double {
    (bias.seesPosition ? 2 * positions - 1 : 0) + (bias.seesTime ? 129 : 0)
  }

  /// Operations of all blocks in a forward pass over rows of so many events, each so many tokens.
  func forward(_ lengths: [Int], tokens each: Double = 1) -> Double {
    let tokens = each * total(lengths)
    let pairs = lengths.reduce(0.0) { $0 + each * Double($1) * (each * Double($1) + 1) / 2 }
    return 2 * blocks * (tokens * weights + pairs * pair)
  }

  /// Trained numbers.
  func parameters(itemRows: Int) -> Double {
    (Double(itemRows) + positions) * width + blocks * (weights + biases) + rest
  }
}
