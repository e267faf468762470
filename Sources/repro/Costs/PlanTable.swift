import Suites

/// A plan for people: a line a cell, what there is to do in all, and why costs are not known.
struct PlanTable {
  let cells: [PlannedCell]
  /// Whether each cell is told with its suite.
  let withSuites: Bool

  /// Writes it to standard output.
  func say() {
    let rows = cells.map { [name($0), $0.profile, cost($0), $0.why] }
    Console.say(columns([["cell", "profile", "cost", "status"]] + rows))
    Console.say(total)
    for (reason, cells) in cells.grouped(by: \.costUnknown) {
      guard let reason else { continue }
      let names = cells.prefix(3).map(name).joined(separator: ", ")
      Console.say("? \(names)\(cells.count > 3 ? " and \(cells.count - 3) more" : ""): \(reason)")
    }
  }

  private func name(_ cell: PlannedCell) -> String {
    withSuites ? "\(cell.run.suite)/\(cell.cell)" : cell.cell
  }

  private func cost(_ cell: PlannedCell) -> String {
    if let took = cell.took { return "took \(durationWords(took.rounded(.up)))" }
    return cell.cost?.words ?? (cell.costUnknown == nil ? "" : "?")
  }

  private var total: String {
    let waiting = cells.filter { $0.status == "to-run" }
    let diverged = cells.count { $0.status == "diverged" }
    let seconds = waiting.compactMap(\.cost?.seconds).reduce(0, +)
    let unknown = waiting.count { $0.cost == nil }
    return "\(counted(cells.count, "cell")), \(cells.count - waiting.count - diverged) cached, "
      + (diverged > 0 ? "\(diverged) diverged, " : "") + "\(waiting.count) to run"
      + (seconds > 0 ? ", about \(durationWords(seconds.rounded(.up)))" : "")
      + (unknown > 0 ? ", \(unknown) of unknown cost" : "")
  }
}
