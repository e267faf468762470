import Foundation
import Models
import Suites
import Testing

/// The second way must itself be right: its numbers against values worked out by hand.
@Suite struct OracleTests {
  @Test("a scalar's derivatives are those of the textbook")
  func derivatives() {
    let tape = ScalarTape()
    let (x, y) = (tape.variable(0.7), tape.variable(-1.3))
    let sigmoid = 1 / (1 + exp(1.3))
    // f = x·y + x/y − y + eˣ + ln x + √x + relu(y) + silu(y), term by term.
    var f = x * y + x / y - y + x.exponential + x.logarithm + x.root
    f += y.relu + y.silu
    let byX = -1.3 - 1 / 1.3 + exp(0.7) + 1 / 0.7 + 0.5 / 0.7.squareRoot()
    let byY = 0.7 - 0.7 / (1.3 * 1.3) - 1 + sigmoid * (1 - 1.3 * (1 - sigmoid))
    let gradient = tape.gradient(of: f, to: [x, y])
    #expect(abs(gradient[0] - byX) < 1e-14)
    #expect(abs(gradient[1] - byY) < 1e-14)
  }

  @Test(
    "time buckets are the published ones",
    arguments: [
      (0, 0), (1, 0), (60, 13), (3600, 27), (86_400, 37), (2_592_000, 49), (31_536_000, 57),
      (1_000_000_000, 68), (-60, 13),
    ] as [(Int64, Int)])
  func buckets(seconds: Int64, bucket: Int) {
    #expect(PaddedBatch.bucket(seconds) == bucket)
  }

  @Test("a padded row ends with its target's time")
  func padding() {
    let batch = PaddedBatch(
      SequenceBatch(
        offsets: [0, 1, 3], items: [5, 6, 7], times: [10, 20, 30], nextTimes: [11, 30, 90],
        targets: [8, 7, 9]), columns: 4)
    #expect(batch.items == [[5, 0, 0, 0], [6, 7, 0, 0]])
    #expect(batch.times == [[10, 11, 0, 0], [20, 30, 90, 0]])
    #expect(batch.targets == [[8, 0, 0, 0], [7, 9, 0, 0]])
    // From 90, the time after the last event, back to 20.
    #expect(batch.bucket(1, 1, 0) == PaddedBatch.bucket(70))
  }
}
