/// Something to compute, under a name that claims refer to; once for each seed.
public struct RunSpec: Part {
  package var id = ""
  package var group: String?
  package var title: String?
  package var profile = ""
  package var task = TaskSpec.ranking(RankingTask())
  package var seeds: [UInt64] = []
  /// A run whose seeds lent their standard deviation by earlier rules; now the suite's other runs do.
  package var varianceFrom: String?

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

  package init() {}
}
