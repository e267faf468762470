import Datasets
import Suites
import Testing

@Suite struct SplitTests {
  /// Four users with 10, 2, 1 and 4 events; one event every ten seconds, users in turn.
  static let data: Interactions = {
    let times: [Int64] = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 5, 95, 15, 75, 85, 85, 99]
    return Interactions(
      offsets: [0, 10, 12, 13, 17], items: (1...17).map(Int32.init), times: times,
      ratings: times.map { _ in 1 }, users: [1, 2, 3, 4], candidates: (1...17).map(Int32.init),
      itemRows: 18)
  }()

  @Test("leave-two-out asks for the last event, and for the one before it in validation")
  func leaveTwoOut() {
    #expect(
      Self.data.cuts(.leaveTwoOut) == [
        UserCut(training: 0..<8, validation: 8..<9, test: 9..<10),
        UserCut(training: 10..<12), UserCut(training: 12..<13),
        UserCut(training: 13..<15, validation: 15..<16, test: 16..<17),
      ])
    #expect(
      Self.data.cuts(.leaveTwoOut, held: 2)[3] == UserCut(training: 13..<17),
      "four events are not two, two and one before them")
    #expect(
      Self.data.cuts(.leaveTwoOut, held: 4)[0]
        == UserCut(training: 0..<2, validation: 2..<6, test: 6..<10))
  }

  @Test("leave-last-out keeps the rest for training")
  func leaveLastOut() {
    #expect(
      Self.data.cuts(.leaveLastOut, held: 2) == [
        UserCut(training: 0..<8, test: 8..<10), UserCut(training: 10..<10, test: 10..<12),
        UserCut(training: 12..<12), UserCut(training: 13..<15, test: 15..<17),
      ])
  }

  @Test("shares of each user's events are rounded down, and the test asks for its first event")
  func userShares() {
    // 10 events: 7 and 8; 2: 1 and 1; 1: none; 4: 2 and 3.
    #expect(
      Self.data.cuts(.userShares(training: 70, validation: 10)) == [
        UserCut(training: 0..<7, validation: 7..<8, test: 8..<9),
        UserCut(training: 10..<11, test: 11..<12), UserCut(training: 12..<12, test: 12..<13),
        UserCut(training: 13..<15, validation: 15..<16, test: 16..<17),
      ])
  }

  @Test("shares of all events cut at one time for everybody, equal times staying together")
  func timeShares() {
    // In order: 0 5 10 15 20 30 40 50 60 70 75 80 85 85 90 95 99; places 11 and 13 are 80 and 85.
    #expect(
      Self.data.cuts(.timeShares(training: 65, validation: 12)) == [
        UserCut(training: 0..<8, validation: 8..<9, test: 9..<10),
        UserCut(training: 10..<11, test: 11..<12), UserCut(training: 12..<13),
        UserCut(training: 13..<14, test: 14..<15),
      ])
  }

  @Test("a cut by the clock gives an event at the time to the later side")
  func timeCut() {
    #expect(
      Self.data.cuts(.timeCut(validation: 80, test: 90)) == [
        UserCut(training: 0..<8, validation: 8..<9, test: 9..<10),
        UserCut(training: 10..<11, test: 11..<12), UserCut(training: 12..<13),
        UserCut(training: 13..<14, validation: 14..<15, test: 16..<17),
      ])
    #expect(
      Self.data.cuts(.timeCut(validation: nil, test: 85))[3]
        == UserCut(training: 13..<14, test: 14..<15))
  }
}
