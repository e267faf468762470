internal import Determinism

/// The search for a separable model's exponents. The remaining sum of squares has several valleys,
/// divided by steep walls, over which an ordinary search jumps at its first step; so the exponents are
/// scanned first, and each search is held to its valley before it is let free.
struct ExponentSearch {
  private let model: SeparableModel
  private let lowest: Double
  private let highest: Double

  init(_ model: SeparableModel, lowest: Double, highest: Double) {
    self.model = model
    self.lowest = lowest
    self.highest = highest
  }

  /// The minima of all valleys that a scan of every combination of some exponents shows: a search
  /// starts from each combination that is no higher than its neighbours, the lowest two dozen
  /// at most; then free searches from a coarser grid.
  func minima(scanning scan: [Double]) -> [BoundedMinimisation.Minimum] {
    let axes = model.terms.count
    let side = scan.count
    var projection = VariableProjection(model)
    var count = 1
    for _ in 0..<axes { count *= side }
    func place(_ index: Int) -> [Int] {
      var rest = index
      return (0..<axes).map { _ in
        defer { rest /= side }
        return rest % side
      }
    }
    let values = (0..<count).map { index in
      projection.value(place(index).map { scan[$0] })
    }
    // Every step to a neighbour, along an axis or across.
    let steps = everyCombination(Array(repeating: [-1, 0, 1], count: axes)).map { $0.map(Int.init) }
    let valleys = (0..<count).filter { index in
      let here = place(index)
      guard values[index].isFinite else { return false }
      return steps.allSatisfy { step in
        var neighbour = 0
        for axis in stride(from: axes - 1, through: 0, by: -1) {
          let moved = here[axis] + step[axis]
          guard moved >= 0, moved < side else { return true }
          neighbour = neighbour * side + moved
        }
        return values[index] <= values[neighbour]
      }
    }
    let held = valleys.sorted(ascending: { values[$0] }).prefix(24).map { index in
      let here = place(index)
      return minimum(
        from: here.map { scan[$0] }, lower: here.map { $0 > 0 ? scan[$0 - 1] : lowest },
        upper: here.map { $0 + 1 < side ? scan[$0 + 1] : highest })
    }
    // Valleys narrower than the scan: searches that jump may fall into one.
    let coarse = scan.indices.filter { $0 % 4 == 1 }.map { scan[$0] }
    return held + everyCombination(Array(repeating: coarse, count: axes)).map { free(from: $0) }
  }

  /// The minimum of the valley around a point.
  func minimum(near point: [Double]) -> BoundedMinimisation.Minimum {
    let room = point.map { max(0.1, 0.4 * abs($0)) }
    return minimum(
      from: point, lower: zip(point, room).map { max(lowest, $0 - $1) },
      upper: zip(point, room).map { min(highest, $0 + $1) })
  }

  /// A search inside a box, then one from there that is held by the outermost bounds alone.
  private func minimum(
    from start: [Double], lower: [Double], upper: [Double]
  ) -> BoundedMinimisation.Minimum {
    let inner = BoundedMinimisation(
      lower: lower, upper: upper, relativeTolerance: 1e-13, maximumEvaluations: 300
    ).minimum(from: start, of: VariableProjection(model))
    let outer = free(from: inner.point)
    return outer.value < inner.value ? outer : inner
  }

  private func free(from start: [Double]) -> BoundedMinimisation.Minimum {
    BoundedMinimisation(
      lower: start.map { _ in lowest }, upper: start.map { _ in highest },
      relativeTolerance: 1e-13, maximumEvaluations: 300
    ).minimum(from: start, of: VariableProjection(model))
  }
}
