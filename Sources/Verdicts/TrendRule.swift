internal import Foundation
import Suites

extension TrendClaim {
  /// The trend in our numbers, from draws over seeds and users.
  func evidence(_ draws: Draws, alpha: Double) -> TrendEvidence? {
    var columns: [[Double]] = []
    var evidence: [TrendEvidence.Point] = []
    var singles: [String] = []
    for point in points {
      guard let channel = draws.channel(point.run, metric),
        let drawn = draws.means(point.run, metric)
      else { return nil }
      columns.append(drawn)
      if draws.isLone(point.run, metric) { singles.append(point.run) }
      evidence.append(
        TrendEvidence.Point(
          run: point.run, at: point.at, mean: channel.mean,
          interval: percentileInterval(drawn, alpha: alpha),
          published: point.printed.flatMap { PrintedNumber($0)?.value }))
    }
    let count = columns.first?.count ?? 0
    var slopes: [Double] = []
    var holding = 0
    for draw in 0..<count {
      let values = columns.map { $0[draw] }
      slopes.append(slope(values))
      if holds(values) { holding += 1 }
    }
    return TrendEvidence(
      points: evidence, slope: slope(evidence.map(\.mean)),
      interval: percentileInterval(slopes, alpha: alpha),
      holds: Double(holding) / Double(max(1, count)), p: signProbability(slopes), adjusted: 1,
      singles: singles)
  }

  /// Least squares on the natural logarithm of the axis.
  func slope(_ values: [Double]) -> Double {
    let x = points.map { log($0.at) }
    let meanX = x.reduce(0, +) / Double(x.count)
    let meanY = values.reduce(0, +) / Double(values.count)
    var over = 0.0
    var under = 0.0
    for (x, y) in zip(x, values) {
      over += (x - meanX) * (y - meanY)
      under += (x - meanX) * (x - meanX)
    }
    return over / under
  }

  /// Whether values from left to right have the claimed shape.
  func holds(_ values: [Double]) -> Bool {
    let steps = zip(values.dropFirst(), values).map { $0 - $1 }
    switch shape {
    case .rises: return slope(values) > 0
    case .falls: return slope(values) < 0
    case .risesAtEveryStep: return steps.allSatisfy { $0 > 0 }
    case .fallsAtEveryStep: return steps.allSatisfy { $0 < 0 }
    case .peaks:
      guard let at = points.firstIndex(where: { $0.at == peak }) else { return false }
      return values.indices.allSatisfy { $0 == at || values[$0] < values[at] }
    }
  }

  /// What follows: the shape holds in all but a share α of the draws, or fails in all but that.
  ///
  /// Slopes carry Holm's adjustment; shapes of several steps are judged by the share of draws.
  func verdict(_ evidence: TrendEvidence, alpha: Double) -> Verdict {
    if let single = evidence.singles.first {
      let side = evidence.holds > 0.5 ? "as claimed" : "not as claimed"
      return Verdict(.inconclusive, "one seed of \(single), no training noise known; \(side)")
    }
    switch shape {
    case .rises, .falls:
      let claimed = shape == .rises ? evidence.slope : -evidence.slope
      if evidence.adjusted < alpha {
        return claimed > 0
          ? Verdict(.replicated) : Verdict(.notReplicated, "the slope has the other sign")
      }
      let apart =
        evidence.p < alpha
        ? "the slope is told from zero alone, but not among all statements (Holm); "
        : "the slope is not told from zero; "
      return Verdict(
        .inconclusive,
        apart
          + (claimed > 0 ? "in the claimed direction" : "against the claimed direction"))
    case .risesAtEveryStep, .fallsAtEveryStep, .peaks:
      if evidence.holds >= 1 - alpha { return Verdict(.replicated) }
      if evidence.holds <= alpha {
        return Verdict(.notReplicated, "the shape holds in \(percent(evidence.holds)) of draws")
      }
      return Verdict(.inconclusive, "the shape holds in \(percent(evidence.holds)) of draws")
    }
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
