import Autograd
import Tensors
import Testing

@Suite struct SoftmaxTests {
  @Test("the logarithm of a softmax equals its formula, in whole and in broken lanes")
  func logarithm() {
    checkLaws(of: LogSoftmax(), at: [numbers([3, 7], "x", scale: 3)])
    checkLaws(of: LogSoftmax(), at: [numbers([70, 24], "x", scale: 3)])
  }

  @Test("large scores neither overflow nor vanish")
  func overflow() {
    // −ln(1 + e^−1) = −0.313261687518223, and one less; the third is far below both.
    let y = logSoftmaxRows(Tensor([1, 3], [1000, 999, -1000])).elements
    #expect(abs(y[0] + 0.313_261_687_518_223) < 1e-4)
    #expect(abs(y[1] + 1.313_261_687_518_223) < 1e-4)
    #expect(y[2] < -1999)
    let weights = softmaxOfRows(Tensor([2, 1], [1000, 999]), PackedRows([0, 2])).elements
    #expect(abs(weights[0] - 0.731_058_578_630_005) < 1e-6)
  }

  @Test("a softmax over the tokens of each row equals its formula")
  func rows() {
    let rows = PackedRows([0, 1, 1, 5, 14])
    checkLaws(
      of: { $0[0].softmax(over: rows) },
      formula: { inputs in
        let powers = inputs[0].exponential()
        let sums = powers.scatteredRows(rows.rowOfToken, rows: rows.count)
        return powers / sums.gatheredRows(rows.rowOfToken)
      }, at: [numbers([14, 3], "x")])
  }
}
