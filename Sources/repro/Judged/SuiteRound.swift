import Foundation
import Reports
import Suites
import Verdicts

/// Several suites one after the other: each is judged and reported though another fails, and at the end
/// one screen says how all of them came out.
struct SuiteRound {
  /// One suite's end.
  private struct Part {
    var target: Target
    /// Nil where it could not be judged.
    var publication: Publication?
    var ending: Ending
    /// What went wrong, as a sentence; nil where nothing did.
    var fault: String?
  }

  private struct Answer: Encodable {
    struct Suite: Encodable {
      var name: String
      var ending: String
      var fault: String?
      /// Ids of the claims that were asked for.
      var selected: [String]
      var report: ReportJSON?
    }
    var schemaVersion = 1
    var ending: String
    var suites: [Suite]
  }

  let folders: Folders
  /// Whether each whole page goes to standard output.
  let markdown: Bool
  private var parts: [Part] = []

  init(in folders: Folders, markdown: Bool) {
    self.folders = folders
    self.markdown = markdown
  }

  /// Does a suite's work, then judges it by what records there are and writes its report.
  ///
  /// - Throws: `Ending` after a signal. Everything else is said, and counts for this suite alone.
  mutating func take(_ target: Target, _ work: () async throws -> Void) async throws {
    var part = Part(target: target, publication: nil, ending: .success, fault: nil)
    func note(_ error: any Error) throws {
      if Interruption.isAsked { throw Interruption.ending }
      let words = "\(target.file.suite.name): \(sentence(of: error))"
      Console.complain("repro: \(words)")
      part.ending = .worst(of: [part.ending, Ending(of: error)])
      part.fault = part.fault ?? words
    }
    do { try await work() } catch { try note(error) }
    do {
      try Interruption.sheltered {
        var publication = try Publication(target, in: folders)
        try publication.write()
        if markdown { Console.say(publication.markdown) }
        try publication.tellService()
        Console.complain("The report is \(publication.folder)/report.md")
        part.publication = publication
        part.ending = .worst(of: [part.ending, publication.ending])
      }
    } catch { try note(error) }
    parts.append(part)
  }

  /// The worst of all suites' endings.
  var ending: Ending { .worst(of: parts.map(\.ending)) }

  /// Says how all suites came out, and leaves with the worst of their endings.
  func tell(json: Bool) throws {
    if json {
      let suites = parts.map { part in
        Answer.Suite(
          name: part.target.file.suite.name, ending: part.ending.word, fault: part.fault,
          selected: part.publication?.selected ?? [], report: part.publication?.report.json)
      }
      try Console.say(json: Answer(ending: ending.word, suites: suites))
    } else {
      let width = Console.isTerminal ? Console.columns(of: 1) : .max
      Console.say(lines.map { ForeignText.line($0, upTo: width) }.joined(separator: "\n"))
    }
    if ending != .success { throw ending }
  }

  /// A line a suite, then the claims that fail, in one screen.
  private var lines: [String] {
    let rows = parts.map { part in
      [
        part.target.file.suite.name, part.publication?.measured ?? "–",
        part.publication?.verdicts ?? "not judged",
        part.ending == .success ? "policy met" : "\(part.ending.word) (\(part.ending.rawValue))",
      ]
    }
    var lines = columns([["suite", "cells", "verdicts", "ending"]] + rows)
      .split(separator: "\n").map(String.init)
    let failing = parts.flatMap { part in
      (part.publication?.failing ?? []).map {
        "\($0.word.mark) \($0.word.rawValue)  \(part.target.file.suite.name)/\($0.claim)  \($0.statement)"
      }
    }
    let faults = parts.compactMap(\.fault)
    let told = (faults + failing).prefix(12)
    if !told.isEmpty { lines.append("") }
    lines += told
    let left = faults.count + failing.count - told.count
    if left > 0 { lines.append("and \(left) more; see each suite's page") }
    let met = parts.count { $0.ending == .success }
    lines += [
      "",
      "\(met) of \(parts.count) suites met their policy"
        + (ending == .success ? "" : "; the worst ending is \(ending.word), \(ending.rawValue)"),
    ]
    return lines
  }
}

extension Publication {
  /// `29/54`: cells with a record of those that were asked for.
  var measured: String {
    let cells = ((try? Plan(target.file.suite).runs) ?? [])
      .filter { target.selection.runs.contains($0.name) }
    return "\(cells.count { CellStatus(of: $0, in: reading) == .cached })/\(cells.count)"
  }

  /// Headline claims by verdict, or the claims that were asked for.
  var verdicts: String {
    let rows = target.isWhole ? report.story.claims.rows : report.story(of: selected).claims.rows
    return VerdictWord.words(of: Dictionary(grouping: rows, by: \.word).mapValues(\.count))
  }

  /// Claims that were asked for and fail, a row each.
  var failing: [ClaimTable.Row] {
    let failing = Set(report.assessment.judgements.filter(\.fails).map(\.claim))
    return report.story(of: selected.filter(failing.contains)).claims.rows
  }
}

extension Ending {
  /// The worst of several: a signal, then other bytes in a repeat, then what kept the work from being
  /// done (the highest code), then what was found.
  static func worst(of endings: [Ending]) -> Ending {
    endings.max { $0.severity < $1.severity } ?? .success
  }

  private var severity: Int {
    switch self {
    case .success: 0
    case .nothingMeasured: 1
    case .inconclusive: 2
    case .notReplicated: 3
    case .notComparable: 4
    case .regression: 5
    case .disappeared: 6
    case .usage, .badData, .unavailable, .internal, .cannotWrite, .temporary, .licence, .badSuite:
      Int(rawValue)
    case .brokenRepeat: 100
    case .hungUp, .interrupted, .announced, .unread, .terminated, .outOfTime: Int(rawValue)
    }
  }
}
