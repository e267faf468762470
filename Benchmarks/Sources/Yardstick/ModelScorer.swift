public import Experiments
public import Models
public import Tensors

/// Ranks candidates by the product of a model's user vectors with the candidates' vectors.
public struct ModelScorer: CandidateScorer {
  private let scorer: SequenceScorer
  /// `[candidates, width]`.
  private let candidates: Tensor

  /// A model with these numbers, over these items.
  public init(_ model: any SequenceRecommender, _ parameters: Parameters, candidates: [Int32]) {
    scorer = SequenceScorer(model: model, parameters: parameters)
    self.candidates = gatherRows(scorer.itemVectors(), candidates)
  }

  /// `[rows, candidates]`.
  public func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    matmul(
      scorer.queries(rows.batch(range)), transposed: false, candidates, transposed: true)
  }
}

/// Ranks candidates by products with vectors that are already there: ranking alone.
public struct VectorScorer: CandidateScorer {
  private let users: Tensor
  private let candidates: Tensor

  /// User vectors `[rows, width]` and candidate vectors `[candidates, width]` of arbitrary numbers.
  public init(rows: Int, candidates: Int, width: Int) {
    func numbers(_ shape: Shape) -> Tensor {
      Tensor(shape, (0..<shape.count).map { Real(($0 &* 2_654_435_761) % 1009) / 1009 })
    }
    users = numbers([rows, width])
    self.candidates = numbers([candidates, width])
  }

  /// `[rows, candidates]`.
  public func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    matmul(
      gatherRows(users, range.map { Int32($0) }), transposed: false, candidates, transposed: true)
  }
}
