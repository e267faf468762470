internal import Foundation
internal import Suites

/// The sum of squares of Kaplan's joint form, with sizes taken from their centre:
/// `L = (e^(s − u·n) + e^(t − k))^γ`, where n and k are `ln N` and `ln D` less their means,
/// `u = α_N/α_D`, `γ = α_D`. Parameters: `[s, u, t, γ]`.
private struct KaplanSquares: Objective {
  var sizes: [Double]
  var data: [Double]
  var losses: [Double]
  var scale: Double

  mutating func value(
    at point: UnsafeBufferPointer<Double>, slope: UnsafeMutableBufferPointer<Double>?
  ) -> Double {
    let (s, u, t, power) = (point[0], point[1], point[2], point[3])
    if let slope { for index in slope.indices { slope[index] = 0 } }
    var squares = 0.0
    for i in losses.indices {
      let a = s - u * sizes[i]
      let b = t - data[i]
      let top = max(a, b)
      let sum = exp(a - top) + exp(b - top)
      let whole = top + log(sum)
      let loss = exp(power * whole)
      let residual = losses[i] - loss
      squares += residual * residual
      guard let slope else { continue }
      let pull = -2 * residual * loss / scale
      let share = exp(a - top) / sum
      slope[0] += pull * power * share
      slope[1] -= pull * power * share * sizes[i]
      slope[2] += pull * power * (1 - share)
      slope[3] += pull * whole
    }
    return squares / scale
  }
}

extension Law {
  /// Kaplan's form by bounded non-linear least squares from 60 starts: five exponents of the whole,
  /// four exponents of N, three shares of the data term.
  func searchKaplan(
    _ grid: ScalingGrid, _ start: SearchFrom
  ) throws(FitError) -> FoundLaw {
    let losses = try losses(grid)
    let count = Double(losses.count)
    let sizes = grid.cells.map { log($0.parameters) }
    let data = grid.cells.map { log($0.tokens) }
    let middle = sizes.reduce(0, +) / count
    let amount = data.reduce(0, +) / count
    let mean = losses.reduce(0, +) / count
    let total = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let objective = KaplanSquares(
      sizes: sizes.map { $0 - middle }, data: data.map { $0 - amount }, losses: losses,
      scale: total > 0 ? total : 1)
    let powers: [Double] = [0.05, 0.2, 0.5, 1, 2]
    let starts: [[Double]] =
      switch start {
      case .near(let places), .quickly(let places): places.map(\.point)
      case .everywhere:
        everyCombination([powers, [0.02, 0.1, 0.5, 1], [0.1, 0.5, 0.9]]).map { start in
          let whole = log(mean) / start[0]
          return [log(1 - start[2]) + whole, start[1] / start[0], log(start[2]) + whole, start[0]]
        }
      }
    let lower = [-700, 1e-6, -700, 1e-3]
    let upper: [Double] = [700, 1000, 700, 100]
    var search = BoundedMinimisation(lower: lower, upper: upper, relativeTolerance: 1e-13)
    // Where a resample identifies nothing, a search would wander along the bottom for ever.
    if case .quickly = start {
      search.relativeTolerance = 1e-9
      search.maximumEvaluations = 200
    }
    let minima = search.minima(from: starts) { objective }
    guard let best = best(of: minima) else {
      throw FitError(subject: grid.name, reason: "no search for \(rawValue) came to an end")
    }
    let point = best.minimum.point
    let (s, u, t, power) = (point[0], point[1], point[2], point[3])
    let names = ["Nc", "αN", "Dc", "αD"]
    let ends = point.indices.filter {
      point[$0] <= lower[$0] + 1e-6 || point[$0] >= upper[$0] - 1e-6
    }
    return FoundLaw(
      solved: SolvedLaw(
        law: self, measure: grid.measure, constants: [],
        coefficients: [middle + s / u, amount + t], exponents: [u * power, power], outer: nil),
      report: best.report, places: [SearchStart(outer: 1, point: point)],
      onBound: ends.map { names[$0] }, rank: 0, columns: 0)
  }
}
