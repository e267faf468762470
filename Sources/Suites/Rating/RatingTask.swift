package import Metrics

/// Whether a user likes what is shown: a model reads what the user was shown and said so far, and
/// gives the probability that the next rating reaches a threshold, or the rating.
public struct RatingTask<Dataset: DataReference>: TaskEntry {
  package static var kind: String { "rating" }
  package static var meaning: String {
    "A model of ratings is trained and its predictions on held events measured: whether a user likes "
      + "what is shown, from what was shown and said before."
  }

  /// The latest `maximalLength` events of a side are kept, what is measured included.
  package var dataset = Dataset()
  package var threshold: Double?
  package var held = 0
  package var model = RatingModelSpec(RatePopularitySpec())
  package var training: RatingTrainingSpec?
  package var evaluation = RatingEvaluationSpec()

  package static var fields: [Field<Self>] {
    [
      .dataset(\.dataset),
      .threshold(\.threshold), .held(\.held),
      .choice("model", \.model, "The model."),
      .part(
        "training", \.training, absent: "nothing is trained: models without parameters",
        "How it is trained: by the mean binary cross-entropy over all kept events."),
      .part("evaluation", \.evaluation, "How it is measured on the held events."),
    ]
  }

  package init() {}

  /// A model of ratings, trained and measured.
  package init(
    dataset: Dataset, threshold: Double?, held: Int, model: RatingModelSpec,
    training: RatingTrainingSpec?, evaluation: RatingEvaluationSpec
  ) {
    (self.dataset, self.threshold, self.held) = (dataset, threshold, held)
    (self.model, self.training, self.evaluation) = (model, training, evaluation)
  }

  /// What no field can tell alone.
  package var relations: [Complaint] {
    var found: [Complaint] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.refuse(path, problem) }
    }
    found += metricComplaints(evaluation.metrics, of: "rating") { $0 is any PredictionMetric.Type }
    for (index, metric) in evaluation.metrics.enumerated() where metric.needsUsers {
      require(
        held >= 2, "evaluation.metrics.\(index)",
        "with one held event per user there is no area under each user's own curve")
    }
    if threshold == nil {
      for (index, metric) in evaluation.metrics.enumerated() where !metric.measuresRatings {
        require(
          false, "evaluation.metrics.\(index)",
          "'\(metric)' needs a 'threshold', the least rating of a positive event; ratings are measured by "
            + Metric.patterns { ($0 as? any PredictionMetric.Type)?.measuresRatings == true })
      }
      require(
        !model.isTrained, "threshold",
        "the model '\(model.kind)' predicts whether a rating reaches a threshold, not the rating")
    }
    require(
      evaluation.read != .bestOnValidation, "evaluation.read",
      "a task of ratings keeps no events for validation")
    require(
      (training == nil) == !model.isTrained, "training",
      model.isTrained
        ? "the model '\(model.kind)' needs a 'training'"
        : "the model '\(model.kind)' has nothing to train")
    return found
  }

  package var metrics: [Metric] { evaluation.metrics }
  package var isTrained: Bool { model.isTrained }
  package var isBaseline: Bool { !isTrained }
  package var isDeterministic: Bool { isBaseline }
  package var shards: Int { max(1, training?.shards ?? 1) }
  package var isForRanks: Bool { true }
  package var measure: (any ProtocolEntry)? {
    RatingProtocol(dataset: dataset, threshold: threshold, held: held, evaluation: evaluation)
  }
  package var dataReference: (any DataReference)? { dataset }

  package func over<Other: DataReference>(_ dataset: Other?) -> any TaskEntry {
    RatingTask<Other>(
      dataset: dataset ?? Other(), threshold: threshold, held: held, model: model,
      training: training, evaluation: evaluation)
  }

  package func complaints(on dataset: DatasetSpec) -> [RuledComplaint] {
    reachComplaints("the model", model.events, dataset, "model.backbone.positions")
  }
}

extension RunTask {
  /// A model of ratings is trained and its predictions on held events measured.
  public static func rating(_ task: RatingTask<Dataset>) -> Self { Self(task) }

  /// The task where it is of this kind; else nil.
  public var rating: RatingTask<Dataset>? { entry as? RatingTask<Dataset> }
}

/// How a model of ratings is trained: AdamW on the mean binary cross-entropy over all kept events.
public struct RatingTrainingSpec: Part {
  package var optimizer = OptimizerSpec()
  package var rows = 0
  package var epochs = 0
  package var shards = 0
  package var negativeShare = 0.0

  package static let fields: [Field<Self>] =
    [
      .choice("optimizer", \.optimizer, "How parameters follow the gradient.")
    ] + Field.batches(rows: \.rows, epochs: \.epochs, shards: \.shards) + [
      .number(
        "negativeShare", \.negativeShare,
        "Share of the negative events whose prediction counts in the loss, drawn once by the seed. "
          + "All events stay in the histories.", unit: "share", in: .above(0, upTo: 1),
        saying: "a share above 0 and up to 1 is needed, not {}")
    ]

  package init() {}

  package var relations: [Complaint] { cut(rows, into: shards) }
}

/// How a model of ratings is measured on the held events.
public struct RatingEvaluationSpec: Part {
  package var metrics: [Metric] = []
  package var every = 0
  package var read = EvaluationSpec.Reading.last

  package static let fields: [Field<Self>] = [
    .metrics(\.metrics) { $0 is any PredictionMetric.Type },
    .every(\.every),
    .reading(\.read),
  ]

  package init() {}
}

extension Field {
  /// From which rating on an event is positive.
  static func threshold(_ path: Path<Double?>) -> Field {
    .number(
      "threshold", path, absent: "the rating itself is predicted",
      "An event is positive from this rating on.", unit: "rating", in: .finite)
  }

  /// The events that are predicted.
  static func held(_ path: Path<Int>) -> Field {
    .size(
      "held", path,
      "Last events of each user that training never sees and evaluation asks for, each from the "
        + "events before it.", unit: "count", in: 1...1000,
      saying: "it must be between 1 and 1000 events, not {}")
  }
}
