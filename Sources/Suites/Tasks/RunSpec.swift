public import Metrics

/// Something to compute, under a name that claims refer to; once for each seed.
public struct RunSpec: Codable, Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// A name shared by runs that belong together; `repro run suite/group` selects them.
  public var group: String?
  /// What tables and drawings call it; absent: made from what is computed. Decides nothing.
  public var title: String?
  /// The profile it belongs to: `local`, `full`.
  public var profile: String
  /// What is computed.
  public var task: TaskSpec
  /// One run for each.
  public var seeds: [UInt64]
  /// A run whose seeds lent their standard deviation by earlier rules; now the suite's other runs do.
  /// The key is still read, so that older revisions of a suite can be compared with.
  public var varianceFrom: String?

  /// Something to compute, once for each seed.
  public init(
    id: String, group: String?, profile: String, task: TaskSpec, seeds: [UInt64],
    varianceFrom: String? = nil
  ) {
    self.id = id
    self.group = group
    self.profile = profile
    self.task = task
    self.seeds = seeds
    self.varianceFrom = varianceFrom
  }
}

/// A task as a suite file writes it: its data set is named.
public typealias TaskSpec = RunTask<String>
/// A task as it is run: its data set is spelled out.
public typealias ResolvedTask = RunTask<DatasetSpec>

/// What a run computes. Chosen in a file by `kind:`.
public enum RunTask<Dataset: Codable & Hashable & Sendable>: Hashable, Sendable {
  /// A sequential recommender is trained and its full ranking measured.
  case ranking(RankingTask<Dataset>)
  /// A model of ratings is trained and its predictions on held events measured.
  case rating(RatingTask<Dataset>)
  /// Laws of scaling are fitted to results.
  case lawFit(LawFitTask)
  /// A straight line is fitted to rows of a file.
  case lineFit(LineFitTask)
  /// The amount and the entropies of a data set are measured.
  case dataTerm(DataTermTask<Dataset>)
  /// A click-through model is trained and measured.
  case click(ClickTask)

  /// The word in a suite file.
  public var kind: String {
    switch self {
    case .ranking: "ranking"
    case .rating: "rating"
    case .lawFit: "law-fit"
    case .lineFit: "line-fit"
    case .dataTerm: "data-term"
    case .click: "click"
    }
  }

  /// The data set the task reads, where it reads one.
  public var dataset: Dataset? {
    switch self {
    case .ranking(let task): task.dataset
    case .rating(let task): task.dataset
    case .lawFit, .lineFit, .click: nil
    case .dataTerm(let task): task.dataset
    }
  }

  /// Metrics the task measures; the first is the primary one.
  public var metrics: [Metric] {
    switch self {
    case .ranking(let task): task.evaluation.metrics
    case .rating(let task): task.evaluation.metrics
    case .lawFit(let task): task.metrics
    case .lineFit(let task): task.metrics
    case .dataTerm(let task): task.metrics
    case .click(let task): task.evaluation.metrics
    }
  }

  /// The same task with its data set replaced by what `find` gives for it.
  public func resolved<Other: Codable & Hashable & Sendable, Failure: Error>(
    _ find: (Dataset) throws(Failure) -> Other
  ) throws(Failure) -> RunTask<Other> {
    switch self {
    case .ranking(let task):
      .ranking(
        RankingTask<Other>(
          dataset: try find(task.dataset), model: task.model, training: task.training,
          evaluation: task.evaluation, side: task.side))
    case .rating(let task):
      .rating(
        RatingTask<Other>(
          dataset: try find(task.dataset), threshold: task.threshold, held: task.held,
          model: task.model, training: task.training, evaluation: task.evaluation))
    case .lawFit(let task): .lawFit(task)
    case .lineFit(let task): .lineFit(task)
    case .click(let task): .click(task)
    case .dataTerm(let task):
      .dataTerm(DataTermTask<Other>(dataset: try find(task.dataset), lengths: task.lengths))
    }
  }
}

extension ResolvedTask {
  /// The id of the source whose rows the task reads; nil for one that reads none.
  public var sourceID: String? {
    if case .click(let task) = self { return task.data.source }
    return dataset?.source
  }
}

/// A sequential recommender, how it is trained, and how its ranking is measured.
public struct RankingTask<Dataset: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
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

  /// A sequential recommender, trained and measured.
  public init(
    dataset: Dataset, model: ModelSpec, training: TrainingSpec?, evaluation: EvaluationSpec,
    side: [String]? = nil
  ) {
    self.dataset = dataset
    self.model = model
    self.training = training
    self.evaluation = evaluation
    self.side = side
  }
}

extension RunTask: Codable {
  private enum Key: String, CodingKey { case kind }

  /// Reads the entry that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "ranking": self = .ranking(try RankingTask(from: decoder))
    case "rating": self = .rating(try RatingTask(from: decoder))
    case "law-fit": self = .lawFit(try LawFitTask(from: decoder))
    case "line-fit": self = .lineFit(try LineFitTask(from: decoder))
    case "data-term": self = .dataTerm(try DataTermTask(from: decoder))
    case "click": self = .click(try ClickTask(from: decoder))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "no task is called '\(kind)'; there are click, data-term, law-fit, "
          + "line-fit, ranking, rating")
    }
  }

  /// Writes `kind` and the fields of its entry.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .ranking(let task): try task.encode(to: encoder)
    case .rating(let task): try task.encode(to: encoder)
    case .lawFit(let task): try task.encode(to: encoder)
    case .lineFit(let task): try task.encode(to: encoder)
    case .dataTerm(let task): try task.encode(to: encoder)
    case .click(let task): try task.encode(to: encoder)
    }
  }
}
