/// What another program hands over of each seed, and where. Chosen in a file by `kind:`.
public struct ResultsSpec: Chosen {
  /// What may be handed over: one line each.
  package static let registry = Registry(
    "form of results",
    [
      RanksSpec.self,
      ListsSpec.self,
      ScoresSpec.self,
      PredictionsSpec.self,
      MetricsSpec.self,
    ])

  /// What was chosen.
  package private(set) var entry: any ResultsEntry

  package init(_ entry: any ResultsEntry) { self.entry = entry }

  /// Folder below that of suites, with `{seed}`; nil where a command makes the results.
  public var folder: String? { entry.folder }
  /// Items of a list; nil for what is no list.
  public var depth: Int? { (entry as? ListsSpec)?.depth }

  /// The same with its place left out.
  var withoutFolder: Self {
    var spec = self
    spec.entry.folder = nil
    return spec
  }

  /// The folder of one seed.
  public func folder(seed: UInt64) -> String? {
    folder?.replacing(CommandHole.seed.rawValue, with: "\(seed)")
  }
}

/// A form of results. How it is read stands in `Experiments`.
package protocol ResultsEntry: KindedEntry {
  /// Kinds of protocol that it can be measured by.
  static var protocols: [String] { get }
  /// Folder below that of suites, with `{seed}`.
  var folder: String? { get set }
}

extension ResultsEntry {
  package var relations: [Complaint] {
    guard let folder else { return [] }
    var found: [Complaint] = []
    if !isInnerPath(folder) { found.refuse("folder", leadsOut(folder)) }
    if !folder.contains(CommandHole.seed.rawValue) {
      found.refuse("folder", "'\(folder)' has no '{seed}', so all seeds would have one folder")
    }
    return found
  }
}

extension Field where Owner: ResultsEntry {
  fileprivate static func folder(_ path: Path<String?>) -> Field {
    .text(
      "folder", path, absent: "the command's own",
      "Where the results of a seed lie. Decides no result, and enters no record.",
      TextForm("a path below the folder of suites, with `{seed}` for the seed"))
  }
}

/// The rank of every test event.
package struct RanksSpec: ResultsEntry {
  package static let kind = "ranks"
  package static let meaning = "The rank of every test event among the candidates."
  package static let protocols = ["ranking"]
  package static let fields: [Field<Self>] = [.folder(\.folder)]
  package var folder: String?
  package init() {}
}

/// The first items of every test user.
package struct ListsSpec: ResultsEntry {
  package static let kind = "lists"
  package static let meaning = "The first items for every test user, best first."
  package static let protocols = ["ranking"]
  package static let fields: [Field<Self>] = [
    .folder(\.folder),
    .size(
      "depth", \.depth, "Items of each list; metrics look no deeper.", unit: "count",
      in: 1...10_000, saying: "lists must have 1 to 10,000 items, not {}"),
  ]
  package var folder: String?
  package var depth = 0
  package init() {}
}

/// A score of every candidate.
package struct ScoresSpec: ResultsEntry {
  package static let kind = "scores"
  package static let meaning = "A score of every candidate for every test user; ranked here."
  package static let protocols = ["ranking"]
  package static let fields: [Field<Self>] = [.folder(\.folder)]
  package var folder: String?
  package init() {}
}

/// A probability of every test row.
package struct PredictionsSpec: ResultsEntry {
  package static let kind = "predictions"
  package static let meaning =
    "The probability of a positive label for every test row, or its rating where ratings are predicted."
  package static let protocols = ["rating", "click"]
  package static let fields: [Field<Self>] = [.folder(\.folder)]
  package var folder: String?
  package init() {}
}

/// Metrics alone.
package struct MetricsSpec: ResultsEntry {
  package static let kind = "metrics"
  package static let meaning =
    "The metrics themselves: nothing is computed from them, and no difference over users is known."
  package static let protocols = ["ranking", "rating", "click"]
  package static let fields: [Field<Self>] = [.folder(\.folder)]
  package var folder: String?
  package init() {}
}
