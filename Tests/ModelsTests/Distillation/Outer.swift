import Autograd
import Determinism
import Models
import Suites
import Tensors
import Testing

/// The loss on real histories after some steps on the summary, and what it is made of.
struct Outer {
  let toy: Toy
  let optimizer: OptimizerSpec
  let isAugmented: Bool
  let isFrozen: Bool
  let isAligned: Bool
  let steps: Int
  /// Of the step.
  var key = RandomKey(seed: 21)

  private var trained: TrainedPart {
    TrainedPart(of: toy.parameters, without: isFrozen ? toy.learner.tables : [])
  }

  private func training(_ factors: [Tensor]) -> UnrolledTraining<SummaryLesson> {
    let probabilities = toy.summary.probabilities(factors.map { Variable($0) }).value
    return UnrolledTraining(
      SummaryLesson(
        toy.learner, trained, toy.cut, augmented: isAugmented, key: key["inner"]),
      optimizer: optimizer, inputs: toy.cut.inputs([probabilities]))
  }

  private func loss(
    after path: UnrolledPath
  ) -> (loss: Double, gradients: [Tensor]) {
    PrefixLesson(toy.learner, shards: 2).gradients(
      trained.parameters(toy.parameters, with: path.end.parameters), toy.batch,
      aligned: isAligned ? toy.aligned : nil, key: key["outer"])
  }

  func value(_ factors: [Tensor]) -> Double {
    loss(after: training(factors).path(from: TrainingMoment(trained.values), steps: steps)).loss
  }

  func gradients(_ factors: [Tensor]) -> [Tensor] {
    let training = training(factors)
    let path = training.path(from: TrainingMoment(trained.values), steps: steps)
    let byInputs = training.pullback(
      trained.selected(loss(after: path).gradients), along: path)
    return toy.summary.pullback(toy.cut.joined(byInputs)[0], at: factors)
  }

  /// Holds each derivative to central differences of the fourth order.
  func expectCentralDifferences() {
    let factors = toy.factors
    let ours = gradients(factors).map { $0.elements.map { Double($0) } }
    let largest = ours.flatMap { $0 }.map(abs).max() ?? 0
    #expect(largest > 1e-3)
    for (index, factor) in factors.enumerated() {
      for place in 0..<factor.count {
        func moved(_ step: Double) -> Double {
          var (moved, elements) = (factors, factor.elements)
          elements[place] += Real(step)
          moved[index] = Tensor(factor.shape, elements)
          return value(moved)
        }
        let step = 1e-4
        let measured =
          (8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step)))
          / (12 * step)
        #expect(abs(measured - ours[index][place]) < 1e-6 * max(1, largest))
      }
    }
  }
}
