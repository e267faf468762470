internal import Metrics

// What can be written of a task of clicks.

extension ClickTask: KindedEntry {
  package static let kind = "click"
  package static let meaning =
    "A click-through model is trained on a table of clicks and measured on held rows."

  package static let fields: [Field<Self>] = [
    .part("data", \.data, "The table and its treatment."),
    .choice("model", \.model, "The model."),
    .part(
      "training", \.training,
      "How it is trained: Adam or AdamW on the mean binary cross-entropy, stopped by the validation rows."
    ),
    .part(
      "evaluation", \.evaluation,
      "How it is measured on the test rows, once, by the parameters of the epoch with the best "
        + "validation value."),
  ]

  package init() {
    self.init(
      data: ClickDataSpec(), model: ClickModelSpec(LogisticSpec()), training: ClickTrainingSpec(),
      evaluation: ClickEvaluationSpec())
  }
}

extension ClickDataSpec: Part {
  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name of the prepared table.", .name),
    .text("source", \.source, "A file of `suites/datasets`, without `.yaml`.", .name),
    .word(
      "malformed", \.malformed,
      "What happens to a line that is no row: it is an error, or it is left out and counted."),
    .choice("split", \.split, "How rows are divided."),
    .part("treatment", \.treatment, "How numbers and tokens become a model's input."),
  ]

  package init() {
    self.init(
      id: "", source: "", malformed: .strict, split: .files, treatment: ClickTreatmentSpec())
  }
}

extension ClickTreatmentSpec: Part {
  package static let fields: [Field<Self>] = [
    .word("numbers", \.numbers, "What a number becomes."),
    .word(
      "missingNumber", \.missingNumber,
      "What stands in for a missing number, before the treatment; `unknown` for numbers that become "
        + "categories."),
    .word("missingToken", \.missingToken, "What a missing token becomes."),
    .size(
      "threshold", \.threshold,
      "Tokens seen fewer times in the training rows share the category of unknown ones. Buckets too.",
      unit: "count", in: 1...Int.max, saying: "it must be at least 1"),
  ]

  package init() {
    self.init(numbers: .raw, missingNumber: .zero, missingToken: .own, threshold: 0)
  }
}

extension ClickTrainingSpec: Part {
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

  package init() {
    self.init(
      rate: 0, beta1: 0, beta2: 0, epsilon: 0, tables: .dense, tablePenalty: 0, penalty: 0,
      tableDeviation: 0, rows: 0, shards: 0, epochs: 0, monitor: .auc, patience: 0, rateDrop: 0)
  }

  package var relations: [Complaint] {
    var found = cut(rows, into: shards)
    if let rateFloor, rateFloor > rate {
      found.append(("rateFloor", "it must be above 0 and at most the rate"))
    }
    if clipNorm != nil, tables != .dense {
      found.append(
        ("clipNorm", "it limits the norm of the whole gradient, so 'tables' must be dense"))
    }
    return found
  }
}

extension Field {
  /// A number that is not negative.
  static func penalty(_ name: String, _ path: Path<Double>, _ meaning: String) -> Field {
    .number(name, path, meaning, in: .nonnegative, saying: "it cannot be negative")
  }
}

extension ClickEvaluationSpec: Part {
  package static let fields: [Field<Self>] = [
    .metrics(\.metrics, atLeast: 1) { ($0 as? any PredictionMetric.Type)?.needsUsers == false },
    .size(
      "days", \.days, absent: "not measured by day",
      "Equal days that the file's rows span, in their order: each day with test rows is measured "
        + "too, as `auc-day-7`.", unit: "count", in: 1...1000,
      saying: "it must be between 1 and 1000"),
  ]

  package init() { self.init(metrics: [], days: nil) }
}
