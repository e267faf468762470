package import Metrics

/// A sequential recommender, how it is trained, and how its ranking is measured.
public struct RankingTask<Dataset: DataReference>: Hashable, Sendable {
  /// Prepared data.
  public var dataset: Dataset
  /// The model.
  public var model: ModelSpec
  /// How it is trained; nil for models without parameters.
  public var training: TrainingSpec?
  /// How it is measured.
  public var evaluation: EvaluationSpec
  /// Columns of users and items that are put onto each event's embedding, mean-pooled: `genre`,
  /// `sex`, `age`, `occupation`; nil for none.
  public var side: [String]?
  /// Vectors of items: what a similarity ranks by, and where a trained model's item table begins; nil for
  /// none.
  public var vectors: ItemVectorsSpec?
  /// How the item table is made of the vectors, which stay as they are; nil where they begin it.
  public var adapter: AdapterSpec?

  /// A sequential recommender, trained and measured.
  public init(
    dataset: Dataset, model: ModelSpec, training: TrainingSpec?, evaluation: EvaluationSpec,
    side: [String]? = nil, vectors: ItemVectorsSpec? = nil, adapter: AdapterSpec? = nil
  ) {
    self.dataset = dataset
    self.model = model
    self.training = training
    self.evaluation = evaluation
    self.side = side
    self.vectors = vectors
    self.adapter = adapter
  }
}

extension RankingTask: KindedEntry {
  package static var kind: String { "ranking" }
  package static var meaning: String {
    "A sequential recommender is trained and its full ranking of a catalogue measured."
  }
  package static var fields: [Field<Self>] {
    [
      .dataset(\.dataset),
      .choice("model", \.model, "The model."),
      .part(
        "training", \.training, absent: "nothing is trained: models without parameters",
        "How it is trained."),
      .part("evaluation", \.evaluation, "How it is measured."),
      .list(
        "side", \.side, absent: "none",
        "Columns of users and items that are put onto each event's embedding, mean-pooled.",
        of: .word(sideColumns)),
      .part(
        "vectors", \.vectors, absent: "none",
        "Vectors of items: what a similarity ranks by, and where a trained model's item table begins."
      ),
      .part(
        "adapter", \.adapter, absent: "the item table begins at the vectors and is trained",
        "How a trained model's item table is made of the vectors, which stay as they are."),
    ]
  }

  package init() {
    self.init(dataset: Dataset(), model: .random, training: nil, evaluation: EvaluationSpec())
  }
}

/// Columns that a data set may have beside its ratings.
let sideColumns = ["genre", "sex", "age", "occupation"]

extension RankingTask: TaskEntry {
  package var metrics: [Metric] { evaluation.metrics + evaluation.watched }
  package var isTrained: Bool { model.isTrained }
  package var isBaseline: Bool { !isTrained }
  package var isDeterministic: Bool { model.entry.isDeterministic }
  package var targets: Int { max(1, evaluation.held ?? 1) }
  package var shards: Int { max(1, training?.shards ?? 1) }
  // Ranks add up gradients of a model's own numbers, and an adapter's follow from those of item vectors.
  package var isForRanks: Bool { adapter == nil }
  package var measure: (any ProtocolEntry)? {
    RankingProtocol(dataset: dataset, evaluation: evaluation)
  }
  package var dataReference: (any DataReference)? { dataset }
  package var sourcesBeside: [String] { vectors?.sources ?? [] }

  package func over<Other: DataReference>(_ dataset: Other?) -> any TaskEntry {
    RankingTask<Other>(
      dataset: dataset ?? Other(), model: model, training: training, evaluation: evaluation,
      side: side, vectors: vectors, adapter: adapter)
  }

  package func complaints(on dataset: DatasetSpec) -> [RuledComplaint] {
    var found = reachComplaints("the model", model.positions, dataset, "model.positions")
    for (key, isAsked) in [("side", side != nil), ("vectors", vectors != nil)]
    where isAsked && dataset.givesNewIds {
      found.append(
        (
          "SUITE-RUN-009", key,
          "the filter 'renumber' of the data set '\(dataset.id)' gives items other ids, so nothing can be "
            + "joined to them"
        ))
    }
    if evaluation.read == .bestOnValidation, !dataset.split.hasValidation {
      found.append(
        (
          "SUITE-RUN-007", "evaluation.read",
          "the split of the data set '\(dataset.id)' keeps no events for validation"
        ))
    }
    return found
  }
}

extension RunTask {
  /// A sequential recommender is trained and its full ranking measured.
  public static func ranking(_ task: RankingTask<Dataset>) -> Self { Self(task) }

  /// The task where it is of this kind; else nil.
  public var ranking: RankingTask<Dataset>? { entry as? RankingTask<Dataset> }
}
