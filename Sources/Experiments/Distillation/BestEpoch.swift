internal import Models

/// What the best of several epochs left, by a number of which more is better.
struct BestEpoch<Kept: Sendable>: Sendable {
  /// What it left.
  var kept: Kept
  /// Which epoch, from 1; 0 before the first.
  private(set) var epoch = 0
  private(set) var value = -Double.infinity
  /// Epochs since.
  private(set) var strikes = 0

  /// - Parameter kept: what stands for it before the first epoch.
  init(_ kept: Kept) { self.kept = kept }

  /// Takes what an epoch left where it is better than all before.
  mutating func follow(_ candidate: Kept, epoch: Int, value: Double) {
    guard value > self.value else {
      strikes += 1
      return
    }
    (kept, self.epoch, self.value, strikes) = (candidate, epoch, value, 0)
  }

  /// Adds its numbers to those of a checkpoint; what it left is written elsewhere.
  func write(to metadata: inout [String: String], as name: String) {
    metadata["\(name)-epoch"] = String(epoch)
    metadata["\(name)-value"] = String(value.bitPattern)
    metadata["\(name)-strikes"] = String(strikes)
  }

  /// Takes its numbers from those of a checkpoint.
  ///
  /// - Throws: `WeightsError` where they are missing.
  mutating func restore(
    _ metadata: [String: String], as name: String, file: String
  ) throws(WeightsError) {
    guard let epoch = metadata["\(name)-epoch"].flatMap(Int.init), epoch >= 0,
      let strikes = metadata["\(name)-strikes"].flatMap(Int.init), strikes >= 0,
      let value = metadata["\(name)-value"].flatMap(UInt64.init)
    else { throw WeightsError(file: file, reason: "lacks the numbers of '\(name)'") }
    (self.epoch, self.strikes, self.value) = (epoch, strikes, Double(bitPattern: value))
  }
}
