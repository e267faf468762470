import Autograd
import Tensors
import Testing

@Suite struct AdamUpdateTests {
  private func step(_ time: Int, weightDecay: Double = 0) -> AdamStep {
    AdamStep(
      rate: 0.05, beta1: 0.9, beta2: 0.98, epsilon: 1e-3, weightDecay: weightDecay, time: time)
  }

  /// `p`, `g`, `m` and a `v` above zero.
  private var inputs: [Tensor] {
    let roots = numbers([3, 5], "v")
    return [numbers([3, 5], "p"), numbers([3, 5], "g"), numbers([3, 5], "m")]
      + [affine(product(roots, roots), times: 1, plus: 0.1)]
  }

  /// The step of the paper, in plain operations.
  private func formula(_ step: AdamStep, _ penalty: Real, _ inputs: [Variable]) -> Variable {
    let (p, m0, v0) = (inputs[0], inputs[2], inputs[3])
    let g = inputs[1] + p.scaled(by: penalty)
    let m = m0.scaled(by: step.beta1) + g.scaled(by: 1 - step.beta1)
    let v = v0.scaled(by: step.beta2) + (g * g).scaled(by: 1 - step.beta2)
    let divisor = v.squareRoot().affine(times: step.rootFactor, plus: step.epsilon)
    let next = p.scaled(by: step.keep) - m.scaled(by: step.rate) / divisor
    return concatenated([next, m, v].map { $0.reshaped([1, $0.value.count]) })
  }

  @Test(
    "a step of Adam has the derivatives of its formula",
    arguments: [(1, 0.0, Real(0)), (3, 0.1, 0), (2, 0, 0.2)])
  func derivatives(time: Int, weightDecay: Double, penalty: Real) {
    let step = step(time, weightDecay: weightDecay)
    checkLaws(
      of: { .apply(AdamUpdate(step, penalty: penalty), $0) },
      formula: { formula(step, penalty, $0) }, at: inputs)
  }

  @Test("a step as a function has the bits of the step in place", arguments: [Real(0), 0.2])
  func bits(penalty: Real) {
    let update = AdamUpdate(step(2, weightDecay: 0.1), penalty: penalty)
    var (p, m, v) = (inputs[0], inputs[2], inputs[3])
    let constants = inputs.map(Variable.init)
    let next = update(constants[0], constants[1], constants[2], constants[3])
    update.update(&p, inputs[1], &m, &v)
    #expect(next.p.value == p && next.m.value == m && next.v.value == v)
    var (q, n, w) = (inputs[0], inputs[2], inputs[3])
    if penalty == 0 {
      update.step.update(&q, inputs[1], &n, &w)
    } else {
      update.step.update(&q, parts: [inputs[1]], &n, &w, penalty: penalty)
    }
    #expect(p == q && m == n && v == w)
  }

  @Test("where the second moment is zero, nothing passes through its root")
  func zero() {
    // g = m = v = 0 in the first place: ∂p′/∂g = −η/(1−β₁)·(1−β₁)/ε = −0.05/0.001 = −50.
    let tape = Tape()
    let p = tape.variable(Tensor([2], [1, 1]))
    let g = tape.variable(Tensor([2], [0, 0.5]))
    let zeros = tape.variable(Tensor(zeros: [2]))
    let next = AdamUpdate(step(1))(p, g, zeros, zeros).p
    let slopes = tape.gradients(of: next.total(), to: [g], differentiable: true)[0]
    #expect(abs(slopes.value.elements[0] + 50) < 1e-3)
    #expect(slopes.value.elements[1].isFinite)
    let bends = tape.gradients(of: slopes.total(), to: [g])[0].value.elements
    #expect(bends.allSatisfy(\.isFinite) && bends[0] == 0 && bends[1] != 0)
  }
}
