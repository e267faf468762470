package import Metrics

/// A question that runs of several suites answer together: what each of some steps adds to the one before it.
///
/// It decides no result and no verdict; no suite reads it.
public struct StepQuestion: CheckedPart {
  /// Targets that are told apart: all, the rare ones.
  public struct Targets: CheckedPart {
    /// What settings call them.
    package var id = ""
    package var title = ""

    package static let fields: [Field<Self>] = [
      .text("id", \.id, "Name within the question.", .name),
      .title("title", \.title, "What people call them.", upTo: 60),
    ]

    package init() {}

    package var relations: [Complaint] { nameProblems(id, of: "targets") }
  }

  /// The same steps taken in one place: a model, on data, by a protocol.
  public struct Setting: CheckedPart {
    /// No other setting is called so.
    package var title = ""
    package var suite = ""
    /// No two the same.
    package var runs: [String] = []
    package var metrics: [String: Metric] = [:]

    package static let fields: [Field<Self>] = [
      .title("title", \.title, "What people call it.", upTo: 100),
      .text("suite", \.suite, "The suite that has the runs."),
      .list(
        "runs", \.runs, "A run of the suite for each step.", of: .text(.reference("run")),
        atLeast: 2, complaints: { repetitions($0, "run") { "runs.\($0)" } }),
      Field(
        FieldDescription(
          name: "metrics",
          meaning: "What they are measured by, for each kind of targets that is told apart there; "
            + "a metric with a better side.", form: .map(.text(.metric))), \.metrics,
        complaints: { metrics in
          countProblems("metrics", metrics.count, 1...6)
            + metrics.values.sorted().filter { !$0.direction.hasSide }
            .map { ("metrics", "\($0) has no better side") }
        }),
    ]

    package init() {}
  }

  package var schema = 0
  package var id = ""
  package var title = ""
  package var about = ""
  package var steps: [String] = []
  /// In the order in which they are shown.
  package var targets: [Targets] = []
  /// In the order in which they are shown.
  package var settings: [Setting] = []

  package static let fields: [Field<Self>] = [
    .size(
      "schema", \.schema, "Version of the form; 1.", unit: "version", in: 1...1,
      saying: "this version reads schema 1, not {}"),
    .text(
      "id", \.id, "The file's name without `.yaml`, and the page's; neither `index` nor `readme`.",
      .name),
    .title("title", \.title, "The question.", upTo: 200),
    .title(
      "about", \.about, "What the steps are, and how to read what each of them adds.", upTo: 3000),
    .list(
      "steps", \.steps, "Where it begins, and what is there after each step; at most 6.",
      of: .text(.title(upTo: 60)), atLeast: 2,
      complaints: { steps in
        countProblems("steps", steps.count, 2...6)
          + steps.enumerated().flatMap { titleProblems("steps.\($0)", $1, upTo: 60) }
      }),
    .list(
      "targets", \.targets, "Targets that are told apart; at most 6.", of: .entry(Targets.self),
      atLeast: 1, complaints: { countProblems("targets", $0.count, 1...6) }),
    .list(
      "settings", \.settings, "Where the steps are taken; at most 30.", of: .entry(Setting.self),
      atLeast: 1, complaints: { countProblems("settings", $0.count, 1...30) }),
  ]

  package init() {}

  package var relations: [Complaint] {
    var found = nameProblems(id, of: "a page")
    if ["index", "readme"].contains(id) {
      found.refuse("id", "'\(id)' is already the name of a page about all suites")
    }
    found += repetitions(targets.map(\.id), "id") { "targets.\($0).id" }
    found += repetitions(settings.map(\.title), "title") { "settings.\($0).title" }
    let known = targets.map(\.id)
    for (index, setting) in settings.enumerated() {
      if setting.runs.count != steps.count {
        found.refuse(
          "settings.\(index).runs",
          "there must be a run for each of the \(steps.count) steps, not \(setting.runs.count)")
      }
      for targets in setting.metrics.keys.sorted() where !known.contains(targets) {
        found.refuse(
          "settings.\(index).metrics",
          "no targets are called '\(targets)'; there are \(known.joined(separator: ", "))")
      }
    }
    return found
  }
}

extension Field {
  /// Words for people.
  fileprivate static func title(
    _ name: String, _ path: Path<String>, _ meaning: String, upTo most: Int
  ) -> Field {
    Field(
      FieldDescription(name: name, meaning: meaning, form: .text(.title(upTo: most))), path,
      complaints: { titleProblems(name, $0, upTo: most) })
  }
}

extension TextForm {
  fileprivate static func title(upTo most: Int) -> TextForm {
    TextForm("1 to \(groupedDigits(most)) characters, not blanks alone")
  }
}

private func titleProblems(_ path: String, _ text: String, upTo most: Int) -> [Complaint] {
  (1...most).contains(text.count) && !text.allSatisfy(\.isWhitespace)
    ? [] : [(path, "\(TextForm.title(upTo: most).words), are needed")]
}

private func countProblems(_ path: String, _ count: Int, _ possible: ClosedRange<Int>)
  -> [Complaint]
{
  possible.contains(count)
    ? []
    : [(path, "there must be \(possible.lowerBound) to \(possible.upperBound), not \(count)")]
}

private func nameProblems(_ id: String, of what: String) -> [Complaint] {
  refusal(ofName: id, for: what).map { [("id", $0)] } ?? []
}

/// Names that stand there twice, each at the path of its place.
private func repetitions(
  _ names: [String], _ what: String, at path: (Int) -> String
) -> [Complaint] {
  var seen: Set<String> = []
  return names.enumerated().filter { !seen.insert($0.element).inserted }
    .map { (path($0.offset), "the \(what) '\($0.element)' occurs twice") }
}
