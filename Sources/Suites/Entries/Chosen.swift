/// A part of a suite file that `kind:` chooses from a registry. It reads, writes and compares as what was
/// chosen; how it does so is written here alone.
package protocol Chosen: Codable, Hashable, Sendable {
  /// What all entries of the registry are: `any LossEntry`.
  associatedtype Kind
  /// The kinds there are.
  static var registry: Registry { get }
  /// What was chosen.
  var entry: Kind { get }
  /// The part for which this was chosen.
  init(_ entry: Kind)
  /// What in it could not be run.
  var complaints: [Complaint] { get }
}

extension Chosen {
  private var chosen: any KindedEntry {
    guard let chosen = entry as? any KindedEntry else {
      preconditionFailure("What a registry holds can be written.")
    }
    return chosen
  }

  /// The word in a file.
  package var kind: String { chosen.kind }
  package var complaints: [Complaint] { chosen.complaints }

  /// Reads a word, or the entry that `kind:` names.
  public init(from decoder: any Decoder) throws {
    self.init(try Self.registry.read(Kind.self, from: decoder))
  }

  /// Writes the form that is read.
  public func encode(to encoder: any Encoder) throws {
    try Self.registry.write(chosen, to: encoder)
  }

  /// Whether both are the same kind with the same fields.
  public static func == (one: Self, other: Self) -> Bool {
    AnyHashable(one.chosen) == AnyHashable(other.chosen)
  }

  /// Hashes the entry.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(chosen)) }
}
