/// Which rows a generator makes, with every number they depend on. Chosen by `kind:`.
public enum GeneratorSpec: Hashable, Sendable {
  /// The next item's group follows from the last item's group and from the gap in time.
  case plantedTime(PlantedTimeSpec)
}

/// Numbers of the planted-time generator; what it makes is said at `PlantedTime` in `Datasets`.
public struct PlantedTimeSpec: KindedEntry {
  package static let kind = "planted-time"
  package static let meaning =
    "The next item's group follows from the last item's group and from the gap in time."

  package var seed: UInt64 = 0
  package var users = 0
  package var items = 0
  package var groups = 0
  package var fewestEvents = 0
  package var mostEvents = 0
  /// Such an item is drawn whatever came before.
  package var noise = 0.0

  package static let fields: [Field<Self>] = [
    Field(
      FieldDescription(
        name: "seed", meaning: "Seed of every draw.", unit: "seed", form: .whole(0...Int.max)),
      \.seed),
    .size(
      "users", \.users, "Users.", unit: "count", in: 1...10_000_000,
      saying: "there must be between 1 and 10,000,000 users"),
    .size(
      "items", \.items, "Items; a multiple of `groups`.", unit: "count",
      saying: "there must be between 1 and 1,000,000 items"),
    // What is said of it is said with the items that it divides.
    Field(
      FieldDescription(
        name: "groups", meaning: "Groups of items of equal size.", unit: "count",
        form: .whole(2...1_000_000)), \.groups),
    .size(
      "fewestEvents", \.fewestEvents, "Events of a user, at least.", unit: "count", in: 3...Int.max,
      saying: "a user must have at least 3 events"),
    .size(
      "mostEvents", \.mostEvents,
      "Events of a user, at most; no more than items, as no user meets an item twice.",
      unit: "count", in: 3...Int.max,
      saying: "it must be between fewestEvents and items, as no user has an item twice"),
    .number(
      "noise", \.noise, "Fraction of events whose item is drawn from all items.", unit: "fraction",
      in: .from(0, to: 1), saying: "a fraction from 0 to 1 is needed"),
  ]

  package init() {}

  package var relations: [Complaint] {
    var found: [Complaint] = []
    if groups < 2 || !items.isMultiple(of: max(groups, 1)) {
      found.refuse(
        "groups", "at least 2 groups are needed, and \(items) items must divide evenly among them")
    }
    if mostEvents < fewestEvents || mostEvents > items {
      found.refuse(
        "mostEvents", "it must be between fewestEvents and items, as no user has an item twice")
    }
    let rows = users.multipliedReportingOverflow(by: mostEvents)
    if rows.overflow || rows.partialValue > Int(Int32.max) {
      found.refuse(
        "users",
        "\(users) users with up to \(mostEvents) events each may have more than \(Int32.max) rows")
    }
    return found
  }
}

extension GeneratorSpec: Chosen {
  /// The generators there are: one line each.
  package static let registry = Registry(
    "generator", refuses: true,
    [
      PlantedTimeSpec.self
    ])

  package var entry: any KindedEntry {
    switch self {
    case .plantedTime(let spec): spec
    }
  }

  package init(_ entry: any KindedEntry) { self = .plantedTime(entry.able(PlantedTimeSpec.self)) }
}
