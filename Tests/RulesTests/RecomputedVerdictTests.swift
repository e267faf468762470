import Foundation
import Reports
import Suites
import TestSupport
import Testing
import Verdicts

private let suites = [
  "fuxi-alpha", "hllm", "hstu-backbones", "hstu-ranking", "llm-seqrec", "llmemb",
  "performance-law", "td3", "xcrossnet",
]

private func assessment(_ suite: String) throws -> Assessment {
  let file = SharedData.package.appendingPathComponent("reports/\(suite)/report.json")
  return try CanonicalJSON.read(ReportJSON.self, from: Data(contentsOf: file)).assessment
}

/// Complaints about the rows of a page, and how many rows were recomputed.
private func recompute(_ page: Assessment) -> (complaints: [String], recomputed: Int) {
  var complaints: [String] = []
  var recomputed = 0
  for row in page.judgements {
    if row.evidence == .none {
      // Nothing was computed: the page must say why in words.
      let words: [VerdictWord] = [.blocked, .error, .notComparable]
      if !words.contains(row.verdict.word) || row.verdict.reason.isEmpty {
        complaints.append("\(row.claim): no evidence and no reason")
      }
      continue
    }
    let family = page.judgements.compactMap(\.significance)
      .filter { $0.family == row.significance?.family }.map(\.p)
    let own = Recomputed(row, alpha: page.alpha, family: family)
    complaints += own.complaints.map { "\(row.claim): \($0)" }
    recomputed += 1
  }
  return (complaints, recomputed)
}

@Test("every committed verdict follows from its own row", arguments: suites)
func committedVerdicts(_ suite: String) throws {
  let page = try assessment(suite)
  let (complaints, recomputed) = recompute(page)
  #expect(complaints == [])
  #expect(recomputed == page.judgements.count { $0.evidence != .none })
}

@Test("the rows recomputed are of every kind, and many")
func everyKind() throws {
  let rows = try suites.flatMap { try assessment($0).judgements }.filter { $0.evidence != .none }
  #expect(rows.count >= 100)
  let exact = rows.contains {
    if case .exact = $0.evidence { return true }
    return false
  }
  #expect(exact && Set(rows.map(\.kind)) == ["value", "order", "gain", "trend", "fit"])
}

@Test("a row whose word, margin or probability is another is noticed")
func changedRows() throws {
  let page = try assessment("fuxi-alpha")
  func complaints(_ change: (inout Judgement) -> Void) -> Int {
    var changed = page
    for index in changed.judgements.indices { change(&changed.judgements[index]) }
    return recompute(changed).complaints.count
  }
  #expect(complaints { _ in } == 0)
  #expect(complaints { if $0.verdict.word == .inconclusive { $0.verdict.word = .replicated } } > 0)
  #expect(complaints { $0.significance?.adjusted /= 2 } > 0)
  #expect(
    complaints { row in
      guard case .value(var evidence) = row.evidence else { return }
      evidence.spread?.moderated *= 2
      row.evidence = .value(evidence)
    } > 0)
  #expect(
    complaints { row in
      guard case .order(var pairs) = row.evidence else { return }
      pairs[0].means.reverse()
      row.evidence = .order(pairs)
    } > 0)
}

@Test("the second statistics give tabulated values")
func ownStatistics() {
  // t(.975, 1) = 12.7062, t(.975, 4) = 2.776445, t(.95, 10) = 1.812461.
  for (t, degrees, p) in [(12.706205, 1.0, 0.05), (2.776445, 4, 0.05), (1.812461, 10, 0.1)] {
    #expect(abs(OwnStatistics.twoSided(t, degrees: degrees) - p) < 1e-7)
  }
  #expect(abs(OwnStatistics.expectedMaximum(5) - 1.1629644736) < 1e-8)
  #expect(OwnStatistics.holm(0.02, among: [0.01, 0.02], size: 3) == 0.04)
  #expect(OwnStatistics.benjaminiHochberg(0.01, among: [0.01, 0.02], size: 3) == 0.03)
}
