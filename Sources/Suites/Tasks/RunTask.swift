/// A task as a suite file writes it: its data set is named.
public typealias TaskSpec = RunTask<String>
/// A task as it is run: its data set is spelled out.
public typealias ResolvedTask = RunTask<DatasetSpec>

/// What a run computes. Chosen in a file by `kind:`.
public struct RunTask<Dataset: DataReference>: Chosen {
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

  /// What is computed, as it is written.
  package let entry: any TaskEntry

  /// A task of one of the kinds.
  package init(_ entry: any TaskEntry) { self.entry = entry }

  /// The data set the task reads, where it reads one.
  public var dataset: Dataset? { entry.dataReference as? Dataset }

  /// The same task with its data set replaced by what `find` gives for it.
  public func resolved<Other: DataReference, Failure: Error>(
    _ find: (Dataset) throws(Failure) -> Other
  ) throws(Failure) -> RunTask<Other> {
    guard let dataset else { return RunTask<Other>(entry.over(nil as Other?)) }
    return RunTask<Other>(entry.over(try find(dataset)))
  }
}

/// How a task says its data set: by name, or with all its fields.
public protocol DataReference: Codable, Hashable, Sendable {
  /// Before anything is read.
  init()
}

extension String: DataReference {}

extension RunTask {
  /// How the task is measured, where another program can be measured so; else nil.
  public var `protocol`: RunProtocol<Dataset>? { entry.measure.map { RunProtocol($0) } }

  /// The table of clicks that the task reads; nil for one that reads none.
  public var clickData: ClickDataSpec? { self.protocol?.clicks }
}

extension ResolvedTask {
  /// The id of the source whose rows the task reads; nil for one that reads none.
  public var sourceID: String? {
    clickData?.source ?? dataset?.source
  }

  /// The ids of all sources that it reads: of its rows, of texts about items, of a model's weights.
  public var sourceIDs: [String] { [sourceID].compactMap { $0 } + entry.sourcesBeside }
}

extension Field {
  /// The data set of a task.
  static func dataset<Value: DataReference>(_ path: Path<Value>) -> Field {
    Field(
      FieldDescription(
        name: "dataset", meaning: "The data set.", form: .text(.reference("data set"))), path)
  }
}
