/// One step of choosing rows. Steps run in the order they are written. Chosen in a file by `kind:`.
/// What a step does stands in `Datasets`.
public struct FilterSpec: Sendable {
  /// The steps there are: one line each.
  package static let registry = Registry(
    "filter",
    [
      MinimumCountsSpec.self,
      CoreSpec.self,
      MinimumRatingSpec.self,
      MinimumEventsSpec.self,
      RenumberSpec.self,
      DistinctRowsSpec.self,
      DistinctPairsSpec.self,
    ])

  /// Which of several rows of one user and one item is kept.
  public enum Kept: String, Word {
    /// The earliest; of one time, the one that stands first in the file.
    case first
    /// The latest; of one time, the one that stands last in the file.
    case last
    /// None: such rows are an error, which names the first of them.
    case refuse
  }

  /// What was chosen.
  package let entry: any KindedEntry

  private init(_ entry: some KindedEntry) { self.entry = entry }

  /// Rows whose user and whose item occur often enough, both counted once.
  public static func minimumCounts(user: Int, item: Int) -> FilterSpec {
    FilterSpec(MinimumCountsSpec(user: user, item: item))
  }
  /// The same, counted again until nothing is dropped.
  public static func core(user: Int, item: Int) -> FilterSpec {
    FilterSpec(CoreSpec(user: user, item: item))
  }
  /// Rows rated at least this.
  public static func minimumRating(_ rating: Double) -> FilterSpec {
    FilterSpec(MinimumRatingSpec(rating: rating))
  }
  /// Users with at least this many rows left.
  public static func minimumEvents(_ events: Int) -> FilterSpec {
    FilterSpec(MinimumEventsSpec(events: events))
  }
  /// New ids for users and items.
  public static let renumber = FilterSpec(RenumberSpec())
  /// Of rows alike in everything, the first.
  public static let distinctRows = FilterSpec(DistinctRowsSpec())
  /// Of rows alike in user and item, one.
  public static func distinctPairs(keep: Kept) -> FilterSpec {
    FilterSpec(DistinctPairsSpec(keep: keep))
  }
}

extension FilterSpec: Codable, Hashable {
  /// Reads the step that `kind:` names, and refuses what its fields refuse.
  public init(from decoder: any Decoder) throws {
    entry = try Self.registry.readChecked(from: decoder)
  }

  /// Writes `kind` and the fields of its step.
  public func encode(to encoder: any Encoder) throws { try entry.write(to: encoder) }

  /// Whether both are the same step with the same fields.
  public static func == (one: FilterSpec, other: FilterSpec) -> Bool {
    one.entry.isEqual(to: other.entry)
  }

  /// Hashes the entry.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(entry)) }
}
