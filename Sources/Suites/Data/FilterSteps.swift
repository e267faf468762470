// The steps of choosing rows, with what can be written of each.

/// How often users and items occur at least.
package struct CountsSpec: Entry {
  package var user = 0
  package var item = 0

  package static let fields: [Field<Self>] = [
    .count("user", \.user, "Rows of a user, at least."),
    .count("item", \.item, "Rows of an item, at least."),
  ]

  package init() {}
  init(user: Int, item: Int) { (self.user, self.item) = (user, item) }
}

/// Rows of users and items that occur often enough.
package struct MinimumCountsSpec: KindedEntry {
  package static let kind = "minimum-counts"
  package static let meaning =
    "Rows whose user and whose item occur often enough, both counted once on the table as it stands."

  package var counts = CountsSpec()
  package static let fields: [Field<Self>] = CountsSpec.fields.at(\.counts)
  package init() {}
}

/// The k-core.
package struct CoreSpec: KindedEntry {
  package static let kind = "core"
  package static let meaning =
    "As minimum-counts, counted again until nothing is dropped: the \"5-core\"."

  package var counts = CountsSpec()
  package static let fields: [Field<Self>] = CountsSpec.fields.at(\.counts)
  package init() {}
}

/// Rows rated high enough.
package struct MinimumRatingSpec: KindedEntry {
  package static let kind = "minimum-rating"
  package static let meaning =
    "Rows rated at least this. Both are compared as the decimals that people wrote: a rating of 4.1 "
    + "is at least 4.1, though as a 32-bit number it lies below."

  package var rating = 0.0

  package static let fields: [Field<Self>] = [
    .number("rating", \.rating, "The least rating.", unit: "rating", in: .finite)
  ]

  package init() {}
  init(rating: Double) { self.rating = rating }
}

/// Users with enough rows.
package struct MinimumEventsSpec: KindedEntry {
  package static let kind = "minimum-events"
  package static let meaning = "Users with at least this many rows left."

  package var events = 0

  package static let fields: [Field<Self>] = [
    .count("events", \.events, "Rows of a user, at least.")
  ]

  package init() {}
  init(events: Int) { self.events = events }
}

/// New ids.
package struct RenumberSpec: KindedEntry {
  package static let kind = "renumber"
  package static let meaning =
    "Gives the users and the items that are left new ids, 1 and up, in the order of the published "
    + "ones. From here on the items numbered are the candidates, whether or not later steps leave a "
    + "row of them."

  package init() {}
}

/// One of rows that say the same.
package struct DistinctRowsSpec: KindedEntry {
  package static let kind = "distinct-rows"
  package static let meaning =
    "Of rows alike in user, item, rating and time, the one that stands first in the file."

  package init() {}
}

/// One row of a user and an item.
package struct DistinctPairsSpec: KindedEntry {
  package static let kind = "distinct-pairs"
  package static let meaning =
    "Of rows alike in user and item, one, whatever they say of rating and time."

  package var keep = FilterSpec.Kept.refuse

  package static let fields: [Field<Self>] = [
    .word("keep", \.keep, "Which of them is kept.")
  ]

  package init() {}
  init(keep: FilterSpec.Kept) { self.keep = keep }
}

/// Items that are known before the latest users.
package struct KnownItemsSpec: KindedEntry {
  package static let kind = "known-items"
  package static let meaning =
    "Of the users whose last row is latest, of one time those of higher ids, the rows of items that no other "
    + "user has are left out, and then those with fewer than two rows (Harte et al. 2023, their test sessions)."

  package var latest = 0

  package static let fields: [Field<Self>] = [
    .amount("latest", \.latest, "How many users these are.")
  ]

  package init() {}
  init(latest: Int) { self.latest = latest }
}

/// Items that occur as last rows alone.
package struct ColdItemsSpec: KindedEntry {
  package static let kind = "cold-items"
  package static let meaning =
    "Of the items that have rows, so many percent are drawn, rounded down, and of these only rows stay that are "
    + "their user's last, of one time the one that stands last in the file. Where a split leaves out each "
    + "user's last event they are targets that nothing was trained on. Users that become short stay; "
    + "`minimum-events` after it takes them out."

  package var percent = 0
  package var key = 0

  package static let fields: [Field<Self>] = [
    .size(
      "percent", \.percent, "Percent of the items that are drawn.", unit: "percent", in: 1...99,
      saying: "it must be between 1 and 99 percent of the items"),
    Field(
      FieldDescription(
        name: "key", meaning: "Seed of the draws.", unit: "seed", form: .whole(0...Int.max)), \.key),
  ]

  package init() {}
  init(percent: Int, key: Int) { (self.percent, self.key) = (percent, key) }
}
