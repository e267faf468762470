import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// A summary and the loss on it, against loops from the formulas.
@Suite struct SummaryTests {
  private func close(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Bool {
    let largest = b.map(abs).max() ?? 0
    return a.count == b.count && largest > 0
      && zip(a, b).allSatisfy { abs($0 - $1) <= 10 * ModelPair.closeness * largest }
  }

  @Test("Tucker's scores are the sum over its three axes")
  func tucker() {
    let key = RandomKey(seed: 3)
    let (n, l, i, a, b, c) = (3, 4, 6, 2, 3, 5)
    let items = Toy.drawn([i, c], key["items"])
    let summary = TuckerSummary(
      sequences: n, length: l, ranks: (a, b), items: items, key: key["summary"])
    #expect(summary.parameters.declared.map(\.shape) == [[a, b, c], [n, a], [l, b]])
    let numbers = summary.parameters.declared.map { Toy.drawn($0.shape, key[$0.path]) }
    let scores = summary.scores(numbers.map { Variable($0) }).value
    #expect(scores.shape == [n * l, i])
    let (g, u, t, v) = (
      numbers[0].elements, numbers[1].elements, numbers[2].elements, items.elements
    )
    var expected: [Double] = []
    for row in 0..<n * l {
      for item in 0..<i {
        var sum = 0.0
        for x in 0..<a {
          for y in 0..<b {
            for z in 0..<c {
              sum +=
                Double(g[(x * b + y) * c + z] * u[row / l * a + x])
                * Double(t[row % l * b + y] * v[item * c + z])
            }
          }
        }
        expected.append(sum)
      }
    }
    #expect(close(scores.elements.map { Double($0) }, expected))
    let probabilities = summary.probabilities(numbers.map { Variable($0) }).value
    #expect(rowSums(probabilities).elements.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test("Farzi's scores are latent vectors times the decoder")
  func farzi() {
    let summary = FarziSummary(
      sequences: 2, length: 3, width: 4, itemRows: 5, key: RandomKey(seed: 3))
    let numbers = summary.parameters.values
    let scores = summary.scores(numbers.map { Variable($0) }).value
    #expect(scores.shape == [6, 5])
    let (latent, decoder) = (numbers[0].elements, numbers[1].elements)
    let expected = (0..<30).map { place in
      (0..<4).reduce(0.0) {
        $0 + Double(latent[place / 5 * 4 + $1]) * Double(decoder[$1 * 5 + place % 5])
      }
    }
    #expect(close(scores.elements.map { Double($0) }, expected))
    // √(6 / (L · width)) = √0.5 and √(6 / itemRows) > 1.
    #expect(latent.allSatisfy { abs($0) < 0.7072 } && latent.contains { abs($0) > 0.5 })
  }

  @Test("parts of batches put together are the summary again")
  func cut() {
    let cut = SummaryCut(sequences: 6, length: 2, rows: 3, parts: 2)
    #expect(cut.batches == 2)
    #expect((0..<2).map { cut.range(batch: 1, part: $0) } == [3..<4, 4..<6])
    let whole = Toy.drawn([12, 5], RandomKey(seed: 1))
    let other = Toy.drawn([12, 3], RandomKey(seed: 2))
    let inputs = cut.inputs([whole, other])
    #expect(inputs.map { $0.map { $0[0].shape.rows } } == [[2, 4], [2, 4]])
    #expect(cut.joined(inputs) == [whole, other])
  }

  /// Features after a row of vectors, by the formulas.
  private func features(
    _ vectors: [[Scalar]], _ toy: Toy, blocks: Int, _ named: OracleParameters
  ) -> [Scalar] {
    func norm(_ x: [Scalar], _ path: String) -> [Scalar] {
      let weights = zip(named.vector(path + ".weight"), named.vector(path + ".bias"))
      return zip(layerNorm(x, 1e-12), weights).map { $0 * $1.0 + $1.1 }
    }
    func affine(_ x: [Scalar], _ path: String) -> [Scalar] {
      linear(x, named.matrix(path + ".weight"), named.vector(path + ".bias"))
    }
    func plus(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] { zip(a, b).map { $0 + $1 } }
    let positions = named.matrix("positions")
    var x = vectors.enumerated().map { norm(plus($1, positions[$0]), "norm") }
    for block in 0..<blocks {
      let path = "blocks.\(block)."
      let keysValues = x.map { split(affine($0, path + "key_value"), [4, 4]) }
      x = x.enumerated().map { place, event in
        let mixed = causalAttention(
          affine(event, path + "query"), keysValues[...place].map { $0[0] },
          keysValues[...place].map { $0[1] }, heads: 2)
        let sum = norm(plus(event, affine(mixed, path + "output")), path + "attention_norm")
        let fed = affine(affine(sum, path + "inner").map(gelu), path + "outer")
        return norm(plus(sum, fed), path + "feed_forward_norm")
      }
    }
    return x.last ?? []
  }

  private func named(_ parameters: Parameters) -> OracleParameters {
    OracleParameters(
      zip(parameters.declared, parameters.values).map {
        ($0.path, $0.shape.extents, $1.elements.map { Double($0) })
      })
  }

  @Test("a learner's features are what the formulas give", arguments: [1, 2])
  func encoder(blocks: Int) {
    let toy = Toy(blocks: blocks)
    let ours = PrefixLesson(toy.learner, shards: 1).features(toy.parameters, toy.batch)
    let named = named(toy.parameters)
    let items = named.matrix("items")
    let expected = (0..<3).flatMap { row in
      features(
        toy.batch.rows[row].map { items[Int(toy.batch.items[$0])] }, toy, blocks: blocks, named
      ).map(\.value)
    }
    #expect(close(ours.elements.map { Double($0) }, expected))
  }

  @Test("the loss on real histories has the value and the gradients of the formulas")
  func prefixes() {
    let toy = Toy(dropout: 0)
    let ours = PrefixLesson(toy.learner, shards: 2).gradients(
      toy.parameters, toy.batch, aligned: toy.aligned, key: toy.key)
    let named = named(toy.parameters)
    let items = named.matrix("items")
    var loss: Scalar = 0.0
    for row in 0..<3 {
      let h = features(
        toy.batch.rows[row].map { items[Int(toy.batch.items[$0])] }, toy, blocks: 1, named)
      let target = Int(toy.batch.targets[row])
      loss += Scalar(-1.0 / 3) * softmax(items.map { dot(h, $0) })[target].logarithm
      let wanted = toy.aligned.elements[row * 4..<row * 4 + 4].map { Scalar(Double($0)) }
      loss += Scalar(1.0 / 12) * sum(zip(h, wanted).map { ($0 - $1) * ($0 - $1) })
    }
    #expect(close([ours.loss], [loss.value]))
    for (parameter, gradient) in zip(toy.parameters.declared, ours.gradients) {
      let expected = named.gradient(of: loss, parameter.path)
      // A bias of keys moves no softmax: its derivative is 0 up to rounding, on both sides.
      let most = expected.map(abs).max() ?? 0
      let apart = zip(gradient.elements, expected).map { abs(Double($0) - $1) }.max() ?? 1
      #expect(apart <= 20 * ModelPair.closeness * max(most, 0.1), "\(parameter.path): \(apart)")
    }
  }

  @Test("the loss on a summary is the formulas', augmented or not", arguments: [true, false])
  func lesson(isAugmented: Bool) {
    let toy = Toy(dropout: 0)
    let probabilities = toy.summary.probabilities(toy.factors.map { Variable($0) }).value
    let trained = TrainedPart(of: toy.parameters)
    let lesson = SummaryLesson(
      toy.learner, trained, toy.cut, augmented: isAugmented, key: toy.key)
    let named = named(toy.parameters)
    let items = named.matrix("items")
    var expected = 0.0
    for sequence in 2..<4 {
      let soft = (0..<7).map { position in
        Array(probabilities.elements[((sequence * 7 + position) * 6)...].prefix(6))
          .map { Double($0) }
      }
      func term(_ shown: Int) -> Double {
        let vectors = soft[..<shown].map { mixture in
          (0..<4).map { d in sum(zip(mixture, items).map { Scalar($0) * $1[d] }) }
        }
        let h = features(vectors, toy, blocks: 1, named)
        let p = softmax(items.map { dot(h, $0) })
        return -zip(soft[shown], p).reduce(0) { $0 + $1.0 * $1.1.logarithm.value } / 2
      }
      expected += isAugmented ? 0.5 * (term(6) + term(5)) : term(6)
    }
    let ours = (0..<2).reduce(0.0) { sum, part in
      let loss = lesson.loss(
        UnrolledTurn(batch: 1, part: part, time: 3), trained.values.map { Variable($0) },
        toy.cut.inputs([probabilities])[1][part].map(Variable.init))
      return sum + Double(loss.value.scalar)
    }
    #expect(close([ours], [expected]))
  }
}
