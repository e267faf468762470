internal import Datasets
internal import Language
internal import Suites
internal import Tensors

/// Candidates by how alike their vectors are to those of the history. See `SimilaritySpec`.
struct SimilarityScorer: CandidateScorer {
  private let profile: SimilaritySpec.Profile
  private let vectors: CentredRows.Form
  private let candidates: [Int32]
  /// Of dense vectors, those of the candidates: `[candidates, width]`.
  private let dense: Tensor?
  /// Of sparse vectors, who of the candidates has each column, and its number.
  private let holders: [[(place: Int32, value: Double)]]

  init(_ spec: SimilaritySpec, _ vectors: ItemVectorTable, candidates: [Int32]) {
    profile = spec.profile
    self.candidates = candidates
    // Of a cosine, the history's items count with length 1, too.
    let rows = spec.comparison == .cosine ? vectors.rows.unit : vectors.rows
    self.vectors = rows
    dense = ItemVectorTable(rows).tensor.map { gatherRows($0, candidates) }
    var holders: [[(place: Int32, value: Double)]] = []
    if case .sparse(let sparse) = rows {
      holders = Array(repeating: [], count: sparse.width)
      for (place, item) in candidates.enumerated() {
        for (column, value) in sparse[Int(item)] {
          holders[Int(column)].append((Int32(place), value))
        }
      }
    }
    self.holders = holders
  }

  /// Products with what stands for the history: `[rows.count, candidates]`.
  func scores(_ range: Range<Int>, of rows: SequenceRows) -> Tensor {
    switch vectors {
    case .dense(let matrix):
      var queries: [Real] = []
      for row in range {
        var query = [Double](repeating: 0, count: matrix.columns)
        for (item, weight) in weighted(rows.wholeHistory(of: row)) {
          add(weight, matrix.elements, at: Int(item) * matrix.columns, to: &query)
        }
        queries += query.map { Real($0) }
      }
      guard let dense else { preconditionFailure("Dense vectors are gathered.") }
      return matmul(
        Tensor([range.count, matrix.columns], queries), transposed: false, dense, transposed: true)
    case .sparse(let sparse):
      var scores: [Real] = []
      for row in range {
        var line = [Double](repeating: 0, count: candidates.count)
        for (item, weight) in weighted(rows.wholeHistory(of: row)) {
          for (column, value) in sparse[Int(item)] {
            for (place, own) in holders[Int(column)] { line[Int(place)] += weight * value * own }
          }
        }
        scores += line.map { Real($0) }
      }
      return Tensor([range.count, candidates.count], scores)
    }
  }

  /// What of the history counts, and how much.
  private func weighted(_ history: ArraySlice<Int32>) -> [(item: Int32, weight: Double)] {
    switch profile {
    case .last: history.suffix(1).map { ($0, 1) }
    case .harmonic:
      history.enumerated().map { ($0.element, 1 / Double(history.count - $0.offset)) }
    }
  }
}

extension SimilaritySpec: BaselineSpec {
  /// - Throws: `ExperimentError` where there are no vectors, or the matrix library that dense ones need
  ///   cannot be loaded.
  func scorer(_ material: BaselineMaterial) throws -> any CandidateScorer {
    guard let vectors = material.vectors else {
      throw ExperimentError(
        subject: "the model \(kind)", reason: "it ranks by vectors of items, but there are none")
    }
    if vectors.isDense { try Machine.requireBLAS() }
    return SimilarityScorer(self, vectors, candidates: material.candidates)
  }
}
