/// How a click-through model is trained: Adam or AdamW on the mean binary cross-entropy, stopped by
/// the validation rows.
public struct ClickTrainingSpec: Part {
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
  public var rate = 0.0
  /// Decay of the running mean of gradients.
  public var beta1 = 0.0
  /// Decay of the running mean of squared gradients.
  public var beta2 = 0.0
  /// Added to the root of the second moment.
  public var epsilon = 0.0
  /// How embedding tables follow their gradient.
  public var tables = Tables.dense
  /// λ of the tables.
  public var tablePenalty = 0.0
  /// λ of all other parameters.
  public var penalty = 0.0
  /// Standard deviation of the tables at the start.
  public var tableDeviation = 0.0
  /// Rows of a batch; the last of an epoch may have fewer.
  public var rows = 0
  /// Parts a batch is always cut into; their gradients are added in order.
  public var shards = 0
  /// Epochs at most.
  public var epochs = 0
  /// What the validation rows are asked for after each epoch.
  public var monitor = Monitor.auc
  /// Epochs without a better value after which training stops.
  public var patience = 0
  /// Factor on the learning rate after each epoch without a better value; 1 leaves it.
  public var rateDrop = 0.0
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

  package static let fields: [Field<Self>] =
    Field.adam(rate: \.rate, beta1: \.beta1, beta2: \.beta2, epsilon: \.epsilon) + [
      .word(
        "tables", \.tables,
        "How embedding tables follow their gradient: every row in every step, or rows with a look-up."
      ),
      .penalty("tablePenalty", \.tablePenalty, "λ of the tables; `decay` says what it does."),
      .penalty("penalty", \.penalty, "λ of all other parameters."),
      .penalty(
        "tableDeviation", \.tableDeviation, "Standard deviation of the tables at the start."),
      .amount("rows", \.rows, "Rows of a batch; the last of an epoch may have fewer."),
      .shards(\.shards),
      .amount("epochs", \.epochs, "Epochs at most."),
      .word(
        "monitor", \.monitor,
        "What the validation rows are asked for after each epoch: the area under the curve, or the "
          + "area less the log loss."),
      .amount(
        "patience", \.patience, "Epochs without a better value after which training stops."),
      .number(
        "rateDrop", \.rateDrop,
        "Factor on the learning rate after each epoch without a better value; 1 leaves it.",
        in: .above(0, upTo: 1), saying: "a factor above 0 and up to 1 is needed"),
      .number(
        "rateFloor", \.rateFloor, absent: "none",
        "Least learning rate that drops lead to; at most `rate`.", in: .positive,
        saying: "it must be above 0 and at most the rate"),
      .number(
        "minimalGain", \.minimalGain, absent: "any larger value counts as better",
        "A value counts as better from the best one plus this on.", in: .from(0, to: 1),
        saying: "it must be between 0 and 1"),
      .number(
        "numberPenalty", \.numberPenalty, absent: "`penalty`",
        "λ of what embeds numbers, their vectors and first-order weights.", in: .nonnegative,
        saying: "it cannot be negative"),
      .word(
        "decay", \.decay, absent: "gradient",
        "What λ does: the gradient is `g + λ·p`, as in PyTorch's Adam, or `p` loses λ times the rate of "
          + "itself beside the step, as in AdamW. Tables that are `lazy` lose it where they are looked up."
      ),
      .number(
        "clipNorm", \.clipNorm, absent: "none is scaled down",
        "Largest norm of the whole gradient, penalties in it included; needs `tables: dense`.",
        in: .positive, saying: "it must be positive"),
      .word(
        "start", \.start, absent: "own",
        "How parameters start, tables aside: as here, or as FuxiCTR's layers do."),
    ]

  package init() {}

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

  package var relations: [Complaint] {
    var found = cut(rows, into: shards)
    if let rateFloor, rateFloor > rate {
      found.refuse("rateFloor", "it must be above 0 and at most the rate")
    }
    if clipNorm != nil, tables != .dense {
      found.refuse(
        "clipNorm", "it limits the norm of the whole gradient, so 'tables' must be dense")
    }
    return found
  }

  /// The learning rate after an epoch without a better value.
  public func dropped(_ rate: Double) -> Double { max(rate * rateDrop, rateFloor ?? 0) }
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

extension Field {
  /// A number that is not negative.
  static func penalty(_ name: String, _ path: Path<Double>, _ meaning: String) -> Field {
    .number(name, path, meaning, in: .nonnegative, saying: "it cannot be negative")
  }
}
