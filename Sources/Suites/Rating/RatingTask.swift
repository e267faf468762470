public import Metrics

/// Whether a user likes what is shown: a model reads what the user was shown and said so far, and
/// gives the probability that the next rating reaches a threshold.
public struct RatingTask<Dataset: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// Prepared data. The latest `maximalLength` events of a side are kept, what is measured included.
  public var dataset: Dataset
  /// An event is positive from this rating on.
  public var threshold: Double
  /// Last events of each user that training never sees and evaluation asks for, each from the events
  /// before it.
  public var held: Int
  /// The model.
  public var model: RatingModelSpec
  /// How it is trained; nil for models without parameters.
  public var training: RatingTrainingSpec?
  /// How it is measured.
  public var evaluation: RatingEvaluationSpec

  /// A model of ratings, trained and measured.
  public init(
    dataset: Dataset, threshold: Double, held: Int, model: RatingModelSpec,
    training: RatingTrainingSpec?, evaluation: RatingEvaluationSpec
  ) {
    self.dataset = dataset
    self.threshold = threshold
    self.held = held
    self.model = model
    self.training = training
    self.evaluation = evaluation
  }
}

/// How a model of ratings is trained: AdamW on the mean binary cross-entropy over all kept events.
public struct RatingTrainingSpec: Codable, Hashable, Sendable {
  /// How parameters follow the gradient.
  public var optimizer: OptimizerSpec
  /// Users in a batch; the last batch of an epoch may be smaller.
  public var rows: Int
  /// Times each user is seen.
  public var epochs: Int
  /// Parts a batch is always cut into; their gradients are added in order.
  public var shards: Int
  /// Share of the negative events whose prediction counts in the loss, drawn once by the seed. All
  /// events stay in the histories.
  public var negativeShare: Double

  /// How a model of ratings is trained.
  public init(
    optimizer: OptimizerSpec, rows: Int, epochs: Int, shards: Int, negativeShare: Double
  ) {
    self.optimizer = optimizer
    self.rows = rows
    self.epochs = epochs
    self.shards = shards
    self.negativeShare = negativeShare
  }
}

/// How a model of ratings is measured on the held events.
public struct RatingEvaluationSpec: Codable, Hashable, Sendable {
  /// Metrics of predictions: `auc`, `user-auc`, `logloss`. The first is the primary one.
  public var metrics: [Metric]
  /// Epochs between two evaluations; the last epoch is always evaluated.
  public var every: Int
  /// Which epoch the claims read.
  public var read: EvaluationSpec.Reading

  /// How a model of ratings is measured.
  public init(metrics: [Metric], every: Int, read: EvaluationSpec.Reading) {
    self.metrics = metrics
    self.every = every
    self.read = read
  }
}

extension RatingTask {
  /// What in a task could not be run, by path below the task.
  var complaints: [Complaint] {
    var found: [Complaint] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    found += metricComplaints(evaluation.metrics, of: "rating") { $0 is any PredictionMetric.Type }
    for (index, metric) in evaluation.metrics.enumerated() where metric.needsUsers {
      require(
        held >= 2, "evaluation.metrics.\(index)",
        "one held event a user has no area under a curve of the user's own")
    }
    require(
      (1...1_000_000).contains(evaluation.every), "evaluation.every",
      "1 to 1,000,000 epochs lie between two")
    require((1...1000).contains(held), "held", "1 to 1000 events are possible, not \(held)")
    require(
      (training == nil) == !model.isTrained, "training",
      model.isTrained
        ? "the model '\(model.kind)' needs a training"
        : "the model '\(model.kind)' has nothing to train")
    if let training {
      found += counts([("training.rows", training.rows), ("training.epochs", training.epochs)])
      require(
        training.shards >= 1 && training.shards <= training.rows, "training.shards",
        "a batch is cut into at least one part and at most one for each row")
      require(
        training.negativeShare > 0 && training.negativeShare <= 1, "training.negativeShare",
        "a share above 0 and up to 1 is needed, not \(training.negativeShare)")
      let optimizer = training.optimizer
      found += optimizerComplaints(
        rate: optimizer.rate, beta1: optimizer.beta1, beta2: optimizer.beta2,
        epsilon: optimizer.epsilon
      ).map { ("training.optimizer.\($0.path)", $0.problem) }
      require(
        optimizer.weightDecay >= 0, "training.optimizer.weightDecay", "it cannot be negative")
    }
    for (path, problem) in model.complaints { found.append(("model.\(path)", problem)) }
    return found
  }
}
