package import Metrics

/// A click-through model, its data, how it is trained, and how it is measured.
public struct ClickTask: TaskEntry {
  package static let kind = "click"
  package static let meaning =
    "A click-through model is trained on a table of clicks and measured on held rows."

  package var data = ClickDataSpec()
  package var model = ClickModelSpec.logistic
  package var training = ClickTrainingSpec()
  package var evaluation = ClickEvaluationSpec()

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

  package init() {}

  package var metrics: [Metric] { evaluation.metrics }
  package var isTrained: Bool { true }
  package var isDeterministic: Bool { false }
  package var shards: Int { max(1, training.shards) }
  package var isForRanks: Bool { true }
  package var measure: (any ProtocolEntry)? {
    ClickProtocol { ($0.data, $0.evaluation) = (data, evaluation) }
  }
}

extension RunTask {
  /// A click-through model is trained and measured.
  public static func click(_ task: ClickTask) -> Self { Self(task) }

  /// The task where it is of this kind; else nil.
  public var click: ClickTask? { entry as? ClickTask }
}

/// How a click-through model is measured on the test rows, once, by the parameters of the epoch with
/// the best validation value.
public struct ClickEvaluationSpec: Part {
  package var metrics: [Metric] = []
  /// Nil where the file has no order of time.
  package var days: Int?

  package static let fields: [Field<Self>] = [
    .metrics(\.metrics, atLeast: 1) { ($0 as? any PredictionMetric.Type)?.needsUsers == false },
    .size(
      "days", \.days, absent: "not measured by day",
      "Equal days that the file's rows span, in their order: each day with test rows is measured "
        + "too, as `auc-day-7`.", unit: "count", in: 1...1000,
      saying: "it must be between 1 and 1000"),
  ]

  package init() {}
}
