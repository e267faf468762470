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
    let embedded = gradient(of: embeddings, ids, results.compactMap(\.embeddings), tablePenalty)
    let weighed = gradient(of: weights, ids, results.compactMap(\.weights), tablePenalty)
    let squares = (gradients + [embedded, weighed].compactMap { $0 }).map(squaredNorm)
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
    Self.update(&embeddings, embedded.map(clipped), adam)
    Self.update(&weights, weighed.map(clipped), adam)
  }

  private static func update(_ table: inout Table?, _ gradient: Tensor?, _ adam: AdamStep) {
    guard let gradient, var updated = table.take() else { return }
    adam.update(&updated.values, gradient, &updated.first, &updated.second)
    table = updated
  }

  /// `Σ parts + λ·p`.
  private func whole(_ parts: [Tensor], _ values: Tensor, _ penalty: Real) -> Tensor {
    var total = parts[0]
    for part in parts.dropFirst() { total.add(part) }
    if penalty > 0 { total.add(affine(values, times: penalty)) }
    return total
  }

  /// A table's whole gradient: look-ups put in their rows, in batch order, and the penalty of every
  /// row.
  private func gradient(
    of table: Table?, _ ids: [[Int32]], _ parts: [Tensor], _ penalty: Real
  ) -> Tensor? {
    guard let values = table?.values else { return nil }
    let (height, width) = (values.shape.rows, values.shape.width)
    return whole(
      zip(ids, parts).map { scatterRows($1.reshaped([$0.count, width]), $0, rows: height) },
      values, penalty)
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
