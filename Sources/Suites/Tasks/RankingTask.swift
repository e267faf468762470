package import Metrics

/// A sequential recommender, how it is trained, and how its ranking is measured.
public struct RankingTask<Dataset: DataReference>: TaskEntry {
  package static var kind: String { "ranking" }
  package static var meaning: String {
    "A sequential recommender is trained and its full ranking of a catalogue measured."
  }

  package var dataset = Dataset()
  package var model = ModelSpec.random
  package var training: TrainingSpec?
  package var evaluation = EvaluationSpec()
  package var side: [String]?
  package var vectors: ItemVectorsSpec?
  package var adapter: AdapterSpec?

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

  package init() {}

  /// A sequential recommender, trained and measured.
  package init(
    dataset: Dataset, model: ModelSpec, training: TrainingSpec?, evaluation: EvaluationSpec,
    side: [String]? = nil, vectors: ItemVectorsSpec? = nil, adapter: AdapterSpec? = nil
  ) {
    (self.dataset, self.model) = (dataset, model)
    (self.training, self.evaluation) = (training, evaluation)
    (self.side, self.vectors, self.adapter) = (side, vectors, adapter)
  }

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
      found.refuse(
        "SUITE-RUN-009", key,
        "the filter 'renumber' of the data set '\(dataset.id)' gives items other ids, so nothing can be "
          + "joined to them")
    }
    if evaluation.read == .bestOnValidation, !dataset.split.hasValidation {
      found.refuse(
        "SUITE-RUN-007", "evaluation.read",
        "the split of the data set '\(dataset.id)' keeps no events for validation")
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

/// Columns that a data set may have beside its ratings.
let sideColumns = ["genre", "sex", "age", "occupation"]
