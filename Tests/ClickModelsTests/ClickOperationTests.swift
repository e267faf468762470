import Autograd
import Determinism
import Models
import Tensors
import Testing

/// Numbers by position, so that no test draws others than the one before.
func numbers(_ shape: Shape, _ purpose: String, scale: Real = 1) -> Tensor {
  let key = RandomKey(seed: 5)[purpose]
  return Tensor(shape, (0..<shape.count).map { scale * Real(key.normal($0)) })
}

/// The largest difference of two tensors, over the largest number of the second.
func relativeDifference(_ a: [Real], _ b: [Real]) -> Double {
  let largest = zip(a, b).map { Double(abs($0 - $1)) }.max() ?? 0
  return largest / max(b.map { Double(abs($0)) }.max() ?? 0, 1e-30)
}

#if DoublePrecision
  let closeness = 1e-10
#else
  let closeness = 3e-5
#endif

/// A fused operation must give its composition's value and derivatives.
private func checkLaws(
  of operation: some FusedOperation, at inputs: [Tensor],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func run(_ apply: ([Variable]) -> Variable) -> (Tensor, [Tensor]) {
    let tape = Tape()
    let leaves = inputs.map(tape.variable)
    let output = apply(leaves)
    let seed = numbers(output.shape, "cotangent")
    return (output.value, tape.gradients(of: output, to: leaves, seed: seed).map(\.value))
  }
  let (value, gradients) = run { Variable.apply(operation, $0) }
  let (plain, plainGradients) = run(operation.composition)
  #expect(value.shape == plain.shape, sourceLocation: sourceLocation)
  #expect(
    relativeDifference(value.elements, plain.elements) < closeness, "value",
    sourceLocation: sourceLocation)
  for index in inputs.indices {
    #expect(
      relativeDifference(gradients[index].elements, plainGradients[index].elements)
        < 10 * closeness, "derivative by input \(index)", sourceLocation: sourceLocation)
  }
}

@Suite("Operations of click models")
struct ClickOperationTests {
  @Test("fused operations are their compositions, values and derivatives")
  func laws() {
    checkLaws(
      of: DenseReLU(),
      at: [numbers([7, 13], "x"), numbers([13, 11], "w"), numbers([11], "b")])
    checkLaws(of: NormalizeColumns(epsilon: 1e-5), at: [numbers([7, 37], "x")])
    checkLaws(of: PairProducts(fields: 5), at: [numbers([6, 5 * 9], "e")])
    checkLaws(of: FactorisedSquares(), at: [numbers([6, 9 * 5], "e"), numbers([3, 5], "θ")])
    checkLaws(of: FactorisedSquares(), at: [numbers([6, 4 * 5], "e"), numbers([19, 5], "θ")])
    // 3,000 lines: the cut of the long sum goes through a row.
    checkLaws(of: FactorisedSquares(), at: [numbers([150, 5 * 20], "e"), numbers([4, 5], "θ")])
    for crossFirst in [true, false] {
      checkLaws(
        of: SelfCross(crossFirst: crossFirst),
        at: [numbers([7, 15], "x"), numbers([15, 1], "w"), numbers([15], "b")])
    }
    checkLaws(
      of: CompressedInteraction(),
      at: [numbers([24, 3], "a"), numbers([24, 5], "b"), numbers([15, 4], "w")])
    checkLaws(
      of: CompressedInteraction(),
      at: [numbers([1500, 3], "a"), numbers([1500, 2], "b"), numbers([6, 4], "w")])
    checkLaws(
      of: FieldAttention(fields: 5, heads: 2),
      at: [
        numbers([15, 6], "q", scale: 0.5), numbers([15, 6], "k", scale: 0.5),
        numbers([15, 6], "v"),
      ])
    checkLaws(
      of: BinaryCrossEntropy(labels: Tensor([5, 1], [0, 1, 1, 0, 1]), divisor: 5),
      at: [numbers([5, 1], "x")])
  }

  @Test("the cross-entropy of large logits does not overflow")
  func largeLogits() {
    let loss = Variable.apply(
      BinaryCrossEntropy(labels: Tensor([2, 1], [0, 1]), divisor: 2),
      Variable(Tensor([2, 1], [200, -300])))
    #expect(loss.value.scalar == 250)
  }

  @Test("factorised squares are the double sum over all pairs of fields, equal ones included")
  func doubleSum() {
    let (rows, fields, width, terms) = (3, 4, 5, 2)
    let embedded = numbers([rows, fields * width], "e")
    let theta = numbers([terms, fields], "θ")
    let e = embedded.elements
    let t = theta.elements
    var expected: [Real] = []
    for row in 0..<rows {
      for term in 0..<terms {
        var sum: Real = 0
        for i in 0..<fields {
          for j in 0..<fields {
            var product: Real = 0
            for k in 0..<width {
              product +=
                e[(row * fields + i) * width + k] * e[(row * fields + j) * width + k]
            }
            sum += t[term * fields + i] * t[term * fields + j] * product
          }
        }
        expected.append(sum)
      }
    }
    let squares = factorisedSquares(embedded, theta).squares
    #expect(relativeDifference(squares.elements, expected) < closeness)
  }

  @Test("gradients of look-ups are summed by row, as a scatter into the whole table would")
  func touchedRows() {
    let (rows, fields, width, height) = (50, 3, 4, 30)
    // Each field has ten rows of its own.
    let key = RandomKey(seed: 1)
    let ids = (0..<rows * fields).map { Int32($0 % fields * 10 + key.integer(below: 10, $0)) }
    let gradient = numbers([rows, fields * width], "g")
    let half = 20 * fields
    let parts = [
      Tensor([20, fields * width], Array(gradient.elements[..<(half * width)])),
      Tensor([30, fields * width], Array(gradient.elements[(half * width)...])),
    ]
    let touched = TouchedRows(
      [Array(ids[..<half]), Array(ids[half...])], parts, fields: fields, width: width)
    #expect(Set(touched.rows).count == touched.rows.count)
    let dense = scatterRows(gradient.reshaped([rows * fields, width]), ids, rows: height)
    let sums = scatterRows(touched.gradients, touched.rows, rows: height)
    #expect(relativeDifference(sums.elements, dense.elements) < closeness)
  }

  @Test(
    "fields and features change places, whatever their numbers",
    arguments: [(26, 20), (5, 7), (3, 2)])
  func exchanged(fields: Int, width: Int) {
    let embedded = numbers([3, fields * width], "e")
    let swapped = exchangedFields(embedded, fields: fields).elements
    for place in 0..<embedded.count {
      let (row, rest) = place.quotientAndRemainder(dividingBy: fields * width)
      let (field, feature) = rest.quotientAndRemainder(dividingBy: width)
      #expect(
        swapped[row * fields * width + feature * fields + field] == embedded.elements[place])
    }
  }

  @Test("a step on the parts of a gradient is the step on their sum and the penalty, bit for bit")
  func parts() {
    let step = AdamStep(
      rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, time: 2)
    let parts = (0..<3).map { numbers([5, 7], "part \($0)") }
    let (first, second) = (numbers([5, 7], "first"), Tensor([5, 7], repeating: 0.2))
    var whole = parts[0]
    for part in parts.dropFirst() { whole.add(part) }
    whole.add(affine(numbers([5, 7], "p"), times: 0.25))
    var (p, m, v) = (numbers([5, 7], "p"), first, second)
    step.update(&p, whole, &m, &v)
    for tile in [1, 8, 12, 64] {
      var (q, n, w) = (numbers([5, 7], "p"), first, second)
      step.update(&q, parts: parts, &n, &w, penalty: 0.25, tile: tile)
      #expect([p, m, v] == [q, n, w], "tiles of \(tile)")
    }
  }

  @Test("dense steps move every row as Adam on the whole gradient; lazy ones leave others alone")
  func steps() {
    let step = AdamStep(
      rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, time: 3)
    let table = numbers([6, 5], "table")
    let first = numbers([6, 5], "first", scale: 0.1)
    let second = Tensor([6, 5], repeating: 0.2)
    let touched = TouchedRows(
      [[4, 1, 4]], [numbers([3, 5], "g")], fields: 1, width: 5)
    let whole = sum(
      scatterRows(touched.gradients, touched.rows, rows: 6), affine(table, times: 0.25))

    var (p, m, v) = (table, first, second)
    step.update(&p, whole, &m, &v)
    var (q, n, w) = (table, first, second)
    step.updateDensely(&q, [[4, 1, 4]], [numbers([3, 5], "g")], &n, &w, penalty: 0.25)
    #expect(relativeDifference(q.elements, p.elements) < closeness)
    #expect(relativeDifference(n.elements, m.elements) < closeness)
    #expect(relativeDifference(w.elements, v.elements) < closeness)

    var (lazy, lazyFirst, lazySecond) = (table, first, second)
    step.updateLazily(&lazy, touched, &lazyFirst, &lazySecond, penalty: 0.25)
    for row in 0..<6 {
      let range = row * 5..<row * 5 + 5
      let isTouched = row == 1 || row == 4
      #expect(lazy.elements[range] == (isTouched ? q : table).elements[range])
      #expect(lazyFirst.elements[range] == (isTouched ? n : first).elements[range])
    }
  }
}
