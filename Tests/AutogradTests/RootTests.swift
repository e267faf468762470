import Determinism
import Tensors
import Testing

@Suite struct RootTests {
  @Test("roots have the bits of those taken one by one, in every lane")
  func lanes() {
    let edges: [Real] = [
      0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, .infinity,
      2,
    ]
    let key = RandomKey(seed: 12)
    // Every edge meets every lane of eight, and the last lanes are not full.
    let values = (0..<123).map { place in
      place % 15 < edges.count ? edges[place % 15] : Real(key.uniform(place) * 1e3)
    }
    let roots = squareRoot(Tensor([values.count], values)).elements
    let bits = roots.map(\.bitPattern)
    let expected = values.map { $0.squareRoot().bitPattern }
    #expect(bits == expected)
  }

  @Test("the root of a number below zero is no number")
  func negative() {
    let roots = squareRoot(Tensor([9], Array(repeating: -1, count: 9))).elements
    #expect(roots.filter(\.isNaN).count == 9)
  }
}
