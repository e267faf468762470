public import Tensors

/// One step of Adam as a function of parameters `p`, gradient `g` and moments `m`, `v`, all of one
/// shape; the output is `[1, 3 · count]`: the next `p`, `m` and `v` one after another.
///
/// Where `v` is 0 afterwards, its root has an infinite slope. There the gradient and every one before
/// it was exactly 0, as of items that no example shows, and nothing is passed back through the root.
public struct AdamUpdate: Operation, Hashable {
  /// The step.
  public let step: AdamStep
  /// λ of the gradient `g + λ·p`.
  public let penalty: Real

  /// A step by the gradient `g + penalty · p`.
  public init(_ step: AdamStep, penalty: Real = 0) {
    self.step = step
    self.penalty = penalty
  }

  /// The step in place.
  public func update(_ p: inout Tensor, _ g: Tensor, _ m: inout Tensor, _ v: inout Tensor) {
    if penalty > 0 {
      step.update(&p, parts: [g], &m, &v, penalty: penalty)
    } else {
      step.update(&p, g, &m, &v)
    }
  }

  /// Inputs `p`, `g`, `m`, `v`.
  public func forward(_ inputs: [Tensor]) -> Evaluation {
    var (p, m, v) = (inputs[0], inputs[2], inputs[3])
    update(&p, inputs[1], &m, &v)
    return Evaluation(besides([p, m, v].map { $0.reshaped([1, $0.count]) }))
  }

  /// With `D = √v′ · f + ε` and `p′ = k·p − η·m′ / D`: `∂p′/∂m′ = −η / D`,
  /// `∂p′/∂v′ = η·m′·f / (2·√v′·D²)`, and `m′`, `v′` are linear in `m`, `v`, `g` and `g²`.
  public func pullback(_ cotangent: Variable, at step: Step) -> [Variable?] {
    let shape = step.inputs[0].shape
    let count = shape.count
    func part(_ all: Variable, _ index: Int) -> Variable {
      all.columns(index * count..<(index + 1) * count).reshaped(shape)
    }
    let (dp, dm, dv) = (part(cotangent, 0), part(cotangent, 1), part(cotangent, 2))
    let (m, v) = (part(step.output, 1), part(step.output, 2))
    let isPositive = v.indicator(above: 0)
    // 1 where v′ is 0: there its root is masked.
    let root = (v + isPositive.affine(times: -1, plus: 1)).squareRoot()
    let divisor = (root * isPositive).affine(
      times: self.step.rootFactor, plus: self.step.epsilon)
    let throughMean = dp.scaled(by: -self.step.rate) / divisor
    let throughRoot =
      (throughMean * m / divisor * isPositive / root).scaled(by: -0.5 * self.step.rootFactor)
    let mean = dm + throughMean
    let square = dv + throughRoot
    let gradient =
      penalty > 0 ? step.inputs[1] + step.inputs[0].scaled(by: penalty) : step.inputs[1]
    let dg =
      mean.scaled(by: 1 - self.step.beta1)
      + (square * gradient).scaled(by: 2 * (1 - self.step.beta2))
    let kept = dp.scaled(by: self.step.keep)
    return [
      penalty > 0 ? kept + dg.scaled(by: penalty) : kept, dg, mean.scaled(by: self.step.beta1),
      square.scaled(by: self.step.beta2),
    ]
  }

  /// The cotangents of `p`, `g`, `m` and `v` by the kernel: those that `pullback` gives, of constants.
  ///
  /// - Parameters:
  ///   - after: the moments after the step.
  ///   - cotangents: of `p`, `m` and `v` after it.
  public func cotangents(
    _ p: Tensor, _ g: Tensor, after: (m: Tensor, v: Tensor),
    _ cotangents: (p: Tensor, m: Tensor, v: Tensor)
  ) -> (p: Tensor, g: Tensor, m: Tensor, v: Tensor) {
    step.pullback(p, g, penalty: penalty, after: after, cotangents: cotangents)
  }

  /// The next parameters and moments as variables.
  public func callAsFunction(
    _ p: Variable, _ g: Variable, _ m: Variable, _ v: Variable
  ) -> (p: Variable, m: Variable, v: Variable) {
    let (shape, count) = (p.shape, p.value.count)
    let all = Variable.apply(self, p, g, m, v)
    func part(_ index: Int) -> Variable {
      all.columns(index * count..<(index + 1) * count).reshaped(shape)
    }
    return (part(0), part(1), part(2))
  }
}
