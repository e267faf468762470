/// One step of choosing rows. Steps run in the order they are written. Chosen in a file by `kind:`.
/// What a step does stands in `Datasets`.
public struct FilterSpec: Chosen {
  /// The steps there are: one line each.
  package static let registry = Registry(
    "filter", refuses: true,
    [
      MinimumCountsSpec.self,
      CoreSpec.self,
      MinimumRatingSpec.self,
      MinimumEventsSpec.self,
      RenumberSpec.self,
      DistinctRowsSpec.self,
      DistinctPairsSpec.self,
      KnownItemsSpec.self,
      ColdItemsSpec.self,
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

  package init(_ entry: any KindedEntry) { self.entry = entry }

  /// Rows whose user and whose item occur often enough, both counted once.
  public static func minimumCounts(user: Int, item: Int) -> FilterSpec {
    var spec = MinimumCountsSpec()
    spec.counts = CountsSpec(user: user, item: item)
    return FilterSpec(spec)
  }
  /// The same, counted again until nothing is dropped.
  public static func core(user: Int, item: Int) -> FilterSpec {
    var spec = CoreSpec()
    spec.counts = CountsSpec(user: user, item: item)
    return FilterSpec(spec)
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
  /// Items that others have, of so many latest users.
  public static func knownItems(latest: Int) -> FilterSpec {
    FilterSpec(KnownItemsSpec(latest: latest))
  }
  /// Of so many percent of the items, rows that are users' last alone.
  public static func coldItems(percent: Int, key: Int) -> FilterSpec {
    FilterSpec(ColdItemsSpec(percent: percent, key: key))
  }

  /// Whether it goes by which row of a user is the last.
  var readsOrder: Bool { entry is ColdItemsSpec }
}
