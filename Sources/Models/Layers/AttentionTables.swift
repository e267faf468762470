internal import Autograd
internal import Suites
internal import Tensors

/// The learned numbers of a relative bias in one block: `position_bias` `[2N − 1]` and `time_bias`
/// `[129]`, as far as the bias has them. What it lacks is read as zeros.
struct AttentionTables: Sendable {
  private let position: Parameter?
  private let time: Parameter?
  private let positions: Int

  /// Declares the tables of a bias.
  init(_ declaration: inout Declaration, _ bias: AttentionBias, positions: Int) {
    self.positions = positions
    position =
      bias.seesPosition
      ? declaration.parameter("position_bias", [2 * positions - 1], Initial.normal(0.02)) : nil
    time =
      bias.seesTime
      ? declaration.parameter("time_bias", [TimeBuckets.count], Initial.normal(0.02)) : nil
  }

  /// Both tables in a pass.
  func callAsFunction(_ pass: Pass) -> (position: Variable, time: Variable) {
    (
      position.map { pass[$0] } ?? Variable(Tensor(zeros: [2 * positions - 1])),
      time.map { pass[$0] } ?? Variable(Tensor(zeros: [TimeBuckets.count]))
    )
  }
}

extension SequenceBatch {
  /// Time buckets of all pairs of events, for all layers.
  func buckets(_ request: RequestTime) -> TimeBuckets {
    switch request {
    case .nextEvent: buckets
    case .queryEvent: TimeBuckets(PackedRows(offsets), times: times, nextTimes: times)
    }
  }
}
