internal import Determinism

// Own polynomials in basic IEEE operations: the same bits on every processor, where the system's
// library picks variants by processor.

// Constants are computed properties: a stored global is initialised lazily, and asking whether it
// was costs more than the number.
#if DoublePrecision
  private typealias Bits = SIMD8<Int64>
  private var mantissaBits: Int64 { 52 }
  private var exponentBias: Int64 { 1023 }
  private var magic: Real { 0x1.8p52 }
  private var lowest: Real { -708 }
  private var highest: Real { 708 }
  /// ln 2 in two parts, so that the remainder is exact.
  private var naturalHigh: Real { 0.693147180369123816490 }
  private var naturalLow: Real { 1.90821492927058770002e-10 }
#else
  private typealias Bits = SIMD8<Int32>
  private var mantissaBits: Int32 { 23 }
  private var exponentBias: Int32 { 127 }
  private var magic: Real { 0x1.8p23 }
  private var lowest: Real { -87 }
  private var highest: Real { 88 }
  /// ln 2 in two parts, so that the remainder is exact.
  private var naturalHigh: Real { 0.693359375 }
  private var naturalLow: Real { -2.12194440e-4 }
#endif

/// `eˣ` in eight lanes: relative error below 2e-7 in Float, 4e-16 in Double. Flushed to 0 below
/// −87 (−708) and held at its value at 88 (708) above.
///
/// `x = n·ln 2 + r` with |r| ≤ ln 2 / 2, and Taylor's series for `eʳ`.
@inline(__always) func exponential(_ x: Lanes) -> Lanes {
  let (low, high) = (Lanes(repeating: lowest), Lanes(repeating: highest))
  let bounded = x.replacing(with: low, where: x .< low).replacing(with: high, where: x .> high)
  // Adding 1.5·2ᵐ rounds to an integer, which then stands in the low bits.
  let shifted = Lanes(repeating: magic).plus(
    bounded, times: Lanes(repeating: 1.442695040888963407))
  let n = shifted - Lanes(repeating: magic)
  let r = bounded.plus(n, times: Lanes(repeating: -naturalHigh))
    .plus(n, times: Lanes(repeating: -naturalLow))
  #if DoublePrecision
    var p = Lanes(repeating: 1 / 6_227_020_800.0)
    p = Lanes(repeating: 1 / 479_001_600.0).plus(p, times: r)
    p = Lanes(repeating: 1 / 39_916_800.0).plus(p, times: r)
    p = Lanes(repeating: 1 / 3_628_800.0).plus(p, times: r)
    p = Lanes(repeating: 1 / 362_880.0).plus(p, times: r)
    p = Lanes(repeating: 1 / 40_320.0).plus(p, times: r)
    p = Lanes(repeating: 1 / 5_040.0).plus(p, times: r)
  #else
    var p = Lanes(repeating: 1 / 5_040.0)
  #endif
  p = Lanes(repeating: 1 / 720.0).plus(p, times: r)
  p = Lanes(repeating: 1 / 120.0).plus(p, times: r)
  p = Lanes(repeating: 1 / 24.0).plus(p, times: r)
  p = Lanes(repeating: 1 / 6.0).plus(p, times: r)
  p = Lanes(repeating: 0.5).plus(p, times: r)
  p = Lanes(repeating: 1).plus(p, times: r)
  p = Lanes(repeating: 1).plus(p, times: r)
  let power =
    (unsafeBitCast(shifted, to: Bits.self) &+ Bits(repeating: exponentBias))
    &<< Bits(repeating: mantissaBits)
  let result = p * unsafeBitCast(power, to: Lanes.self)
  return result.replacing(with: Lanes(repeating: 0), where: x .< low)
}

/// `1 / (1 + e^−x)` in eight lanes.
@inline(__always) func logistic(_ x: Lanes) -> Lanes {
  let one = Lanes(repeating: 1)
  return one / (one + exponential(Lanes(repeating: 0) - x))
}

/// `ln x` of one number, in basic IEEE operations; −∞ at 0, not a number below.
func logarithm(_ x: Real) -> Real {
  guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x < 0 ? .nan : x) }
  return Real(portableLog(Double(x)))
}
