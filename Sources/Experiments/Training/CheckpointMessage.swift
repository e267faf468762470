internal import Determinism
internal import Foundation
internal import Models
internal import Suites

extension Ranks {
  /// A checkpoint that the first rank has, for all of them.
  ///
  /// - Parameter read: asked of the first rank alone.
  /// - Throws: what reading throws, on the first rank; `ExperimentError` where the others do not understand.
  func told(_ read: () throws -> Checkpoint?) throws -> Checkpoint? {
    guard !isAlone else { return try read() }
    let own = own == 0 ? try read() : nil
    let words = told(try own.map { Array(try CanonicalJSON.compact(Words($0)).utf8) } ?? [])
    let numbers = told(own.map { Array($0.tensors.encoded()) } ?? [])
    guard !words.isEmpty else { return nil }
    let told = try CanonicalJSON.read(Words.self, from: Data(words))
    return Checkpoint(
      progress: told.progress,
      tensors: try Safetensors(Data(numbers), file: "the first rank's checkpoint"),
      origin: told.origin, seconds: told.seconds, phases: told.phases)
  }
}

/// All of a checkpoint but its tensors.
private struct Words: Codable {
  var progress: Checkpoint.Progress
  var origin: Checkpoint.Origin
  var seconds: Double
  var phases: [PhaseTime]?

  init(_ checkpoint: Checkpoint) {
    (progress, origin) = (checkpoint.progress, checkpoint.origin)
    (seconds, phases) = (checkpoint.seconds, checkpoint.phases)
  }
}
