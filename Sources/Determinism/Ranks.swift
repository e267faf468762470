/// Processes that compute one training together, on one machine or several, as one of them sees them.
///
/// Every rank asks the same in the same order; a question is answered when all have asked it. What a
/// rank is given depends on nothing but what was asked, so that results do not depend on which rank
/// is faster.
public protocol Ranks: Sendable {
  /// How many there are.
  var count: Int { get }
  /// Which one this is, from 0. The first alone writes and prints.
  var own: Int { get }

  /// Hands each rank a message.
  ///
  /// - Parameter messages: one for each rank, by its number.
  /// - Returns: what each rank had for this one, by its number.
  func exchange<Number: BitwiseCopyable & Sendable>(_ messages: [[Number]]) -> [[Number]]

  /// Hands every rank the same message.
  ///
  /// - Returns: what each rank had to say, by its number.
  func gather<Number: BitwiseCopyable & Sendable>(_ message: [Number]) -> [[Number]]
}

extension Ranks {
  /// Whether there is nobody else.
  public var isAlone: Bool { count == 1 }

  /// The part of `total` things in a row that is a rank's: about equal ones, the first rank's first.
  public func share(of total: Int, rank: Int) -> Range<Int> {
    total * rank / count..<total * (rank + 1) / count
  }

  /// The part of `total` things in a row that is this rank's.
  public func share(of total: Int) -> Range<Int> { share(of: total, rank: own) }

  /// What the first rank says.
  ///
  /// - Parameter message: read from the first rank alone.
  public func told<Number: BitwiseCopyable & Sendable>(_ message: [Number]) -> [Number] {
    isAlone ? message : gather(own == 0 ? message : [])[0]
  }

  /// Whether any rank says so.
  public func any(_ isSo: Bool) -> Bool {
    isAlone ? isSo : gather([isSo]).joined().contains(true)
  }
}

/// One process without others.
public struct SingleRank: Ranks {
  /// 1.
  public let count = 1
  /// 0.
  public let own = 0

  /// Nobody else.
  public init() {}

  /// The message itself.
  public func exchange<Number: BitwiseCopyable & Sendable>(_ messages: [[Number]]) -> [[Number]] {
    messages
  }

  /// The message itself.
  public func gather<Number: BitwiseCopyable & Sendable>(_ message: [Number]) -> [[Number]] {
    [message]
  }
}
