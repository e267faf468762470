/// What a computation reached of the machine's own rates, in thousandths.
///
/// The bound is the longer of the two times it would take at the measured rates: that of its
/// operations at the matrix product's, that of its bytes at the copy's.
public struct Fractions: Hashable, Sendable {
  /// Thousandths of the matrix product's rate.
  public var gemm: Int
  /// Thousandths of the copy's rate.
  public var copy: Int
  /// Thousandths of the bound.
  public var bound: Int

  /// What `operations` and `bytes` in so many seconds are of the machine's rates.
  public init(operations: Double, bytes: Double, seconds: Double, of rates: MachineRates) {
    let least = max(operations / rates.gemm, bytes / rates.copy)
    gemm = Self.thousandths(operations / rates.gemm / seconds)
    copy = Self.thousandths(bytes / rates.copy / seconds)
    bound = Self.thousandths(least / seconds)
  }

  private static func thousandths(_ fraction: Double) -> Int {
    Int((1000 * fraction).rounded())
  }
}
