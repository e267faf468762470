/// Seconds that a download may go on without getting on.
///
/// Time spends them and bytes earn them back, one second for as many bytes as a transfer must bring
/// in a second; never more than there were in the beginning. So a crawl is given up when silence
/// would be, in one connection or in thousands, and a long download at a fair pace never.
package struct Credit {
  private let limit: Double
  private let slowest: Double
  private var left: Double
  private var last: Double

  /// - Parameter now: seconds of a clock that is never put back.
  package init(_ patience: Patience, now: Double) {
    limit = Double(patience.fruitless) * Double(patience.stuck + patience.connecting)
    slowest = Double(max(1, patience.slowest))
    left = limit
    last = now
  }

  /// Takes account of bytes that came until now; false where nothing is left.
  package mutating func earn(_ bytes: Int, now: Double) -> Bool {
    left = min(limit, left - (now - last) + Double(bytes) / slowest)
    last = now
    return left > 0
  }

  /// Lets time pass that the server asked for, or that was ours.
  package mutating func rest(until now: Double) { last = now }

  /// Why the download is given up.
  package var words: String {
    "less than \(Int(slowest)) bytes a second came for \(Int(limit)) seconds"
  }
}
