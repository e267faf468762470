internal import Determinism

/// Errors on cells that the law had not seen.
public struct HeldOut: Codable, Hashable, Sendable {
  /// Leaving out one cell at a time; `rSquared` is against the mean of all cells.
  public var cell: Goodness?
  /// Leaving out all cells of one depth at a time.
  public var depth: Goodness?
  /// Leaving out all cells of one width at a time.
  public var width: Goodness?
}

extension Law {
  /// Fits the law again without each cell, each depth and each width, the outer constant chosen anew
  /// each time, and measures it on what was left out. `nil` where too few cells remain, or where
  /// what was left out cannot be predicted.
  func heldOut(
    _ grid: ScalingGrid, _ settings: LawSettings, from places: [SearchStart]
  ) -> HeldOut {
    let all = Array(grid.cells.indices)
    return HeldOut(
      cell: heldOut(grid, settings, places, folds: all.map { [$0] }),
      depth: heldOut(
        grid, settings, places,
        folds: grid.layers.map { level in all.filter { grid.cells[$0].layers == level } }),
      width: heldOut(
        grid, settings, places,
        folds: grid.widths.map { level in all.filter { grid.cells[$0].width == level } }))
  }

  private func heldOut(
    _ grid: ScalingGrid, _ settings: LawSettings, _ places: [SearchStart], folds: [[Int]]
  ) -> Goodness? {
    guard folds.count > 1 else { return nil }
    let predictions = mapTiles(folds.count) { fold -> [Double]? in
      let out = Set(folds[fold])
      let kept = grid.selecting(grid.cells.indices.filter { !out.contains($0) })
      let found = try? search(kept, settings, from: places.isEmpty ? nil : places)
      return found?.solved.predictions(grid.selecting(folds[fold]))
    }
    var predicted = grid.values
    for (fold, values) in zip(folds, predictions) {
      guard let values else { return nil }
      for (index, value) in zip(fold, values) { predicted[index] = value }
    }
    return Goodness(measured: grid.values, predicted: predicted)
  }
}

extension Law {
  /// Root mean square error on the `count` largest models (by layers times width squared), predicted
  /// from the others.
  ///
  /// - Throws: ``FitError`` where too few cells remain, or the others do not reach these.
  public func errorOnLargest(
    _ count: Int, of grid: ScalingGrid, settings: LawSettings
  ) throws(FitError) -> Double {
    let order = grid.cells.indices.sorted {
      (grid.cells[$0].parameters, $0) < (grid.cells[$1].parameters, $1)
    }
    let kept = grid.selecting(Array(order.dropLast(count)))
    let out = grid.selecting(Array(order.suffix(count)))
    let found = try search(kept, settings)
    guard !out.cells.isEmpty, let predicted = found.solved.predictions(out) else {
      throw FitError(subject: grid.name, reason: "the largest cells cannot be predicted")
    }
    return Goodness(measured: out.values, predicted: predicted).rootMeanSquare
  }
}
