/// Sizes of a model's blocks: what every token, and what every pair of a query and a key costs.
///
/// Operations are those of the matrix products and of attention, a multiplication and an addition
/// each counting one.
package struct BlockCost: Hashable, Sendable {
  /// Features between blocks.
  package var width = 0.0
  /// Blocks in the stack.
  package var blocks = 0.0
  /// Rows of the position table.
  package var positions = 0.0
  /// Weights that every token passes through, in one block.
  package var weights = 0.0
  /// Other parameters of one block: biases and bias tables.
  package var biases = 0.0
  /// Parameters outside the blocks, the two tables aside.
  package var rest = 0.0
  /// Multiplications for each pair of a query and a key not after it.
  package var pair = 0.0

  package init() {}

  package init(width: Int, blocks: Int, positions: Int = 0) {
    (self.width, self.blocks, self.positions) = (Double(width), Double(blocks), Double(positions))
  }

  /// Entries of a relative bias's tables.
  func tables(_ bias: AttentionBias) -> Double {
    (bias.seesPosition ? 2 * positions - 1 : 0) + (bias.seesTime ? 129 : 0)
  }

  /// Operations of all blocks in a forward pass over rows of so many events, each so many tokens.
  package func forward(_ lengths: [Int], tokens each: Double = 1) -> Double {
    let tokens = each * lengths.reduce(0.0) { $0 + Double($1) }
    let pairs = lengths.reduce(0.0) { $0 + each * Double($1) * (each * Double($1) + 1) / 2 }
    return 2 * blocks * (tokens * weights + pairs * pair)
  }

  /// Trained numbers.
  package func parameters(itemRows: Int) -> Double {
    (Double(itemRows) + positions) * width + blocks * (weights + biases) + rest
  }
}
