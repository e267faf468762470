import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

@Suite("Click models")
struct ClickModelTests {
  @Test("every model's derivatives are those of finite differences", arguments: sampleModels)
  func derivatives(_ spec: ClickModelSpec) {
    #if DoublePrecision
      let (step, allowed) = (1e-6 as Real, 1e-6 as Real)
    #else
      let (step, allowed) = (4e-3 as Real, 2e-2 as Real)
    #endif
    var sample = Sample(spec)
    let tape = Tape()
    let leaves = sample.values.map(tape.variable)
    let gradients = tape.gradients(of: sample.loss(leaves), to: leaves).map(\.value)
    for index in sample.values.indices {
      let original = sample.values[index]
      for place in Set([0, original.count / 2, original.count - 1]).sorted() {
        func moved(_ by: Real) -> Real {
          var elements = original.elements
          elements[place] += by
          sample.values[index] = Tensor(original.shape, elements)
          return sample.loss(sample.values.map { Variable($0) }).value.scalar
        }
        let slope = (moved(step) - moved(-step)) / (2 * step)
        sample.values[index] = original
        #expect(
          abs(slope - gradients[index].elements[place]) < allowed * max(1, abs(slope)),
          "\(spec.kind), tensor \(index), place \(place)")
      }
    }
  }

  @Test("every model is what its formulas say, number by number", arguments: sampleModels)
  func formulas(_ spec: ClickModelSpec) {
    let sample = Sample(spec)
    #if DoublePrecision
      let allowed = 1e-10 as Real
    #else
      let allowed = 1e-4 as Real
    #endif
    for (row, logit) in sample.logits().enumerated() {
      let plain = ClickFormulas(sample, row: row).logit(spec)
      #expect(abs(logit - plain) < allowed * max(1, abs(plain)), "\(spec.kind), row \(row)")
    }
  }

  @Test("XCrossNet's widths are the paper's: 13 numbers of depth 1 to 8 give 13 to 104")
  func widths() {
    for depth in 1...8 {
      let spec = XCrossNetSpec(
        variant: .paper, width: 20, depth: depth, products: 7, secondCross: true, hidden: [400],
        dropout: 0)
      let columns = ClickColumns(dense: 13, fields: 26, vocabulary: 100)
      let parameters = ClickModelSpec.xcrossnet(spec).model(
        for: columns, key: RandomKey(seed: 1)
      ).parameters
      let first = parameters.declared.first { $0.path == "network.0.weight" }
      // H_0 is twice X_0, which is M·l and 2 T.
      #expect(first?.shape == [2 * (13 * depth + 2 * 7), 400])
    }
    // The authors' code, 20 features: 4·13 + 26·20 + 325 inputs.
    let spec = XCrossNetSpec(
      variant: .code, width: 20, depth: 4, products: 1, secondCross: false, hidden: [128],
      dropout: 0)
    let parameters = ClickModelSpec.xcrossnet(spec).model(
      for: ClickColumns(dense: 13, fields: 26, vocabulary: 100), key: RandomKey(seed: 1)
    ).parameters
    let first = parameters.declared.first { $0.path == "network.0.weight" }
    #expect(first?.shape == [897, 128])
  }
}
