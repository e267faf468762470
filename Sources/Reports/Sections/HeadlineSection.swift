import Suites
import Verdicts

/// The paper's headline claims, what follows from them in a few sentences, and what bars stronger
/// words. Where a suite marks none, all claims are meant.
struct HeadlineSection: ReportSection {
  let material: ReportMaterial
  let heading = "What was found"

  var body: [Document.Block] {
    let table: [Document.Block] =
      marked.isEmpty ? [] : [.claims(ClaimTable(rows: marked.map(line)))]
    return table + [.paragraph(conclusion)] + (bars.isEmpty ? [] : [.paragraph(bars)])
  }

  /// The headline claims; empty where the suite marks none.
  var marked: [Judgement] { assessment.judgements.filter(\.headline) }
  /// What the story is about: the headline claims, or all.
  var told: [Judgement] { marked.isEmpty ? assessment.judgements : marked }

  /// What follows from the claims, in two or three sentences.
  var conclusion: String {
    guard assessment.isMeasured else { return notMeasured }
    return [standing, leaning, whole].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var notMeasured: String {
    let claims = counted(assessment.judgements.count, "claim")
    guard !records.isEmpty else {
      return "Nothing was measured yet: \(claims) wait for `repro run \(suite.name)`."
    }
    return
      "\(records.count) of \(records.count + assessment.missing.count) cells have a record; none "
      + "of the \(claims) can be judged yet, because each needs all declared seeds of its runs and "
      + "the guards on their data. What is measured stands under *Every seed*."
  }

  /// How the headline claims stand, each counted once.
  private var standing: String {
    var counts: [Standing: Int] = [:]
    for judgement in told { counts[Standing(judgement), default: 0] += 1 }
    let noun = marked.isEmpty ? "claim" : "headline claim"
    if let lone = told.first, told.count == 1 {
      return "The paper's \(noun) \(Standing(lone).one)."
    }
    let parts = Standing.allCases.compactMap { standing -> String? in
      guard let count = counts[standing] else { return nil }
      let number =
        count < told.count || count < 2 ? "\(count)" : count == 2 ? "both" : "all \(count)"
      return "\(number) \(count == 1 ? standing.one : standing.several)"
    }
    return "Of the paper's \(counted(told.count, noun)), \(listed(parts))."
  }

  /// Which way the undecided ones point.
  private var leaning: String {
    let sides = told.filter { $0.verdict.word == .inconclusive }.compactMap(
      \.evidence.leansAsClaimed)
    guard !sides.isEmpty else { return "" }
    let with = sides.count { $0 }
    let all = sides.count
    let words =
      with == all
      ? (all == 1 ? "It leans" : "All \(all) lean") + " the way the paper says"
      : with == 0
        ? (all == 1 ? "It leans" : "All \(all) lean") + " the other way"
        : "\(with) of the \(all) lean\(with == 1 ? "s" : "") the way the paper says, "
          + "\(all - with) the other way"
    return "Of the undecided comparisons: \(words.prefix(1).lowercased())\(words.dropFirst())."
  }

  /// All claims, the headlines among them; nothing where all have been told.
  private var whole: String {
    let all = assessment.judgements.count
    guard all > told.count else { return "" }
    return "Of all \(counted(all, "claim")), \(measured.count) "
      + "\(measured.count == 1 ? "was" : "were") measured: \(tally(measured))."
  }

  private func tally(_ judgements: [Judgement]) -> String {
    VerdictWord.allCases.compactMap { word in
      let count = judgements.count { $0.verdict.word == word }
      return count == 0 ? nil : "\(count) \(word.rawValue)"
    }.joined(separator: ", ")
  }

  /// Material deviations and lacking seeds, in a sentence each.
  var bars: String {
    let read = told.filter { $0.evidence != .none }
    guard !read.isEmpty else { return "" }
    var sentences: [String] = []
    let foreign = read.count { $0.deviations.contains(unpublishedData) }
    if foreign == read.count {
      sentences.append("the data are not the published bytes, so no claim can read REPLICATED")
    } else if foreign > 0 {
      sentences.append("\(foreign) of them rest on data that are not the published bytes")
    }
    let material = read.flatMap(\.deviations).filter { $0 != unpublishedData }.eachOnce()
    if !material.isEmpty {
      let isOne = material.count == 1
      let effect =
        if foreign == read.count {
          isOne ? "bars it too" : "bar it too"
        } else {
          isOne ? "caps what claims can read" : "cap what claims can read"
        }
      sentences.append(
        "\(counted(material.count, "material deviation")) \(effect) (\(subjects(material)))")
    }
    let lone = Set(read.flatMap(\.runs)).filter { run in
      suite.runs.first { $0.id == run }?.task.isDeterministic == false
        && records(of: run).count < 2
    }
    if !lone.isEmpty {
      sentences.append(
        "\(counted(lone.count, "run")) of \(Set(read.flatMap(\.runs)).count) "
          + "\(lone.count == 1 ? "has" : "have") one seed only, which decides little")
    }
    guard !sentences.isEmpty else { return "" }
    return "**What bars stronger words:** \(sentences.joined(separator: "; "))."
  }
}

/// How a claim stands, in the words of a conclusion.
private enum Standing: Hashable, CaseIterable {
  case asPublished, exceeds, contradicted, open, otherScale, waiting, broken

  init(_ judgement: Judgement) {
    switch judgement.verdict.word {
    case .replicated, .sameNumber, .direction: self = .asPublished
    case .exceeds: self = .exceeds
    case .notReplicated: self = .contradicted
    case .inconclusive: self = .open
    case .notComparable: self = .otherScale
    case .blocked: self = .waiting
    case .error: self = judgement.evidence == .none ? .waiting : .broken
    }
  }

  var one: String {
    switch self {
    case .asPublished: "comes out as published"
    case .exceeds: "exceeds what is published"
    case .contradicted: "does not come out"
    case .open: "is undecided"
    case .otherScale: "lives on another scale"
    case .waiting: "was not run"
    case .broken: "is in error"
    }
  }

  var several: String {
    switch self {
    case .asPublished: "come out as published"
    case .exceeds: "exceed what is published"
    case .contradicted: "do not come out"
    case .open: "are undecided"
    case .otherScale: "live on another scale"
    case .waiting: "were not run"
    case .broken: "are in error"
    }
  }
}

extension Evidence {
  /// Whether comparisons point the claimed way; nil for a number, which has no side.
  var leansAsClaimed: Bool? {
    switch self {
    case .order(let pairs): pairs.allSatisfy { $0.effect > 0 }
    case .trend(let evidence): evidence.holds
    case .none, .value, .exact, .gain, .fit: nil
    }
  }
}

/// `a, b and c`
func listed(_ parts: [String]) -> String {
  parts.count < 2
    ? parts.joined() : parts.dropLast().joined(separator: ", ") + " and " + (parts.last ?? "")
}
