import Datasets
import Foundation
import Suites
import Synchronization

/// Shows downloads on standard error: a line that is redrawn where that is a terminal, else a line
/// for every tenth of the file or every 30 seconds.
final class FetchDisplay: Sendable {
  private struct State {
    var url = ""
    var tenth = -1
    var told = Date.distantPast
    var isLineOpen = false
  }

  private let draws: Bool
  private let state = Mutex(State())

  init(draws: Bool = Console.drawsProgress) { self.draws = draws }

  /// Takes the state of a download.
  func show(_ progress: FetchProgress) {
    state.withLock { state in
      switch progress.stage {
      case .waiting:
        say("\(progress.dataset): another process is downloading it; waiting", &state)
      case .pausing(let seconds):
        say("\(progress.dataset): the server asks to wait \(seconds) s before the next try", &state)
      case .verifying, .finished: receive(progress, &state, isLast: true)
      case .receiving: receive(progress, &state, isLast: false)
      }
    }
  }

  private func receive(_ progress: FetchProgress, _ state: inout State, isLast: Bool) {
    if state.url != progress.url {
      state = State(url: progress.url)
      say("\(progress.dataset): \(ForeignText.address(progress.url))", &state)
    }
    let amount = Self.words(progress)
    if draws {
      Console.redraw(amount, ends: isLast)
      state.isLineOpen = !isLast
      return
    }
    let tenth =
      progress.total.map { $0 > 0 ? Self.share(10, progress.received, $0) : 0 } ?? state.tenth
    guard tenth != state.tenth || Date.now.timeIntervalSince(state.told) >= 30 else { return }
    state.tenth = tenth
    state.told = .now
    Console.complain(amount)
  }

  private func say(_ text: String, _ state: inout State) {
    if state.isLineOpen { Console.complain("") }
    state.isLineOpen = false
    Console.complain(text)
  }

  /// `ml-1m: 2.4 of 5.9 MB (41 %)`
  static func words(_ progress: FetchProgress) -> String {
    let received = megabytes(progress.received)
    guard let total = progress.total, total > 0 else {
      return "\(progress.dataset): \(received) MB"
    }
    return "\(progress.dataset): \(received) of \(megabytes(total)) MB "
      + "(\(share(100, progress.received, total)) %)"
  }

  /// `parts * received / total`, where that is a number.
  private static func share(_ parts: Int, _ received: Int, _ total: Int) -> Int {
    let (product, isTooLarge) = parts.multipliedReportingOverflow(by: received)
    return isTooLarge ? received / max(1, total / parts) : product / total
  }

  private static func megabytes(_ bytes: Int) -> String {
    // A server may claim any number of bytes: nothing is added to it.
    let tenths = bytes / 100_000 + (bytes % 100_000 >= 50_000 ? 1 : 0)
    return "\(tenths / 10).\(tenths % 10)"
  }
}

/// Shows what data sets hold, each once, on standard error: an eye sees what no reader can know.
final class CensusDisplay: Sendable {
  private let shown = Mutex<Set<DataCensus>>([])

  /// Takes what a data set holds.
  func show(_ census: DataCensus) {
    guard shown.withLock({ $0.insert(census).inserted }) else { return }
    Console.complain(census.words)
    Console.complain(census.details)
    if let hint = census.hint { Console.complain(hint) }
  }
}

/// Shows a licence on standard error and reads a yes or no from standard input.
@Sendable func askForLicence(_ licence: Licence) -> Bool {
  Console.complain(
    lines: """
      Licence \(licence.id)
      \(licence.text)
      Full text: \(ForeignText.address(licence.url))
      Do you accept it? [y/N]
      """)
  return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
}
