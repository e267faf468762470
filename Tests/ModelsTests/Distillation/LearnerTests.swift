import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// The learners beside SASRec: their features and losses against formulas, and a distillation by them.
@Suite struct LearnerTests {
  static let dropped: [LearnerSpec] = specs(dropout: 0.2)

  static func specs(dropout: Double) -> [LearnerSpec] {
    [
      LearnerSpec(
        GRU4RecLearnerSpec { ($0.width, $0.hidden, $0.layers, $0.dropout) = (4, 5, 2, dropout) }),
      LearnerSpec(
        NARMLearnerSpec {
          ($0.width, $0.hidden, $0.embeddingDropout, $0.dropout) = (4, 5, dropout, dropout)
        }),
      LearnerSpec(bert(dropout: dropout)),
    ]
  }

  static func bert(dropout: Double) -> BERT4RecLearnerSpec {
    BERT4RecLearnerSpec {
      ($0.width, $0.blocks, $0.heads, $0.hidden, $0.positions) = (4, 1, 2, 3, 8)
      ($0.mask, $0.maskLast) = (0.6, 0.4)
      ($0.dropout, $0.attentionDropout) = (dropout, dropout)
    }
  }

  private func close(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Bool {
    let largest = b.map(abs).max() ?? 0
    return a.count == b.count && largest > 0
      && zip(a, b).allSatisfy { abs($0 - $1) <= 30 * ModelPair.closeness * largest }
  }

  private func oracle(_ parameters: Parameters) -> LearnerOracle {
    LearnerOracle(
      named: OracleParameters(
        zip(parameters.declared, parameters.values).map {
          ($0.path, $0.shape.extents, $1.elements.map { Double($0) })
        }))
  }

  @Test("features after a history are what the formulas give", arguments: [0, 1, 2])
  func features(kind: Int) {
    let toy = Toy(Self.specs(dropout: 0)[kind])
    let ours = PrefixLesson(toy.learner, shards: 1).features(toy.parameters, toy.batch)
    let oracle = oracle(toy.parameters)
    let items = oracle.named.matrix("items")
    let expected = (0..<3).flatMap { row in
      let vectors = toy.batch.rows[row].map { items[Int(toy.batch.items[$0])] }
      let features =
        switch kind {
        case 0: oracle.gru4rec(vectors, layers: 2, hidden: 5)
        case 1: oracle.narm(vectors, hidden: 5)
        default:
          oracle.bert4rec(vectors + [nil], blocks: 1, heads: 2, at: [vectors.count])[0]
        }
      return features.map(\.value)
    }
    #expect(close(ours.elements.map { Double($0) }, expected))
  }

  @Test("masks of a synthetic sequence are behind its first place, and fewer than their share")
  func syntheticMasks() {
    let learner = BERT4RecLearner(Self.bert(dropout: 0), itemRows: 6, key: RandomKey(seed: 1))
    let drawn = (0..<200).map {
      learner.maskedPlaces(ofSynthetic: 10, key: RandomKey(seed: 2)[$0])
    }
    // ⌊0.6 · 10⌋ = 6 less one.
    #expect(Set(drawn.map(\.count)) == [1, 2, 3, 4, 5])
    #expect(Set(drawn.flatMap { $0 }) == Set(1...9))
    #expect(drawn.allSatisfy { Set($0).count == $0.count })
    #expect(learner.maskedPlaces(ofSynthetic: 2, key: RandomKey(seed: 2)) == [1])
  }

  @Test("masks of a history are behind its first event, or stand for what follows")
  func historyMasks() {
    let learner = BERT4RecLearner(Self.bert(dropout: 0), itemRows: 6, key: RandomKey(seed: 1))
    let drawn = (0..<2000).map { learner.maskedPlaces(ofHistory: 4, key: RandomKey(seed: 2)[$0]) }
    let last = drawn.filter { $0 == [4] }
    // 0.4, and of the rest those with none of three masked, 0.4³: 0.4384, deviation 0.011.
    #expect(abs(Double(last.count) / 2000 - 0.4384) < 0.044)
    #expect(drawn.allSatisfy { $0 == [4] || (!$0.isEmpty && $0.allSatisfy((1...3).contains)) })
    #expect(learner.maskedPlaces(ofHistory: 1, key: RandomKey(seed: 5)) == [1])
  }

  @Test("the loss on a summary is the divergence at masked places")
  func maskedSummary() throws {
    let toy = Toy(LearnerSpec(Self.bert(dropout: 0)))
    let learner = try #require(toy.learner as? BERT4RecLearner)
    let probabilities = toy.summary.probabilities(toy.factors.map { Variable($0) }).value
    let trained = TrainedPart(of: toy.parameters)
    let lesson = SummaryLesson(learner, trained, toy.cut, augmented: false, key: toy.key)
    let oracle = oracle(toy.parameters)
    let (items, bias) = (oracle.named.matrix("items"), oracle.named.vector("bias"))
    var (expected, asked) = (0.0, 0)
    for sequence in 2..<4 {
      let soft = (0..<7).map { position in
        probabilities.elements[((sequence * 7 + position) * 6)...].prefix(6).map { Double($0) }
      }
      let places = learner.maskedPlaces(ofSynthetic: 7, key: toy.key[3]["masked"][sequence])
      let row = soft.enumerated().map { place, mixture -> [Scalar]? in
        if places.contains(place) { return nil }
        return (0..<4).map { d in sum(zip(mixture, items).map { Scalar($0) * $1[d] }) }
      }
      for (place, h) in zip(places, oracle.bert4rec(row, blocks: 1, heads: 2, at: places)) {
        let p = softmax(zip(items, bias).map { dot(h, $0) + $1 })
        expected -= zip(soft[place], p).reduce(0) { $0 + $1.0 * $1.1.logarithm.value }
      }
      asked += places.count
    }
    let ours = (0..<2).reduce(0.0) { sum, part in
      let loss = lesson.loss(
        UnrolledTurn(batch: 1, part: part, time: 3), trained.values.map { Variable($0) },
        toy.cut.inputs([probabilities])[1][part].map { Variable($0) })
      return sum + Double(loss.value.scalar)
    }
    #expect(close([ours], [expected / Double(asked)]))
  }

  @Test("the loss on real histories is the cross-entropy at masked places")
  func maskedHistories() throws {
    let toy = Toy(LearnerSpec(Self.bert(dropout: 0)))
    let learner = try #require(toy.learner as? BERT4RecLearner)
    let oracle = oracle(toy.parameters)
    let (items, bias) = (oracle.named.matrix("items"), oracle.named.vector("bias"))
    var seen: Set<Bool> = []
    for seed in 0..<6 {
      let key = RandomKey(seed: UInt64(seed))
      let ours = PrefixLesson(learner, shards: 2).gradients(toy.parameters, toy.batch, key: key)
      var (expected, asked) = (0.0, 0)
      for row in 0..<3 {
        let history = Array(toy.batch.items[toy.batch.rows[row]])
        let places = learner.maskedPlaces(ofHistory: history.count, key: key["masked"][row])
        let whole = history + [toy.batch.targets[row]]
        let shown = places == [history.count] ? whole : history
        seen.insert(shown.count > history.count)
        let vectors = shown.enumerated().map { places.contains($0) ? nil : items[Int($1)] }
        for (place, h) in zip(places, oracle.bert4rec(vectors, blocks: 1, heads: 2, at: places)) {
          let p = softmax(zip(items, bias).map { dot(h, $0) + $1 })
          expected -= p[Int(whole[place])].logarithm.value
        }
        asked += places.count
      }
      #expect(close([ours.loss], [expected / Double(asked)]))
    }
    #expect(seen == [true, false])
  }

  private func outer(_ spec: LearnerSpec, key: RandomKey = RandomKey(seed: 21)) -> Outer {
    Outer(
      toy: Toy(spec),
      optimizer: .adam(rate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01),
      isAugmented: false, isFrozen: false, isAligned: !spec.entry.guessesMasks, steps: 2, key: key)
  }

  #if DoublePrecision
    @Test("the derivative by each factor is that of central differences", arguments: dropped)
    func differences(spec: LearnerSpec) {
      outer(spec).expectCentralDifferences()
    }
  #endif

  @Test("an outer step without plain steps is full unrolling", arguments: dropped)
  func whole(spec: LearnerSpec) {
    let toy = Toy(spec)
    let rule = toy.rule(augmented: false)
    var state = TrainingState(toy.summary.parameters)
    state.parameters.values = toy.factors
    var parameters = toy.parameters
    let distiller = SummaryDistiller(toy.summary, toy.learner, toy.cut, rule, shards: 2)
    let outer = outer(spec, key: toy.key[0])
    let loss = distiller.step(
      &state, learner: &parameters, toy.batch, aligned: outer.isAligned ? toy.aligned : nil,
      key: toy.key)
    let gradients = outer.gradients(toy.factors)
    let squares = gradients.flatMap(\.elements).reduce(0) { $0 + Double($1) * Double($1) }
    let factor = min(1, 1 / (squares.squareRoot() + 1e-6))
    var expected = toy.factors
    let zeros = TrainingState(toy.summary.parameters)
    var (means, moments) = (zeros.means, zeros.squares)
    rule.outer.step(
      1, &expected, gradients.map { affine($0, times: Real(factor)) }, &means, &moments)
    #expect(loss == outer.value(toy.factors))
    #expect(parameters.values == toy.parameters.values)
    for (ours, theirs) in zip(state.parameters.values, expected) {
      #expect(zip(ours.elements, theirs.elements).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test("an outer step has the same bits with one, two and three workers", arguments: dropped)
  func workers(spec: LearnerSpec) {
    func stepped(_ workers: Int) -> [[Tensor]] {
      let before = Workers.count
      defer { Workers.count = before }
      Workers.count = workers
      let toy = Toy(spec)
      let distiller = SummaryDistiller(
        toy.summary, toy.learner, toy.cut, toy.rule(learnerSteps: 4, augmented: false), shards: 3)
      var state = TrainingState(toy.summary.parameters)
      var parameters = toy.parameters
      for _ in 0..<3 {
        _ = distiller.step(&state, learner: &parameters, toy.batch, aligned: nil, key: toy.key)
      }
      return [state.parameters.values, state.means, parameters.values]
    }
    let one = stepped(1)
    #expect(one == stepped(2) && one == stepped(3))
  }

  @Test("a fresh learner keeps what stands for items and positions, and nothing else")
  func fresh() {
    for spec in Self.dropped {
      let toy = Toy(spec)
      let drawn = toy.learner.fresh(keepingTablesOf: toy.parameters)
      for parameter in drawn.declared {
        let isKept = drawn.values[parameter.index] == toy.parameters.values[parameter.index]
        let isTable = ["items", "mask", "positions", "bias"].contains(parameter.path)
        #expect(isKept == isTable, "\(spec.title): \(parameter.path)")
      }
    }
  }
}
