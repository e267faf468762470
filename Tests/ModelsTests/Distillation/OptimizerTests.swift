import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

@Suite struct OptimizerTests {
  @Test(
    "a step as a function has the bits of the step in place, of every optimizer",
    arguments: [
      OptimizerSpec.sgd(rate: 0.3, weightDecay: 0.1),
      .adam(rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05),
      .adam(rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0),
      .adamW(rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05),
    ])
  func bits(optimizer: OptimizerSpec) {
    let key = RandomKey(seed: 9)
    func drawn(_ shape: Shape, _ name: String) -> Tensor {
      Tensor(shape, (0..<shape.count).map { Real(key[name].normal($0)) })
    }
    let shapes: [Shape] = [[3, 7], [5]]
    var parameters = shapes.map { drawn($0, "p") }
    let zeros = shapes.map { Tensor(zeros: $0) }
    var (means, squares) = (zeros, zeros)
    var state = SteppedState(
      parameters: parameters.map(Variable.init), means: zeros.map(Variable.init),
      squares: zeros.map(Variable.init))
    let first = parameters
    for time in 1...4 {
      let gradients = shapes.map { drawn($0, "g\(time)") }
      optimizer.step(time, &parameters, gradients, &means, &squares)
      state = optimizer.stepped(time, state, gradients.map(Variable.init))
      #expect(state.parameters.map(\.value) == parameters)
      #expect(state.means.map(\.value) == means && state.squares.map(\.value) == squares)
    }
    #expect(zip(parameters, first).allSatisfy { $0 != $1 })
  }

  @Test("Adam adds its weight decay to the gradient, AdamW takes it from the parameter")
  func decay() {
    // At the first step m/(1−β₁) = g and v/(1−β₂) = g², so that p moves by η·g/(|g| + ε).
    // p = 2, g = −0.1 and λ = 0.1: Adam follows g + 0.2 = 0.1 > 0, down; AdamW follows g, up.
    func after(_ optimizer: OptimizerSpec) -> Double {
      var (p, m, v) = ([Tensor(2)], [Tensor(0)], [Tensor(0)])
      optimizer.step(1, &p, [Tensor(-0.1)], &m, &v)
      return Double(p[0].scalar)
    }
    let adam = after(.adam(rate: 0.5, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1))
    let adamW = after(.adamW(rate: 0.5, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1))
    let sgd = after(.sgd(rate: 0.5, weightDecay: 0.1))
    #expect(abs(adam - 1.5) < 1e-5)
    #expect(abs(adamW - (2 * 0.95 + 0.5)) < 1e-5)
    #expect(abs(sgd - (2 - 0.5 * 0.1)) < 1e-6)
  }

  @Test(
    "back through a step by a kernel is what the tape gives, of every optimizer",
    arguments: [
      OptimizerSpec.sgd(rate: 0.3, weightDecay: 0.1),
      .adam(rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05),
      .adamW(rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05),
    ])
  func pullback(optimizer: OptimizerSpec) {
    let key = RandomKey(seed: 10)
    // 21 numbers are two whole lanes and five more. The first has moved nowhere yet.
    func drawn(_ name: String) -> Tensor {
      Tensor([3, 7], (0..<21).map { Real(key[name].normal($0)) })
    }
    func masked(_ x: Tensor) -> Tensor {
      Tensor([3, 7], [0] + x.elements.dropFirst())
    }
    let decay = optimizer == .sgd(rate: 0.3, weightDecay: 0.1)
    let p = decay ? drawn("p") : masked(drawn("p"))
    let (g, m) = (masked(drawn("g")), masked(drawn("m")))
    let v = masked(Tensor([3, 7], drawn("v").elements.map { $0 * $0 + 0.1 }))
    let before = StepTensors(parameters: [p], means: [m], squares: [v])
    var after = before
    optimizer.step(3, &after.parameters, [g], &after.means, &after.squares)
    let ahead = StepTensors(
      parameters: [drawn("dp")], means: [drawn("dm")], squares: [drawn("dv")])
    let ours = optimizer.pullback(ahead, through: 3, from: before, [g], to: after)

    let tape = Tape()
    let sources = [p, m, v, g].map(tape.variable)
    let next = optimizer.stepped(
      3,
      SteppedState(parameters: [sources[0]], means: [sources[1]], squares: [sources[2]]),
      [sources[3]])
    let loss = zip(
      [next.parameters[0], next.means[0], next.squares[0]],
      [ahead.parameters[0], ahead.means[0], ahead.squares[0]]
    ).map { ($0 * Variable($1)).total() }
    let expected = tape.gradients(of: loss[0] + loss[1] + loss[2], to: sources).map(\.value)
    let found = [
      ours.behind.parameters[0], ours.behind.means[0], ours.behind.squares[0], ours.gradients[0],
    ]
    for (a, b) in zip(found, expected) {
      let largest = b.elements.map(abs).max() ?? 0
      #expect(largest > 0 && a.elements.allSatisfy(\.isFinite))
      #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) <= 1e-5 * largest })
    }
  }
}
