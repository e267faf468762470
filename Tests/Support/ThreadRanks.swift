public import Determinism
import Foundation
import Synchronization

/// Ranks that are threads of this process, for tests of what ranks compute together.
public struct ThreadRanks: Ranks {
  /// How many there are.
  public let count: Int
  /// Which one this is, from 0.
  public let own: Int
  private let meeting: Meeting

  /// Runs a body once for each of some ranks, all at the same time.
  ///
  /// - Returns: what each gave, by its number.
  public static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Ranks) -> Result
  ) -> [Result] {
    let meeting = Meeting(count)
    let results = Results<Result>(count)
    let group = DispatchGroup()
    for own in 0..<count {
      group.enter()
      let thread = Thread {
        results.put(body(ThreadRanks(count: count, own: own, meeting: meeting)), at: own)
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return results.all
  }

  /// Hands each rank a message.
  public func exchange<Number: BitwiseCopyable & Sendable>(_ messages: [[Number]]) -> [[Number]] {
    precondition(messages.count == count, "\(messages.count) messages for \(count) ranks.")
    return meeting.answer(messages, from: own).map { all in
      guard let all = all as? [[Number]] else {
        preconditionFailure("Ranks ask for different things.")
      }
      return all[own]
    }
  }

  /// Hands every rank the same message.
  public func gather<Number: BitwiseCopyable & Sendable>(_ message: [Number]) -> [[Number]] {
    exchange(Array(repeating: message, count: count))
  }

  private final class Results<Result: Sendable>: Sendable {
    private let results: Guarded<[Result?]>
    init(_ count: Int) { results = Guarded(Array(repeating: nil, count: count)) }
    func put(_ result: Result, at own: Int) { results.withLock { $0[own] = result } }
    var all: [Result] { results.withLock { $0.compactMap { $0 } } }
  }

  /// Where all ranks lay down what they have to say, and nobody goes on before everybody has.
  ///
  /// `@unchecked Sendable`: everything is read and written under the condition's lock.
  private final class Meeting: @unchecked Sendable {
    private let condition = NSCondition()
    private let count: Int
    private var said: [(any Sendable)?]
    private var answers: [any Sendable] = []
    private var present = 0
    private var round = 0

    init(_ count: Int) {
      self.count = count
      said = Array(repeating: nil, count: count)
    }

    func answer(_ message: any Sendable, from own: Int) -> [any Sendable] {
      condition.lock()
      defer { condition.unlock() }
      said[own] = message
      present += 1
      let round = round
      if present == count {
        answers = said.compactMap { $0 }
        (present, self.round) = (0, round + 1)
        condition.broadcast()
        return answers
      }
      let limit = Date(timeIntervalSinceNow: 120)
      // Nobody lays down the next round's answers before everybody has read these.
      while self.round == round {
        precondition(condition.wait(until: limit), "A rank does not come.")
      }
      return answers
    }
  }
}
