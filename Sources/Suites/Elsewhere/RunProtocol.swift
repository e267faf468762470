public import Metrics

/// On which data a run is measured, and how: a run without its model and training. Chosen in a file by
/// `kind:`.
public enum RunProtocol<Dataset: DataReference>: Sendable {
  /// Rankings of candidates.
  case ranking(RankingProtocol<Dataset>)
  /// Predictions of held ratings.
  case rating(RatingProtocol<Dataset>)
  /// Predictions of held clicks.
  case click(ClickProtocol)

  /// What was chosen.
  package var entry: any ProtocolEntry {
    switch self {
    case .ranking(let entry): entry
    case .rating(let entry): entry
    case .click(let entry): entry
    }
  }

  /// The word in a suite file.
  public var kind: String { entry.kind }
  /// What is measured; the first is the primary metric.
  public var metrics: [Metric] { entry.metrics }
  /// Targets of each test user, where targets are ranked; else 1.
  var targets: Int {
    guard case .ranking(let entry) = self else { return 1 }
    return max(1, entry.evaluation.held ?? 1)
  }

  /// The data set; nil for clicks, which spell theirs out.
  public var dataset: Dataset? {
    switch self {
    case .ranking(let entry): entry.dataset
    case .rating(let entry): entry.dataset
    case .click: nil
    }
  }

  /// The table of clicks; nil for anything else.
  public var clicks: ClickDataSpec? {
    guard case .click(let entry) = self else { return nil }
    return entry.data
  }

  /// The same with its data set replaced by what `find` gives for it.
  func resolved<Other: DataReference, Failure: Error>(
    _ find: (Dataset) throws(Failure) -> Other
  ) throws(Failure) -> RunProtocol<Other> {
    switch self {
    case .ranking(let entry):
      .ranking(
        RankingProtocol<Other>(dataset: try find(entry.dataset), evaluation: entry.evaluation))
    case .rating(let entry):
      .rating(
        RatingProtocol<Other>(
          dataset: try find(entry.dataset), threshold: entry.threshold, held: entry.held,
          evaluation: entry.evaluation))
    case .click(let entry): .click(entry)
    }
  }
}

/// A protocol as a suite file writes it.
package protocol ProtocolEntry: KindedEntry {
  /// What is measured.
  var metrics: [Metric] { get }
}

extension RunProtocol: Chosen {
  /// The kinds of protocol there are: one line each.
  package static var registry: Registry {
    Registry(
      "protocol",
      [
        RankingProtocol<Dataset>.self,
        RatingProtocol<Dataset>.self,
        ClickProtocol.self,
      ])
  }

  /// Reads the entry that `kind:` names.
  public init(chosenFrom decoder: any Decoder) throws {
    switch try Self.registry.read((any ProtocolEntry).self, from: decoder) {
    case let entry as RankingProtocol<Dataset>: self = .ranking(entry)
    case let entry as RatingProtocol<Dataset>: self = .rating(entry)
    case let entry as ClickProtocol: self = .click(entry)
    case let entry: preconditionFailure("'\(entry.kind)' is registered and is no case.")
    }
  }
  /// Writes `kind` and the fields of the entry.
  public func writeChosen(to encoder: any Encoder) throws {
    try Self.registry.write(entry, to: encoder)
  }
  /// The entry with all its fields.
  public var identity: AnyHashable { AnyHashable(entry) }
}

extension RunTask {
  /// How the task is measured, where another program can be measured so; else nil.
  public var `protocol`: RunProtocol<Dataset>? {
    switch self {
    case .ranking(let task):
      .ranking(RankingProtocol(dataset: task.dataset, evaluation: task.evaluation))
    case .rating(let task):
      .rating(
        RatingProtocol(
          dataset: task.dataset, threshold: task.threshold, held: task.held,
          evaluation: task.evaluation))
    case .click(let task): .click(ClickProtocol(data: task.data, evaluation: task.evaluation))
    case .external(let task): task.protocol
    case .lawFit, .lineFit, .dataTerm, .distillation: nil
    }
  }

  /// The table of clicks that the task reads; nil for one that reads none.
  public var clickData: ClickDataSpec? { self.protocol?.clicks }
}
