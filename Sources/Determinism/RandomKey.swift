/// Random numbers by position: they depend on the key and the position asked for, never on who
/// asks first, or on which thread.
///
/// A key is a 64-bit word. Keys for parts of the work are derived by name or by index, so that two
/// parts never share a stream. A number is the output function of SplitMix64 (Steele, Lea and
/// Flood 2014, "Fast splittable pseudorandom number generators") applied twice to key and position.
public struct RandomKey: Hashable, Sendable {
  /// The word that every number of this key is made from.
  public let word: UInt64

  /// The root key of a seed.
  public init(seed: UInt64) {
    word = Self.mixed(seed &+ 0x9e37_79b9_7f4a_7c15)
  }

  private init(word: UInt64) { self.word = word }

  /// The key for a named purpose.
  public subscript(_ purpose: String) -> RandomKey {
    // FNV-1a over the UTF-8 bytes: a fixed, documented hash, unlike Swift's own.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return RandomKey(word: Self.mixed(word ^ Self.mixed(hash)))
  }

  /// The key for the part of this purpose that has a number: a step, an epoch, a user.
  public subscript(_ index: Int) -> RandomKey {
    RandomKey(word: Self.mixed(word &+ Self.mixed(UInt64(bitPattern: Int64(index)) &+ 1)))
  }

  /// 64 random bits.
  @inline(__always)
  public func bits(_ position: Int) -> UInt64 {
    let counter = UInt64(bitPattern: Int64(position)) &* 0x9e37_79b9_7f4a_7c15
    return Self.mixed(Self.mixed(word &+ counter) ^ word)
  }

  /// Uniform in [0, 1), of 53 bits.
  @inline(__always)
  public func uniform(_ position: Int) -> Double {
    Double(bits(position) >> 11) * 0x1p-53
  }

  /// Uniform among the integers from 0 to `bound - 1`.
  ///
  /// The high word of a 64 × 64 bit product; its bias is below `bound` / 2⁶⁴.
  @inline(__always)
  public func integer(below bound: Int, _ position: Int) -> Int {
    Int(bits(position).multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A standard normal number, by the inverse of the normal distribution function.
  public func normal(_ position: Int) -> Double {
    // A half is added so that neither 0 nor 1 can occur.
    normalQuantile((Double(bits(position) >> 12) + 0.5) * 0x1p-52)
  }

  /// The numbers 0 to `count - 1` in random order (Fisher and Yates).
  public func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, integer(below: last + 1, last))
    }
    return order
  }

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
