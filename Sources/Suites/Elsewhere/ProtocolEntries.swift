package import Metrics

/// Full rankings on a data set.
public struct RankingProtocol<Dataset: DataReference>: ProtocolEntry {
  package static var kind: String { "ranking" }
  package static var meaning: String { "Rankings of a catalogue, as of a run of this kind." }

  package var dataset = Dataset()
  private var measured = RankingMeasure()

  package static var fields: [Field<Self>] {
    [.dataset(\.dataset), .part("evaluation", \.measured, "How rankings are measured.")]
  }

  package init() {}

  /// Full rankings on a data set.
  ///
  /// - Parameter evaluation: `every` and `read` are left out: what is measured has no epochs.
  package init(dataset: Dataset, evaluation: EvaluationSpec) {
    (self.dataset, measured) = (dataset, RankingMeasure(evaluation))
  }

  /// How rankings are measured, once.
  package var evaluation: EvaluationSpec { measured.evaluation }
  package var metrics: [Metric] { evaluation.metrics }
  package var relations: [Complaint] {
    RankingTask(dataset: dataset, model: .random, training: nil, evaluation: evaluation).relations
      + metrics.enumerated().filter { $0.element.listed != nil }.map {
        (
          "evaluation.metrics.\($0.offset)",
          "'\($0.element)' is computed from lists of everything that is recommended, which nobody hands over"
        )
      }
  }
  package var targets: Int { max(1, evaluation.held ?? 1) }
  package var dataReference: (any DataReference)? { dataset }
  package func over<Other: DataReference>(_ dataset: Other?) -> any ProtocolEntry {
    RankingProtocol<Other>(dataset: dataset ?? Other(), evaluation: evaluation)
  }
}

extension RunProtocol {
  /// Rankings of candidates.
  public static func ranking(_ entry: RankingProtocol<Dataset>) -> Self { Self(entry) }

  /// The protocol where it is of this kind; else nil.
  public var ranking: RankingProtocol<Dataset>? { entry as? RankingProtocol<Dataset> }
}

/// An evaluation of rankings without epochs.
struct RankingMeasure: Part {
  private(set) var evaluation: EvaluationSpec

  static let fields: [Field<Self>] = EvaluationSpec.fields.withoutEpochs().at(\.evaluation)
  var relations: [Complaint] { evaluation.relations }

  init() { self.init(EvaluationSpec()) }

  init(_ evaluation: EvaluationSpec) {
    self.evaluation = evaluation
    (self.evaluation.every, self.evaluation.read) = (1, .last)
    self.evaluation.patience = nil
  }
}

/// Predictions of whether held ratings reach a threshold, or of these ratings.
public struct RatingProtocol<Dataset: DataReference>: ProtocolEntry {
  package static var kind: String { "rating" }
  package static var meaning: String {
    "Predictions of whether held ratings reach a threshold, or of the ratings, as of a run of this kind."
  }

  package var dataset = Dataset()
  package var threshold: Double?
  package var held = 0
  private var measured = RatingMeasure()

  package static var fields: [Field<Self>] {
    [
      .dataset(\.dataset),
      .threshold(\.threshold), .held(\.held),
      .part("evaluation", \.measured, "How predictions are measured."),
    ]
  }

  package init() {}

  /// Predictions of whether held ratings reach a threshold.
  ///
  /// - Parameter evaluation: `every` and `read` are left out: what is measured has no epochs.
  package init(
    dataset: Dataset, threshold: Double?, held: Int, evaluation: RatingEvaluationSpec
  ) {
    (self.dataset, self.threshold, self.held) = (dataset, threshold, held)
    measured = RatingMeasure(evaluation)
  }

  /// How predictions are measured, once.
  package var evaluation: RatingEvaluationSpec { measured.evaluation }
  package var metrics: [Metric] { evaluation.metrics }
  package var relations: [Complaint] {
    RatingTask(
      dataset: dataset, threshold: threshold, held: held,
      model: RatingModelSpec(RatePopularitySpec()), training: nil, evaluation: evaluation
    ).relations
  }
  package var dataReference: (any DataReference)? { dataset }
  package func over<Other: DataReference>(_ dataset: Other?) -> any ProtocolEntry {
    RatingProtocol<Other>(
      dataset: dataset ?? Other(), threshold: threshold, held: held, evaluation: evaluation)
  }
  package func complaints(on dataset: DatasetSpec) -> [RuledComplaint] {
    guard dataset.split != .leaveLastOut else { return [] }
    return [
      (
        "SUITE-RUN-008", "dataset",
        "a task of ratings holds back each user's last events, but the split of the data set "
          + "'\(dataset.id)' is for rankings"
      )
    ]
  }
}

extension RunProtocol {
  /// Predictions of held ratings.
  public static func rating(_ entry: RatingProtocol<Dataset>) -> Self { Self(entry) }

  /// The protocol where it is of this kind; else nil.
  public var rating: RatingProtocol<Dataset>? { entry as? RatingProtocol<Dataset> }
}

/// An evaluation of predictions without epochs.
struct RatingMeasure: Part {
  private(set) var evaluation: RatingEvaluationSpec

  static let fields: [Field<Self>] = RatingEvaluationSpec.fields.withoutEpochs().at(\.evaluation)

  init() { self.init(RatingEvaluationSpec()) }

  init(_ evaluation: RatingEvaluationSpec) {
    self.evaluation = evaluation
    (self.evaluation.every, self.evaluation.read) = (1, .last)
  }
}

/// Predictions of held clicks.
public struct ClickProtocol: ProtocolEntry {
  package static let kind = "click"
  package static let meaning = "Predictions of held clicks, as of a run of this kind."

  package var data = ClickDataSpec()
  package var evaluation = ClickEvaluationSpec()

  package static let fields: [Field<Self>] = [
    .part("data", \.data, "The table and its treatment."),
    .part("evaluation", \.evaluation, "How predictions are measured."),
  ]

  package init() {}

  package var metrics: [Metric] { evaluation.metrics }
  package var relations: [Complaint] { clickComplaints(data, evaluation) }
}

extension RunProtocol {
  /// Predictions of held clicks.
  public static func click(_ entry: ClickProtocol) -> Self { Self(entry) }

  /// The protocol where it is of this kind; else nil.
  public var click: ClickProtocol? { entry as? ClickProtocol }
}

extension Array {
  /// The fields of an evaluation that say nothing of epochs.
  fileprivate func withoutEpochs<Owner>() -> Self where Element == Field<Owner> {
    filter { !["every", "read", "patience"].contains($0.description.name) }
  }
}
