public import Datasets
internal import Determinism
public import Suites
public import Tensors

/// Candidates by how often they occur in the training part: what every user's targets follow. The
/// history plays no part.
public struct PopularityScorer: CandidateScorer {
  private let counts: [Real]

  /// Counts the training part's events.
  ///
  /// - Parameters:
  ///   - split: where users' events are cut.
  ///   - held: events of each user that are targets at once.
  public init(
    _ interactions: Interactions, candidates: [Int32], split: SplitSpec = .leaveLastOut,
    held: Int = 1
  ) {
    let counts = interactions.trainingCounts(interactions.cuts(split, held: held))
    self.counts = candidates.map { Real(counts[Int($0)]) }
  }

  /// The counts, the same for each row: `[rows.count, candidates]`.
  public func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    Tensor([range.count, counts.count], range.flatMap { _ in counts })
  }
}

/// Candidates by numbers drawn for each row: what a ranking without any knowledge comes out at.
public struct RandomScorer: CandidateScorer {
  private let key: RandomKey
  private let candidates: Int

  /// Numbers drawn by the seed, the row and the candidate's place.
  public init(seed: UInt64, candidates: Int) {
    key = RandomKey(seed: seed)["scores"]
    self.candidates = candidates
  }

  /// Uniform numbers: `[rows.count, candidates]`.
  public func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    let numbers = range.flatMap { row in
      let key = key[row]
      return (0..<candidates).map { Real(key.uniform($0)) }
    }
    return Tensor([range.count, candidates], numbers)
  }
}

extension Interactions {
  /// How often each item occurs in the training part: `[itemRows]`.
  func trainingCounts(_ cuts: [UserCut]) -> [Int] {
    var counts = [Int](repeating: 0, count: itemRows)
    for cut in cuts {
      for item in items[cut.training] { counts[Int(item)] += 1 }
    }
    return counts
  }

  /// The place of each item among some of them, −1 for one that is none: `[itemRows]`.
  func places(of chosen: [Int32]) -> [Int32] {
    var places = [Int32](repeating: -1, count: itemRows)
    for (place, item) in chosen.enumerated() { places[Int(item)] = Int32(place) }
    return places
  }
}

/// What a model without parameters ranks from.
struct BaselineMaterial {
  let interactions: Interactions
  /// Items that compete, ascending.
  let candidates: [Int32]
  /// Where users' events are cut.
  let split: SplitSpec
  /// Events of each user that are targets at once.
  let held: Int
  /// Vectors of items; nil where the run asks for none.
  let vectors: ItemVectorTable?
  let seed: UInt64
}

/// A model without parameters that says how it ranks.
protocol BaselineSpec: RankingModelSpec {
  /// What ranks the candidates.
  func scorer(_ material: BaselineMaterial) throws -> any CandidateScorer
}

extension PopularitySpec: BaselineSpec {
  func scorer(_ material: BaselineMaterial) -> any CandidateScorer {
    PopularityScorer(
      material.interactions, candidates: material.candidates, split: material.split,
      held: material.held)
  }
}

extension RandomSpec: BaselineSpec {
  func scorer(_ material: BaselineMaterial) -> any CandidateScorer {
    RandomScorer(seed: material.seed, candidates: material.candidates.count)
  }
}
