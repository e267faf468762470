/// A part of a suite file that `kind:` chooses. It reads, writes and compares as what was chosen.
public protocol Chosen: Codable, Hashable, Sendable {
  /// What was chosen, read from where `kind:` stands.
  init(chosenFrom decoder: any Decoder) throws
  /// Writes `kind` and the fields of what was chosen.
  func writeChosen(to encoder: any Encoder) throws
  /// What was chosen, with all its fields.
  var identity: AnyHashable { get }
}

extension Chosen {
  /// Reads the entry that `kind:` names.
  public init(from decoder: any Decoder) throws { try self.init(chosenFrom: decoder) }

  /// Writes `kind` and the fields of the entry.
  public func encode(to encoder: any Encoder) throws { try writeChosen(to: encoder) }

  /// Whether both are the same kind with the same fields.
  public static func == (one: Self, other: Self) -> Bool { one.identity == other.identity }

  /// Hashes the entry.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}
