/// How a suite prepares the rows of a source: an entry of its `datasets:`. Nothing has a default.
public struct DatasetSpec: CheckedPart, DataReference {
  /// Name that the suite's runs use.
  public var id = ""
  /// The `id` of a `DatasetSource`.
  public var source = ""
  /// How events of one time are ordered.
  public var ties = TieOrder.file
  /// What is kept, step by step.
  public var filters: [FilterSpec] = []
  /// Events of history that a model is shown, at most: the latest.
  public var maximalLength = 0
  /// How each user's events are divided.
  public var split = SplitSpec.leaveLastOut
  /// The numbers of a generated source; absent for published ones.
  public var generator: GeneratorSpec?

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name that the suite's runs use.", .name),
    .text("source", \.source, "A file of `suites/datasets`, without `.yaml`.", .name),
    .choice("ties", \.ties, "How a user's events of one time are ordered."),
    .list(
      "filters", \.filters, "What is kept, step by step; may be empty.",
      of: .choice(FilterSpec.registry)),
    .size(
      "maximalLength", \.maximalLength,
      "Events of history that a model is shown, at most: the latest.", unit: "count",
      saying: "a history must have 1 to 1,000,000 events, not {}"),
    .choice("split", \.split, "How each user's events are divided."),
    .choice(
      "generator", \.generator, absent: "the source is a published one",
      "The numbers of a generated source."),
  ]

  /// Before anything is read.
  public init() {}

  /// How a suite prepares the rows of a source.
  public init(
    id: String, source: String, ties: TieOrder, filters: [FilterSpec], maximalLength: Int,
    split: SplitSpec, generator: GeneratorSpec?
  ) {
    self.id = id
    self.source = source
    self.ties = ties
    self.filters = filters
    self.maximalLength = maximalLength
    self.split = split
    self.generator = generator
  }

  package var relations: [Complaint] {
    var found: [Complaint] = refusal(ofName: id, for: "a file").map { [("id", $0)] } ?? []
    if ties != .file, let index = filters.firstIndex(where: \.readsOrder) {
      found.refuse(
        "filters.\(index)",
        "which row of a user is the last depends on the order of the file, so it needs 'ties: file'"
      )
    }
    return found
  }

  /// Whether its items and users have other ids than their source gives them, so that nothing of the source's
  /// can be joined to them.
  package var givesNewIds: Bool { filters.contains { $0.entry is RenumberSpec } }
}
