// What the fields of several models must keep to.

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
