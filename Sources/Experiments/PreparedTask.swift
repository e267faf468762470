public import Models
public import Suites

/// A run's task with the rows it works on: one type for each kind of task, in that kind's folder.
public protocol PreparedTask: Sendable {
  /// SHA-256 of the prepared data; empty for a task that reads none.
  var dataDigest: String { get }

  /// How much the prepared rows hold; nil for a task without users' events.
  var dataCounts: DataCounts? { get }

  /// Computes the run, under the runner's care: its checkpoints, its weights, its wish to stop.
  ///
  /// - Parameter observe: told what happens.
  /// - Returns: the outcome, and events trained on a second; 0 where nothing is trained.
  /// - Throws: `Runner.Stopped` on request; `StorageError`, `ExperimentError`, `WeightsError`.
  func outcome(
    of run: Run, by runner: Runner, observe: (RunProgress) -> Void
  ) throws -> (outcome: Outcome, tokensPerSecond: Double)

  /// Measures the task's model with given weights; nothing is trained.
  ///
  /// - Parameter file: the name to use in errors.
  /// - Throws: `WeightsError` where the weights are not the model's; `ExperimentError` where the
  ///   model has none.
  func evaluation(of weights: Safetensors, file: String) throws -> WeightsEvaluation

  /// Whether a record of this computation is still what it would come to: results that lie elsewhere may
  /// have been replaced since.
  func stands(_ record: RunRecord) -> Bool
}

extension PreparedTask {
  /// There are no users' events.
  public var dataCounts: DataCounts? { nil }
  /// What is measured or fitted has no weights.
  public func evaluation(of _: Safetensors, file _: String) throws -> WeightsEvaluation {
    throw withoutWeights("the task")
  }
  /// What is computed here comes out the same again.
  public func stands(_ record: RunRecord) -> Bool { true }
}

/// A task whose rows can be had: each kind says so beside what computes it.
package protocol PreparableTask: TaskEntry {
  /// The task with its rows.
  ///
  /// - Throws: what `preparation` throws.
  func prepared(
    for run: Run, by preparation: inout Preparation
  ) async throws -> any PreparedTask
}

/// What weights from a file measure.
public struct WeightsEvaluation: Hashable, Sendable {
  /// The numbers.
  public var measured: Measured
  /// Test rows.
  public var users: Int
  /// How they were measured, in words.
  public var procedure: String
}

/// What is said of a task, or of a model, that has no weights to load.
func withoutWeights(_ subject: String) -> ExperimentError {
  ExperimentError(subject: subject, reason: "it has no weights to load")
}

extension Learner {
  /// The evaluation of this learner's weights, to its end.
  func wholeEvaluation() throws -> Measured {
    guard let measured = evaluate(stop: { false }) else {
      throw ExperimentError(subject: "the evaluation", reason: "it was abandoned")
    }
    return measured
  }
}
