import Experiments
import Foundation
import Suites

/// Cells that processes are working on, as the locks in the cache tell.
struct HeldCells {
  private let owners: [String: ExclusiveFile.Owner]

  /// Looks at the locks of a cache.
  init(cache: String) {
    owners = Dictionary(
      CellLock.holders(in: "\(cache)/locks").map { ($0.subject, $0) }, uniquingKeysWith: { $1 })
  }

  /// Who is working on a cell; nil where nobody is.
  func holder(of run: Run) -> ExclusiveFile.Owner? { owners["\(run.suite)/\(run.cell)"] }

  /// The same, as the end of a table's row.
  func words(for run: Run) -> String {
    guard let owner = holder(of: run) else { return "" }
    let seconds = max(0, Date().timeIntervalSince1970 - Double(owner.since))
    return "; being computed by \(owner.words) for \(durationWords(seconds.rounded()))"
  }
}
