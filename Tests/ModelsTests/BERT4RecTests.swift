import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// BERT4Rec against plain loops from its formulas, and how it masks.
@Suite struct BERT4RecTests {
  static func spec(
    _ variant: BERT4RecSpec.Variant = .tensorflow, mask: Double = 0.4, maskLast: Double = 0.3
  ) -> BERT4RecSpec {
    var spec = BERT4RecSpec()
    (spec.width, spec.blocks, spec.heads, spec.hidden, spec.positions) = (6, 2, 2, 5, 9)
    (spec.mask, spec.maskLast, spec.variant) = (mask, maskLast, variant)
    return spec
  }

  /// Rows of 1, 4 and 7 events, each with the item that follows.
  static let batch = SequenceBatch(
    offsets: [0, 1, 5, 12], items: [3, 1, 2, 2, 9, 4, 8, 11, 5, 6, 7, 10],
    times: Array(1...12), nextTimes: Array(2...13),
    targets: [7, 2, 2, 9, 6, 8, 11, 5, 6, 7, 10, 1])

  /// The model and numbers large enough that no part is lost beside another.
  private static func drawn(_ spec: BERT4RecSpec) throws -> (BERT4Rec, Parameters) {
    let model = try BERT4Rec(spec, itemRows: 12, key: RandomKey(seed: 5))
    var parameters = model.parameters
    for (index, parameter) in parameters.declared.enumerated() {
      let draws = RandomKey(seed: 17)[parameter.path]
      // Where embeddings are normed, scores would vanish beside norms about 0.
      let isNorm = parameter.path.hasSuffix("norm.weight")
      let centre = isNorm && spec.variant == .tensorflow ? 1.0 : 0
      parameters.values[index] = Tensor(
        parameter.shape,
        (0..<parameter.shape.count).map { Real(centre + 0.5 * draws.normal($0)) })
    }
    return (model, parameters)
  }

  private static func named(_ parameters: Parameters) -> OracleParameters {
    OracleParameters(
      zip(parameters.declared, parameters.values).map {
        ($0.path, $0.shape.extents, $1.elements.map { Double($0) })
      })
  }

  /// Queries after each event of a row, mask 0, before the one of the bias.
  private static func encoded(
    _ row: [Int], _ spec: BERT4RecSpec, _ named: OracleParameters
  ) -> [[Scalar]] {
    let isOriginal = spec.variant == .tensorflow
    let filled = isOriginal ? row : Array(repeating: 0, count: spec.positions - row.count) + row
    func norm(_ x: [Scalar], _ path: String) -> [Scalar] {
      let weights = zip(named.vector(path + ".weight"), named.vector(path + ".bias"))
      return zip(layerNorm(x, isOriginal ? 1e-12 : 1e-5), weights).map { $0 * $1.0 + $1.1 }
    }
    func affine(_ x: [Scalar], _ path: String) -> [Scalar] {
      linear(x, named.matrix(path + ".weight"), named.vector(path + ".bias"))
    }
    func plus(_ a: [Scalar], _ b: [Scalar]) -> [Scalar] { zip(a, b).map { $0 + $1 } }
    let (items, positions) = (named.matrix("items"), named.matrix("positions"))
    var x = filled.enumerated().map { plus(Array(items[$1].prefix(spec.width)), positions[$0]) }
    if isOriginal { x = x.map { norm($0, "norm") } }
    for block in 0..<spec.blocks {
      let path = "blocks.\(block)."
      let keyValue = x.map { split(affine($0, path + "key_value"), [spec.width, spec.width]) }
      let mixed = x.map { event in
        causalAttention(
          affine(event, path + "query"), keyValue.map { $0[0] }, keyValue.map { $0[1] },
          heads: spec.heads)
      }
      x = zip(x, mixed).map { event, mixed in
        let sum = norm(plus(event, affine(mixed, path + "output")), path + "attention_norm")
        let fed = affine(affine(sum, path + "inner").map(gelu), path + "outer")
        return norm(plus(sum, fed), path + "feed_forward_norm")
      }
    }
    return x.suffix(row.count).map { event in
      let z = affine(event, "head").map(gelu)
      return isOriginal ? norm(z, "head_norm") : z
    }
  }

  private static func rows(_ batch: SequenceBatch) -> [[Int]] {
    (0..<batch.rows).map { row in
      batch.items[batch.offsets[row]..<batch.offsets[row + 1]].map { Int($0) }
    }
  }

  private func expectClose(_ ours: [Double], _ expected: [Double], _ what: String) {
    let largest = expected.map(abs).max() ?? 0
    #expect(largest > 0 && ours.count == expected.count, "\(what) must be at work in the test")
    let apart = zip(ours, expected).map { abs($0 - $1) }.max() ?? 1
    #expect(apart <= ModelPair.closeness * largest, "\(what): \(apart) of \(largest)")
  }

  @Test(
    "what a mask behind the history stands for is what the formulas give",
    arguments: BERT4RecSpec.Variant.allCases)
  func forward(variant: BERT4RecSpec.Variant) throws {
    let spec = Self.spec(variant)
    let (model, parameters) = try Self.drawn(spec)
    let ours = SequenceScorer(model: model, parameters: parameters).queries(Self.batch)
    let named = Self.named(parameters)
    var expected: [Double] = []
    for row in Self.rows(Self.batch) {
      let last = Self.encoded(row + [0], spec, named).last ?? []
      expected += last.map(\.value) + [1]
    }
    expectClose(ours.elements.map { Double($0) }, expected, "queries")
  }

  @Test(
    "loss and gradients over masked events are those of the formulas, whatever the shards",
    arguments: BERT4RecSpec.Variant.allCases, [1, 3])
  func gradients(variant: BERT4RecSpec.Variant, shards: Int) throws {
    let spec = Self.spec(variant)
    let (model, parameters) = try Self.drawn(spec)
    let training = TrainingSpec(
      loss: .softmax,
      optimizer: .adamW(rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
      rows: 3, epochs: 1, shards: shards)
    let key = RandomKey(seed: 8)
    let ours = SequenceTrainer(model: model, training: training, candidates: Array(1...11))
      .gradients(parameters, Self.batch, key: key)
    let lesson = model.lesson(Self.batch, key["lesson"])
    let named = Self.named(parameters)
    let items = named.matrix("items")
    var loss: Scalar = 0.0
    let count = Scalar(Double(lesson.targets.count { $0 != 0 }))
    for (row, shown) in Self.rows(lesson).enumerated() {
      for (place, query) in Self.encoded(shown, spec, named).enumerated() {
        let target = Int(lesson.targets[lesson.offsets[row] + place])
        guard target != 0 else { continue }
        let logits = (1...11).map { dot(query, items[$0].prefix(6)) + items[$0][6] }
        loss += (sum(logits.map(\.exponential)).logarithm - logits[target - 1]) / count
      }
    }
    expectClose([ours.loss], [loss.value], "loss")
    for (parameter, gradient) in zip(parameters.declared, ours.gradients) {
      let expected = named.gradient(of: loss, parameter.path)
      expectClose(gradient.elements.map { Double($0) }, expected, parameter.path)
    }
  }

  @Test("a lesson is the whole row with some events masked, drawn by the key alone")
  func lesson() throws {
    let key = RandomKey(seed: 3)
    let offsets = (0...3000).map { 5 * $0 }
    let items = (0..<15_000).map { Int32(1 + key["items"].integer(below: 11, $0)) }
    let batch = SequenceBatch(
      offsets: offsets, items: items, times: items.map { _ in 0 },
      nextTimes: items.map { _ in 0 },
      targets: items.indices.map { $0 % 5 == 4 ? 7 : items[$0 + 1] })
    let model = try BERT4Rec(Self.spec(), itemRows: 12, key: key)
    let lesson = model.lesson(batch, key["lesson"])
    #expect(lesson == model.lesson(batch, key["lesson"]))
    #expect(lesson != model.lesson(batch, key["another"]))
    var (masked, onlyLast) = (0, 0)
    for row in 0..<3000 {
      let places = lesson.offsets[row]..<lesson.offsets[row + 1]
      let whole = Array(items[5 * row..<5 * row + 5]) + [7]
      #expect(places.count == 6)
      // What is not masked is shown, what is masked is asked for, and nothing else is.
      let restored = places.map { lesson.items[$0] == 0 ? lesson.targets[$0] : lesson.items[$0] }
      #expect(restored == whole)
      #expect(places.allSatisfy { (lesson.items[$0] == 0) == (lesson.targets[$0] != 0) })
      let count = places.count { lesson.items[$0] == 0 }
      #expect(count > 0)
      let isLast = count == 1 && lesson.items[places.upperBound - 1] == 0
      if isLast { onlyLast += 1 } else { masked += count }
    }
    // 0.7 of the rows are masked by chance. Of six events at 0.4, one alone is masked with chance
    // 6·0.4·0.6⁵, none with 0.6⁶; a sixth of both at the last one.
    let byChance = (6 * 0.4 * pow(0.6, 5) + pow(0.6, 6)) / 6
    let expected = 3000 * (0.3 + 0.7 * byChance)
    #expect(abs(Double(onlyLast) - expected) < 4 * (3000 * 0.37 * 0.63).squareRoot())
    let others = 3000 * 0.7 * (2.4 + pow(0.6, 6) - byChance)
    #expect(abs(Double(masked) - others) < 4 * (3000 * 0.7 * 3.0).squareRoot())
  }

  private func pow(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * base }
  }

  @Test("a masked event is guessed from what comes after it too")
  func bothWays() throws {
    let (model, parameters) = try Self.drawn(Self.spec())
    func first(_ last: Int32) -> [Real] {
      let batch = SequenceBatch(
        offsets: [0, 3], items: [0, 4, last], times: [1, 2, 3], nextTimes: [2, 3, 4],
        targets: [1, 0, 0])
      let pass = Pass(
        .training(RandomKey(seed: 1)), binding: parameters.values.map { Variable($0) })
      return Array(model.features(batch, adding: nil, pass).value.elements.prefix(6))
    }
    #expect(first(5) != first(6))
    #expect(first(5) == first(5))
  }

  @Test("ratings and side information are refused to lean on it")
  func refused() throws {
    let spec = ModelSpec.bert4Rec(Self.spec())
    let rater = SequenceRaterSpec { ($0.backbone, $0.layout) = (spec, .summed) }
    #expect(
      rater.complaints.map(\.problem) == [
        "'bert4rec' has no blocks that tokens could pass through in order"
      ])
    #expect(spec.complaints.isEmpty && spec.positions == 8)
  }
}
