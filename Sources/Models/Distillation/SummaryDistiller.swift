internal import Autograd
public import Determinism
public import Suites
public import Tensors

/// How a summary is distilled, in the numbers that change the result.
public struct DistillationRule: Sendable {
  /// The learner's optimizer, new at each outer step.
  public var inner: OptimizerSpec
  /// The summary's optimizer; its rate falls to zero by a half cosine over all outer steps.
  public var outer: OptimizerSpec
  /// Outer steps in all.
  public var steps: Int
  /// Steps of a learner on the summary, K.
  public var learnerSteps: Int
  /// The last of them that are gone back through, M.
  public var unrolledSteps: Int
  /// The least number of plain steps before them; the most is K − M.
  public var leastPlainSteps: Int
  /// The largest norm of the gradient of all factors together; a longer one is shortened to it.
  public var longestGradient: Double
  /// Whether the inner loss shows the summary's beginnings too.
  public var isAugmented: Bool
  /// Whether the learner's tables of items and positions stay as they are.
  public var freezesTables: Bool

  /// How a summary is distilled.
  public init(
    inner: OptimizerSpec, outer: OptimizerSpec, steps: Int, learnerSteps: Int, unrolledSteps: Int,
    leastPlainSteps: Int, longestGradient: Double, isAugmented: Bool, freezesTables: Bool
  ) {
    self.inner = inner
    self.outer = outer
    self.steps = steps
    self.learnerSteps = learnerSteps
    self.unrolledSteps = unrolledSteps
    self.leastPlainSteps = leastPlainSteps
    self.longestGradient = longestGradient
    self.isAugmented = isAugmented
    self.freezesTables = freezesTables
  }
}

/// Trains a summary so that a learner trained on it does well on real histories (TD3, arXiv 2502.02854,
/// as its authors' `trainer.py` has it).
public struct SummaryDistiller: Sendable {
  private let summary: any SyntheticSummary
  private let learner: any VectorLearner
  private let cut: SummaryCut
  private let rule: DistillationRule
  private let outer: PrefixLesson

  /// - Parameters:
  ///   - cut: batches of the summary.
  ///   - shards: parts that a batch of real histories is cut into.
  public init(
    _ summary: any SyntheticSummary, _ learner: any VectorLearner, _ cut: SummaryCut,
    _ rule: DistillationRule, shards: Int
  ) {
    precondition(
      rule.unrolledSteps > 0
        && 0...(rule.learnerSteps - rule.unrolledSteps) ~= rule.leastPlainSteps,
      "The unrolled steps do not fit into the learner's.")
    self.summary = summary
    self.learner = learner
    self.cut = cut
    self.rule = rule
    outer = PrefixLesson(learner, shards: shards)
  }

  /// One outer step: some plain steps of the learner on the summary, some unrolled ones, and a step of the
  /// summary against the loss that the learner then has on real histories.
  ///
  /// - Parameters:
  ///   - state: the summary's numbers.
  ///   - parameters: the learner's; they keep the plain steps, the unrolled ones are forgotten.
  ///   - aligned: features of the histories to come close to, `[rows, width]`; nil without alignment.
  ///   - key: of the whole distillation; every number is drawn from it and the number of the step.
  /// - Returns: the learner's loss on the real histories.
  public func step(
    _ state: inout TrainingState, learner parameters: inout Parameters, _ batch: PrefixBatch,
    aligned: Tensor?, key: RandomKey
  ) -> Double {
    let key = key[state.step]
    let (factor, optimizer) = (rule.factor(atStep: state.step), rule.outer)
    let probabilities = summary.probabilities(state.parameters.values.map { .init($0) }).value
    let trained = rule.trainedPart(of: parameters, learner)
    let training = rule.training(
      learner, cut, parameters, probabilities, trained, key: key["inner"])
    let plain =
      rule.leastPlainSteps
      + key["window"].integer(
        below: rule.learnerSteps - rule.unrolledSteps - rule.leastPlainSteps + 1, 0)
    var moment = TrainingMoment(trained.values)
    training.advance(&moment, steps: plain)
    let path = training.path(from: moment, steps: rule.unrolledSteps)
    let (loss, gradients) = outer.gradients(
      trained.parameters(parameters, with: path.end.parameters), batch, aligned: aligned,
      of: trained, key: key["outer"])
    let byInputs = cut.joined(training.pullback(gradients, along: path))
    var byProbabilities = byInputs[0]
    if byInputs.count > 1 {
      byProbabilities.add(
        matmul(
          byInputs[1], transposed: false, parameters.values[learner.items.index], transposed: true))
    }
    let byNumbers = summary.pullback(byProbabilities, at: state.parameters.values)
    state.follow(shortened(byNumbers, to: rule.longestGradient), optimizer.scaled(by: factor))
    parameters = trained.parameters(parameters, with: moment.parameters)
    return loss
  }
}

extension DistillationRule {
  /// A learner trained by all its steps.
  ///
  /// - Parameters:
  ///   - parameters: what it begins with.
  ///   - probabilities: of items at each position of each sequence, `[sequences · length, itemRows]`.
  public func learned(
    _ learner: any VectorLearner, _ cut: SummaryCut, from parameters: Parameters,
    on probabilities: Tensor, key: RandomKey
  ) -> Parameters {
    let trained = trainedPart(of: parameters, learner)
    var moment = TrainingMoment(trained.values)
    training(learner, cut, parameters, probabilities, trained, key: key)
      .advance(&moment, steps: learnerSteps)
    return trained.parameters(parameters, with: moment.parameters)
  }

  func trainedPart(of parameters: Parameters, _ learner: any VectorLearner) -> TrainedPart {
    TrainedPart(of: parameters, without: freezesTables ? learner.tables : [])
  }

  /// A learner's training on a summary. While the item table stays as it is, so does what each position
  /// makes of it, which then is an input beside the probabilities.
  func training(
    _ learner: any VectorLearner, _ cut: SummaryCut, _ parameters: Parameters,
    _ probabilities: Tensor, _ trained: TrainedPart, key: RandomKey
  ) -> UnrolledTraining<SummaryLesson> {
    let vectors =
      freezesTables ? [matmul(probabilities, parameters.values[learner.items.index])] : []
    return UnrolledTraining(
      SummaryLesson(learner, trained, cut, augmented: isAugmented, key: key), optimizer: inner,
      inputs: cut.inputs([probabilities] + vectors))
  }

  /// The share of the rate at a step, from 0: `(1 + cos(π·step/steps)) / 2`.
  func factor(atStep step: Int) -> Double {
    squaredCosine(.pi / 2 * Double(step) / Double(steps))
  }
}

/// Tensors shortened together to a norm, where they are longer.
private func shortened(_ gradients: [Tensor], to longest: Double) -> [Tensor] {
  let squares = gradients.reduce(0.0) { $0 + Double(totalSum(product($1, $1)).scalar) }
  let length = squares.squareRoot()
  // PyTorch's `clip_grad_norm_` adds 1e-6 to the norm.
  let factor = longest / (length + 1e-6)
  return factor < 1 ? gradients.map { affine($0, times: Real(factor)) } : gradients
}
