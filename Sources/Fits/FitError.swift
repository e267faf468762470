/// Why something cannot be fitted or computed.
public struct FitError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was to be fitted: a law, a file, a sequence.
  public let subject: String
  /// Where it went wrong, such as a line or a column; empty where the whole subject is meant.
  public let place: String
  /// What is wrong, as the end of a sentence.
  public let reason: String

  /// Why something cannot be fitted.
  public init(subject: String, place: String = "", reason: String) {
    self.subject = subject
    self.place = place
    self.reason = reason
  }

  /// One sentence: subject, place, reason.
  public var description: String {
    place.isEmpty ? "\(subject): \(reason)." : "\(subject), \(place): \(reason)."
  }
}
