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
    let tokens = Double(lengths.reduce(0, +))
    let logits = 2 * tokens * Double((1 + negatives) * part.width)
    operations = 3 * (part.forward(lengths) + logits)
    let parameters = Double(part.parameters(itemRows: itemRows))
    let activations = tokens * Double(part.width * (part.blocks + 1))
    bytes = 4 * (8 * parameters + 2 * activations)
  }

  /// One training step of a model of ratings, its operations alone; nil for a model without layers.
  ///
  /// - Parameter lengths: events of each row of the batch.
  public init?(training model: RatingModelSpec, lengths: [Int]) {
    let events = Double(lengths.reduce(0, +))
    switch model {
    case .sequence(let spec):
      let part = BlockCost(spec.backbone)
      let tokens = spec.layout == .interleaved ? lengths.map { 2 * $0 } : lengths
      let scorer =
        if case .mlp(let hidden) = spec.scorer { hidden * (part.width + 1) } else {
          part.width
        }
      operations = 3 * (part.forward(tokens) + 2 * events * Double(scorer))
    case .din(let spec):
      let pairs = lengths.reduce(0.0) { $0 + Double($1) * Double($1 - 1) / 2 }
      let unit = zip([spec.width] + spec.attention, spec.attention + [1]).reduce(0) {
        $0 + $1.0 * $1.1
      }
      let network = zip([2 * spec.width] + spec.hidden, spec.hidden + [1]).reduce(0) {
        $0 + $1.0 * $1.1
      }
      operations = 6 * (pairs * Double(unit + spec.width) + events * Double(network))
    case .logistic, .popularity: return nil
    }
    bytes = 0
  }

  /// Encoding histories and scoring every candidate for each row.
  public init(ranking model: ModelSpec, lengths: [Int], itemRows: Int, candidates: Int) {
    let part = BlockCost(model)
    operations = part.forward(lengths) + 2 * Double(lengths.count * candidates * part.width)
    let parameters = Double(part.parameters(itemRows: itemRows))
    bytes = 4 * (parameters + Double(lengths.count * candidates))
  }
}

/// Sizes of one block: what every token, and what every pair of a query and a key costs.
private struct BlockCost {
  var width = 0
  var blocks = 0
  var positions = 0
  /// Weights that every token passes through, in one block.
  var weights = 0
  /// Other parameters of one block: biases and bias tables.
  var biases = 0
  /// Parameters outside the blocks, the two tables aside.
  var rest = 0
  /// Multiplications for each pair of a query and a key not after it.
  var pair = 0

  init(_ model: ModelSpec) {
    switch model {
    case .sasrec(let spec):
      (width, blocks, positions) = (spec.width, spec.blocks, spec.positions)
      weights = 4 * width * width + 2 * width * spec.hidden
      biases = 5 * width + spec.hidden + tables(spec.bias ?? .none)
      pair = 2 * width
    case .hstu(let spec):
      (width, blocks, positions) = (spec.width, spec.blocks, spec.positions)
      let (keys, values) = (spec.heads * spec.keyWidth, spec.heads * spec.valueWidth)
      weights = width * ((spec.isGated ? 2 : 1) * values + 2 * keys) + values * width
      biases = width + tables(spec.bias ?? .both)
      pair = keys + values
    case .fuxiAlpha(let spec):
      (width, blocks, positions) = (spec.width, spec.blocks, spec.positions)
      let (keys, values) = (spec.heads * spec.keyWidth, spec.heads * spec.valueWidth)
      let channels = spec.variant == .full || spec.variant == .withoutMFFN ? 3 : 1
      let stages = spec.variant == .full || spec.variant == .withoutAMS ? 3 : 0
      weights =
        width * ((channels + 1) * values + 2 * keys) + channels * values * width
        + stages * width * width * spec.feedForwardMultiple
      biases = width + (channels == 3 ? 129 + 2 * positions - 1 : 0)
      pair = keys + channels * values
    case .llama(let spec):
      (width, blocks) = (spec.width, spec.blocks)
      weights = 4 * width * width + 3 * width * spec.hidden
      biases = 2 * width
      rest = width
      pair = 2 * width
    case .gpt(let spec):
      (width, blocks, positions) = (spec.width, spec.blocks, spec.positions)
      weights = 4 * width * width + 2 * width * spec.hidden
      biases = 9 * width + spec.hidden
      rest = spec.norm == .pre ? 2 * width : 0
      pair = 2 * width
    case .gru4rec(let spec):
      (width, blocks) = (spec.width, 1)
      let deeper = 3 * spec.hidden * 2 * spec.hidden * (spec.layers - 1)
      weights = 3 * spec.hidden * (width + spec.hidden) + deeper + spec.hidden * width
      biases = 6 * spec.hidden * spec.layers + width
    case .narm(let spec):
      (width, blocks) = (spec.width, 1)
      weights =
        3 * spec.hidden * (width + spec.hidden) + 2 * spec.hidden * spec.hidden
        + 2 * spec.hidden * width
      biases = 7 * spec.hidden
      pair = 2 * spec.hidden
    case .bprMF(let spec): width = spec.width
    case .popularity, .random: break
    }
  }

  /// Entries of a relative bias's tables.
  private func tables(_ bias: AttentionBias) -> Int {
    (bias.seesPosition ? 2 * positions - 1 : 0) + (bias.seesTime ? 129 : 0)
  }

  /// Operations of all blocks in a forward pass.
  func forward(_ lengths: [Int]) -> Double {
    let tokens = Double(lengths.reduce(0, +))
    let pairs = lengths.reduce(0.0) { $0 + Double($1) * Double($1 + 1) / 2 }
    return 2 * Double(blocks) * (tokens * Double(weights) + pairs * Double(pair))
  }

  /// Trained numbers.
  func parameters(itemRows: Int) -> Int {
    (itemRows + positions) * width + blocks * (weights + biases) + rest
  }
}
