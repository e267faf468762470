internal import Determinism
internal import Suites

/// Errors on cells that the law had not seen.
public struct HeldOut: Codable, Hashable, Sendable {
  /// Leaving out one cell at a time: all rows of one depth, width and data size, so that no other
  /// seed of a model says what it gave. `rSquared` is against the mean of all rows.
  public var cell: Goodness?
  /// Leaving out all cells of one depth at a time.
  public var depth: Goodness?
  /// Leaving out all cells of one width at a time.
  public var width: Goodness?
  /// Leaving out all cells of one data size at a time.
  public var data: Goodness?
}

/// The largest models of a grid, predicted from the others.
public struct LargestCells: Codable, Hashable, Sendable {
  /// Their places in the grid, the smallest first.
  public var cells: [Int]
  /// The law at each of them.
  public var predictions: [Double]
  /// How far off it is.
  public var goodness: Goodness
}

extension Law {
  /// Fits the law again without each cell, each depth, each width and each data size, the outer
  /// constants chosen anew each time, and measures it on what was left out. `nil` where too few
  /// cells remain, or where what remains says nothing of what was left out.
  func heldOut(
    _ grid: ScalingGrid, _ settings: LawSettings, from places: [SearchStart]
  ) -> HeldOut {
    let all = Array(grid.cells.indices)
    func folds(_ levels: [Double], _ level: (ScalingCell) -> Double) -> [[Int]] {
      levels.map { value in all.filter { level(grid.cells[$0]) == value } }
    }
    return HeldOut(
      cell: heldOut(grid, settings, places, folds: grid.folds),
      depth: heldOut(grid, settings, places, folds: folds(grid.layers, \.layers)),
      width: heldOut(grid, settings, places, folds: folds(grid.widths, \.width)),
      data: heldOut(grid, settings, places, folds: folds(grid.tokens, \.tokens)))
  }

  private func heldOut(
    _ grid: ScalingGrid, _ settings: LawSettings, _ places: [SearchStart], folds: [[Int]]
  ) -> Goodness? {
    guard folds.count > 1 else { return nil }
    let predictions = mapTiles(folds.count) { fold -> [Double]? in
      let out = Set(folds[fold])
      let kept = grid.selecting(grid.cells.indices.filter { !out.contains($0) })
      let left = grid.selecting(folds[fold])
      guard reaches(left, from: kept, settings) else { return nil }
      let found = try? search(kept, settings, from: .near(places))
      return found?.solved.predictions(left)
    }
    var predicted = grid.values
    for (fold, values) in zip(folds, predictions) {
      guard let values else { return nil }
      for (index, value) in zip(fold, values) { predicted[index] = value }
    }
    return Goodness(measured: grid.values, predicted: predicted)
  }

  /// The `count` largest models (by layers times width squared), predicted from the others.
  ///
  /// - Throws: ``FitError`` where too few cells remain, or the others say nothing of these.
  public func largest(
    _ count: Int, of grid: ScalingGrid, settings: LawSettings
  ) throws(FitError) -> LargestCells {
    let order = grid.cells.indices.sorted {
      (grid.cells[$0].parameters, $0) < (grid.cells[$1].parameters, $1)
    }
    let cells = Array(order.suffix(count))
    let kept = grid.selecting(Array(order.dropLast(count)))
    let out = grid.selecting(cells)
    let found = try search(kept, settings)
    guard reaches(out, from: kept, settings), let predicted = found.solved.predictions(out) else {
      throw FitError(
        subject: grid.name,
        reason: "\(kept.cells.count) cells of \(kept.layers.count) depths and "
          + "\(kept.widths.count) widths do not tell \(rawValue) what lies beyond them")
    }
    return LargestCells(
      cells: cells, predictions: predicted,
      goodness: Goodness(measured: out.values, predicted: predicted))
  }
}

extension ScalingGrid {
  /// The rows of each cell, in the order in which cells first stand; of more than 200 cells, every
  /// 200th together, since so many models are hardly missed.
  fileprivate var folds: [[Int]] {
    let most = 200
    let rows = cells.indices.grouped { place in
      [cells[place].layers, cells[place].width, cells[place].tokens]
    }.map(\.elements)
    guard rows.count > most else { return rows }
    return (0..<most).map { first in
      stride(from: first, to: rows.count, by: most).flatMap { rows[$0] }
    }
  }
}
