internal import Determinism
internal import Suites
internal import Tensors

extension ClickTrainer {
  /// One step by whole gradients, penalties in them included, scaled down where their common norm is above
  /// `limit`: by `limit / (norm + 1e-6)`, as `torch.nn.utils.clip_grad_norm_` does.
  mutating func stepClipped(
    at limit: Double, _ results: [Part], ids: [[Int32]], _ rules: StepRules
  ) {
    let gradients = parameters.declared.map { parameter -> Tensor in
      let parts = results.map { $0.gradients[parameter.index] }
      return parameter.isRunning
        ? Tensor(zeros: parameter.shape)
        : whole(parts, parameters.values[parameter.index], rules.of(parameter).penalty)
    }
    let (adam, tablePenalty) = rules.ofTables
    let ofTables = tables.indices.map { index in
      whole(
        tables[index].gradients(ids, results.map { $0.tables[index] }), tables[index].values,
        tablePenalty)
    }
    let squares = (gradients + ofTables).map(squaredNorm)
    let factor = limit / (squares.reduce(0, +).squareRoot() + 1e-6)
    func clipped(_ gradient: Tensor) -> Tensor {
      factor < 1 ? affine(gradient, times: Real(factor)) : gradient
    }
    for parameter in parameters.declared where !parameter.isRunning {
      let index = parameter.index
      rules.of(parameter).step.update(
        &network.parameters.values[index], clipped(gradients[index]), &network.means[index],
        &network.squares[index])
    }
    for (index, gradient) in ofTables.enumerated() {
      tables[index].step(clipped(gradient), adam)
    }
  }

  /// `Σ parts + λ·p`.
  private func whole(_ parts: [Tensor], _ values: Tensor, _ penalty: Real) -> Tensor {
    var total = parts[0]
    for part in parts.dropFirst() { total.add(part) }
    if penalty > 0 { total.add(affine(values, times: penalty)) }
    return total
  }
}

/// `Σ x²` in Double, by tiles of a fixed size whose sums are added in order.
private func squaredNorm(_ x: Tensor) -> Double {
  mapTiles(of: 1 << 14, below: x.count) { tile in
    x.withElements { elements in
      elements[tile].reduce(0.0) { $0 + Double($1) * Double($1) }
    }
  }.reduce(0, +)
}
