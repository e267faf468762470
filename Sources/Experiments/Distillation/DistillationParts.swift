internal import Autograd
internal import Datasets
internal import Determinism
internal import Models
internal import Suites
internal import Tensors

/// What a distillation is made of before anything is trained.
struct DistillationParts: Sendable {
  let task: DistillationTask<DatasetSpec>
  let interactions: Interactions
  let learner: any VectorLearner
  let evaluator: DistillationEvaluator
  let training: PrefixRows
  let material: any MaterialRule
  /// Where each user's events are cut.
  let cuts: [UserCut]
  let key: RandomKey

  /// - Throws: `ExperimentError` where nothing can be trained or measured.
  init(
    _ task: DistillationTask<DatasetSpec>, _ interactions: Interactions, seed: UInt64
  ) throws(ExperimentError) {
    self.task = task
    self.interactions = interactions
    key = RandomKey(seed: seed)
    material = task.material.entry.able((any MaterialRule).self)
    if let longest = task.learner.longestRow, longest < task.dataset.maximalLength {
      throw ExperimentError(
        subject: "the learner",
        reason: "it reads at most \(longest) events, but the data set keeps "
          + "\(task.dataset.maximalLength)")
    }
    learner = vectorLearner(
      for: task.learner, itemRows: interactions.itemRows, key: key["initial"])
    evaluator = try DistillationEvaluator(interactions, learner, task, seed: seed)
    cuts = interactions.cuts(task.dataset.split)
    training = PrefixRows(interactions, cuts, maximalLength: task.dataset.maximalLength)
    guard training.count > 0 else {
      throw ExperimentError(
        subject: "the training",
        reason: "the split leaves no user two events to learn from, so there is nothing to learn")
    }
    try material.check(self)
  }

  /// Steps of one pass over the examples.
  func batches(_ rows: Int) -> Int { (training.count + rows - 1) / rows }

  /// A learner with new linear and norm weights; its tables are a trained one's, or new as well.
  func fresh(after trained: Parameters, number: Int, freshTables: Bool = false) -> Parameters {
    let drawn = vectorLearner(
      for: task.learner, itemRows: interactions.itemRows, key: key["fresh"][number])
    return freshTables ? drawn.parameters : drawn.fresh(keepingTablesOf: trained)
  }

  /// How learners are trained on the material, and the summary by them.
  ///
  /// - Parameter scored: whether it is the learner that is scored, which may train tables of its own.
  func rule(_ learning: LearningSpec, scored: Bool) -> DistillationRule {
    let distilling = task.distilling
    return DistillationRule(
      inner: learning.optimizer, outer: distilling?.optimizer ?? learning.optimizer,
      steps: max(1, (distilling?.epochs ?? 1) * batches(distilling?.rows ?? training.count)),
      learnerSteps: learning.steps, unrolledSteps: distilling?.unrolled ?? learning.steps,
      leastPlainSteps: distilling?.leastPlain ?? 0,
      longestGradient: distilling?.longestGradient ?? 1, isAugmented: learning.augmented,
      freezesTables: learning.tables == .frozen && !(scored && learning.fresh ?? false))
  }

  /// How the material is cut into batches.
  func cut(_ learning: LearningSpec) -> SummaryCut? {
    task.material.size.map {
      SummaryCut(
        sequences: $0.sequences, length: $0.length, rows: learning.rows, parts: learning.shards)
    }
  }
}
