import Autograd
import Determinism
import Tensors
import Testing

/// Operations of learners that read packed rows of vectors.
@Suite struct LearnerOperationTests {
  @Test(
    "queries of a row gather what their formula says, in whole and in broken lanes",
    arguments: [(1, 8), (2, 5), (3, 12)])
  func pooling(heads: Int, width: Int) {
    let rows = PackedRows([0, 1, 5, 14])
    for dropout in [nil, (rate: 0.4, key: RandomKey(seed: 5))] {
      let pooling = RowPooling(
        heads: heads, width: width, rows: rows, scale: 0.6, dropout: dropout)
      checkLaws(
        of: RowsPooled(pooling),
        at: [numbers([3, heads * width], "q"), numbers([14, width], "x")])
    }
  }

  @Test("the weights of a row of one event are 1, and dropped weights have their own sum")
  func sums() {
    let rows = PackedRows([0, 1, 41])
    let whole = RowPooling(heads: 1, width: 2, rows: rows, scale: 1)
    let (q, x) = (numbers([2, 2], "q"), numbers([41, 2], "x"))
    let (output, _) = whole.forward(q, x)
    let first = output.elements
    #expect(first[0] == x.elements[0] && first[1] == x.elements[1] && first[2] == 1)
    #expect(abs(first[5] - 1) < 1e-6)
    let dropped = RowPooling(
      heads: 1, width: 2, rows: rows, scale: 1, dropout: (0.5, RandomKey(seed: 2)))
    let (half, saved) = dropped.forward(q, x)
    let sum = saved[1].elements.dropFirst().reduce(0, +)
    #expect(abs(half.elements[5] - sum) < 1e-5 && abs(sum - 1) > 1e-3)
  }

  @Test("a norm of rows with a table's rows put on is its composition")
  func placed() {
    for (width, tokens) in [(8, 6), (5, 9)] {
      checkLaws(
        of: PlacedNorm(
          places: (0..<Int32(tokens)).map { $0 % 4 }, norm: .layer(epsilon: 1e-5)),
        at: [
          numbers([tokens, width], "x"), numbers([4, width], "table"),
          numbers([width], "weight"), numbers([width], "bias"),
        ])
    }
  }

  @Test("the cross-entropy of rows is the logarithm of their softmax at the targets")
  func crossEntropy() {
    checkLaws(
      of: CrossEntropy(targets: [0, 6, 3], factor: 0.25), at: [numbers([3, 7], "x", scale: 3)])
    checkLaws(
      of: CrossEntropy(targets: (0..<70).map { $0 % 24 }, factor: 1),
      at: [numbers([70, 24], "x", scale: 3)])
    // ln(1 + e^−1) for the second of two, one more than that for the first: 0.3133 and 1.3133.
    let (loss, derivative) = crossEntropyRows(
      Tensor([2, 2], [1000, 999, 1000, 999]), [0, 1], factor: 0.5)
    #expect(abs(loss.scalar - 0.5 * (0.313_261_69 + 1.313_261_69)) < 1e-4)
    // Softmax is (0.731, 0.269).
    #expect(
      zip(derivative.elements, [-0.134_47, 0.134_47, 0.365_53, -0.365_53])
        .allSatisfy { abs($0 - $1) < 1e-4 })
  }
}
