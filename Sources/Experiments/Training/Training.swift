internal import Models
public import Suites

/// What one advance of a training did.
public enum TrainingAdvance: Hashable, Sendable {
  /// One optimizer step, with this mean loss.
  case trained(loss: Double)
  /// The end of an epoch. `isRead`: it would be read if the run ended now, so its weights count.
  case epoch(CurvePoint, isRead: Bool)
  /// Nothing: the last epoch is over.
  case finished
  /// Nothing: an evaluation was given up, and begins anew with the next advance.
  case stopped
  /// The loss of this step, or a parameter after it, is not a number. There is no going on.
  case diverged(step: Int)
}

/// A training as a value that is advanced step by step; it prints nothing and writes nothing, so
/// that whoever drives it decides when it is kept and when it stops.
protocol Training: Sendable {
  /// Where it stands.
  var progress: Checkpoint.Progress { get }
  /// Optimizer steps of the whole training, at most.
  var steps: Int { get }
  /// The phase that the next advance belongs to, in a word; nil for a training without phases. Behind its
  /// last advance it is the last phase, or nil.
  var phase: String? { get }
  /// Everything needed to go on later.
  var checkpoint: Checkpoint { get }
  /// The weights of the epoch that was just evaluated.
  var weights: Safetensors { get }
  /// Trains on the next batch, or ends the epoch when there is none.
  mutating func advance(stop: @Sendable () -> Bool) throws -> TrainingAdvance
}

extension Training {
  var phase: String? { nil }
}
