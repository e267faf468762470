internal import Determinism
internal import Synchronization

/// Sampled softmax over cosine logits with its derivatives, in one walk over the tokens.
///
/// Row loss `−log(e^{z₀} / (e^{z₀} + Σ_r e^{z_r}))` with `z = (query · item) / temperature`, item 0
/// the target and r the negatives; a negative that equals the target does not count (the authors'
/// code gives it the logit −50,000). Tokens with target 0 do not count.
public struct SampledSoftmaxLoss: Sendable {
  /// Item that follows each token: `[tokens]`; 0 where there is none.
  public let targets: [Int32]
  /// Items drawn for each token: `[tokens · perToken]`.
  public let negatives: [Int32]
  /// Negatives of one token.
  public let perToken: Int
  /// Divisor of the dot products.
  public let temperature: Real
  /// Factor on the sum of row losses: 1 / (tokens that count) for a mean.
  public let scale: Real

  /// - Precondition: there are `perToken` negatives for each target.
  public init(
    targets: [Int32], negatives: [Int32], perToken: Int, temperature: Real, scale: Real
  ) {
    precondition(negatives.count == targets.count * perToken, "\(perToken) negatives a token.")
    self.targets = targets
    self.negatives = negatives
    self.perToken = perToken
    self.temperature = temperature
    self.scale = scale
  }

  /// - Parameters:
  ///   - queries: `[tokens, width]`.
  ///   - items: `[rows, padded]` with `padded ≥ width` whole lanes, zeros behind `width`.
  /// - Returns: the loss, and its derivatives by queries and by items.
  public func callAsFunction(_ queries: Tensor, _ items: Tensor) -> (Double, Tensor, Tensor) {
    let (width, stride) = (queries.shape.width, items.shape.width)
    precondition(
      stride % laneCount == 0 && stride >= width && queries.shape.rows == targets.count,
      "Queries \(queries.shape) and items \(items.shape) do not fit \(targets.count) targets.")
    let dQueries = Tensor(zeros: queries.shape)
    let dItems = Tensor(zeros: items.shape)
    let losses = Guarded(0.0)
    let tokens = Self.partTokens
    forEachTile((targets.count + tokens - 1) / tokens) { part in
      let range = part * tokens..<min(targets.count, (part + 1) * tokens)
      return walk(range, queries, items, dQueries)
    } inTurn: { part, kept in
      losses.withLock { loss in for row in kept.losses { loss += row } }
      spread(part * tokens, kept, queries, into: dItems)
    }
    return (losses.withLock { $0 } * Double(scale), dQueries, dItems)
  }

  /// Tokens that one worker takes at a time: what is kept of them stays in its cache.
  private static let partTokens = 64

  /// What the derivatives by items are made from.
  private struct Kept: Sendable {
    /// Of each token that counts.
    var losses: [Double] = []
    /// Of each token, the factor of its query for the target.
    var pulls: Tensor
    /// Of each token, those for its negatives, in whole lanes.
    var pushes: Tensor
  }

  private var groups: Int { (perToken + laneCount - 1) / laneCount }

  /// Tokens one after the other: their losses and derivatives by queries.
  private func walk(
    _ tokens: Range<Int>, _ queries: Tensor, _ items: Tensor, _ dQueries: Tensor
  ) -> Kept {
    let (width, stride) = (queries.shape.width, items.shape.width)
    var kept = Kept(
      pulls: Tensor(unwritten: [tokens.count]),
      pushes: Tensor(unwritten: [tokens.count, groups * laneCount]))
    kept.losses.reserveCapacity(tokens.count)
    let query = Tensor(zeros: [stride])
    let dQuery = Tensor(zeros: [stride])
    defer { withExtendedLifetime((query, dQuery)) {} }
    var drawn = [Int32](repeating: 0, count: groups * laneCount)
    let (g, dg) = (query.writing, dQuery.writing)
    let inverse = 1 / temperature
    for token in tokens where targets[token] != 0 {
      let target = targets[token]
      let z = kept.pushes.writing + (token - tokens.lowerBound) * groups * laneCount
      g.update(from: queries.reading + token * width, count: width)
      fill(&drawn, token)
      let row = items.reading + Int(target) * stride
      let positive = dot(g, row, stride) * inverse
      var highest = Lanes(repeating: positive)
      drawn.withUnsafeBufferPointer { drawn in
        for group in 0..<groups {
          var z8 = scores(g, items.reading, drawn, group * laneCount, stride)
          z8 *= Lanes(repeating: inverse)
          for lane in 0..<laneCount where drawn[group * laneCount + lane] == target {
            z8[lane] = -50_000
          }
          z.put(z8, group * laneCount)
          highest = highest.replacing(with: z8, where: z8 .> highest)
        }
      }
      let top = highest.max()
      let shift = Lanes(repeating: top)
      var sums = Lanes(repeating: 0)
      for group in 0..<groups {
        let e = exponential(z.lanes(group * laneCount) - shift)
        sums += e
        z.put(e, group * laneCount)
      }
      let own = exponential(Lanes(repeating: positive - top))[0]
      let all = own + sums.total
      kept.losses.append(Double(logarithm(all) + top - positive))
      // d loss / d z = probability, less one for the target.
      let factor = scale * inverse
      let share = factor / all
      let pull = own * share - factor
      kept.pulls.writing[token - tokens.lowerBound] = pull
      for group in 0..<groups {
        z.put(z.lanes(group * laneCount) * Lanes(repeating: share), group * laneCount)
      }
      for at in Swift.stride(from: 0, to: stride, by: laneCount) {
        dg.put(row.lanes(at) * Lanes(repeating: pull), at)
      }
      drawn.withUnsafeBufferPointer { drawn in
        for first in Swift.stride(from: 0, to: groups * laneCount, by: 4) {
          gather(z, dg, items.reading, drawn, first, stride)
        }
      }
      (dQueries.writing + token * width).update(from: dg, count: width)
    }
    return kept
  }

  /// Derivatives by items, of tokens from `first` on, one after the other.
  private func spread(_ first: Int, _ kept: Kept, _ queries: Tensor, into dItems: Tensor) {
    let (width, stride) = (queries.shape.width, dItems.shape.width)
    let query = Tensor(zeros: [stride])
    defer { withExtendedLifetime(query) {} }
    var drawn = [Int32](repeating: 0, count: groups * laneCount)
    let g = query.writing
    for place in 0..<kept.pulls.count where targets[first + place] != 0 {
      let token = first + place
      g.update(from: queries.reading + token * width, count: width)
      fill(&drawn, token)
      let pull = Lanes(repeating: kept.pulls.reading[place])
      let dRow = dItems.writing + Int(targets[token]) * stride
      for at in Swift.stride(from: 0, to: stride, by: laneCount) {
        dRow.put(dRow.lanes(at).plus(g.lanes(at), times: pull), at)
      }
      let p = kept.pushes.reading + place * groups * laneCount
      drawn.withUnsafeBufferPointer { drawn in
        for first in Swift.stride(from: 0, to: groups * laneCount, by: 4) {
          spread(p, g, dItems.writing, drawn, first, stride)
        }
      }
    }
  }

  /// The negatives of a token. What fills the last group counts as a collision, so it drops out.
  @inline(__always)
  private func fill(_ drawn: inout [Int32], _ token: Int) {
    for index in 0..<drawn.count {
      drawn[index] = index < perToken ? negatives[token * perToken + index] : targets[token]
    }
  }

  /// Eight dot products.
  @inline(__always)
  private func scores(
    _ g: UnsafePointer<Real>, _ items: UnsafePointer<Real>, _ drawn: UnsafeBufferPointer<Int32>,
    _ first: Int, _ stride: Int
  ) -> Lanes {
    let r0 = items + Int(drawn[first]) * stride
    let r1 = items + Int(drawn[first + 1]) * stride
    let r2 = items + Int(drawn[first + 2]) * stride
    let r3 = items + Int(drawn[first + 3]) * stride
    let r4 = items + Int(drawn[first + 4]) * stride
    let r5 = items + Int(drawn[first + 5]) * stride
    let r6 = items + Int(drawn[first + 6]) * stride
    let r7 = items + Int(drawn[first + 7]) * stride
    let zero = Lanes(repeating: 0)
    var (s0, s1, s2, s3, s4, s5, s6, s7) = (zero, zero, zero, zero, zero, zero, zero, zero)
    var at = 0
    while at < stride {
      let x = g.lanes(at)
      s0 = s0.plus(x, times: r0.lanes(at))
      s1 = s1.plus(x, times: r1.lanes(at))
      s2 = s2.plus(x, times: r2.lanes(at))
      s3 = s3.plus(x, times: r3.lanes(at))
      s4 = s4.plus(x, times: r4.lanes(at))
      s5 = s5.plus(x, times: r5.lanes(at))
      s6 = s6.plus(x, times: r6.lanes(at))
      s7 = s7.plus(x, times: r7.lanes(at))
      at += laneCount
    }
    return Lanes(
      s0.total, s1.total, s2.total, s3.total, s4.total, s5.total, s6.total, s7.total)
  }

  /// The derivative by the query, of four negatives in the order drawn.
  @inline(__always)
  private func gather(
    _ p: UnsafePointer<Real>, _ dg: UnsafeMutablePointer<Real>, _ items: UnsafePointer<Real>,
    _ drawn: UnsafeBufferPointer<Int32>, _ first: Int, _ stride: Int
  ) {
    let (r0, r1) = (items + Int(drawn[first]) * stride, items + Int(drawn[first + 1]) * stride)
    let (r2, r3) = (items + Int(drawn[first + 2]) * stride, items + Int(drawn[first + 3]) * stride)
    let (p0, p1) = (Lanes(repeating: p[first]), Lanes(repeating: p[first + 1]))
    let (p2, p3) = (Lanes(repeating: p[first + 2]), Lanes(repeating: p[first + 3]))
    var at = 0
    while at < stride {
      let sum = dg.lanes(at).plus(r0.lanes(at), times: p0).plus(r1.lanes(at), times: p1)
        .plus(r2.lanes(at), times: p2).plus(r3.lanes(at), times: p3)
      dg.put(sum, at)
      at += laneCount
    }
  }

  /// Derivatives by four negatives, added in the order drawn.
  @inline(__always)
  private func spread(
    _ p: UnsafePointer<Real>, _ g: UnsafePointer<Real>, _ dItems: UnsafeMutablePointer<Real>,
    _ drawn: UnsafeBufferPointer<Int32>, _ first: Int, _ stride: Int
  ) {
    let (i0, i1) = (Int(drawn[first]) * stride, Int(drawn[first + 1]) * stride)
    let (i2, i3) = (Int(drawn[first + 2]) * stride, Int(drawn[first + 3]) * stride)
    let (p0, p1) = (Lanes(repeating: p[first]), Lanes(repeating: p[first + 1]))
    let (p2, p3) = (Lanes(repeating: p[first + 2]), Lanes(repeating: p[first + 3]))
    var at = 0
    while at < stride {
      let x = g.lanes(at)
      dItems.put(dItems.lanes(i0 + at).plus(x, times: p0), i0 + at)
      dItems.put(dItems.lanes(i1 + at).plus(x, times: p1), i1 + at)
      dItems.put(dItems.lanes(i2 + at).plus(x, times: p2), i2 + at)
      dItems.put(dItems.lanes(i3 + at).plus(x, times: p3), i3 + at)
      at += laneCount
    }
  }
}

/// Rows widened by zeros to whole lanes: `[rows, width] → [rows, padded]`.
public func widened(_ a: Tensor) -> Tensor {
  let width = a.shape.width
  let padded = (width + laneCount - 1) & ~(laneCount - 1)
  return padded == width ? a : placedColumns(a, at: 0, of: padded)
}
