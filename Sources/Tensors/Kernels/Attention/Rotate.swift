internal import Determinism

/// Rotary positions (Su et al. 2021, "RoFormer", equation 34), for packed rows.
///
/// In each head, features `d` and `d + half`, `half = ⌊headWidth / 2⌋`, are turned as a pair by the
/// angle `position · base^(−d / half)`; position counts from the oldest event of a row. The feature
/// left over in a head of odd width stays. Pairs are halves of a head, as in the public code of
/// Llama for Hugging Face, not neighbours, as in the paper: the same up to the order of features.
public struct RotaryPositions: Sendable {
  /// First column that is turned.
  public let first: Int
  /// Neighbouring heads that are turned.
  public let heads: Int
  /// Features of a head.
  public let headWidth: Int
  /// The rows.
  public let rows: PackedRows
  /// Cosines and sines of all angles: `[longest, half]` each.
  private let cosines: Tensor
  private let sines: Tensor

  /// Heads from column `first` on.
  ///
  /// - Precondition: `base > 1`.
  public init(first: Int, heads: Int, headWidth: Int, base: Double, rows: PackedRows) {
    precondition(base > 1, "A base above 1 is needed, not \(base).")
    self.first = first
    self.heads = heads
    self.headWidth = headWidth
    self.rows = rows
    let half = headWidth / 2
    let longest = rows.longest
    let (cosines, sines) = (
      Tensor(unwritten: [longest, half]), Tensor(unwritten: [longest, half])
    )
    // base^(−1/half), then its powers by repeated products; angles by the addition theorem, all in
    // Double and in basic IEEE operations.
    let ratio = half > 0 ? exponential(-portableLog(base) / Double(half)) : 1
    var frequency = 1.0
    for d in 0..<half {
      let (stepCosine, stepSine) = cosineAndSine(frequency)
      var (cosine, sine) = (1.0, 0.0)
      for place in 0..<longest {
        cosines.writing[place * half + d] = Real(cosine)
        sines.writing[place * half + d] = Real(sine)
        (cosine, sine) = (
          cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine
        )
      }
      frequency *= ratio
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// The same angles for other columns.
  public func columns(from first: Int, heads: Int) -> RotaryPositions {
    RotaryPositions(self, first: first, heads: heads)
  }

  private init(_ other: RotaryPositions, first: Int, heads: Int) {
    self.first = first
    self.heads = heads
    headWidth = other.headWidth
    rows = other.rows
    cosines = other.cosines
    sines = other.sines
  }

  /// Every row turned by its position, or turned back: `[tokens, width] → [tokens, width]`.
  public func callAsFunction(_ x: Tensor, inverse: Bool = false) -> Tensor {
    let (width, half) = (x.shape.width, headWidth / 2)
    precondition(
      x.shape.rows == rows.tokens && first + heads * headWidth <= width,
      "\(heads) heads of \(headWidth) from column \(first) on do not fit \(x.shape).")
    let result = Tensor(unwritten: x.shape)
    let sign = Lanes(repeating: inverse ? -1 : 1)
    let parts = rows.parts
    forEachTile(parts.count) { part in
      for row in parts[part] {
        let tokens = rows[row]
        (result.writing + tokens.lowerBound * width).update(
          from: x.reading + tokens.lowerBound * width, count: tokens.count * width)
        for (place, token) in tokens.enumerated() {
          let (c, s) = (cosines.reading + place * half, sines.reading + place * half)
          for head in 0..<heads {
            let at = token * width + first + head * headWidth
            let (a, b) = (x.reading + at, x.reading + at + half)
            let (y, z) = (result.writing + at, result.writing + at + half)
            forEachLanes(half) {
              let (cosine, sine) = (c.lanes($0), s.lanes($0) * sign)
              let (p, q) = (a.lanes($0), b.lanes($0))
              y.put(p * cosine - q * sine, $0)
              z.put(q * cosine + p * sine, $0)
            } rest: {
              let (cosine, sine) = (c.lanes($0, upTo: $1), s.lanes($0, upTo: $1) * sign)
              let (p, q) = (a.lanes($0, upTo: $1), b.lanes($0, upTo: $1))
              y.put(p * cosine - q * sine, $0, upTo: $1)
              z.put(q * cosine + p * sine, $0, upTo: $1)
            }
          }
        }
      }
    }
    return result
  }

  /// What multiplies a feature itself, and what multiplies its partner: `[tokens, width]` each, ones
  /// and zeros outside the turned columns.
  public func factors(width: Int) -> (own: Tensor, partner: Tensor) {
    let half = headWidth / 2
    let own = Tensor([rows.tokens, width], repeating: 1)
    let partner = Tensor(zeros: [rows.tokens, width])
    for row in 0..<rows.count {
      for (place, token) in rows[row].enumerated() {
        for head in 0..<heads {
          for d in 0..<half {
            let at = token * width + first + head * headWidth + d
            let (cosine, sine) = (
              cosines.reading[place * half + d], sines.reading[place * half + d]
            )
            (own.writing[at], own.writing[at + half]) = (cosine, cosine)
            (partner.writing[at], partner.writing[at + half]) = (-sine, sine)
          }
        }
      }
    }
    return (own, partner)
  }
}

/// `eˣ` for x ≤ 0: the power series of x/256, squared eight times.
private func exponential(_ x: Double) -> Double {
  let small = x / 256
  var sum = 1.0
  for k in stride(from: 14, through: 1, by: -1) { sum = 1 + sum * small / Double(k) }
  for _ in 0..<8 { sum *= sum }
  return sum
}

/// Cosine and sine of an angle in [0, 1] by their power series.
private func cosineAndSine(_ x: Double) -> (Double, Double) {
  let square = x * x
  var (cosine, sine) = (1.0, 1.0)
  for k in stride(from: 20, through: 2, by: -2) {
    cosine = 1 - cosine * square / Double(k * (k - 1))
    sine = 1 - sine * square / Double(k * (k + 1))
  }
  return (cosine, sine * x)
}
