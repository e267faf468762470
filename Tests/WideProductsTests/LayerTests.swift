import Determinism
import Tensors
import Testing

/// Layers, whichever product computes them.
@Suite struct LayerTests {
  @Test(
    "a layer is its product, and its bias, and zero for what is below",
    arguments: [[300, 500, 460], [130, 400, 184], [64, 50, 70], [5, 3, 2]])
  func rectified(shape: [Int]) {
    let key = RandomKey(seed: 6)
    func numbers(_ extents: Shape, _ purpose: String) -> Tensor {
      let key = key[purpose]
      return Tensor(extents, (0..<extents.count).map { Real(key.uniform($0) - 0.5) })
    }
    let (x, weight) = (
      numbers([shape[0], shape[2]], "x"), numbers([shape[2], shape[1]], "weight")
    )
    let bias = numbers([shape[1]], "bias")
    let (product, added) = (matmul(x, weight).elements, bias.elements)
    let expected = product.indices.map { max(product[$0] + added[$0 % shape[1]], 0) }
    #expect(expected.contains(0) && expected.contains { $0 > 0 })
    #expect(denseRelu(x, weight, bias).elements == expected)
  }
}
