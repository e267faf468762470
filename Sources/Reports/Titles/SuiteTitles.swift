internal import Metrics
public import Suites
internal import Verdicts

/// What people call a suite's runs, and what its claims state in a line. Ids are for machines.
public struct SuiteTitles: Sendable {
  private let suite: Suite
  private let aspects: [String: RunAspects]
  private let own: [String: String]
  private let whole: [String: String]
  /// Aspects in which the suite's trained runs differ.
  private let varying: Set<RunAspect>
  private(set) var statements: [String: String] = [:]

  /// Titles as the suite gives them, the others made from what is computed.
  public init(_ suite: Suite) {
    self.suite = suite
    var aspects: [String: RunAspects] = [:]
    var own: [String: String] = [:]
    for run in suite.runs where aspects[run.id] == nil {
      aspects[run.id] = RunAspects(run, in: suite)
      if let title = run.title, !title.isEmpty { own[run.id] = title }
    }
    self.aspects = aspects
    self.own = own
    let ids = suite.runs.map(\.id)
    whole = Self.labels(ids, aspects, own, always: [.model, .variant, .blocks])
    let told = suite.runs.filter { !$0.task.isBaseline }.compactMap { aspects[$0.id] }
    varying = Set(
      RunAspect.allCases.filter { aspect in Set(told.map { $0.words[aspect] }).count > 1 })
    statements = states()
  }

  /// The title of a run, unlike that of any other run of the suite.
  public func title(of run: String) -> String { whole[run] ?? run }

  /// What a claim states, in a line.
  public func statement(of claim: String) -> String { statements[claim] ?? claim }

  /// The model of a run; nil for a task that fits numbers.
  func family(of run: String) -> ModelFamily? { aspects[run]?.family }

  /// Titles of some runs, each unlike the others, and no longer than that needs.
  ///
  /// - Parameter always: what each says even where they do not differ in it.
  func titles(
    among runs: [String], always: Set<RunAspect> = [.model, .variant]
  ) -> [String: String] {
    Self.labels(runs, aspects, own, always: always)
  }

  /// Runs in parts of no more than so many, each under what its runs have in common: all together
  /// where they are few, else model by model, else depth by depth, else in their order.
  func parted(
    _ runs: [String], atMost most: Int
  ) -> [(title: String, runs: [(run: String, label: String)])] {
    func part(_ runs: [String]) -> (title: String, runs: [(run: String, label: String)]) {
      let words = runs.compactMap { aspects[$0]?.words }
      let common: Set<RunAspect> = Set(
        [.model, .variant, .blocks, .source].filter { aspect in
          Set(words.map { $0[aspect] }).count == 1
        })
      let labels = titles(
        among: runs,
        always: runs.count == 1 ? [.model, .variant] : Set([.model, .variant]).subtracting(common))
      return (
        runs.first.flatMap { aspects[$0]?.text(common) } ?? "", runs.map { ($0, labels[$0] ?? $0) }
      )
    }
    guard runs.count > most else { return [part(runs)] }
    for aspects in [[RunAspect.model, .variant], [.blocks], [.width]] {
      let parts = runs.grouped { run in aspects.map { self.aspects[run]?.words[$0] } }
      if parts.count > 1, parts.count < runs.count,
        parts.allSatisfy({ $0.elements.count <= most })
      {
        return parts.map { part($0.elements) }
      }
    }
    return stride(from: 0, to: runs.count, by: most).map {
      part(Array(runs[$0..<min($0 + most, runs.count)]))
    }
  }

  private static func labels(
    _ runs: [String], _ aspects: [String: RunAspects], _ own: [String: String],
    always: Set<RunAspect>
  ) -> [String: String] {
    var shown: [String: Set<RunAspect>] = [:]
    var labels = own.filter { runs.contains($0.key) }
    for run in runs { shown[run] = always }
    while true {
      for run in runs where own[run] == nil {
        labels[run] = aspects[run]?.text(shown[run] ?? []) ?? ""
      }
      var alike: [String: [String]] = [:]
      for run in runs { alike[labels[run] ?? "", default: []].append(run) }
      var isTold = true
      for (_, group) in alike where Set(group).count > 1 {
        let next = RunAspect.allCases.first { aspect in
          Set(group.map { aspects[$0]?.words[aspect] }).count > 1
            && !group.allSatisfy { shown[$0]?.contains(aspect) == true }
        }
        guard let next, group.contains(where: { own[$0] == nil }) else { continue }
        for run in group { shown[run]?.insert(next) }
        isTold = false
      }
      if isTold { break }
    }
    for run in runs where labels[run]?.isEmpty != false { labels[run] = run }
    // Equal in all that is said of them: the id tells.
    var counts: [String: Int] = [:]
    for run in Set(runs) { counts[labels[run] ?? run, default: 0] += 1 }
    for run in Set(runs) where own[run] == nil && counts[labels[run] ?? run, default: 0] > 1 {
      labels[run] = "\(labels[run] ?? run) (\(run))"
    }
    return labels
  }
}

extension SuiteTitles {
  /// A line for every claim, unlike the others where their runs or metrics differ.
  private func states() -> [String: String] {
    var context: [String: Set<RunAspect>] = [:]
    var lines: [String: String] = [:]
    for claim in suite.claims {
      context[claim.id] = Set([.blocks, .source, .ties]).intersection(varying)
    }
    for _ in RunAspect.allCases {
      var alike: [String: [Claim]] = [:]
      for claim in suite.claims {
        let line = claim.title ?? line(claim, context[claim.id] ?? [])
        lines[claim.id] = line
        alike[line, default: []].append(claim)
      }
      for (_, group) in alike where group.count > 1 {
        let next = RunAspect.allCases.first { aspect in
          Set(group.map { shared($0)[aspect] }).count > 1
            && !group.allSatisfy { context[$0.id]?.contains(aspect) == true }
        }
        if let next { for claim in group { context[claim.id]?.insert(next) } }
      }
    }
    // The same statement from two places: the place tells.
    var counts: [String: Int] = [:]
    for claim in suite.claims where claim.title == nil {
      counts[lines[claim.id] ?? "", default: 0] += 1
    }
    for claim in suite.claims where claim.title == nil {
      guard let line = lines[claim.id], counts[line, default: 0] > 1 else { continue }
      lines[claim.id] = "\(line), \(claim.place.split(separator: ",").first ?? "")"
    }
    return lines
  }

  /// What all runs of a claim have in common.
  private func shared(_ claim: Claim) -> [RunAspect: String] {
    let all = claim.runs.compactMap { aspects[$0]?.words }
    return (all.first ?? [:]).filter { aspect, word in all.allSatisfy { $0[aspect] == word } }
  }

  /// What people call a metric; a sampled one is called so, for it says nothing about a full ranking.
  func metric(_ metric: Metric, of runs: [String]) -> String {
    (runs.contains { aspects[$0]?.isSampled == true } ? "sampled " : "") + metric.title
  }

  private func line(_ claim: Claim, _ context: Set<RunAspect>) -> String {
    let shared = shared(claim)
    // What they do not have in common is said of each that has it.
    let titles = titles(
      among: claim.runs, always: context.subtracting(shared.keys).union([.model, .variant]))
    func title(_ run: String) -> String { titles[run] ?? run }
    let metric = metric(claim.metric, of: claim.runs)
    let said = RunAspect.allCases.filter { context.contains($0) }.compactMap { shared[$0] }
    let circumstances = said.isEmpty ? "" : " (\(said.joined(separator: ", ")))"
    return switch claim {
    case .value(let claim): "\(title(claim.run)): \(metric)\(circumstances)"
    case .order(let claim):
      "\(claim.runs.map(title).joined(separator: " above ")) in \(metric)\(circumstances)"
    case .gain(let claim):
      "Gain of \(title(claim.run)) over \(title(claim.over)) in \(metric)\(circumstances)"
    case .trend(let claim):
      "\(trending(claim)): \(metric) \(claim.shape.verb) with \(claim.axis)"
        + " (\(claim.points.map { Numbers.shortest($0.at) }.joined(separator: ", ")))\(circumstances)"
    case .fit(let claim): "\(fitted(claim.metric)), \(title(claim.run))"
    }
  }

  /// A trend as a short title: what moves, and which way.
  func trend(_ claim: TrendClaim) -> String {
    claim.title ?? "\(trending(claim)) (paper: \(claim.shape.verb))"
  }

  /// What the runs of a trend have in common.
  private func trending(_ claim: TrendClaim) -> String {
    let shared = shared(.trend(claim))
    let name = [RunAspect.model, .variant].compactMap { shared[$0] }.joined(separator: " ")
    return name.isEmpty ? claim.id : name
  }

  /// `R² of F3`, `best depth by F3`: a number of a fit, as a record names it.
  private func fitted(_ metric: Metric) -> String {
    let own = ["drawn": "the surface as drawn", "line": "the line"]
    return metric.fit.flatMap { metric.phrase(of: own[$0] ?? $0) } ?? metric.name
  }
}

extension TrendClaim.Shape {
  /// What the metric does, as a verb.
  var verb: String {
    switch self {
    case .rises: "rises"
    case .falls: "falls"
    case .risesAtEveryStep: "rises at every step"
    case .fallsAtEveryStep: "falls at every step"
    case .peaks: "peaks"
    }
  }
}
