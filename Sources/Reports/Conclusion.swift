import Suites
import Verdicts

extension ReportWriter {
  /// What follows, in one paragraph, from the verdicts alone.
  func conclusion() -> [Document.Block] {
    if !assessment.isMeasured, !records.isEmpty {
      let planned = records.count + assessment.missing.count
      return [
        .paragraph(
          "\(records.count) of \(planned) cells have a record; none of the "
            + "\(Numbers.count(assessment.judgements.count, "claim")) can be judged yet, because "
            + "each needs all declared seeds of its runs and the guards on their data. What is "
            + "measured stands under *Every seed*.")
      ] + answers()
    }
    guard assessment.isMeasured else {
      return [
        .paragraph(
          "Nothing was measured yet: \(Numbers.count(assessment.judgements.count, "claim")) wait "
            + "for `repro run \(suite.name)`.")
      ]
    }
    var sentences: [String] = []
    let judged = measured.count
    let all = assessment.judgements.count
    sentences.append(
      "Of \(Numbers.count(all, "claim")), \(judged) "
        + (judged == 1 ? "was" : "were") + " measured: " + tally(measured) + ".")
    let others = measured.count { $0.deviations.contains(unpublishedData) }
    if others == judged, others > 0 {
      sentences.append(
        "The data are not the published bytes, so no claim can read REPLICATED: the strongest word "
          + "is REPLICATED-DIRECTION.")
    } else if others > 0 {
      sentences.append(
        "\(others) of them rest\(others == 1 ? "s" : "") on data that are not the published bytes: "
          + "there the strongest word is REPLICATED-DIRECTION.")
    }
    let orders = measured.filter { $0.kind == "order" }
    if !orders.isEmpty {
      let kept = orders.count { holds($0) }
      sentences.append(
        "Of \(Numbers.count(orders.count, "order")) between models, \(kept) "
          + "\(kept == 1 ? "comes" : "come") out as published.")
    }
    sentences.append(policy())
    return [.paragraph(sentences.joined(separator: " "))] + answers() + [
      .table(
        ["Verdict", "Claims", "Meaning"], numeric: [false, true, false],
        VerdictWord.allCases.compactMap { word in
          let count = assessment.count(word)
          return count == 0 ? nil : ["\(mark(word)) \(word.rawValue)", "\(count)", meaning(word)]
        })
    ]
  }

  /// Whether the policy is met; a claim whose cells were not run fails it in another way than one
  /// that was measured.
  private func policy() -> String {
    let failing = assessment.judgements.filter(\.fails)
    let waiting = failing.count { judgement in
      judgement.runs.contains { run in
        assessment.missing.contains { $0.hasPrefix(run + ".") }
      }
    }
    let failed = failing.count - waiting
    let wait = "\(Numbers.count(waiting, "claim")) \(waiting == 1 ? "waits" : "wait")"
    return switch (failed, waiting) {
    case (0, 0): "The suite's policy is met."
    case (_, 0): "The suite's policy fails on \(Numbers.count(failed, "claim"))."
    case (0, _): "The suite's policy is met by what was run; \(wait) for cells that were not."
    default:
      "The suite's policy fails on \(Numbers.count(failed, "claim")); \(wait) for cells that "
        + "were not run."
    }
  }

  /// The suite's own questions, answered in a line each.
  private func answers() -> [Document.Block] {
    let lines = assessment.comparisons.compactMap { outcome -> String? in
      guard let answer = outcome.evidence else { return nil }
      guard let relative = answer.relative.value else { return nil }
      let interval = answer.relativeInterval.value.map {
        Numbers.percentInterval($0.low, $0.high) + ", "
      }
      let seeds = Numbers.count(answer.seeds.min() ?? 0, "seed")
      return "\(outcome.comparison.question) **\(Numbers.percent(relative))** of "
        + "\(outcome.comparison.metric.uppercased()), \(interval ?? "")\(seeds)"
        + (answer.spread == nil ? "; training noise unknown." : ".")
    }
    return lines.isEmpty ? [] : [.list(lines)]
  }

  private func holds(_ judgement: Judgement) -> Bool {
    judgement.verdict.word == .replicated || judgement.verdict.word == .direction
  }

  private func tally(_ judgements: [Judgement]) -> String {
    VerdictWord.allCases.compactMap { word in
      let count = judgements.count { $0.verdict.word == word }
      return count == 0 ? nil : "\(count) \(word.rawValue)"
    }.joined(separator: ", ")
  }

  func mark(_ word: VerdictWord) -> String {
    switch word {
    case .replicated: "●"
    case .direction: "◐"
    case .exceeds: "▲"
    case .notReplicated: "✕"
    case .inconclusive: "○"
    case .notComparable: "≠"
    case .blocked: "–"
    case .error: "!"
    }
  }

  private func meaning(_ word: VerdictWord) -> String {
    switch word {
    case .replicated: "the published number or statement, within the declared margin"
    case .direction: "the same, under a material deviation that bars the stronger word"
    case .exceeds: "better than published by more than the margin; needs an explanation"
    case .notReplicated: "different from the published number or statement"
    case .inconclusive: "the numbers do not decide; the reason stands beside each"
    case .notComparable: "the two numbers do not live on one scale"
    case .blocked: "data, licence or resources are missing"
    case .error: "a guard failed, or something is not measured"
    }
  }
}
