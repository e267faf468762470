/// How each user's events are divided. Chosen in a file by a word.
public struct SplitSpec: Sendable {
  /// The divisions there are: one line each.
  package static let registry = Registry(
    "split of sequences", allowsWords: true,
    [
      LeaveLastOutSpec.self
    ])

  /// What was chosen.
  package let entry: any KindedEntry

  private init(_ entry: some KindedEntry) { self.entry = entry }

  /// The last event is the test.
  public static let leaveLastOut = SplitSpec(LeaveLastOutSpec())
}

extension SplitSpec: Chosen {
  /// Reads a word.
  public init(chosenFrom decoder: any Decoder) throws {
    entry = try Self.registry.read((any KindedEntry).self, from: decoder)
  }
  /// Writes the word.
  public func writeChosen(to encoder: any Encoder) throws {
    try Self.registry.write(entry, to: encoder)
  }
  /// The entry with all its fields.
  public var identity: AnyHashable { AnyHashable(entry) }
}

/// The last event apart.
package struct LeaveLastOutSpec: KindedEntry {
  package static let kind = "leave-last-out"
  package static let meaning =
    "The last event is the test; training sees the others and predicts each from those before."
  package static let fields: [Field<Self>] = []

  package init() {}
}
