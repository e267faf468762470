/// A click-through model, its data, how it is trained, and how it is measured.
public struct ClickTask: Codable, Hashable, Sendable {
  /// The table and its treatment.
  public var data: ClickDataSpec
  /// The model.
  public var model: ClickModelSpec
  /// How it is trained.
  public var training: ClickTrainingSpec
  /// How it is measured.
  public var evaluation: ClickEvaluationSpec

  /// A click-through model, trained and measured.
  public init(
    data: ClickDataSpec, model: ClickModelSpec, training: ClickTrainingSpec,
    evaluation: ClickEvaluationSpec
  ) {
    self.data = data
    self.model = model
    self.training = training
    self.evaluation = evaluation
  }
}

/// How a click-through model is trained: Adam on the mean binary cross-entropy, stopped by the
/// validation rows.
public struct ClickTrainingSpec: Codable, Hashable, Sendable {
  /// How embedding tables follow their gradient.
  public enum Tables: String, Codable, Hashable, Sendable {
    /// Every row moves in every step, as with a dense gradient: what the references do.
    case dense
    /// Rows without a look-up stay as they are, their moments too (PyTorch's `SparseAdam`).
    case lazy
  }
  /// What the validation rows are asked for.
  public enum Monitor: String, Codable, Hashable, Sendable {
    /// The area under the curve.
    case auc
    /// The area less the log loss, as FuxiCTR's configurations have it.
    case aucLessLogLoss = "auc-less-logloss"
  }

  /// Learning rate at the start.
  public var rate: Double
  /// Decay of the running mean of gradients.
  public var beta1: Double
  /// Decay of the running mean of squared gradients.
  public var beta2: Double
  /// Added to the root of the second moment.
  public var epsilon: Double
  /// How embedding tables follow their gradient.
  public var tables: Tables
  /// λ of the tables: their gradient is `g + λ·p`.
  public var tablePenalty: Double
  /// λ of all other parameters: their gradient is `g + λ·p`.
  public var penalty: Double
  /// Standard deviation of the tables at the start.
  public var tableDeviation: Double
  /// Rows of a batch; the last of an epoch may have fewer.
  public var rows: Int
  /// Parts a batch is always cut into; their gradients are added in order.
  public var shards: Int
  /// Epochs at most.
  public var epochs: Int
  /// What the validation rows are asked for after each epoch.
  public var monitor: Monitor
  /// Epochs without a better value after which training stops.
  public var patience: Int
  /// Factor on the learning rate after each epoch without a better value; 1 leaves it.
  public var rateDrop: Double

  /// How a click-through model is trained.
  public init(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, tables: Tables,
    tablePenalty: Double, penalty: Double, tableDeviation: Double, rows: Int, shards: Int,
    epochs: Int, monitor: Monitor, patience: Int, rateDrop: Double
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.tables = tables
    self.tablePenalty = tablePenalty
    self.penalty = penalty
    self.tableDeviation = tableDeviation
    self.rows = rows
    self.shards = shards
    self.epochs = epochs
    self.monitor = monitor
    self.patience = patience
    self.rateDrop = rateDrop
  }
}

/// How a click-through model is measured on the test rows, once, by the parameters of the epoch with
/// the best validation value.
public struct ClickEvaluationSpec: Codable, Hashable, Sendable {
  /// Metrics by name: `auc`, `logloss`, `rig`, `calibration`. The first is the primary one.
  public var metrics: [String]
  /// Equal days that the file's rows span, in their order: each day with test rows is measured too,
  /// as `auc-day-7`. Absent where the file has no order of time.
  public var days: Int?

  /// How a click-through model is measured.
  public init(metrics: [String], days: Int?) {
    self.metrics = metrics
    self.days = days
  }

  /// The metrics there are.
  public static let known = ["auc", "logloss", "rig", "calibration"]
}

extension ClickTask {
  /// What in a task could not be run, by path below the task.
  var complaints: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    for (index, metric) in evaluation.metrics.enumerated() {
      require(
        ClickEvaluationSpec.known.contains(metric), "evaluation.metrics.\(index)",
        "no click metric is called '\(metric)'; there are auc, calibration, logloss, rig")
    }
    require(!evaluation.metrics.isEmpty, "evaluation.metrics", "at least one metric is needed")
    require(
      Set(evaluation.metrics).count == evaluation.metrics.count, "evaluation.metrics",
      "a metric is named twice")
    require((1...1000).contains(evaluation.days ?? 1), "evaluation.days", "1 to 1000 are possible")
    require(data.treatment.threshold >= 1, "data.treatment.threshold", "it is at least 1")
    found += counts([
      ("training.rows", training.rows), ("training.epochs", training.epochs),
      ("training.patience", training.patience),
    ])
    found += optimizerComplaints(
      rate: training.rate, beta1: training.beta1, beta2: training.beta2, epsilon: training.epsilon
    ).map { ("training.\($0.path)", $0.problem) }
    for (path, value) in [
      ("tablePenalty", training.tablePenalty), ("penalty", training.penalty),
      ("tableDeviation", training.tableDeviation),
    ] { require(value >= 0, "training.\(path)", "it cannot be negative") }
    require(
      training.shards >= 1 && training.shards <= training.rows, "training.shards",
      "a batch is cut into at least one part and at most one for each row")
    require(
      training.rateDrop > 0 && training.rateDrop <= 1, "training.rateDrop",
      "a factor above 0 and up to 1 is needed")
    for (path, size) in model.sizes {
      require(
        (1...100_000).contains(size), "model.\(path)", "1 to 100,000 is possible, not \(size)")
    }
    require(
      model.dropout >= 0 && model.dropout < 1, "model.dropout",
      "a fraction from 0 to below 1 is needed, not \(model.dropout)")
    return found
  }
}

extension ClickModelSpec {
  /// Every size in it, by its path.
  var sizes: [(path: String, size: Int)] {
    func hidden(_ units: [Int], _ path: String) -> [(path: String, size: Int)] {
      units.enumerated().map { ("\(path).\($0.offset)", $0.element) }
    }
    switch self {
    case .logistic: return []
    case .fm(let spec), .fwfm(let spec): return [("width", spec.width)]
    case .dnn(let spec), .wideDeep(let spec), .deepFM(let spec), .ipnn(let spec):
      return [("width", spec.width)] + hidden(spec.hidden, "hidden")
    case .dcn(let spec), .dcnV2(let spec):
      return [("network.width", spec.network.width), ("depth", spec.depth)]
        + hidden(spec.network.hidden, "network.hidden")
    case .cin(let spec):
      return [("fields.width", spec.fields.width)] + hidden(spec.maps, "maps")
    case .xDeepFM(let spec):
      return [("network.width", spec.network.width)]
        + hidden(spec.network.hidden, "network.hidden") + hidden(spec.maps, "maps")
    case .autoInt(let spec):
      return [
        ("fields.width", spec.fields.width), ("layers", spec.layers), ("heads", spec.heads),
        ("headWidth", spec.headWidth),
      ]
    case .xcrossnet(let spec):
      return [("width", spec.width), ("depth", spec.depth), ("products", spec.products)]
        + hidden(spec.hidden, "hidden")
    }
  }

  var dropout: Double {
    switch self {
    case .logistic, .fm, .fwfm, .cin, .autoInt: 0
    case .dnn(let spec), .wideDeep(let spec), .deepFM(let spec), .ipnn(let spec): spec.dropout
    case .dcn(let spec), .dcnV2(let spec): spec.network.dropout
    case .xDeepFM(let spec): spec.network.dropout
    case .xcrossnet(let spec): spec.dropout
    }
  }
}
