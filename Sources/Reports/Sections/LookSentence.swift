import Suites
import Verdicts

/// At which looks the headline claims were judged; nothing where there was one.
struct LookWords: ReadsMaterial {
  let material: ReportMaterial

  /// Where it stopped, and what was decided when.
  var story: [Document.Block] {
    guard let looks = assessment.looks else { return [] }
    let judged = assessment.judgements.filter { $0.look != nil }
    let waiting = Set(looks.waiting)
    func names(_ judgements: [Judgement]) -> String {
      judgements.map { "`\($0.claim)`" }.joined(separator: ", ")
    }
    var parts = [
      "**Looks.** Seeds were added until the headline claims were decided, with looks declared at "
        + listed(looks.seeds.map(String.init)) + " seeds; it stopped at look "
        + "\(looks.taken) of \(looks.seeds.count), \(looks.seeds[looks.taken - 1]) seeds."
    ]
    for look in 1...looks.taken {
      let decided = judged.filter { $0.look == look && ($0.uncapped ?? $0.verdict).word.isDecided }
      if !decided.isEmpty { parts.append("Decided at look \(look): \(names(decided)).") }
    }
    let open = judged.filter { waiting.contains($0.claim) }
    if !open.isEmpty { parts.append("Still waiting: \(names(open)).") }
    let left = judged.filter {
      !waiting.contains($0.claim) && !($0.uncapped ?? $0.verdict).word.isDecided
    }
    if !left.isEmpty {
      parts.append("Not waited for, since seeds do not decide them: \(names(left)).")
    }
    return [.paragraph(parts.joined(separator: " "))]
  }

  /// The level of each look, and what it does to the numbers beside a claim.
  var levels: [Document.Block] {
    guard let looks = assessment.looks else { return [] }
    let levels = looks.levels.indices.map { look in
      "\(looks.seeds[look]) seeds: \(Numbers.level(looks.levels[look])) and "
        + Numbers.level(looks.equivalence[look])
    }
    return [
      .paragraph(
        "**Looks.** α is spent over the looks (Lan and DeMets, like O'Brien and Fleming). The level of "
          + "*different*, alone, and of each side of *equivalent*: \(levels.joined(separator: "; ")). "
          + "A decided claim keeps its verdict and its numbers; the intervals of values and gains are at "
          + "the level of their look; p is adjusted after it was turned into what it is worth among the "
          + "looks. All other claims are judged by the declared seeds alone.")
    ]
  }
}

extension Numbers {
  /// A level with two digits that say something: `0.000015`, `0.046`.
  fileprivate static func level(_ value: Double) -> String {
    var digits = 2
    var unit = 0.1
    while value < unit, digits < 12 {
      digits += 1
      unit /= 10
    }
    return fixed(value, digits)
  }
}
