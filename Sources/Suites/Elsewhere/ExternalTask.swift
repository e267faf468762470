package import Metrics

/// A model that another program trained: on which data it is measured and how, and where its results
/// come from.
public struct ExternalTask<Dataset: DataReference>: TaskEntry {
  package static var kind: String { "external" }
  package static var meaning: String {
    "A model that another program trained: its results are read, measured and judged."
  }

  package var `protocol` = RunProtocol<Dataset>.ranking(RankingProtocol())
  package var results = ResultsSpec(RanksSpec())
  package var command: [String]?
  package var limit: Int?

  package static var fields: [Field<Self>] {
    [
      .choice(
        "protocol", \.protocol,
        "The data, and how results on them are measured: as for a run that is trained here."),
      .choice("results", \.results, "What the other program hands over, and where."),
      .list(
        "command", \.command, absent: "nothing is started; the results are handed over",
        "Words of a command that makes the results, started with --allow-commands alone; `{data}` is "
          + "the folder of the split, `{seed}` the seed, `{out}` the folder for the results.",
        of: .text(TextForm("a word of a command"))),
      .size(
        "limit", \.limit, absent: "86400",
        "Time that the command may take. Decides no result, and enters no record.", unit: "seconds",
        in: 1...2_592_000, saying: "it must be between 1 second and 30 days, not {}"),
    ]
  }

  package init() {}

  /// A model that another program trained.
  package init(
    protocol: RunProtocol<Dataset>, results: ResultsSpec, command: [String]? = nil,
    limit: Int? = nil
  ) {
    (self.protocol, self.results) = (`protocol`, results)
    (self.command, self.limit) = (command, limit)
  }

  /// Seconds that the command may take.
  public var seconds: Int { limit ?? 86_400 }

  package var relations: [Complaint] {
    let kinds = type(of: results.entry).protocols
    var found: [Complaint] = []
    if !kinds.contains(self.protocol.kind) {
      found.refuse(
        "results.kind",
        "results of the kind '\(results.kind)' belong to the protocol "
          + kinds.joined(separator: " or ") + ", not to '\(self.protocol.kind)'")
    }
    if let depth = results.depth {
      for (index, metric) in self.protocol.metrics.enumerated()
      where metric.ofRanks != nil && metric.ofRanks?.number.map({ $0 > depth }) != false {
        found.refuse(
          "protocol.evaluation.metrics.\(index)",
          "'\(metric)' looks deeper than lists of \(depth) items")
      }
    }
    if results.folder == nil, command == nil {
      found.refuse("results", "without a 'command', a 'folder' is needed")
    }
    if limit != nil, command == nil {
      found.refuse("limit", "it can be used only with a 'command'")
    }
    return found + (command.map(Self.complaints) ?? [])
  }

  private static func complaints(_ command: [String]) -> [Complaint] {
    var found: [Complaint] = []
    if let program = command.first, !program.isEmpty {
      if program.contains("/"), !program.hasPrefix("/") {
        found.refuse("command.0", "a program must be a name on the search path or an absolute path")
      }
    } else {
      found.refuse("command", "the first word must be the program")
    }
    for (index, word) in command.enumerated() {
      if word.utf8.count > 4096 || word.utf8.contains(0) {
        found.refuse("command.\(index)", "a word may have at most 4096 bytes, none of them 0")
      }
      for match in word.matches(of: /\{[^{}]*\}/)
      where CommandHole(rawValue: String(match.0)) == nil {
        let known = CommandHole.allCases.map(\.rawValue).joined(separator: ", ")
        found.refuse("command.\(index)", "'\(match.0)' means nothing here; there are \(known)")
      }
    }
    if command.count > 200 { found.refuse("command", "it may have at most 200 words") }
    if !command.contains(where: { $0.contains(CommandHole.out.rawValue) }) {
      found.refuse("command", "no word has '{out}', so nothing would come back")
    }
    return found
  }

  package var metrics: [Metric] { self.protocol.metrics }
  package var isDeterministic: Bool { false }
  package var targets: Int { self.protocol.targets }
  package var isElsewhere: Bool { true }
  package var givesMetricsAlone: Bool { results.entry is MetricsSpec }
  package var measure: (any ProtocolEntry)? { self.protocol.entry }
  package var dataReference: (any DataReference)? { self.protocol.dataset }

  package func over<Other: DataReference>(_ dataset: Other?) -> any TaskEntry {
    ExternalTask<Other>(
      protocol: RunProtocol<Other>(self.protocol.entry.over(dataset)), results: results,
      command: command, limit: limit)
  }

  package var asComputed: any TaskEntry {
    var task = self
    task.results = results.withoutFolder
    task.limit = nil
    return task
  }
}

extension RunTask {
  /// A model that another program trained is measured.
  public static func external(_ task: ExternalTask<Dataset>) -> Self { Self(task) }

  /// The task where it is of this kind; else nil.
  public var external: ExternalTask<Dataset>? { entry as? ExternalTask<Dataset> }
}

/// What stands in a command for something that is known when it is started.
public enum CommandHole: String, CaseIterable, Sendable {
  /// The folder of the split.
  case data = "{data}"
  /// The seed.
  case seed = "{seed}"
  /// The folder for the results.
  case out = "{out}"
}
