public import Determinism
internal import Foundation

/// Hoffmann's approach 3: `L = E + A/N^α + B/D^β` by Huber's loss on logarithms.
///
/// `minimise Σ_i huber_δ(lse(a − α·ln N_i, b − β·ln D_i, e) − ln L_i)` with `A = e^a`, `B = e^b`,
/// `E = e^e`, and `lse` the logarithm of a sum of exponentials. The *sum*, not the mean: a mean makes
/// the slopes so small that a quasi-Newton search stops early, which is what went wrong in the
/// original (Besiroglu et al. 2024, arXiv 2404.10102).
public struct HuberScaling: Codable, Hashable, Sendable {
  /// One trained model.
  public struct Point: Codable, Hashable, Sendable {
    /// N, parameters.
    public var parameters: Double
    /// D, tokens.
    public var tokens: Double
    /// L, a loss.
    public var loss: Double

    /// One trained model.
    public init(parameters: Double, tokens: Double, loss: Double) {
      self.parameters = parameters
      self.tokens = tokens
      self.loss = loss
    }
  }
  /// Where the searches start: every combination of these.
  public struct Starts: Codable, Hashable, Sendable {
    /// ln A and ln B.
    public var logWeights: [Double]
    /// ln E.
    public var logFloors: [Double]
    /// α and β.
    public var exponents: [Double]

    /// Every combination of these.
    public init(logWeights: [Double], logFloors: [Double], exponents: [Double]) {
      self.logWeights = logWeights
      self.logFloors = logFloors
      self.exponents = exponents
    }

    /// The 4,500 starts of Hoffmann et al. 2022, as the notebook of Besiroglu et al. has them.
    public static let hoffmann = Starts(
      logWeights: [0, 5, 10, 15, 20, 25], logFloors: [-1, -0.5, 0, 0.5, 1],
      exponents: [0, 0.5, 1, 1.5, 2])
  }

  /// E, the loss of an infinite model on infinite data.
  public var floor: Double { exp(logFloor) }
  /// A.
  public var sizeWeight: Double { exp(logSizeWeight) }
  /// B.
  public var dataWeight: Double { exp(logDataWeight) }
  /// ln A.
  public var logSizeWeight: Double
  /// ln B.
  public var logDataWeight: Double
  /// ln E.
  public var logFloor: Double
  /// α.
  public var sizeExponent: Double
  /// β.
  public var dataExponent: Double
  /// How the searches went; its value is the sum of Huber's losses.
  public var search: SearchReport

  /// The exponent a of the best size for a given compute, `N ∝ C^a`: `β/(α + β)`.
  public var computeExponent: Double { dataExponent / (sizeExponent + dataExponent) }

  /// Fits the five numbers.
  ///
  /// - Parameters:
  ///   - delta: where Huber's loss turns from square to straight; 1e-3 in the paper.
  ///   - starts: where the searches start.
  /// - Throws: ``FitError`` with fewer than six points, or a number that is not positive.
  public init(
    fitting points: [Point], delta: Double = 1e-3, starts: Starts = .hoffmann
  ) throws(FitError) {
    let combinations = everyCombination([
      starts.logWeights, starts.logWeights, starts.logFloors, starts.exponents, starts.exponents,
    ])
    try self.init(points, delta, combinations)
  }

  private init(
    _ points: [Point], _ delta: Double, _ starts: [[Double]]
  ) throws(FitError) {
    guard points.count >= 6 else {
      throw FitError(
        subject: "Hoffmann's form", reason: "\(points.count) points are too few; 6 are needed")
    }
    for (index, point) in points.enumerated()
    where !(point.parameters > 0 && point.tokens > 0 && point.loss > 0) {
      throw FitError(
        subject: "Hoffmann's form", place: "point \(index + 1)",
        reason: "parameters, tokens and loss must be positive")
    }
    let sum = HuberSum(points, delta)
    let search = BoundedMinimisation(
      lower: Array(repeating: -.infinity, count: 5), upper: Array(repeating: .infinity, count: 5),
      method: .limitedMemory, relativeTolerance: 1e-15, parameterTolerance: 1e-12,
      maximumEvaluations: 3000)
    let minima = search.minima(from: starts) { sum }
    guard let best = best(of: minima) else {
      throw FitError(subject: "Hoffmann's form", reason: "no search came to an end")
    }
    // Sharpened with a full matrix of second derivatives; kept only where that is lower.
    var sharp = search
    sharp.method = .sequentialQuadratic
    let polished = sharp.minimum(from: best.minimum.point, of: sum)
    let end = polished.value < best.minimum.value ? polished : best.minimum
    logSizeWeight = end.point[0]
    logDataWeight = end.point[1]
    logFloor = end.point[2]
    sizeExponent = end.point[3]
    dataExponent = end.point[4]
    self.search = best.report
    self.search.value = end.value
    self.search.reached = minima.count { $0.value <= end.value + 1e-8 }
  }

  /// The sum of Huber's losses at given numbers, for comparison with published fits.
  public static func objective(
    logSizeWeight: Double, logDataWeight: Double, logFloor: Double, sizeExponent: Double,
    dataExponent: Double, on points: [Point], delta: Double = 1e-3
  ) -> Double {
    var sum = HuberSum(points, delta)
    let place = [logSizeWeight, logDataWeight, logFloor, sizeExponent, dataExponent]
    return place.withUnsafeBufferPointer { sum.value(at: $0, slope: nil) }
  }

  /// 95 % intervals of ln A, ln B, E, α, β and a, from refits on resampled points, each started at
  /// this optimum and around it.
  public func intervals(
    resampling points: [Point], times: Int, delta: Double = 1e-3, key: RandomKey
  ) -> [BootstrapInterval] {
    let centre = [logSizeWeight, logDataWeight, logFloor, sizeExponent, dataExponent]
    let starts =
      [centre]
      + [0.85, 1.15].map {
        [centre[0] * $0, centre[1] * $0, centre[2], centre[3] * $0, centre[4] * $0]
      }
    return bootstrapIntervals(["ln A", "ln B", "E", "α", "β", "a"], resamples: times) { draw in
      let drawn = resample(points.count, key: key[draw]).map { points[$0] }
      guard let fit = try? HuberScaling(drawn, delta, starts) else { return nil }
      return [
        fit.logSizeWeight, fit.logDataWeight, fit.floor, fit.sizeExponent, fit.dataExponent,
        fit.computeExponent,
      ]
    }
  }
}

/// The sum and its derivatives by `[a, b, e, α, β]`.
struct HuberSum: Objective {
  private let sizes: [Double]
  private let tokens: [Double]
  private let losses: [Double]
  private let delta: Double

  init(_ points: [HuberScaling.Point], _ delta: Double) {
    sizes = points.map { log($0.parameters) }
    tokens = points.map { log($0.tokens) }
    losses = points.map { log($0.loss) }
    self.delta = delta
  }

  mutating func value(
    at point: UnsafeBufferPointer<Double>, slope: UnsafeMutableBufferPointer<Double>?
  ) -> Double {
    let (a, b, e, alpha, beta) = (point[0], point[1], point[2], point[3], point[4])
    var sum = 0.0
    var slopes = (0.0, 0.0, 0.0, 0.0, 0.0)
    for i in losses.indices {
      let size = a - alpha * sizes[i]
      let data = b - beta * tokens[i]
      let top = max(size, max(data, e))
      let parts = (exp(size - top), exp(data - top), exp(e - top))
      let whole = parts.0 + parts.1 + parts.2
      let residual = top + log(whole) - losses[i]
      let inside = abs(residual) <= delta
      sum += inside ? residual * residual / 2 : delta * (abs(residual) - delta / 2)
      let pull = (inside ? residual : residual > 0 ? delta : -delta) / whole
      slopes.0 += pull * parts.0
      slopes.1 += pull * parts.1
      slopes.2 += pull * parts.2
      slopes.3 -= pull * parts.0 * sizes[i]
      slopes.4 -= pull * parts.1 * tokens[i]
    }
    if let slope {
      slope[0] = slopes.0
      slope[1] = slopes.1
      slope[2] = slopes.2
      slope[3] = slopes.3
      slope[4] = slopes.4
    }
    return sum
  }
}
