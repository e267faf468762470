/// The numbers of NumPy's `RandomState(seed)`: the Mersenne Twister MT19937 (Matsumoto and
/// Nishimura 1998), seeded by their `init_genrand`.
package struct MersenneTwister: Sendable {
  private var state = [UInt32](repeating: 0, count: 624)
  private var position = 624

  package init(seed: UInt32) {
    state[0] = seed
    for i in 1..<624 {
      state[i] = 1_812_433_253 &* (state[i - 1] ^ (state[i - 1] >> 30)) &+ UInt32(i)
    }
  }

  /// 32 random bits.
  package mutating func next() -> UInt32 {
    if position == 624 { refill() }
    var y = state[position]
    position += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    return y ^ (y >> 18)
  }

  /// Uniform from 0 to `bound` inclusive: masked bits, drawn until they fit, as NumPy's
  /// `random_interval` draws them.
  ///
  /// - Precondition: `bound` is below 2³².
  package mutating func interval(_ bound: UInt32) -> UInt32 {
    guard bound > 0 else { return 0 }
    let mask = UInt32.max >> UInt32(bound.leadingZeroBitCount)
    while true {
      let value = next() & mask
      if value <= bound { return value }
    }
  }

  /// `RandomState.shuffle` of `0, 1, …, count − 1`.
  package mutating func shuffled(_ count: Int) -> [UInt32] {
    var order = (0..<count).map { UInt32($0) }
    for i in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(i, Int(interval(UInt32(i))))
    }
    return order
  }

  private mutating func refill() {
    for i in 0..<624 {
      let y = (state[i] & 0x8000_0000) | (state[(i + 1) % 624] & 0x7fff_ffff)
      state[i] = state[(i + 397) % 624] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_b0df)
    }
    position = 0
  }
}

/// The fold of each row, as scikit-learn 0.19.1's
/// `StratifiedKFold(n_splits: folds, shuffle: True, random_state: seed)` assigns it.
///
/// Each class is shuffled by a generator of its own, seeded alike (newer versions share one
/// generator between the classes, which gives another split), and cut into folds whose sizes
/// differ by at most one, the larger ones first.
///
/// - Note: BARS, Criteo_x4, `convert_criteo_x4.py`, which warns of the version.
/// - Parameter labels: `[rows]`.
/// - Returns: `[rows]`, from 0.
package func stratifiedFolds(labels: [Bool], folds: Int, seed: UInt32) -> [UInt8] {
  precondition(folds > 1 && folds <= 256, "A row's fold is one byte: 2 to 256 folds.")
  var result = [UInt8](repeating: 0, count: labels.count)
  for label in [false, true] {
    let members = labels.indices.filter { labels[$0] == label }
    // A class smaller than the number of folds is shuffled as if it had that many rows.
    let count = max(members.count, folds)
    var generator = MersenneTwister(seed: seed)
    let order = generator.shuffled(count)
    var start = 0
    for fold in 0..<folds {
      let size = count / folds + (fold < count % folds ? 1 : 0)
      for member in order[start..<start + size] where Int(member) < members.count {
        result[members[Int(member)]] = UInt8(fold)
      }
      start += size
    }
  }
  return result
}
