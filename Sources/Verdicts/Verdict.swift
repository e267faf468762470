public import Suites

/// What follows from a claim and the records: a word, and why.
public struct Verdict: Codable, Hashable, Sendable {
  /// The word.
  public var word: VerdictWord
  /// Why; empty where the numbers say it all.
  public var reason: Reason
  /// For INCONCLUSIVE: seeds of each run with which four in five such cases would be decided, if effect
  /// and spread are as seen.
  public var seedsNeeded: SeedsNeeded?

  /// What follows from a claim and the records.
  public init(_ word: VerdictWord, _ reason: Reason = "", seedsNeeded: SeedsNeeded? = nil) {
    self.word = word
    self.reason = reason
    self.seedsNeeded = seedsNeeded
  }

  /// The word with its reason and the seeds needed in brackets.
  public var description: String {
    var parts = reason.isEmpty ? [] : [reason.text]
    switch seedsNeeded {
    case .some(.decides(let count)):
      parts.append("4 in 5 such cases are decided with \(count) seeds")
    case .some(.never): parts.append("more seeds of ours would not decide")
    case nil: break
    }
    return parts.isEmpty ? word.rawValue : "\(word.rawValue) (\(parts.joined(separator: "; ")))"
  }
}

/// How many seeds would decide.
public enum SeedsNeeded: Hashable, Sendable {
  /// This many in all.
  case decides(Int)
  /// No number does: the published value's own spread is too wide, or the value lies on the edge.
  case never
}

extension SeedsNeeded: Codable {
  /// Reads a number, or `"never"`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self) {
      self = .decides(count)
    } else {
      self = .never
    }
  }

  /// Writes a number, or `"never"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .decides(let count): try container.encode(count)
    case .never: try container.encode("never")
    }
  }
}

/// The ends of an interval.
public struct Interval: Codable, Hashable, Sendable {
  /// Lower end.
  public var low: Double
  /// Upper end.
  public var high: Double

  /// The ends of an interval.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Centre and half width.
  init(_ centre: Double, halfWidth: Double) {
    self.init(low: centre - halfWidth, high: centre + halfWidth)
  }

  /// Whether it lies within ±limit, ends included.
  func isWithin(_ limit: Double) -> Bool { low >= -limit && high <= limit }
}
