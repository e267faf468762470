import Determinism
import Models
import Suites
import Tensors
import Testing

/// The classical rows of FuXi-α's Table 2.
@Suite struct ClassicTests {
  static func models(dropout: Double) -> [ModelSpec] {
    [
      .gru4rec(
        GRU4RecSpec(
          width: 6, hidden: 5, layers: 2, embeddingDropout: dropout, dropout: dropout)),
      .gru4rec(
        GRU4RecSpec(
          width: 6, hidden: 9, layers: 1, embeddingDropout: dropout, dropout: dropout)),
      .narm(
        NARMSpec {
          ($0.width, $0.hidden, $0.embeddingDropout, $0.dropout) = (6, 5, dropout, dropout)
        }),
    ]
  }

  /// Holds a loss of BPR-MF and its derivatives to a formula, over rows of users 2 and 0 whose events ask
  /// for `targets`.
  ///
  /// - Parameter formula: the loss from item vectors, user vectors and drawn negatives.
  private func check(
    _ loss: LossSpec, targets: [Int32], candidates: [Int32], shards: Int,
    _ formula: (_ items: [[Scalar]], _ users: [[Scalar]], _ draws: [Int32]) -> Scalar
  ) throws {
    let key = RandomKey(seed: 5)
    let model = try #require(
      try recommender(for: .bprMF(BPRMFSpec(width: 4)), itemRows: 8, users: 3, key: key))
    let batch = SequenceBatch(
      offsets: [0, 2, 3], items: [1, 2, 3], times: [1, 2, 3], nextTimes: [2, 3, 4],
      targets: targets, users: [2, 0])
    let training = TrainingSpec(
      loss: loss,
      optimizer: OptimizerSpec.adamW(
        rate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0),
      rows: 2, epochs: 1, shards: shards)
    let trainer = SequenceTrainer(model: model, training: training, candidates: candidates)
    let ours = trainer.gradients(model.parameters, batch, key: key)
    let draws = trainer.negatives(tokens: 3, firstToken: 0, key["negatives"])
    let named = OracleParameters(
      zip(model.parameters.declared, model.parameters.values).map {
        ($0.path, $0.shape.extents, $1.elements.map { Double($0) })
      })
    let wanted = formula(named.matrix("items"), named.matrix("users"), draws)
    #expect(abs(ours.loss - wanted.value) <= ModelPair.closeness)
    for (parameter, gradient) in zip(model.parameters.declared, ours.gradients) {
      let expected = named.gradient(of: wanted, parameter.path)
      let apart = zip(gradient.elements, expected).map { abs(Double($0) - $1) }.max() ?? 1
      #expect(apart <= ModelPair.closeness * (expected.map(abs).max() ?? 0), "\(parameter.path)")
    }
  }

  @Test("BPR-MF gives its formulas' numbers", arguments: [1, 2])
  func factorisation(shards: Int) throws {
    try check(
      .bpr(negatives: 2, temperature: 0.5), targets: [2, 5, 7], candidates: Array(1...7),
      shards: shards
    ) { items, users, draws in
      // Mean over three events and two negatives of −ln σ((u·i − u·j) / temperature).
      var loss: Scalar = 0.0
      for (event, (user, target)) in [(2, 2), (2, 5), (0, 7)].enumerated() {
        for negative in draws[2 * event..<2 * event + 2] {
          let margin =
            (dot(users[user], items[target]) - dot(users[user], items[Int(negative)]))
            / Scalar(0.5)
          loss += (Scalar(1) + (Scalar(0) - margin).exponential).logarithm / Scalar(6)
        }
      }
      return loss
    }
  }

  @Test("softmax over all candidates gives its formula's numbers", arguments: [1, 2])
  func softmaxOfAll(shards: Int) throws {
    let candidates = [1, 2, 4, 5, 6, 7]
    try check(
      .softmax, targets: [2, 0, 7], candidates: candidates.map { Int32($0) }, shards: shards
    ) { items, users, _ in
      // Mean over two events of ln Σ e^(u·c) − u·i.
      var loss: Scalar = 0.0
      for (user, target) in [(2, 2), (0, 7)] {
        let powers = candidates.map { dot(users[user], items[$0]).exponential }
        loss += (sum(powers).logarithm - dot(users[user], items[target])) / Scalar(2)
      }
      return loss
    }
  }

  @Test("binary cross-entropy gives its formula's numbers", arguments: [1, 2])
  func binaryCrossEntropy(shards: Int) throws {
    try check(
      .binaryCrossEntropy(negatives: 2), targets: [2, 0, 7], candidates: [1, 2, 4, 5, 6, 7],
      shards: shards
    ) { items, users, draws in
      // Mean over two events of ln(1 + e^(−u·i)) and the mean over two negatives of ln(1 + e^(u·j)).
      var loss: Scalar = 0.0
      for (event, user, target) in [(0, 2, 2), (2, 0, 7)] {
        let positive = dot(users[user], items[target])
        loss += (Scalar(1) + (Scalar(0) - positive).exponential).logarithm / Scalar(2)
        for negative in draws[2 * event..<2 * event + 2] {
          let logit = dot(users[user], items[Int(negative)])
          loss += (Scalar(1) + logit.exponential).logarithm / Scalar(4)
        }
      }
      return loss
    }
  }

  @Test("BPR-MF ranks by products of its user's vector, whatever the row holds")
  func ranking() throws {
    let model = try #require(
      try recommender(
        for: .bprMF(BPRMFSpec(width: 4)), itemRows: 8, users: 3, key: RandomKey(seed: 5)))
    let scorer = SequenceScorer(model: model, parameters: model.parameters)
    let batch = SequenceBatch(
      offsets: [0, 2, 3], items: [1, 2, 3], times: [1, 2, 3], nextTimes: [2, 3, 4],
      targets: [0, 0, 0], users: [2, 1])
    let users = model.parameters.values[1]
    #expect(scorer.queries(batch) == gatherRows(users, [2, 1]))
    #expect(scorer.itemVectors() == model.parameters.values[0])
  }
}
