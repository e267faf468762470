internal import Metrics
public import Suites
internal import Verdicts

/// A question over several suites on one page: what each step adds, for each kind of targets, in each setting.
/// Equal reports give equal bytes.
public struct QuestionPage: Sendable {
  /// What is asked.
  public let question: StepQuestion
  private let rows: [Row]

  /// One setting for some targets.
  private struct Row: Sendable {
    let setting: StepQuestion.Setting
    let targets: StepQuestion.Targets
    let metric: String
    let steps: Missable<Steps>
    /// Of intervals.
    let alpha: Double
  }

  /// The page of a question, answered by the reports of the suites that are measured.
  public init(_ question: StepQuestion, _ reports: [Report]) {
    self.question = question
    var measured: [String: (report: Report, steps: StepMeasurements)] = [:]
    for report in reports where question.settings.contains(where: { $0.suite == report.suite.name })
    {
      measured[report.suite.name] = (report, StepMeasurements(report.suite, report.records))
    }
    rows = question.targets.flatMap { targets in
      question.settings.compactMap { setting -> Row? in
        guard let metric = setting.metrics[targets.id] else { return nil }
        let suite = measured[setting.suite]
        return Row(
          setting: setting, targets: targets,
          metric: (suite?.report.material.titles.metric(metric, of: setting.runs) ?? metric.title)
            + metric.direction.arrow,
          steps: suite?.steps.steps(setting.runs, by: metric)
            ?? .missing("the suite has no record"),
          alpha: suite?.report.suite.policy.alpha ?? 0)
      }
    }
  }

  /// Settings of which at least one row is measured, and all.
  var measured: (settings: Int, of: Int) {
    let titles = Set(rows.filter { $0.steps.value != nil }.map(\.setting.title))
    return (titles.count, question.settings.count)
  }

  /// Whether there is anything to show.
  public var isMeasured: Bool { measured.settings > 0 }

  /// `<id>.md` in the folder of reports.
  public var markdown: String { document.markdown }

  /// `<id>.html` in the folder of reports.
  public var html: String { document.html(title: question.title, drawings: [:]) }

  private var document: Document {
    Document(
      blocks: [
        .heading(1, question.title), .paragraph(question.about), .heading(2, "In one table"),
        counted,
      ] + question.targets.flatMap(section) + unmeasured
        + [.heading(2, "How to read it"), .paragraph(reading)] + commands)
  }

  private func rows(of targets: StepQuestion.Targets) -> [(row: Row, steps: Steps)] {
    rows.filter { $0.targets == targets }.compactMap { row in row.steps.value.map { (row, $0) } }
  }

  /// How many settings each step moves, by targets.
  private var counted: Document.Block {
    .table(
      ["Step"] + question.targets.map(\.title),
      numeric: [false] + question.targets.map { _ in false },
      question.steps.indices.dropFirst().map { step in
        ["\(question.steps[step - 1]) → \(question.steps[step])"]
          + question.targets.map { Self.words(rows(of: $0).map { $0.steps.pairs[step - 1] }) }
      })
  }

  /// `2 better, 1 worse, 1 not told apart`.
  private static func words(_ pairs: [PairEvidence]) -> String {
    guard !pairs.isEmpty else { return "not measured" }
    let told = pairs.filter(\.isTold)
    let counts = [
      ("better", told.count { $0.effect > 0 }), ("worse", told.count { $0.effect < 0 }),
      ("not told apart", pairs.count - told.count),
    ]
    return counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }

  private func section(_ targets: StepQuestion.Targets) -> [Document.Block] {
    let shown = rows(of: targets)
    guard !shown.isEmpty else { return [] }
    let steps = question.steps
    let table = LinkedTable(
      titles: ["Setting", "Metric", steps[0]] + steps.dropFirst().map { "→ \($0)" }
        + ["At the end", "All steps"],
      numeric: [false, false] + steps.map { _ in true } + [true, true],
      rows: shown.map { row, steps in
        let texts =
          [row.metric, Numbers.fixed(steps.whole.means[1], 4)] + steps.pairs.map(Self.effect)
          + [Numbers.fixed(steps.whole.means[0], 4), Self.effect(steps.whole)]
        return [[.report(row.setting.title, suite: row.setting.suite, folder: "")]]
          + texts.map { [.text($0)] }
      })
    return [.heading(2, targets.title), .linked(table)]
  }

  /// `+0.0032 ±0.0011`, bold where it is told from nothing.
  private static func effect(_ pair: PairEvidence) -> String {
    let effect = Numbers.signed(pair.effect, 4)
    guard let interval = pair.interval else { return effect + ", training noise unknown" }
    let half = (interval.high - interval.low) / 2
    let text = half > 0 ? "\(effect) \(Numbers.margin(half, 4))" : effect
    return pair.isTold ? "**\(text)**" : text
  }

  /// Settings of which rows are missing, each with the reasons.
  private var unmeasured: [Document.Block] {
    let items = question.settings.compactMap { setting -> String? in
      let missing = rows.filter { $0.setting == setting && $0.steps.value == nil }
      guard !missing.isEmpty else { return nil }
      let reasons = missing.compactMap(\.steps.reason).eachOnce()
      let isWhole = missing.count == setting.metrics.count
      let targets = missing.map(\.targets.title).joined(separator: ", ")
      return "\(setting.title)\(isWhole ? "" : " (\(targets))"), `\(setting.suite)`: "
        + reasons.joined(separator: "; ")
    }
    return items.isEmpty ? [] : [.heading(2, "Not measured"), .list(items)]
  }

  private var reading: String {
    let alphas = Set(rows.filter { $0.steps.value != nil }.map(\.alpha)).sorted()
    let levels = alphas.map { Numbers.fixed((1 - $0) * 100, 0) + " %" }.joined(separator: " or ")
    return
      "A step's number is how much better the mean over seeds is than that of the step before; the "
      + "steps of a row add up to the last column. Behind ± is half the interval of that number over seeds "
      + "of training\(levels.isEmpty ? "" : ", at a level of \(levels)"). A number is bold where its "
      + "interval does not hold 0; each is taken alone, so that at a level of 95 % one in twenty steps that "
      + "add nothing would be bold. No verdict rests on this page; `repro report` makes it from the records "
      + "of the suites."
  }

  private var commands: [Document.Block] {
    let lines = question.settings.map { setting in
      "repro run " + setting.runs.map { "\(setting.suite)/\($0)" }.joined(separator: " ")
    }
    return [.heading(2, "Run it again"), .code((lines + ["repro report"]).joined(separator: "\n"))]
  }
}
