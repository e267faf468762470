/// Something to compute, under a name that claims refer to; once for each seed.
public struct RunSpec: Hashable, Sendable {
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
public enum RunTask<Dataset: DataReference>: Hashable, Sendable {
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
  /// A model that another program trained is measured.
  case external(ExternalTask<Dataset>)
  /// A summary is distilled, and a learner trained on it measured.
  case distillation(DistillationTask<Dataset>)

  /// What is computed, as it is written.
  package var entry: any TaskEntry {
    switch self {
    case .ranking(let task): task
    case .rating(let task): task
    case .lawFit(let task): task
    case .lineFit(let task): task
    case .dataTerm(let task): task
    case .click(let task): task
    case .external(let task): task
    case .distillation(let task): task
    }
  }

  /// The word in a suite file.
  public var kind: String { entry.kind }

  /// The data set the task reads, where it reads one.
  public var dataset: Dataset? {
    switch self {
    case .ranking(let task): task.dataset
    case .rating(let task): task.dataset
    case .lawFit, .lineFit, .click: nil
    case .dataTerm(let task): task.dataset
    case .external(let task): task.protocol.dataset
    case .distillation(let task): task.dataset
    }
  }

  /// The same task with its data set replaced by what `find` gives for it.
  public func resolved<Other: DataReference, Failure: Error>(
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
    case .external(let task):
      .external(
        ExternalTask<Other>(
          protocol: try task.protocol.resolved(find), results: task.results, command: task.command,
          limit: task.limit))
    case .distillation(let task):
      .distillation(
        DistillationTask<Other>(
          dataset: try find(task.dataset), learner: task.learner, pretraining: task.pretraining,
          material: task.material, learning: task.learning, evaluation: task.evaluation))
    }
  }
}

extension ResolvedTask {
  /// The id of the source whose rows the task reads; nil for one that reads none.
  public var sourceID: String? {
    clickData?.source ?? dataset?.source
  }
}

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

/// How a task says its data set: by name, or with all its fields.
public protocol DataReference: Codable, Hashable, Sendable {
  /// Before anything is read.
  init()
}

extension String: DataReference {}

extension RunTask: Chosen {
  /// The kinds of task there are: one line each.
  package static var registry: Registry {
    Registry(
      "task",
      [
        RankingTask<Dataset>.self,
        RatingTask<Dataset>.self,
        LawFitTask.self,
        LineFitTask.self,
        DataTermTask<Dataset>.self,
        ClickTask.self,
        ExternalTask<Dataset>.self,
        DistillationTask<Dataset>.self,
      ])
  }

  private init(_ entry: any TaskEntry) {
    switch entry {
    case let task as RankingTask<Dataset>: self = .ranking(task)
    case let task as RatingTask<Dataset>: self = .rating(task)
    case let task as LawFitTask: self = .lawFit(task)
    case let task as LineFitTask: self = .lineFit(task)
    case let task as DataTermTask<Dataset>: self = .dataTerm(task)
    case let task as ClickTask: self = .click(task)
    case let task as ExternalTask<Dataset>: self = .external(task)
    case let task as DistillationTask<Dataset>: self = .distillation(task)
    default: preconditionFailure("The task '\(entry.kind)' is registered and is no case.")
    }
  }

  /// Reads the entry that `kind:` names.
  public init(chosenFrom decoder: any Decoder) throws {
    self.init(try Self.registry.read((any TaskEntry).self, from: decoder))
  }
  /// Writes `kind` and the fields of the entry.
  public func writeChosen(to encoder: any Encoder) throws { try entry.write(to: encoder) }
  /// The entry with all its fields.
  public var identity: AnyHashable { AnyHashable(entry) }
}

extension RunSpec: Part {
  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text(
      "group", \.group, absent: "none",
      "A name shared by runs that belong together; `repro run suite/group` selects them.", .name),
    .text(
      "title", \.title, absent: "made from what is computed",
      "What tables and drawings call it. Decides nothing."),
    .text("profile", \.profile, "The profile it belongs to: `local`, `full`."),
    .choice("task", \.task, among: TaskSpec.registry, "What is computed."),
    .list(
      "seeds", \.seeds, "One computation for each; different.", of: .whole(0...Int.max), atLeast: 1),
    .text(
      "varianceFrom", \.varianceFrom, absent: "nothing",
      "Read so that older revisions of a suite can be compared with; decides nothing."),
  ]

  package init() {
    self.init(id: "", group: nil, profile: "", task: .ranking(RankingTask()), seeds: [])
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
      .choice(
        "model", \.model, among: ModelSpec.registry, "The model.",
        complaints: { $0.complaints }),
      .part(
        "training", \.training, absent: "nothing is trained: models without parameters",
        "How it is trained."),
      .part("evaluation", \.evaluation, "How it is measured."),
      .list(
        "side", \.side, absent: "none",
        "Columns of users and items that are put onto each event's embedding, mean-pooled.",
        of: .word(sideColumns)),
    ]
  }

  package init() {
    self.init(dataset: Dataset(), model: .random, training: nil, evaluation: EvaluationSpec())
  }
}

/// Columns that a data set may have beside its ratings.
let sideColumns = ["genre", "sex", "age", "occupation"]

extension Field {
  /// The data set of a task.
  static func dataset<Value: DataReference>(_ path: Path<Value>) -> Field {
    Field(
      FieldDescription(
        name: "dataset", meaning: "The data set.", form: .text(.reference("data set"))), path)
  }
}
