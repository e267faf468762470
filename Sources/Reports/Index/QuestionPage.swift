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
    let targets: String
    let metric: String
    /// nil where a run of it is not measured.
    let steps: Steps?
    /// Of intervals.
    let alpha: Double
  }

  /// The page of a question, answered by the reports of the suites that are measured.
  public init(_ question: StepQuestion, _ reports: [Report]) {
    self.question = question
    rows = question.targets.flatMap { targets in
      question.settings.compactMap { setting -> Row? in
        guard let metric = setting.metrics[targets.id] else { return nil }
        let report = reports.first { $0.suite.name == setting.suite }
        return Row(
          setting: setting, targets: targets.id,
          metric: report?.material.titles.metric(metric, of: setting.runs) ?? "\(metric)",
          steps: report.flatMap { Steps(setting.runs, by: metric, of: $0.suite, $0.records) },
          alpha: report?.suite.policy.alpha ?? 0)
      }
    }
  }

  /// Settings of which at least one row is measured, and all.
  var measured: (settings: Int, of: Int) {
    let titles = Set(rows.filter { $0.steps != nil }.map(\.setting.title))
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

  /// How many settings each step moves, by targets.
  private var counted: Document.Block {
    .table(
      ["Step"] + question.targets.map(\.title),
      numeric: [false] + question.targets.map { _ in false },
      question.steps.indices.dropFirst().map { step in
        ["\(question.steps[step - 1]) → \(question.steps[step])"]
          + question.targets.map { targets in
            let pairs = rows.filter { $0.targets == targets.id }.compactMap {
              $0.steps?.pairs[step - 1]
            }
            return pairs.isEmpty ? "not measured" : Self.words(pairs)
          }
      })
  }

  /// `better 2, worse 1, not told 1`.
  private static func words(_ pairs: [PairEvidence]) -> String {
    let told = pairs.filter(\.isTold)
    let counts = [
      ("better", told.count { $0.effect > 0 }), ("worse", told.count { $0.effect < 0 }),
      ("not told", pairs.count - told.count),
    ]
    return counts.filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  private func section(_ targets: StepQuestion.Targets) -> [Document.Block] {
    let shown = rows.filter { $0.targets == targets.id && $0.steps != nil }
    guard !shown.isEmpty else { return [] }
    let table = LinkedTable(
      titles: ["Setting", "Metric", question.steps[0]]
        + question.steps.dropFirst().map { "→ \($0)" }
        + ["At the end", "All steps"],
      numeric: [false, false] + question.steps.map { _ in true } + [true, true],
      rows: shown.compactMap(cells))
    return [.heading(2, targets.title), .linked(table)]
  }

  private func cells(_ row: Row) -> [[LinkedTable.Piece]]? {
    guard let steps = row.steps else { return nil }
    let (end, start) = (steps.whole.means[0], steps.whole.means[1])
    let texts =
      [row.metric, Numbers.fixed(start, 4)] + steps.pairs.map(Self.effect)
      + [Numbers.fixed(end, 4), Self.effect(steps.whole)]
    return [[.report(row.setting.title, suite: row.setting.suite, folder: "")]]
      + texts.map { [.text($0)] }
  }

  /// `+0.0032 ± 0.0011`, bold where it is told from nothing.
  private static func effect(_ pair: PairEvidence) -> String {
    let effect = Numbers.signed(pair.effect, 4)
    guard let interval = pair.interval else { return effect + ", training noise unknown" }
    let half = (interval.high - interval.low) / 2
    let text = half > 0 ? "\(effect) ± \(Numbers.fixed(half, 4))" : effect
    return pair.isTold ? "**\(text)**" : text
  }

  /// Settings of which nothing is shown.
  private var unmeasured: [Document.Block] {
    let shown = Set(rows.filter { $0.steps != nil }.map(\.setting.title))
    let items = question.settings.filter { !shown.contains($0.title) }.map { setting in
      "\(setting.title): of " + setting.runs.map { "`\($0)`" }.joined(separator: ", ")
        + " of `\(setting.suite)` not every seed has a record."
    }
    return items.isEmpty ? [] : [.heading(2, "Not measured"), .list(items)]
  }

  private var reading: String {
    let levels = Set(rows.filter { $0.steps != nil }.map { Numbers.shortest((1 - $0.alpha) * 100) })
    let level = levels.sorted().joined(separator: " or ")
    return
      "A step's number is the mean over seeds less that of the step before, positive where it is "
      + "better; the steps of a row add up to the last column. Behind ± is half the "
      + "\(level.isEmpty ? "" : "\(level) % ")interval over seeds of training, for one number at a time: "
      + "of twenty bold numbers one may be chance. In bold is what this interval tells from nothing. No "
      + "verdict rests on this page; `repro report` makes it from the records of the suites."
  }

  private var commands: [Document.Block] {
    let lines = question.settings.map { setting in
      "repro run " + setting.runs.map { "\(setting.suite)/\($0)" }.joined(separator: " ")
    }
    return [.heading(2, "Run it again"), .code((lines + ["repro report"]).joined(separator: "\n"))]
  }
}
