/// Which number stands for each token of one field.
///
/// Kept tokens are numbered from 1, the most frequent first, equal counts by value; the last number
/// is for tokens that are unknown or rare; 0 is used by none, as in FuxiCTR, so that sizes agree.
struct ClickVocabulary: Hashable, Sendable {
  private var slots: TokenSlots
  /// Numbers in use and the unused 0.
  let size: Int

  /// The number of unknown tokens.
  var unknown: Int32 { Int32(size - 1) }

  /// A vocabulary of the tokens counted at least `threshold` times.
  init(_ counts: TokenSlots, threshold: Int) {
    let kept = counts.entries.filter { $0.value >= UInt32(clamping: threshold) }
      .sorted { $0.value == $1.value ? $0.token < $1.token : $0.value > $1.value }
    slots = TokenSlots(capacity: kept.count)
    for (index, entry) in kept.enumerated() { slots.set(entry.token, to: UInt32(index + 1)) }
    size = kept.count + 2
  }

  /// The number of a token.
  @inline(__always)
  func number(of token: UInt64) -> Int32 {
    let found = slots[token]
    return found == 0 ? unknown : Int32(found)
  }
}

/// A count for each token: open addressing with steps of one, in arrays, at most half full.
///
/// Swift's dictionary hashes with a key of the process and is several times slower here.
struct TokenSlots: Hashable, Sendable {
  /// Token plus one; 0 is an empty slot.
  private var tokens: [UInt64]
  private var values: [UInt32]
  private var used = 0

  /// Empty, with room for some tokens.
  init(capacity: Int) {
    var slots = 16
    while slots < capacity * 2 { slots *= 2 }
    tokens = Array(repeating: 0, count: slots)
    values = Array(repeating: 0, count: slots)
  }

  /// Tokens with their values, in no useful order.
  var entries: [(token: UInt64, value: UInt32)] {
    tokens.indices.compactMap { tokens[$0] == 0 ? nil : (tokens[$0] - 1, values[$0]) }
  }

  /// The value of a token; 0 where it was never seen.
  @inline(__always)
  subscript(token: UInt64) -> UInt32 {
    let slot = slot(of: token)
    return tokens[slot] == 0 ? 0 : values[slot]
  }

  /// Counts a token once more; counts stop at 2³² − 1.
  @inline(__always)
  mutating func count(_ token: UInt64) {
    let slot = slot(of: token)
    if tokens[slot] != 0 {
      if values[slot] < .max { values[slot] += 1 }
    } else {
      insert(token, 1, at: slot)
    }
  }

  mutating func set(_ token: UInt64, to value: UInt32) {
    let slot = slot(of: token)
    if tokens[slot] != 0 { values[slot] = value } else { insert(token, value, at: slot) }
  }

  private mutating func insert(_ token: UInt64, _ value: UInt32, at slot: Int) {
    tokens[slot] = token + 1
    values[slot] = value
    used += 1
    if used * 2 > tokens.count { grow() }
  }

  private mutating func grow() {
    var larger = TokenSlots(capacity: tokens.count)
    for (token, value) in entries { larger.set(token, to: value) }
    self = larger
  }

  @inline(__always)
  private func slot(of token: UInt64) -> Int {
    let mask = tokens.count - 1
    var slot = Int(truncatingIfNeeded: ((token &+ 1) &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
    while tokens[slot] != 0, tokens[slot] != token + 1 { slot = (slot + 1) & mask }
    return slot
  }
}
