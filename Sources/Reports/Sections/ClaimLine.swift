import Suites
import Verdicts

extension ReadsMaterial {
  /// A claim in one row: what is stated, printed and measured, and what follows.
  func line(_ judgement: Judgement) -> ClaimTable.Row {
    ClaimTable.Row(
      claim: judgement.claim, statement: titles.statement(of: judgement.claim),
      printed: printed(judgement), ours: ours(judgement), word: judgement.verdict.word,
      why: why(judgement))
  }

  private func printed(_ judgement: Judgement) -> String {
    guard let claim = claim(judgement.claim) else { return "" }
    switch claim {
    case .value, .gain, .fit: return judgement.printed.first ?? "–"
    case .order:
      return judgement.printed.isEmpty
        ? "–" : chain(judgement.printed) { PrintedNumber($0)?.value }
    case .trend(let claim):
      let printed = claim.points.compactMap { point in
        point.printed.map { "\(Numbers.shortest(point.at)): \($0)" }
      }
      return printed.isEmpty ? "–" : printed.joined(separator: ", ")
    }
  }

  /// Numbers with the signs that stand between them: `0.18 > 0.16 > 0.15`.
  private func chain<Word>(
    _ words: [Word], show: (Word) -> String, value: (Word) -> Double?
  ) -> String {
    var text = words.first.map(show) ?? ""
    for (one, next) in zip(words, words.dropFirst()) {
      let sign =
        switch (value(one), value(next)) {
        case (let one?, let next?): one > next ? ">" : one < next ? "<" : "="
        default: ">"
        }
      text += " \(sign) \(show(next))"
    }
    return text
  }

  private func chain(_ words: [String], value: (String) -> Double?) -> String {
    chain(words, show: { $0 }, value: value)
  }

  private func ours(_ judgement: Judgement) -> String {
    switch judgement.evidence {
    case .none: return "not measured"
    case .value(let evidence):
      return spread(evidence, seeds: seeds(judgement)) { Numbers.measured($0) }
    case .gain(let evidence, let pair):
      guard pair.relative.value != nil else { return Numbers.percent(pair.relative) }
      return "\(Numbers.percent(evidence.mean)) (\(seeds(judgement)))"
    case .exact(let evidence): return Numbers.measured(evidence.measured)
    case .fit(let evidence):
      return Numbers.fixed(evidence.measured, decimals(judgement.printed.first ?? ""))
    case .order(let pairs):
      let means = pairs.prefix(1).flatMap(\.means) + pairs.dropFirst().compactMap(\.means.last)
      return chain(means, show: { Numbers.measured($0) }, value: { $0 }) + " (\(seeds(judgement)))"
    case .trend(let evidence):
      let means = evidence.points.map {
        "\(Numbers.shortest($0.at)): \(Numbers.measured($0.mean))"
      }
      return means.joined(separator: ", ") + " (\(seeds(judgement)))"
    }
  }

  private func spread(
    _ evidence: ValueEvidence, seeds: String, number: (Double) -> String
  ) -> String {
    let deviation = evidence.deviation.map { " ± \(number($0))" } ?? ""
    return "\(number(evidence.mean))\(deviation) (\(seeds))"
  }

  /// As many decimals as are printed; four where that is none.
  private func decimals(_ printed: String) -> Int {
    guard PrintedNumber(printed) != nil else { return 4 }
    let parts = printed.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 2 ? parts[1].count { $0.isNumber } : 1
  }

  /// `3 seeds`, `1–3 seeds`: of the claim's runs.
  private func seeds(_ judgement: Judgement) -> String {
    let counts = judgement.runs.map { run in records(of: run).count { $0.result != nil } }
    let least = counts.min() ?? 0
    let most = counts.max() ?? 0
    return least == most ? counted(most, "seed") : "\(least)–\(most) seeds"
  }

  /// In one line, why the word is not another one; runs by their titles.
  func why(_ judgement: Judgement) -> String {
    let verdict = judgement.verdict
    var parts: [String] = []
    switch verdict.word {
    case .sameNumber where !judgement.deviations.isEmpty,
      .direction where judgement.grade == .primary && !judgement.deviations.isEmpty:
      parts.append("other than in the paper: \(subjects(judgement.deviations))")
    case .replicated where verdict.reason.isEmpty:
      let distance = distance(judgement.evidence)
      parts.append(distance.isEmpty ? chance(judgement) : distance)
    case .notReplicated:
      parts += [distance(judgement.evidence), reason(judgement)]
    case .replicated, .sameNumber, .direction, .exceeds, .inconclusive, .notComparable, .blocked,
      .error:
      parts.append(reason(judgement))
    }
    switch verdict.seedsNeeded {
    case .some(.decides(let count)): parts.append("\(count) seeds would probably decide")
    case .some(.never): parts.append("more seeds would not decide")
    case nil: break
    }
    if let explanation = judgement.explanation { parts.append(explanation) }
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// How likely chance alone gives as much, among all statements; empty where none is involved.
  private func chance(_ judgement: Judgement) -> String {
    guard let p = judgement.significance?.adjusted else { return "" }
    return "told from chance: adjusted p \(p < 0.001 ? "" : "= ")\(Numbers.probability(p))"
  }

  /// How far apart two numbers are, and how far they may be; empty where there are no two.
  private func distance(_ evidence: Evidence) -> String {
    guard let numbers = evidence.numbers else { return "" }
    let difference = numbers.ours - numbers.published
    let margin = numbers.margin.margin
    if case .gain = evidence {
      return "off by \(Numbers.signed(difference * 100, 1)) points, margin "
        + Numbers.margin(margin * 100, 1)
    }
    guard numbers.published != 0 else {
      return "\(Numbers.signed(difference, 4)), margin \(Numbers.margin(margin, 4))"
    }
    let share = abs(numbers.published) / 100
    return "off by \(Numbers.signed(difference / share, 1)) %, margin "
      + "\(Numbers.margin(margin / share, 1)) %"
  }

  /// What material deviations are about, each once.
  func subjects(_ deviations: [String]) -> String {
    let subjects = deviations.map { id in
      id == unpublishedData ? "data bytes" : suite.deviations.first { $0.id == id }?.subject ?? id
    }
    return subjects.eachOnce().joined(separator: "; ")
  }

  /// Why the judge said so, with the claim's runs by their titles.
  private func reason(_ judgement: Judgement) -> String {
    let titles = titles.titles(among: judgement.runs)
    return judgement.verdict.reason.text { titles[$0] ?? $0 }
  }
}
