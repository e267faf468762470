import Foundation
import Metrics
import Suites
import TestSupport

@testable import Reports
@testable import Verdicts

/// A worked example of the page *How verdicts are reached*: a block fenced as `example`. Above a line of
/// dashes stand runs with one number for each seed, then what is claimed; below, `name = what comes out`.
struct WorkedExample {
  /// What is wrong with a block, in words.
  struct Fault: Error { var problem: String }

  /// Everything below the dashes.
  private(set) var expected: [(name: String, text: String)] = []
  private var runs: [(name: String, before: [Double], after: [Double])] = []
  private var claims: [Claim] = []
  private var adjusting: (method: String, p: [Double])?

  /// The blocks of a page.
  static func all(in page: String) throws -> [WorkedExample] {
    var blocks: [[String]] = []
    var open: [String]?
    for line in page.components(separatedBy: "\n") {
      if line == "```example" {
        open = []
      } else if line == "```", let lines = open {
        blocks.append(lines)
        open = nil
      } else {
        open?.append(line)
      }
    }
    return try blocks.map { try WorkedExample($0) }
  }

  private init(_ lines: [String]) throws {
    guard let dashes = lines.firstIndex(of: "---") else { throw Fault(problem: "no dashes") }
    for line in lines[..<dashes] { try read(line) }
    for line in lines[(dashes + 1)...] {
      let parts = line.components(separatedBy: " = ")
      guard parts.count == 2 else { throw Fault(problem: "no equation: \(line)") }
      expected.append((parts[0].trimmingCharacters(in: .whitespaces), parts[1]))
    }
  }

  private mutating func read(_ line: String) throws {
    let words = line.split(separator: " ").map(String.init)
    func number(after word: String) -> String? {
      words.firstIndex(of: word).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
    switch words.first {
    case "Holm", "Benjamini–Hochberg":
      adjusting = (words[0], words.dropFirst().compactMap(Double.init))
    case "order":
      claims.append(
        .order(LittleSuite.order("c\(claims.count)", words.dropFirst().filter { $0 != ">" })))
    case "trend":
      claims.append(.trend(try trend(words)))
    case "value", "gain":
      guard let printed = number(after: "printed"), let margin = number(after: "margin"),
        let delta = Double(margin)
      else { throw Fault(problem: line) }
      let count = number(after: "of").flatMap(Int.init) ?? 1
      let picked: Suites.Selection =
        words.contains("unknown") ? .unknown : count > 1 ? .mean : .single
      let id = "c\(claims.count)"
      let reference = Reference {
        ($0.place, $0.printed, $0.runs, $0.selection) = ("Table 1", printed, count, picked)
      }
      claims.append(
        words[0] == "value"
          ? .value(
            ValueClaim {
              ($0.id, $0.run, $0.metric, $0.reference) = (id, words[1], "ndcg@10", reference)
              $0.margin = Margin { ($0.relative, $0.because) = (delta / 100, "an example") }
            })
          : .gain(
            GainClaim {
              ($0.id, $0.run, $0.over, $0.metric) = (id, words[1], words[3], "ndcg@10")
              $0.reference = reference
              $0.margin = Margin { ($0.absolute, $0.because) = (delta / 100, "an example") }
            }))
    default:
      let sides = line.components(separatedBy: "→").map { side in
        side.split(separator: " ").compactMap { Double($0) }
      }
      guard let name = words.first, let before = sides.first, !before.isEmpty else {
        throw Fault(problem: "neither run nor claim: \(line)")
      }
      runs.append((name, before, sides.count > 1 ? sides[1] : before))
    }
  }

  /// `trend rises a 2 b 4 c 8`: runs and where they lie.
  private func trend(_ words: [String]) throws -> TrendClaim {
    guard words.count > 5, let shape = TrendClaim.Shape(rawValue: words[1]) else {
      throw Fault(problem: words.joined(separator: " "))
    }
    let points = stride(from: 2, to: words.count - 1, by: 2).map {
      TrendClaim.Point(run: words[$0], at: Double(words[$0 + 1]) ?? 1, printed: nil)
    }
    let id = "c\(claims.count)"
    return TrendClaim {
      ($0.id, $0.axis, $0.points) = (id, "blocks", points)
      ($0.metric, $0.shape) = ("ndcg@10", shape)
      $0.statement.place = "Figure 1"
    }
  }

  /// What the product makes of it: texts and numbers by name, of the first claim.
  func outcome() throws -> [String: Result] {
    if let (method, p) = adjusting {
      let family: Family = method == "Holm" ? .headline : .detail
      return ["adjusted": .numbers(family.adjusted(p, size: p.count))]
    }
    let numbered = NumberedSuite(
      runs.map { NumberedSuite.Entry($0.name, seeds: $0.before.count) }, claims: claims)
    let old = numbered.records { (runs[$0].before[$1], nil) }
    var found: [String: Result] = [:]
    let judgement = judge(numbered.suite, by: old).judgements[0]
    found["verdict"] = .text(judgement.verdict.word.rawValue)
    found["reason"] = .text(judgement.verdict.reason.text)
    if case .decides(let count)? = judgement.verdict.seedsNeeded {
      found["seeds needed"] = .numbers([Double(count)])
    }
    if let significance = judgement.significance {
      found["p"] = .numbers([significance.p])
      found["adjusted p"] = .numbers([significance.adjusted])
    }
    found.merge(numbers(judgement.evidence)) { $1 }
    if runs.contains(where: { $0.before != $0.after }) {
      var new = numbered.records { (runs[$0].after[$1], nil) }
      for index in new.indices { new[index].run.engine += 1 }
      let diff = ReportDiff(
        from: Snapshot(label: "old", suites: ["s": (numbered.suite, old)]),
        to: Snapshot(label: "new", suites: ["s": (numbered.suite, new)]))
      let row = diff.rows[0]
      found["mark"] = .text(row.change.rawValue)
      found["change"] = row.difference.map { .numbers([$0]) }
      found["p of the change"] = row.p.map { .numbers([$0]) }
      found["adjusted p of the change"] = row.adjusted.map { .numbers([$0]) }
    }
    return found
  }

  /// A text, or numbers to as many digits as the page prints.
  enum Result {
    case text(String)
    case numbers([Double])

    /// Whether the page's text says this.
    func reads(_ text: String) -> Bool {
      switch self {
      case .text(let own): return text == own
      case .numbers(let own):
        let printed = text.filter { !"[],".contains($0) }.components(separatedBy: "  ")
          .flatMap { $0.contains("%") ? [$0] : $0.components(separatedBy: " ") }
          .map { PrintedNumber($0) }
        guard printed.count == own.count else { return false }
        return zip(printed, own).allSatisfy { printed, own in
          printed.map { abs($0.value - own) <= $0.half * 1.000001 } ?? false
        }
      }
    }
  }

  private func numbers(_ evidence: Evidence) -> [String: Result] {
    var found: [String: Result] = [:]
    func put(_ name: String, _ values: Double?...) {
      let known = values.compactMap { $0 }
      if known.count == values.count { found[name] = .numbers(known) }
    }
    func put(_ spread: SeedSpread?) {
      put("own spread", spread?.own)
      put("own degrees of freedom", spread?.ownDegrees)
      put("the others' spread", spread?.prior)
      put("it counts for", spread?.priorDegrees)
      put("moderated spread", spread?.moderated)
      put("degrees of freedom", spread?.degrees)
    }
    switch evidence {
    case .none: break
    case .value(let value), .gain(let value, _):
      put(value.spread)
      put("mean", value.mean)
      put("standard error", value.standardError)
      put("margin", value.margin.limit)
      put("difference", value.readings.first?.difference)
      put("90 % interval", value.readings.first?.narrow?.low, value.readings.first?.narrow?.high)
      put("read as the best of 5", value.readings.last?.published)
    case .exact(let exact):
      put("mean", exact.measured)
      put("margin", exact.margin.limit)
    case .order(let pairs):
      guard let pair = pairs.first else { break }
      put(pair.spread)
      put("effect", pair.effect)
      put("relative effect", pair.relative.value)
      put("standard error", pair.standardError)
      put("95 % interval", pair.interval?.low, pair.interval?.high)
    case .trend(let trend):
      put(trend.spread)
      put("slope", trend.slope)
      put("95 % interval", trend.interval?.low, trend.interval?.high)
    case .fit: break
    }
    return found
  }
}
