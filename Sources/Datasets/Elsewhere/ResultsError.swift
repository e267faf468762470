/// What is wrong with results that another program made: of which cell, where, and why.
public struct ResultsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Who can mend it; decides the exit code.
  public enum Kind: Hashable, Sendable {
    /// The results are not what they must be.
    case badData
    /// There are none.
    case missing
    /// A command would make them, and nobody allowed it.
    case notAllowed
  }

  /// The cell, `suite/run.seed`.
  public var cell: String
  /// File, and line where there is one.
  public var place: String?
  /// Why, as the end of a sentence.
  public var reason: String
  /// Who can mend it.
  public var kind: Kind

  /// What is wrong with results that another program made.
  public init(cell: String, place: String? = nil, reason: String, kind: Kind = .badData) {
    self.cell = cell
    self.place = place
    self.reason = reason
    self.kind = kind
  }

  /// One sentence without its full stop.
  public var description: String {
    (["Results of '\(cell)'"] + [place].compactMap { $0 } + [reason]).joined(separator: ": ")
  }
}
