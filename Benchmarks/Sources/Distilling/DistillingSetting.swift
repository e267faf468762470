import Autograd
import Datasets
import Determinism
import Models
import Suites
import Tensors
import Yardstick

/// TD3's setting for MovieLens-100K (its `script/ml100k.sh`), on MovieLens-100K or rows of its size.
struct DistillingSetting {
  static let length = 50
  static let sequences = 30
  static let ranks = 8
  static let rows = 15
  static let realRows = 4096
  static let width = 32
  static let hidden = 64
  static let unrolled = 40
  /// Plain steps before the unrolled ones: the mean of 0 to K − M = 160.
  static let plain = 80
  /// Parts of a batch of real histories, and of one of the summary, as in the suite td3.
  static let shards = (real: 16, synthetic: 2)
  static let inner = OptimizerSpec.adam(
    rate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 5e-5)
  static let pretraining = OptimizerSpec.adam(
    rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0)
  static let key = RandomKey(seed: 42)

  /// Where the rows are from.
  let data: String
  let itemRows: Int
  /// Every proper prefix of each user's events but the last two, 4,096 in a batch.
  let batches: [PrefixBatch]
  /// Examples in all batches.
  var examples: Double { Double(batches.reduce(0) { $0 + $1.count }) }

  init() async throws {
    let (data, interactions) = try await Rows.movieLens100K()
    self.data = data
    itemRows = interactions.itemRows
    var histories: [Range<Int>] = []
    for user in interactions.users.indices {
      let training = interactions.events(of: user).dropLast(2)
      for end in training.dropFirst() {
        histories.append(max(training.lowerBound, end - Self.length)..<end)
      }
    }
    batches = stride(from: 0, to: histories.count, by: Self.realRows).map { first in
      let chosen = histories[first..<min(histories.count, first + Self.realRows)]
      var (offsets, items) = ([0], [Int32]())
      for history in chosen {
        items += interactions.items[history]
        offsets.append(items.count)
      }
      return PrefixBatch(
        rows: PackedRows(offsets), items: items,
        targets: chosen.map { interactions.items[$0.upperBound] })
    }
  }

  /// The learner, without dropout where the twin must compute the same numbers.
  func learner(drops: Bool) -> EncoderLearner {
    var spec = EncoderLearnerSpec()
    (spec.width, spec.blocks, spec.heads) = (Self.width, 1, 1)
    (spec.hidden, spec.positions) = (Self.hidden, Self.length)
    if drops { (spec.dropout, spec.attentionDropout) = (0.2, 0.5) }
    return EncoderLearner(spec, itemRows: itemRows, key: Self.key["learner"])
  }

  func summary(items: Tensor) -> TuckerSummary {
    TuckerSummary(
      sequences: Self.sequences, length: Self.length, ranks: (Self.ranks, Self.ranks),
      items: items, key: Self.key["summary"])
  }

  static let cut = SummaryCut(
    sequences: sequences, length: length, rows: rows, parts: shards.synthetic)

  /// Outer steps with a fixed number of plain steps.
  ///
  /// - Parameters:
  ///   - outer: the summary's optimizer.
  ///   - longest: a longer gradient is shortened.
  ///   - frozen: whether the tables of items and positions stay as they are.
  static func rule(
    plain: Int, unrolled: Int, outer: OptimizerSpec, longest: Double, frozen: Bool
  ) -> DistillationRule {
    DistillationRule(
      inner: inner, outer: outer, steps: 720, learnerSteps: plain + unrolled,
      unrolledSteps: unrolled, leastPlainSteps: plain, longestGradient: longest,
      isAugmented: true, freezesTables: frozen)
  }

  /// Positions that the augmented loss shows of each sequence of each step's batch, as `SummaryLesson` draws
  /// them in the first outer step: `[steps][rows]`.
  static func shown(plain: Int, unrolled: Int) -> [[Int]] {
    let key = key["distilling"][0]["inner"]
    return (0..<plain + unrolled).map { step in
      let batch = (step < plain ? step : step - plain) % cut.batches
      return (0..<rows).map { row in
        5
          + key[step + 1]["shown"].integer(
            below: length - 6, batch * rows + row)
      }
    }
  }
}
