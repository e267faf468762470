internal import Determinism

/// Numbers that one worker takes at a time, of kernels that treat each alone or each row alone: enough
/// to be worth a worker's while, few enough to stay in its cache. Whole lanes.
private let partElements = 1 << 14

/// Calls `body` for parts of `count` elements that depend on nothing but their place.
func forEachPart(_ count: Int, _ body: @Sendable (_ first: Int, _ count: Int) -> Void) {
  forEachTile((count + partElements - 1) / partElements) { part in
    let first = part * partElements
    body(first, min(partElements, count - first))
  }
}

/// Calls `body` for parts of `rows` rows of `width` numbers that depend on nothing but their place.
func forEachPart(rows: Int, of width: Int, _ body: @Sendable (Range<Int>) -> Void) {
  let count = max(1, partElements / max(1, width))
  forEachTile((rows + count - 1) / count) { part in
    body(part * count..<min(rows, (part + 1) * count))
  }
}

/// Calls `body` for parts of `width` columns of `rows` rows, for sums over rows. No sum sees which
/// columns stand beside its own, so that they are parted only where somebody may take a part: reading
/// whole rows is quicker.
func forEachPart(columns width: Int, of rows: Int, _ body: @Sendable (Range<Int>) -> Void) {
  let isShared = rows * width > 4 * partElements && Workers.areFree
  let count = isShared ? 32 : max(1, width)
  forEachTile((width + count - 1) / count) { part in
    body(part * count..<min(width, (part + 1) * count))
  }
}

extension PackedRows {
  /// Neighbouring rows that one worker takes at a time in attention, cut by their lengths alone: a
  /// long one, or several that have so many pairs together.
  var parts: [Range<Int>] {
    var parts: [Range<Int>] = []
    var (first, pairs) = (0, 0)
    for row in 0..<count {
      pairs += self[row].count * self[row].count
      if pairs >= partElements || row == count - 1 {
        parts.append(first..<row + 1)
        (first, pairs) = (row + 1, 0)
      }
    }
    return parts
  }
}
