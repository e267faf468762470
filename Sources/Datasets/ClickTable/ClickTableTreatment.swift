internal import Determinism
internal import Suites

/// The bucket of a number as FuxiCTR's code takes it: `⌊ln(x)²⌋` above 2, else the whole part.
///
/// - Note: `fuxictr/datasets/criteo.py`. The data sets' README describes `⌊log2 x⌋`, which is not
///   what the code does.
public func logSquareBucket(_ x: Double) -> Int64 {
  guard x > 2 else { return Int64(max(x, -0x1p61).rounded(.towardZero)) }
  if x < Double(smallBuckets.count) {
    let whole = Int(x)
    if Double(whole) == x { return smallBuckets[whole] }
  }
  return squaredLogarithm(x)
}

private func squaredLogarithm(_ x: Double) -> Int64 {
  let logarithm = portableLog(x)
  return Int64((logarithm * logarithm).rounded(.down))
}

/// The buckets of 0, 1, …: most numbers of a click log are small counts. The first three are not
/// read.
private let smallBuckets = (0..<4096).map { $0 > 2 ? squaredLogarithm(Double($0)) : Int64($0) }

/// What a number column becomes, fitted to the training rows.
struct NumberTreatment: Hashable, Sendable {
  let kind: ClickTreatmentSpec.Numbers
  let missing: Double
  /// Whether bucket 0 is no category of its own, but that of unknown ones.
  let leavesZero: Bool
  /// Smallest value of the training rows, of the logarithm where that is scaled.
  let minimum: Double
  /// 1 / (max − min); 0 where all are equal.
  let scale: Double

  /// - Parameter range: smallest and largest value of the training rows, missing ones filled in.
  init(_ spec: ClickTreatmentSpec, range: ClosedRange<Double>) {
    kind = spec.numbers
    missing = spec.missingNumber == .minusOne ? -1 : 0
    leavesZero = spec.missingNumber == .unknown
    let logarithmic = spec.numbers == .log1pMinMax
    let (least, most) =
      logarithmic
      ? (signedLogarithm(range.lowerBound), signedLogarithm(range.upperBound))
      : (range.lowerBound, range.upperBound)
    minimum = least
    scale = most > least ? 1 / (most - least) : 0
  }

  /// The number that stands in for a missing one.
  @inline(__always)
  func filled(_ x: Double) -> Double { x.isNaN ? missing : x }

  /// The scaled number.
  ///
  /// - Precondition: numbers are not made categories.
  func scaled(_ x: Double) -> Float {
    let x = filled(x)
    switch kind {
    case .raw: return Float(x)
    case .minMax: return Float((x - minimum) * scale)
    case .log1p: return Float(signedLogarithm(x))
    case .log1pMinMax: return Float((signedLogarithm(x) - minimum) * scale)
    case .logSquareBucket: preconditionFailure("Buckets are categories, not scaled numbers.")
    }
  }

  /// The bucket as a token of its field's vocabulary; negative buckets before positive ones.
  @inline(__always)
  func token(_ x: Double) -> UInt64 { UInt64(logSquareBucket(filled(x)) + (1 << 62)) }

  /// Whether a bucket's token is counted into the vocabulary.
  @inline(__always)
  func isCategory(_ token: UInt64) -> Bool { !leavesZero || token != 1 << 62 }
}

/// `sign(x) · ln(1 + |x|)`.
private func signedLogarithm(_ x: Double) -> Double {
  let logarithm = portableLog(1 + x.magnitude)
  return x < 0 ? -logarithm : logarithm
}
