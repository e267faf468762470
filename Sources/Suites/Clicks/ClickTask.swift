public import Metrics

/// A click-through model, its data, how it is trained, and how it is measured.
public struct ClickTask: Hashable, Sendable {
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

/// How a click-through model is trained: Adam or AdamW on the mean binary cross-entropy, stopped by
/// the validation rows.
public struct ClickTrainingSpec: Hashable, Sendable {
  /// How embedding tables follow their gradient.
  public enum Tables: String, Word {
    /// Every row moves in every step, as with a dense gradient: what the references do.
    case dense
    /// Rows without a look-up stay as they are, their moments too (PyTorch's `SparseAdam`).
    case lazy
  }
  /// What a penalty λ does.
  public enum Decay: String, Word {
    /// The gradient is `g + λ·p`: Adam with the weight decay of PyTorch's `Adam`.
    case gradient
    /// `p` loses `η·λ·p` beside the step, and the moments see `g` alone: AdamW.
    case decoupled
  }
  /// What the validation rows are asked for.
  public enum Monitor: String, Word {
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
  /// λ of the tables.
  public var tablePenalty: Double
  /// λ of all other parameters.
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
  /// Least learning rate that drops lead to; absent: none.
  public var rateFloor: Double?
  /// A value counts as better from the best one plus this on; absent: any larger one does.
  public var minimalGain: Double?
  /// λ of what embeds numbers, their vectors and first-order weights; absent: `penalty`.
  public var numberPenalty: Double?
  /// What a penalty does; absent: `gradient`.
  public var decay: Decay?
  /// Largest norm of the whole gradient, penalties in it included: a longer one is scaled down to it
  /// (PyTorch's `clip_grad_norm_`); absent: none is.
  public var clipNorm: Double?
  /// How parameters start; absent: `own`.
  public var start: ClickStart?

  /// How a click-through model is trained.
  public init(
    rate: Double, beta1: Double, beta2: Double, epsilon: Double, tables: Tables,
    tablePenalty: Double, penalty: Double, tableDeviation: Double, rows: Int, shards: Int,
    epochs: Int, monitor: Monitor, patience: Int, rateDrop: Double, rateFloor: Double? = nil,
    minimalGain: Double? = nil, numberPenalty: Double? = nil, decay: Decay? = nil,
    clipNorm: Double? = nil, start: ClickStart? = nil
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
    self.rateFloor = rateFloor
    self.minimalGain = minimalGain
    self.numberPenalty = numberPenalty
    self.decay = decay
    self.clipNorm = clipNorm
    self.start = start
  }
}

/// How the parameters of a click-through model start, its tables aside.
public enum ClickStart: String, Word {
  /// Matrices Xavier-normal, constants 0, vectors of numbers normal with deviation 0.01, first-order
  /// weights of numbers 0.
  case own
  /// As FuxiCTR's layers do: vectors of numbers Xavier-normal as maps of one number, so with
  /// deviation √(2 / (1 + width)), first-order weights of numbers with deviation 1, interaction
  /// layers and their constants uniform in ±1/√inputs (PyTorch's `Conv1d`), the rest as `own`.
  case fuxictr
}

/// How a click-through model is measured on the test rows, once, by the parameters of the epoch with
/// the best validation value.
public struct ClickEvaluationSpec: Hashable, Sendable {
  /// Metrics of predictions: `auc`, `logloss`, `rig`. The first is the primary one.
  public var metrics: [Metric]
  /// Equal days that the file's rows span, in their order: each day with test rows is measured too,
  /// as `auc-day-7`. Absent where the file has no order of time.
  public var days: Int?

  /// How a click-through model is measured.
  public init(metrics: [Metric], days: Int?) {
    self.metrics = metrics
    self.days = days
  }
}

extension ClickTrainingSpec {
  /// The learning rate after an epoch without a better value.
  public func dropped(_ rate: Double) -> Double { max(rate * rateDrop, rateFloor ?? 0) }
}

extension ClickTask: TaskEntry {
  package var metrics: [Metric] { evaluation.metrics }
  package var isTrained: Bool { true }
  package var isDeterministic: Bool { false }
  package var shards: Int { max(1, training.shards) }
  package var isForRanks: Bool { true }
  package var measure: (any ProtocolEntry)? {
    ClickProtocol(data: data, evaluation: evaluation)
  }
}

extension RunTask {
  /// A click-through model is trained and measured.
  public static func click(_ task: ClickTask) -> Self { Self(task) }

  /// The task where it is of this kind; else nil.
  public var click: ClickTask? { entry as? ClickTask }
}
