public import Suites

/// What a run tells while it works. Values; who prints them decides how.
public enum RunProgress: Hashable, Sendable {
  /// The training begins, or goes on at a step after an interruption, and so many seconds.
  case began(steps: Int, at: Int, after: Double)
  /// It waited so many seconds for another run, and computed nothing.
  case waited(seconds: Double)
  /// Optimizer steps made, the mean loss of the last one, and events a second so far.
  case trained(step: Int, of: Int, epoch: Int, loss: Double, tokensPerSecond: Double)
  /// An epoch is over.
  case epoch(CurvePoint)
  /// A checkpoint was written.
  case checkpoint(step: Int)
  /// Something the user should know, in one sentence.
  case note(String)
  /// Another program made the results, and says so of itself.
  case madeBy(Maker)
  /// A phase is over and took so long, all its legs together.
  case took(PhaseTime)
}
