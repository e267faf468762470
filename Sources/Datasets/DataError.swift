internal import Suites

/// What went wrong with a data set: which one, while doing what, and why.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Who can mend it; decides the exit code.
  public enum Kind: Hashable, Sendable {
    /// The bytes are not what they must be, or cannot be read as rows.
    case badData
    /// No address offers the file, or there is no network.
    case unavailable
    /// A folder or file cannot be written.
    case cannotWrite
    /// The server asked for patience, or another process has the file.
    case temporary
    /// Its licence has not been accepted.
    case licence
  }

  /// The data set's id.
  public var dataset: String
  /// What was being done, where it matters: a file and line, an address.
  public var place: String?
  /// Why it failed, as the end of a sentence.
  public var reason: String
  /// Who can mend it.
  public var kind: Kind

  /// What went wrong with a data set.
  public init(dataset: String, place: String? = nil, reason: String, kind: Kind = .badData) {
    self.dataset = dataset
    self.place = place
    self.reason = reason
    self.kind = kind
  }

  /// One sentence: subject, place, reason; its addresses hold no credentials.
  public var description: String {
    let parts = ["Data set '\(dataset)'"] + [place].compactMap { $0 } + [reason]
    return ForeignText.withoutCredentials(parts.joined(separator: ": ")) + "."
  }

  /// The exit code of the tool (sysexits where they fit).
  public var exitCode: Int32 {
    switch kind {
    case .badData: 65
    case .unavailable: 69
    case .cannotWrite: 73
    case .temporary: 75
    case .licence: 77
    }
  }
}
