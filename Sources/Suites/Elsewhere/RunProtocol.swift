public import Metrics

/// On which data a run is measured, and how: a run without its model and training. Chosen in a file by
/// `kind:`.
public struct RunProtocol<Dataset: DataReference>: Chosen {
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

  /// What was chosen.
  package let entry: any ProtocolEntry

  /// A protocol of one of the kinds.
  package init(_ entry: any ProtocolEntry) { self.entry = entry }

  /// What is measured; the first is the primary metric.
  public var metrics: [Metric] { entry.metrics }
  /// Targets of each test user, where targets are ranked; else 1.
  var targets: Int { entry.targets }
  /// The data set; nil for clicks, which spell theirs out.
  public var dataset: Dataset? { entry.dataReference as? Dataset }
  /// The table of clicks; nil for anything else.
  public var clicks: ClickDataSpec? { click?.data }
}

/// A protocol as a suite file writes it.
package protocol ProtocolEntry: KindedEntry {
  /// What is measured.
  var metrics: [Metric] { get }
  /// Targets of each test user, where targets are ranked; else 1.
  var targets: Int { get }
  /// The data set, by name or spelled out; nil for one that is neither.
  var dataReference: (any DataReference)? { get }
  /// The same protocol on a data set that is said otherwise.
  ///
  /// - Parameter dataset: nil where `dataReference` is nil.
  func over<Other: DataReference>(_ dataset: Other?) -> any ProtocolEntry
  /// What it asks of its data set in vain.
  func complaints(on dataset: DatasetSpec) -> [RuledComplaint]
}

extension ProtocolEntry {
  package var targets: Int { 1 }
  package var dataReference: (any DataReference)? { nil }
  package func over<Other: DataReference>(_ dataset: Other?) -> any ProtocolEntry { self }
  package func complaints(on dataset: DatasetSpec) -> [RuledComplaint] { [] }
}
