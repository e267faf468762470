import Suites
import Verdicts

/// How often each verdict was reached, what it means, and whether the suite's policy is met.
struct VerdictSection: ReportSection {
  let material: ReportMaterial
  let heading = "Verdicts and policy"

  var body: [Document.Block] {
    let table = Document.Block.table(
      ["Verdict", "Claims", "Meaning"], numeric: [false, true, false],
      VerdictWord.allCases.compactMap { word in
        let count = assessment.count(word)
        return count == 0
          ? nil : ["\(word.mark) **\(word.rawValue)**", "\(count)", word.meaning]
      })
    return [table, .paragraph(policySentence)] + LookWords(material: material).story
  }

  /// Whether the policy is met, and what it counts.
  var policySentence: String { "\(policy) \(whatCounts)" }

  /// Whether the policy is met; a claim whose cells were not run fails it in another way than one
  /// that was measured.
  private var policy: String {
    let absent = Set(assessment.missing)
    let waitingRuns = Set(
      suite.runs.filter { run in run.seeds.contains { absent.contains("\(run.id).\($0)") } }
        .map(\.id))
    let failing = assessment.judgements.filter(\.fails)
    let waiting = failing.count { !waitingRuns.isDisjoint(with: $0.runs) }
    let failed = failing.count - waiting
    let wait = "\(counted(waiting, "claim")) \(waiting == 1 ? "waits" : "wait")"
    return switch (failed, waiting) {
    case (0, 0): "The suite's policy is met."
    case (_, 0): "The suite's policy fails on \(counted(failed, "claim"))."
    case (0, _): "The suite's policy is met by what was run; \(wait) for cells that were not."
    default:
      "The suite's policy fails on \(counted(failed, "claim")); \(wait) for cells that "
        + "were not run."
    }
  }

  /// What the policy counts, and which verdicts on this page it does not.
  private var whatCounts: String {
    let fails = listed(suite.policy.fails.map(\.rawValue))
    let uncounted = VerdictWord.allCases.compactMap { word -> String? in
      let count = assessment.judgements.count { $0.verdict.word == word && !$0.fails }
      return count > 0 && !word.isAsPublished ? "\(count) \(word.rawValue)" : nil
    }
    let failure = fails.isEmpty ? "It fails on no verdict" : "It fails on \(fails) alone"
    return uncounted.isEmpty
      ? "\(failure)." : "\(failure); \(listed(uncounted)) do not count against it."
  }
}

/// Every measured claim that is no headline, in a row each; all of them where none is marked.
struct ClaimSection: ReportSection {
  let material: ReportMaterial
  var heading: String {
    measured.contains(where: \.headline) ? "All other measured claims" : "Measured claims"
  }

  var body: [Document.Block] {
    let others = measured.filter { !$0.headline }
    return others.isEmpty ? [] : [.claims(ClaimTable(rows: others.map(line)))]
  }
}

/// Drawings beside what was found.
struct DrawingSection: ReportSection {
  let material: ReportMaterial
  let heading = "Drawings"

  var body: [Document.Block] {
    Drawings(material: material).story.map {
      .figure(file: "\($0.name).svg", caption: $0.caption)
    }
  }
}

/// Learning curves and pictures of laws.
struct CurveSection: ReportSection {
  let material: ReportMaterial
  let heading = "Curves and laws"

  var body: [Document.Block] {
    Drawings(material: material).details.map {
      .figure(file: "\($0.name).svg", caption: $0.caption)
    }
  }
}
