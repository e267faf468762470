import Autograd
import Tensors
import Testing

@Suite struct TapeTests {
  @Test("a gradient can be differentiated again")
  func second() {
    // f = x³ at 2: f′ = 12, f″ = 12.
    let tape = Tape()
    let x = tape.variable(Tensor(2))
    let f = x * x * x
    let first = tape.gradients(of: f, to: [x], differentiable: true)[0]
    let second = tape.gradients(of: first, to: [x])[0]
    #expect(first.value.scalar == 12)
    #expect(second.value.scalar == 12)
  }

  @Test("a variable used twice adds its contributions")
  func fan() {
    let tape = Tape()
    let x = tape.variable(Tensor([2], [3, 4]))
    let loss = (x * x + x).total()
    #expect(tape.gradients(of: loss, to: [x])[0].value == Tensor([2], [7, 9]))
  }

  @Test("constants record nothing")
  func constants() {
    let tape = Tape()
    let x = Variable(Tensor(1))
    _ = x + x
    #expect(tape.count == 0)
    let y = tape.variable(Tensor(1))
    #expect(tape.gradients(of: y * x, to: [y])[0].value.scalar == 1)
  }

  @Test("a long chain neither recurses nor leaks")
  func long() {
    let tape = Tape()
    let x = tape.variable(Tensor(1))
    var y = x
    for _ in 0..<20_000 { y = y.affine(times: 1, plus: 0) }
    #expect(tape.gradients(of: y, to: [x])[0].value.scalar == 1)
  }

  @Test("products have the derivatives of their transpositions", arguments: [false, true])
  func products(transposed: Bool) {
    // loss = Σ A·op(B); dA = 1·op(B)ᵀ, dB = Aᵀ·1, hand-computed for 2×2.
    let tape = Tape()
    let a = tape.variable(Tensor([2, 2], [1, 2, 3, 4]))
    let b = tape.variable(Tensor([2, 2], [5, 6, 7, 8]))
    let loss = matmul(a, transposed: false, b, transposed: transposed).total()
    let gradients = tape.gradients(of: loss, to: [a, b])
    #expect(
      gradients[0].value.elements == (transposed ? [12, 14, 12, 14] : [11, 15, 11, 15]))
    #expect(
      gradients[1].value.elements == (transposed ? [4, 6, 4, 6] : [4, 4, 6, 6]))
  }
}
