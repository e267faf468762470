import Suites
import Verdicts

/// The systems of a catalogue in a row each: what each claims, its suite or why it has none, how its
/// headline claims came out, and the paper.
struct CatalogueTable {
  let catalogue: Catalogue
  /// What is known of every measured suite, by its name.
  let measured: [String: IndexTable.Row]
  /// The folder of reports as seen from the page.
  let folder: String

  var linked: LinkedTable {
    LinkedTable(
      titles: ["System", "What it claims", "Suite, or why there is none", "Verdict", "Paper"],
      numeric: [false, false, false, false, false],
      rows: catalogue.systems.map { system in
        [
          [.text("**\(system.name)**")], [.text(system.claim)], place(system),
          [.text(verdict(system))], [.text(paper(system))],
        ]
      })
  }

  /// The suites, each leading to its report where there is one, and the reason where they are not the
  /// system's own.
  private func place(_ system: Catalogue.System) -> [LinkedTable.Piece] {
    var pieces: [LinkedTable.Piece] = []
    for suite in system.suites {
      if !pieces.isEmpty { pieces.append(.text(", ")) }
      pieces.append(
        measured[suite] == nil
          ? .text("`\(suite)`") : .report(suite, suite: suite, folder: folder))
    }
    if let because = system.because {
      pieces.append(.text((pieces.isEmpty ? "" : ": ") + because))
    }
    return pieces
  }

  /// Verdicts of the headline claims of its own suites, or what becomes of it.
  private func verdict(_ system: Catalogue.System) -> String {
    switch system.standing {
    case .planned: return "planned"
    case .baseline: return "as a baseline"
    case .notPlanned: return "not planned"
    case nil: break
    }
    var counts: [VerdictWord: Int] = [:]
    for row in system.suites.compactMap({ measured[$0] }) {
      counts.merge(row.counts, uniquingKeysWith: +)
    }
    return counts.isEmpty ? "not measured" : VerdictWord.words(of: counts)
  }

  private func paper(_ system: Catalogue.System) -> String {
    system.url.map { "[\(system.paper)](\($0))" } ?? "\(system.paper), no address known"
  }
}
