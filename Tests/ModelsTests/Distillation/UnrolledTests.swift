import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// The derivative through an unrolled training, and an outer step that uses it.
@Suite struct UnrolledTests {
  #if DoublePrecision
    @Test(
      "the derivative by each factor is that of central differences",
      arguments: [
        OptimizerSpec.sgd(rate: 0.3, weightDecay: 0.05),
        .adam(rate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01),
        .adamW(rate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01),
      ], [true, false])
    func differences(optimizer: OptimizerSpec, published: Bool) {
      let outer = Outer(
        toy: Toy(blocks: published ? 1 : 2), optimizer: optimizer, isAugmented: published,
        isFrozen: !published, isAligned: published, steps: published ? 2 : 3)
      outer.expectCentralDifferences()
    }
  #endif

  @Test("an outer step without plain steps is full unrolling")
  func whole() {
    let toy = Toy()
    let rule = toy.rule()
    var state = TrainingState(toy.summary.parameters)
    state.parameters.values = toy.factors
    var parameters = toy.parameters
    let distiller = SummaryDistiller(toy.summary, toy.learner, toy.cut, rule, shards: 2)
    let loss = distiller.step(
      &state, learner: &parameters, toy.batch, aligned: toy.aligned, key: toy.key)

    let key = toy.key[0]
    let trained = TrainedPart(of: toy.parameters)
    let probabilities = toy.summary.probabilities(toy.factors.map { Variable($0) }).value
    let training = UnrolledTraining(
      SummaryLesson(toy.learner, trained, toy.cut, augmented: true, key: key["inner"]),
      optimizer: rule.inner, inputs: toy.cut.inputs([probabilities]))
    let path = training.path(from: TrainingMoment(trained.values), steps: 2)
    let outer = PrefixLesson(toy.learner, shards: 2).gradients(
      trained.parameters(toy.parameters, with: path.end.parameters), toy.batch,
      aligned: toy.aligned, key: key["outer"])
    let gradients = toy.summary.pullback(
      toy.cut.joined(training.pullback(outer.gradients, along: path))[0], at: toy.factors)
    let squares = gradients.flatMap(\.elements).reduce(0) { $0 + Double($1) * Double($1) }
    let factor = min(1, 1 / (squares.squareRoot() + 1e-6))
    var expected = toy.factors
    var (means, moments) = (TrainingState(toy.summary.parameters).means, state.squares)
    moments = means
    // The clipped gradient is ours to about a rounding; Adam's first step divides it by itself.
    rule.outer.step(
      1, &expected, gradients.map { affine($0, times: Real(factor)) }, &means, &moments)
    #expect(loss == outer.loss)
    #expect(parameters.values == toy.parameters.values)
    for (ours, theirs) in zip(state.parameters.values, expected) {
      #expect(zip(ours.elements, theirs.elements).allSatisfy { abs($0 - $1) < 1e-4 })
    }
    #expect(state.step == 1)
  }

  @Test("plain steps stay in the learner, unrolled ones do not")
  func window() {
    let toy = Toy()
    let rule = toy.rule(learnerSteps: 8)
    let distiller = SummaryDistiller(toy.summary, toy.learner, toy.cut, rule, shards: 2)
    var state = TrainingState(toy.summary.parameters)
    var parameters = toy.parameters
    var stayed: [Bool] = []
    for _ in 0..<12 {
      let before = parameters.values
      _ = distiller.step(
        &state, learner: &parameters, toy.batch, aligned: nil, key: toy.key)
      stayed.append(parameters.values == before)
    }
    // Of windows from 0 to 6 some are 0, most are not.
    #expect(stayed.contains(false) && stayed.count { $0 } < 8)
  }

  @Test("frozen tables stay, everything else moves", arguments: [true, false])
  func frozen(isFrozen: Bool) {
    let toy = Toy()
    let rule = toy.rule(learnerSteps: 4, frozen: isFrozen)
    let probabilities = toy.summary.probabilities(toy.factors.map { Variable($0) }).value
    let learned = rule.learned(
      toy.learner, toy.cut, from: toy.parameters, on: probabilities, key: toy.key)
    for parameter in learned.declared {
      let same =
        learned.values[parameter.index] == toy.parameters.values[parameter.index]
      let isTable = toy.learner.tables.contains(parameter)
      #expect(same == (isFrozen && isTable), "\(parameter.path)")
    }
  }

  @Test("while the item table stays, what it makes of the summary may be given beforehand")
  func lookedUp() {
    let toy = Toy()
    let rule = toy.rule(learnerSteps: 3, unrolledSteps: 3, frozen: true)
    let trained = TrainedPart(of: toy.parameters, without: toy.learner.tables)
    let items = toy.parameters.values[toy.learner.items.index]
    let probabilities = toy.summary.probabilities(toy.factors.map { Variable($0) }).value
    func walked(_ inputs: [Tensor]) -> (end: [Tensor], byInputs: [Tensor]) {
      let training = UnrolledTraining(
        SummaryLesson(toy.learner, trained, toy.cut, augmented: true, key: toy.key),
        optimizer: rule.inner, inputs: toy.cut.inputs(inputs))
      let path = training.path(from: TrainingMoment(trained.values), steps: 3)
      return (
        path.end.parameters,
        toy.cut.joined(training.pullback(path.end.parameters, along: path))
      )
    }
    let whole = walked([probabilities])
    let given = walked([probabilities, matmul(probabilities, items)])
    for (a, b) in zip(whole.end, given.end) {
      #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) < 1e-4 })
    }
    let sum = given.byInputs[0].elements.indices.map { place in
      let (row, item) = (place / toy.itemRows, place % toy.itemRows)
      return given.byInputs[0].elements[place]
        + (0..<4).reduce(Real(0)) {
          $0 + given.byInputs[1].elements[row * 4 + $1] * items.elements[item * 4 + $1]
        }
    }
    let largest = sum.map(abs).max() ?? 0
    #expect(largest > 1e-3)
    #expect(
      zip(whole.byInputs[0].elements, sum).allSatisfy { abs($0 - $1) < 1e-5 * max(1, largest) })
  }

  @Test("an outer step has the same bits with one worker and with three")
  func workers() {
    func stepped(_ workers: Int) -> [[Tensor]] {
      let before = Workers.count
      defer { Workers.count = before }
      Workers.count = workers
      let toy = Toy()
      let distiller = SummaryDistiller(
        toy.summary, toy.learner, toy.cut, toy.rule(learnerSteps: 4), shards: 3)
      var state = TrainingState(toy.summary.parameters)
      var parameters = toy.parameters
      for _ in 0..<3 {
        _ = distiller.step(
          &state, learner: &parameters, toy.batch, aligned: toy.aligned, key: toy.key)
      }
      return [state.parameters.values, state.means, parameters.values]
    }
    #expect(stepped(1) == stepped(3))
  }

  @Test("distilling lowers the loss on real histories of a learner trained on the summary")
  func distils() {
    let toy = Toy(dropout: 0)
    var rule = toy.rule(learnerSteps: 6, unrolledSteps: 6)
    rule.steps = 60
    let distiller = SummaryDistiller(toy.summary, toy.learner, toy.cut, rule, shards: 1)
    var state = TrainingState(toy.summary.parameters)
    func loss() -> Double {
      let numbers = state.parameters.values.map { Variable($0) }
      let learned = rule.learned(
        toy.learner, toy.cut, from: toy.parameters, on: toy.summary.probabilities(numbers).value,
        key: toy.key)
      return PrefixLesson(toy.learner, shards: 1).gradients(learned, toy.batch, key: toy.key).loss
    }
    let before = loss()
    for _ in 0..<60 {
      var parameters = toy.parameters
      _ = distiller.step(&state, learner: &parameters, toy.batch, aligned: nil, key: toy.key)
    }
    #expect(loss() < 0.8 * before, "\(loss()) after \(before)")
  }
}
