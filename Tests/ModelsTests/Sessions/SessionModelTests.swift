import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// The models of Harte et al. 2023 against plain loops from their formulas.
@Suite struct SessionModelTests {
  private static let sasrec: SASRecSpec = {
    var spec = SASRecSpec(
      width: 6, blocks: 2, heads: 2, hidden: 5, positions: 9, embeddingDropout: 0, dropout: 0)
    spec.variant = .keras
    return spec
  }()

  private static let gru4rec: GRU4RecSpec = {
    var spec = GRU4RecSpec(width: 6, hidden: 4, layers: 1, embeddingDropout: 0, dropout: 0)
    (spec.variant, spec.filled) = (.keras, 9)
    return spec
  }()

  private static let batch = BERT4RecTests.batch

  /// A model, and numbers large enough that no part is lost beside another.
  static func drawn(
    _ spec: ModelSpec
  ) throws -> (model: any SequenceRecommender, parameters: Parameters, named: OracleParameters) {
    let model = try #require(try recommender(for: spec, itemRows: 12, key: RandomKey(seed: 5)))
    var parameters = model.parameters
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 23)[parameter.path]
      parameters.values[index] = Tensor(
        parameter.shape, (0..<parameter.shape.count).map { Real(0.5 * draws.normal($0)) })
    }
    let named = OracleParameters(
      zip(parameters.declared, parameters.values).map {
        ($0.path, $0.shape.extents, $1.elements.map { Double($0) })
      })
    return (model, parameters, named)
  }

  /// Rows with the mask, 0, before them.
  private static let filled: [[Int]] = (0..<batch.rows).map { row in
    let shown = batch.items[batch.offsets[row]..<batch.offsets[row + 1]].map { Int($0) }
    return Array(repeating: 0, count: 9 - shown.count) + shown
  }

  private func compare(
    _ model: any SequenceRecommender, _ parameters: Parameters, _ expected: [[Scalar]]
  ) {
    let ours = model.queries(Self.batch, Pass(inferenceWith: parameters)).value.elements
    let theirs: [Double] = expected.flatMap { query -> [Double] in query.map(\.value) + [1] }
    #expect(ours.count == theirs.count && model.comparesByCosine == false)
    let largest = theirs.map(abs).max() ?? 0
    let apart = zip(ours, theirs).map { abs(Double($0) - $1) }.max() ?? 1
    #expect(apart <= ModelPair.closeness * largest, "\(apart) of \(largest)")
  }

  static func plus(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] {
    zip(a, b).map { $0 + $1 }
  }

  private static func relu(_ x: Scalar) -> Scalar { x.value > 0 ? x : 0.0 }

  @Test("SASRec's queries are what the formulas give, rows filled with the mask")
  func attention() throws {
    let (model, parameters, named) = try Self.drawn(.sasrec(Self.sasrec))
    func affine(_ x: [Scalar], _ path: String) -> [Scalar] {
      linear(x, named.matrix(path + ".weight"), named.vector(path + ".bias"))
    }
    func norm(_ x: [Scalar], _ path: String) -> [Scalar] {
      let weights = zip(named.vector(path + ".weight"), named.vector(path + ".bias"))
      return zip(layerNorm(x, 1e-5), weights).map { $0 * $1.0 + $1.1 }
    }
    let (items, positions) = (named.matrix("items"), named.matrix("positions"))
    var expected: [[Scalar]] = []
    for (row, filled) in Self.filled.enumerated() {
      var x = filled.enumerated().map { Self.plus(Array(items[$1].prefix(6)), positions[$0]) }
      for block in 0..<2 {
        let path = "blocks.\(block)."
        let read = x.map { norm($0, path + "attention_norm") }
        let keyValue = read.map { split(affine($0, path + "key_value"), [6, 6]) }
        x = x.indices.map { place in
          // An event sees itself and those before it.
          let seen = keyValue[...place]
          let mixed = causalAttention(
            affine(read[place], path + "query"), seen.map { $0[0] }, seen.map { $0[1] }, heads: 2)
          let sum = Self.plus(x[place], affine(mixed, path + "output"))
          let inner = affine(norm(sum, path + "feed_forward_norm"), path + "inner")
          return Self.plus(sum, affine(inner.map(Self.relu), path + "outer"))
        }
      }
      let events = Self.batch.offsets[row + 1] - Self.batch.offsets[row]
      expected += x.suffix(events).map { affine($0, "head").map(Self.relu) }
    }
    compare(model, parameters, expected)
  }

  @Test("GRU4Rec's queries are what the formulas give, rows filled with the mask")
  func recurrence() throws {
    let (model, parameters, named) = try Self.drawn(.gru4rec(Self.gru4rec))
    func sigmoid(_ x: Scalar) -> Scalar {
      let y = 1 / (1 + exponential(-x.value))
      return Scalar(floatLiteral: y)
    }
    var expected: [[Scalar]] = []
    for (row, filled) in Self.filled.enumerated() {
      var state = [Scalar](repeating: 0.0, count: 4)
      var states: [[Scalar]] = []
      for item in filled {
        func gates(_ x: [Scalar], _ name: String) -> [[Scalar]] {
          let path = "layers.0.\(name)"
          return split(
            linear(x, named.matrix(path + ".weight"), named.vector(path + ".bias")), [4, 4, 4])
        }
        let input = gates(Array(named.matrix("items")[item].prefix(6)), "input")
        let before = gates(state, "state")
        state = (0..<4).map { place in
          let reset = sigmoid(input[0][place] + before[0][place])
          let update = sigmoid(input[1][place] + before[1][place])
          let sum = (input[2][place] + reset * before[2][place]).value
          let new = Scalar(floatLiteral: 2 / (1 + exponential(-2 * sum)) - 1)
          return (1.0 - update) * new + update * state[place]
        }
        states.append(state)
      }
      let events = Self.batch.offsets[row + 1] - Self.batch.offsets[row]
      expected += states.suffix(events).map {
        linear($0, named.matrix("head.weight"), named.vector("head.bias")).map(gelu)
      }
    }
    compare(model, parameters, expected)
  }

  @Test("an item table begins at given vectors, its biases and other rows as declared")
  func beginning() throws {
    let (model, _, _) = try Self.drawn(.sasrec(Self.sasrec))
    var parameters = model.parameters
    let given = Tensor([12, 6], (0..<72).map { Real($0) })
    parameters.begin(model.items, at: given, of: [2, 11])
    let (before, after) = (
      model.parameters.values[model.items.index].elements,
      parameters.values[model.items.index].elements
    )
    for item in 0..<12 {
      let row = 7 * item..<7 * item + 7
      let expected =
        [2, 11].contains(item)
        ? (0..<6).map { Real(6 * item + $0) } + [0] : Array(before[row])
      #expect(Array(after[row]) == expected)
    }
  }

  @Test("fields of another variant are refused")
  func fields() {
    var spec = Self.sasrec
    spec.residual = .preNorm
    #expect(spec.complaints.map(\.path) == ["residual"])
    var gru = Self.gru4rec
    gru.filled = nil
    #expect(gru.complaints.map(\.path) == ["filled"])
    gru.variant = nil
    #expect(gru.complaints.isEmpty)
  }
}
