public import Datasets
import Determinism
import Experiments
public import Models
public import Suites

/// Training batches of one epoch, in random order.
public struct Batches: Sendable {
  /// The batches, all but perhaps the last of the same number of rows.
  public let all: [SequenceBatch]
  /// Items that negatives are drawn from.
  public let candidates: [Int32]
  /// Rows of the item table.
  public let itemRows: Int

  /// - Parameters:
  ///   - rows: rows of a batch.
  ///   - maximalLength: events of history kept.
  ///   - most: batches that are made, at most.
  public init(_ interactions: Interactions, rows: Int, maximalLength: Int, most: Int) {
    let training = SequenceRows(interactions, side: .training, maximalLength: maximalLength)
    let order = RandomKey(seed: 1)["order"].permutation(training.count)
    all = stride(from: 0, to: training.count, by: rows).prefix(most).map { first in
      training.batch(order[first..<min(order.count, first + rows)])
    }
    candidates = interactions.candidates
    itemRows = interactions.itemRows
  }

  /// Batches read from elsewhere.
  public init(_ all: [SequenceBatch], candidates: [Int32], itemRows: Int) {
    self.all = all
    self.candidates = candidates
    self.itemRows = itemRows
  }

  /// Events of a batch's rows.
  public static func lengths(_ batch: SequenceBatch) -> [Int] {
    zip(batch.offsets, batch.offsets.dropFirst()).map { $1 - $0 }
  }
}

/// A model in training, step after step.
public struct SteppedModel: Sendable {
  private let model: any SequenceRecommender
  private let trainer: SequenceTrainer
  private var state: TrainingState
  private let key = RandomKey(seed: 1)

  /// The model with its first numbers.
  ///
  /// - Throws: `ModelError` for sizes that no model can have.
  public init?(_ spec: ModelSpec, _ training: TrainingSpec, _ batches: Batches) throws {
    guard
      let model = try recommender(
        for: spec, itemRows: batches.itemRows, key: RandomKey(seed: 1))
    else { return nil }
    self.model = model
    trainer = SequenceTrainer(model: model, training: training, candidates: batches.candidates)
    state = TrainingState(model.parameters)
  }

  /// One step on a batch; gives the loss before it.
  public mutating func step(_ batch: SequenceBatch) -> Double {
    trainer.step(&state, batch, key: key)
  }

  /// The numbers as they are now.
  public var parameters: Parameters { state.parameters }

  /// Ranks candidates by the numbers as they are now.
  public func scorer(over candidates: [Int32]) -> ModelScorer {
    ModelScorer(model, state.parameters, candidates: candidates)
  }
}
