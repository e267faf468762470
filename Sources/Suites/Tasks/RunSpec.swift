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
    .choice("task", \.task, "What is computed."),
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
