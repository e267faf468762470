/// Which rows a generator makes, with every number they depend on. Chosen by `kind:`.
public enum GeneratorSpec: Hashable, Sendable {
  /// The next item's group follows from the last item's group and from the gap in time.
  case plantedTime(PlantedTimeSpec)
}

/// Numbers of the planted-time generator; what it makes is said at `PlantedTime` in `Datasets`.
public struct PlantedTimeSpec: Codable, Hashable, Sendable {
  /// Seed of every draw.
  public var seed: UInt64
  /// Users.
  public var users: Int
  /// Items; a multiple of `groups`.
  public var items: Int
  /// Groups of items of equal size.
  public var groups: Int
  /// Events of a user, at least.
  public var fewestEvents: Int
  /// Events of a user, at most; no user meets an item twice.
  public var mostEvents: Int
  /// Fraction of events whose item is drawn from all items, whatever came before.
  public var noise: Double

  /// Numbers of the planted-time generator.
  public init(
    seed: UInt64, users: Int, items: Int, groups: Int, fewestEvents: Int, mostEvents: Int,
    noise: Double
  ) {
    self.seed = seed
    self.users = users
    self.items = items
    self.groups = groups
    self.fewestEvents = fewestEvents
    self.mostEvents = mostEvents
    self.noise = noise
  }

  /// Reads the numbers and refuses those that nothing can be made from.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    seed = try container.decode(UInt64.self, forKey: .seed)
    users = try container.decode(Int.self, forKey: .users)
    items = try container.decode(Int.self, forKey: .items)
    groups = try container.decode(Int.self, forKey: .groups)
    fewestEvents = try container.decode(Int.self, forKey: .fewestEvents)
    mostEvents = try container.decode(Int.self, forKey: .mostEvents)
    noise = try container.decode(Double.self, forKey: .noise)
    try container.check((1...10_000_000).contains(users), .users, "1 to 10,000,000 users can be")
    try container.check((1...1_000_000).contains(items), .items, "1 to 1,000,000 items can be")
    try container.check(
      groups >= 2 && items.isMultiple(of: max(groups, 1)), .groups,
      "at least 2 groups are needed, and \(items) items must divide evenly among them")
    try container.check(fewestEvents >= 3, .fewestEvents, "a user needs at least 3 events")
    try container.check(
      mostEvents >= fewestEvents && mostEvents <= items, .mostEvents,
      "it must lie between fewestEvents and items, as no user meets an item twice")
    try container.check(
      users.multipliedReportingOverflow(by: mostEvents).overflow
        ? false : users * mostEvents <= Int(Int32.max), .users,
      "\(users) users with up to \(mostEvents) events are more than \(Int32.max) rows")
    try container.check((0...1).contains(noise), .noise, "a fraction from 0 to 1 is needed")
  }
}

extension GeneratorSpec: Codable {
  private enum Key: String, CodingKey { case kind }

  /// Reads the generator that `kind:` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let kind = try container.decode(String.self, forKey: .kind)
    try container.check(
      kind == "planted-time", .kind, "no generator is called '\(kind)'; there is planted-time")
    self = .plantedTime(try PlantedTimeSpec(from: decoder))
  }

  /// Writes `kind` and the generator's numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .plantedTime(let spec):
      try container.encode("planted-time", forKey: .kind)
      try spec.encode(to: encoder)
    }
  }
}
