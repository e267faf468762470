import Reports
import Suites
import Verdicts

/// What a suite holds: profiles, groups with their runs, claims with their verdicts.
struct SuiteListing {
  private struct Document: Encodable {
    struct Run: Encodable {
      var id: String
      var title: String
      var group: String?
      var profile: String
      var seeds: Int
      var measured: Int
    }
    struct Claim: Encodable {
      var id: String
      var title: String
      var headline: Bool
      var verdict: String
    }
    var name: String
    var profiles: [String]
    var runs: [Run]
    var claims: [Claim]
  }

  private let document: Document
  /// Every profile of its runs.
  private let profiles: [String]

  init(_ name: String, in folders: Folders) throws {
    let judged = try JudgedSuite(try folders.suite(name), in: folders)
    let suite = judged.file.suite
    let report = judged.report
    profiles = suite.profiles
    var measured: [String: Int] = [:]
    for run in try Plan(suite).runs where CellStatus(of: run, in: judged.reading) == .cached {
      measured[run.name, default: 0] += 1
    }
    document = Document(
      name: suite.name, profiles: suite.policy.profiles,
      runs: suite.runs.map { run in
        .init(
          id: run.id, title: report.title(of: run.id), group: run.group, profile: run.profile,
          seeds: run.seeds.count, measured: measured[run.id] ?? 0)
      },
      claims: report.assessment.judgements.map { judgement in
        .init(
          id: judgement.claim, title: report.statement(of: judgement.claim),
          headline: judgement.headline, verdict: judgement.verdict.word.rawValue)
      })
  }

  /// Writes it to standard output.
  func say(json: Bool) throws {
    if json { return try Console.say(json: document) }
    let shown = profiles.map { document.profiles.contains($0) ? "\($0) (by default)" : $0 }
    let runs = document.runs.map {
      [$0.group ?? "", $0.id, $0.title, $0.profile, "\($0.measured)/\($0.seeds) seeds"]
    }
    let claims = document.claims.map {
      [$0.headline ? "headline" : "", $0.id, $0.title, $0.verdict]
    }
    Console.say("profiles: \(shown.joined(separator: ", "))\n")
    Console.say(columns([["group", "run", "title", "profile", "measured"]] + runs) + "\n")
    Console.say(columns([["", "claim", "statement", "verdict"]] + claims))
  }
}
