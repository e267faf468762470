package import Metrics

/// A learner is pre-trained on all data, and a fresh one is trained on little: on a summary that is distilled
/// from the data, or on a control. What that one ranks is measured.
///
/// Of each user every proper prefix of the training events is an example; the data set's split says what
/// validation and test ask for.
public struct DistillationTask<Dataset: DataReference>: TaskEntry {
  package static var kind: String { "distillation" }
  package static var meaning: String {
    "A learner is pre-trained on all data, a summary of few synthetic sequences distilled from it, and a "
      + "fresh learner trained on the summary, or on a control, and measured."
  }

  /// The latest `maximalLength` events of a history are shown.
  package var dataset = Dataset()
  package var learner = LearnerSpec.sasrec(EncoderLearnerSpec())
  package var pretraining = PretrainingSpec()
  package var material = MaterialSpec.nothing
  package var learning: LearningSpec?
  package var evaluation = DistillationEvaluationSpec()

  package static var fields: [Field<Self>] {
    [
      .dataset(\.dataset),
      .choice("learner", \.learner, "The learner, as in RecBole."),
      .part(
        "pretraining", \.pretraining,
        "How it is trained on all data first: by the cross-entropy over all items."),
      .choice("material", \.material, "What the scored learner is trained on."),
      .part(
        "learning", \.learning, absent: "the material is `all-data` or `nothing`",
        "How it is trained on that."),
      .part("evaluation", \.evaluation, "How it is measured on the last event of each user."),
    ]
  }

  package init() {}

  /// A summary, or a control beside it.
  package init(
    dataset: Dataset, learner: LearnerSpec, pretraining: PretrainingSpec,
    material: MaterialSpec, learning: LearningSpec?, evaluation: DistillationEvaluationSpec
  ) {
    (self.dataset, self.learner, self.pretraining) = (dataset, learner, pretraining)
    (self.material, self.learning, self.evaluation) = (material, learning, evaluation)
  }

  /// What tells it from other tasks with the same material, in words; nil for nothing.
  package var variant: String? {
    let words = [
      material.entry.variant,
      learning?.tables == .trained ? "tables trained" : nil,
      learning?.fresh == true ? "own tables" : nil,
      learning?.augmented == false && distilling != nil ? "not augmented" : nil,
      distilling?.aligned == false ? "not aligned" : nil,
    ].compactMap { $0 }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  /// How the material's summary is distilled; nil where there is nothing to distil.
  public var distilling: DistillingSpec? { material.entry.distilling }

  /// What no field can tell alone.
  package var relations: [Complaint] {
    var found: [Complaint] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.refuse(path, problem) }
    }
    found += metricComplaints(
      evaluation.metrics, of: "distillation", DistillationEvaluationSpec.isMeasured)
    require(
      evaluation.metrics.contains { $0.evidence == .ranks }, "evaluation.metrics",
      "besides those among negatives, a metric of the full ranking is needed")
    require(
      evaluation.monitor.sampled != nil, "evaluation.monitor",
      "a metric among negatives is needed: "
        + Metric.patterns { $0 is SampledRankMetric.Type })
    found += floorComplaints(evaluation.floor, evaluation.metrics)
    require(
      (learning == nil) == (material.size == nil), "learning",
      material.size == nil
        ? "the material '\(material.entry.kind)' cannot have a 'learning'"
        : "the material '\(material.entry.kind)' needs a 'learning'")
    guard let size = material.size, let learning else { return found }
    let longest = learner.longestRow ?? .max
    require(
      size.length <= longest.addedWithinBounds(to: 1), "learner.positions",
      "sequences of \(size.length) events show all but the last, but the learner reads "
        + "at most \(longest)")
    require(
      !learning.augmented || !learner.entry.guessesMasks, "learning.augmented",
      "\(learner.title) guesses masked events, and beginnings of sequences show no more of them")
    require(
      learning.rows > 0 && size.sequences.isMultiple(of: learning.rows), "learning.rows",
      "\(size.sequences) sequences cannot be divided into batches of \(learning.rows)")
    require(
      !learning.augmented || size.length >= LearningSpec.leastShown + 2, "learning.augmented",
      "beginnings of \(LearningSpec.leastShown) or more positions need sequences of at least "
        + "\(LearningSpec.leastShown + 2)")
    guard let distilling else { return found }
    require(
      !distilling.aligned || !learner.entry.guessesMasks, "material.distilling.aligned",
      "\(learner.title) guesses masked events, so what it computes there stands for no history")
    let plain = learning.steps.subtractingReportingOverflow(distilling.unrolled).partialValue
    require(
      plain >= 0 && distilling.leastPlain <= plain, "material.distilling.unrolled",
      "a learner takes \(learning.steps) steps, but \(distilling.unrolled) unrolled ones after "
        + "\(distilling.leastPlain) plain ones do not fit")
    require(
      distilling.firstStart <= distilling.lastStart
        && distilling.lastStart <= pretraining.kept, "material.distilling.lastStart",
      "the epochs \(distilling.firstStart) to \(distilling.lastStart) are not among the "
        + "\(pretraining.kept) that pre-training keeps")
    return found
  }

  package var metrics: [Metric] { evaluation.metrics }
  package var isTrained: Bool { true }
  package var isDeterministic: Bool { false }
  package var shards: Int { max(1, pretraining.shards) }
  package var dataReference: (any DataReference)? { dataset }

  package func over<Other: DataReference>(_ dataset: Other?) -> any TaskEntry {
    DistillationTask<Other>(
      dataset: dataset ?? Other(), learner: learner, pretraining: pretraining, material: material,
      learning: learning, evaluation: evaluation)
  }

  package func complaints(on dataset: DatasetSpec) -> [RuledComplaint] {
    var found = reachComplaints("the learner", learner.longestRow, dataset, "learner.positions")
    if !dataset.split.hasValidation {
      found.refuse(
        "SUITE-RUN-007", "dataset",
        "the split of the data set '\(dataset.id)' keeps no events for validation, by which a "
          + "distillation must choose what is read")
    }
    return found
  }
}

extension RunTask {
  /// A summary is distilled, and a learner trained on it measured.
  public static func distillation(_ task: DistillationTask<Dataset>) -> Self { Self(task) }

  /// The task where it is of this kind; else nil.
  public var distillation: DistillationTask<Dataset>? { entry as? DistillationTask<Dataset> }
}

/// What a distillation is at, one after the other; a phase that a material has no use for is left out.
public enum DistillationPhase: String, Sendable, CaseIterable {
  /// A learner is trained on all data.
  case pretraining = "pre-training"
  /// One of several draws of histories is chosen.
  case choosing
  /// A summary is distilled.
  case distilling
  /// The learner that is scored is trained on the material.
  case learning
}

/// How a learner is measured: by full ranking, and among sampled negatives.
public struct DistillationEvaluationSpec: Part {
  package var metrics: [Metric] = []
  package var negatives = 0
  package var monitor: Metric = .unread
  package var floor = 0

  package static let fields: [Field<Self>] = [
    .metrics(\.metrics, DistillationEvaluationSpec.isMeasured),
    .amount(
      "negatives", \.negatives,
      "Negatives of each test user, drawn uniformly with replacement among the items that the user "
        + "has no event of; metrics that begin with `sampled-` are of the target among them."),
    .metric(
      "monitor", \.monitor,
      "What chooses the best epoch of pre-training and of distilling, on the validation events."),
    .size(
      "floor", \.floor, "Rank of a target that is not found; above the largest cut of `metrics`.",
      unit: "rank", in: 1...Int(Int32.max), saying: "a rank must be between 1 and \(Int32.max)"),
  ]

  package init() {}

  static func isMeasured(_ family: any MetricFamily.Type) -> Bool {
    family is any RankMetric.Type || family is SampledRankMetric.Type
  }
}
