// Fields that several models have, and what they must keep to.

extension Field {
  /// Width and depth of a stack of blocks.
  static func stack(_ width: Path<Int>, _ blocks: Path<Int>) -> [Field] {
    [
      .size("width", width, "Features of an item embedding and between blocks."),
      .size("blocks", blocks, "Blocks in the stack."),
    ]
  }

  /// Heads of a width of their own.
  static func heads(
    _ heads: Path<Int>, _ keyWidth: Path<Int>, _ valueWidth: Path<Int>
  ) -> [Field] {
    [
      .size("heads", heads, "Attention heads."),
      .size("keyWidth", keyWidth, "Features of a query and of a key, for each head."),
      .size("valueWidth", valueWidth, "Features of a value, for each head."),
    ]
  }

  /// Dropout of what the stack reads.
  static func embeddingDropout(_ path: Path<Double>) -> Field {
    .dropout("embeddingDropout", path, "Dropout after the embedding.")
  }
}

/// Heads that do not divide the width.
func divided(_ width: Int, among heads: Int) -> [Complaint] {
  heads > 0 && !width.isMultiple(of: heads)
    ? [("heads", "\(heads) heads do not divide a width of \(width)")] : []
}

/// A time of request that no bias reads.
func requested(_ time: RequestTime?, _ bias: AttentionBias) -> [Complaint] {
  time == nil || bias.seesTime ? [] : [("requestTime", "only a time bias reads it")]
}

extension Bounds {
  /// Bases of rotary angles.
  static let rotaryBase = Bounds.above(1, upTo: 1e9)
}
