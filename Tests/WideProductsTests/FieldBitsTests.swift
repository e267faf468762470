import Determinism
import Tensors
import Testing

/// What is computed a few rows at a time has the bits of whole products, which records were made with.
@Suite(.enabled(if: isComparable, "another release, kernels or precision"))
struct FieldBitsTests {
  private func numbers(_ extents: Shape, _ purpose: String) -> Tensor {
    let key = RandomKey(seed: 5)[purpose]
    return Tensor(extents, (0..<extents.count).map { Real(key.uniform($0) - 0.5) })
  }

  /// Sums of 2,048 lines are cut: through a row where features are 20, between rows where they are 16.
  @Test(
    "squares of weighted sums of fields, and their derivatives, are whole products",
    arguments: [[150, 20, 20], [150, 20, 5], [130, 20, 80], [300, 16, 20], [1, 20, 20]])
  func squares(shape: [Int]) {
    let (rows, width, terms, fields) = (shape[0], shape[1], shape[2], 26)
    let embedded = numbers([rows, fields * width], "e")
    let (theta, g) = (numbers([terms, fields], "θ"), numbers([rows, terms], "g"))
    let exchanged = exchangedFields(embedded, fields: fields).reshaped([rows * width, fields])
    let sums = matmul(exchanged, transposed: false, theta, transposed: true)
    let result = factorisedSquares(embedded, theta)
    #expect(result.sums.elements == sums.elements)

    let weights = g.elements
    let twice = Tensor(
      sums.shape,
      sums.elements.enumerated().map { place, sum in
        2 * sum * weights[place / (width * terms) * terms + place % terms]
      })
    let gradients = factorisedSquaresPullback(g, sums: sums, embedded, theta)
    let lines = matmul(twice, theta).reshaped([rows, width * fields])
    #expect(gradients.embedded.elements == exchangedFields(lines, fields: width).elements)
    #expect(
      gradients.theta.elements
        == matmul(twice, transposed: true, exchanged, transposed: false).elements)
  }

  @Test("a row beside its cross is the cross put beside the row", arguments: [true, false])
  func crosses(crossFirst: Bool) {
    let x = numbers([70, 93], "x")
    let (weight, bias, g) = (numbers([93, 1], "w"), numbers([93], "b"), numbers([70, 93], "g"))
    let h = numbers([70, 93], "h")
    let factors = matmul(x, weight)
    let crossed = addingRow(product(x, spreadColumns(factors, 93)), bias)
    let result = selfCross(x, weight, bias, crossFirst: crossFirst)
    #expect(result.joined.elements == besides(crossFirst ? [crossed, x] : [x, crossed]).elements)

    let gradients = selfCrossPullback(
      besides(crossFirst ? [h, g] : [g, h]), factors: factors, x, weight, crossFirst: crossFirst)
    let sums = rowSums(product(h, x))
    let direct = sum(g, product(h, spreadColumns(factors, 93)))
    let expected = sum(direct, matmul(sums, transposed: false, weight, transposed: true))
    #expect(gradients.x.elements == expected.elements)
    #expect(gradients.weight.elements == matmul(x, transposed: true, sums).elements)
    #expect(gradients.bias.elements == columnSums(h).elements)
  }

  @Test("many rows and few columns are the same in panels and alone")
  func panels() {
    let (a, b) = (numbers([64, 1300], "a"), numbers([64, 20], "b"))
    let whole = matmul(a, transposed: true, b).elements
    let first = matmul(columns(a, 0..<1024), transposed: true, b).elements
    let second = matmul(columns(a, 1024..<1300), transposed: true, b).elements
    #expect(whole == first + second)
  }
}
