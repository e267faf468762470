import Datasets
import Experiments
import Models
import Testing

@Suite struct SequenceRowsTests {
  /// Four users: 5, 2, 1 and 3 events; times are ten times the item.
  static let interactions = Interactions(
    offsets: [0, 5, 7, 8, 11], items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2],
    times: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110],
    ratings: Array(repeating: 1, count: 11), users: [1, 2, 3, 4], candidates: Array(1...9),
    itemRows: 10)

  @Test("training shows all but a user's last two events, and never the test event")
  func training() {
    let rows = SequenceRows(Self.interactions, side: .training, maximalLength: 10)
    #expect(rows.users == [0, 3])
    #expect(rows.tokens == 4)
    let batch = rows.batch([0, 1])
    #expect(batch.offsets == [0, 3, 4])
    #expect(batch.items == [1, 2, 3, 9])
    #expect(batch.targets == [2, 3, 4, 1])
    #expect(batch.times == [10, 20, 30, 90])
    #expect(batch.nextTimes == [20, 30, 40, 100])
  }

  @Test("evaluation shows all but the last event and asks for it")
  func evaluation() {
    let rows = SequenceRows(Self.interactions, side: .evaluation, maximalLength: 10)
    #expect(rows.users == [0, 1, 3])
    #expect((0..<3).map { Array(rows.targets(of: $0)) } == [[5], [7], [2]])
    let batch = rows.batch(0..<3)
    #expect(batch.items == [1, 2, 3, 4, 6, 9, 1])
    #expect(batch.nextTimes == [20, 30, 40, 50, 70, 100, 110])
  }

  @Test("several held events are asked for at once, and training sees none of them")
  func severalTargets() {
    let rows = SequenceRows(Self.interactions, side: .evaluation, maximalLength: 2, held: 2)
    #expect(rows.users == [0, 3])
    #expect((0..<2).map { Array(rows.targets(of: $0)) } == [[4, 5], [1, 2]])
    #expect(rows.batch(0..<2).items == [2, 3, 9])
    #expect(Array(rows.wholeHistory(of: 0)) == [1, 2, 3])
    let training = SequenceRows(Self.interactions, side: .training, maximalLength: 9, held: 2)
    #expect(training.users == [0])
    #expect(training.batch([0]).items == [1, 2] && training.batch([0]).targets == [2, 3])
  }

  @Test("the latest events are kept, and the whole history is still known")
  func keptHistory() {
    let rows = SequenceRows(Self.interactions, side: .evaluation, maximalLength: 2)
    #expect(Array(rows.history(of: 0)) == [3, 4])
    #expect(Array(rows.wholeHistory(of: 0)) == [1, 2, 3, 4])
    #expect(rows.batch([2, 0]).items == [9, 1, 3, 4])
  }

  @Test("the time of the target can be hidden from the last query")
  func hiddenTime() {
    let rows = SequenceRows(Self.interactions, side: .evaluation, maximalLength: 10)
    #expect(rows.batch([0], hidesTargetTime: true).nextTimes == [20, 30, 40, 40])
  }
}
