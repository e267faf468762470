/// How each user's events are divided. Chosen in a file by a word, or by `kind:`. Where a division cuts
/// stands in `Datasets`.
public struct SplitSpec: Chosen {
  /// The divisions there are: one line each.
  package static let registry = Registry(
    "split of sequences", allowsWords: true, refuses: true,
    [
      LeaveLastOutSpec.self,
      LeaveTwoOutSpec.self,
      HeldUsersSpec.self,
      LatestUsersSpec.self,
      UserSharesSpec.self,
      TimeSharesSpec.self,
      TimeCutSpec.self,
      GivenFilesSpec.self,
    ])

  /// What was chosen.
  package let entry: any SplitEntry

  /// A division of these fields.
  package init(_ entry: any SplitEntry) { self.entry = entry }

  /// The last event is the test.
  public static let leaveLastOut = SplitSpec(LeaveLastOutSpec())
  /// The last event is the test, the one before it validation.
  public static let leaveTwoOut = SplitSpec(LeaveTwoOutSpec())
  /// The first percents of each user's events, the next ones, and the rest.
  public static func userShares(training: Int, validation: Int) -> SplitSpec {
    SplitSpec(UserSharesSpec(EventShares(training: training, validation: validation)))
  }
  /// The first percents of all events in order of time, the next ones, and the rest.
  public static func timeShares(training: Int, validation: Int) -> SplitSpec {
    SplitSpec(TimeSharesSpec(EventShares(training: training, validation: validation)))
  }
  /// What comes before a time, between two, and after them, in seconds since 1970.
  public static func timeCut(validation: Int?, test: Int) -> SplitSpec {
    SplitSpec(TimeCutSpec(validation: validation, test: test))
  }

  /// Whether some events are kept apart for choosing an epoch.
  public var hasValidation: Bool { entry.hasValidation }
  /// The division in words, as a page says it.
  public var words: String { entry.words }
}

/// A division of users' events as a suite file writes it.
package protocol SplitEntry: KindedEntry {
  /// Whether some events are kept apart for choosing an epoch.
  var hasValidation: Bool { get }
  /// The division in words, as a page says it: "last event left out".
  var words: String { get }
  /// The simplest division with the same test.
  var sameTest: SplitSpec { get }
}

extension SplitEntry {
  package var sameTest: SplitSpec { SplitSpec(self) }
}

/// The last event apart.
package struct LeaveLastOutSpec: SplitEntry {
  package static let kind = "leave-last-out"
  package static let meaning =
    "The last event is the test; training sees the others and predicts each from those before."

  package init() {}

  package var hasValidation: Bool { false }
  package var words: String { "last event left out" }
}

/// The last two events apart.
package struct LeaveTwoOutSpec: SplitEntry {
  package static let kind = "leave-two-out"
  package static let meaning =
    "The last event is the test and the one before it validation, which the test's history holds; "
    + "training sees the others. Users with fewer than three events are trained on whole and not "
    + "tested (Kang and McAuley 2018, `util.py`)."

  package init() {}

  package var hasValidation: Bool { true }
  package var words: String { "last two events left out" }
}

/// The last event apart, and some users for validation.
package struct HeldUsersSpec: SplitEntry {
  package static let kind = "held-users"
  package static let meaning =
    "The last event of each user is the test, as of leave-last-out. Of some drawn users training sees "
    + "nothing: validation asks for the event before the last, from those before it (Harte et al. 2023 hold "
    + "sessions back so)."

  package var users = 0
  package var percent = 0
  package var key = 0

  package static let fields: [Field<Self>] = [
    .amount("users", \.users, "Users that are drawn, at most."),
    .size(
      "percent", \.percent, "Percent of all users that are drawn, at most.", unit: "percent",
      in: 1...99, saying: "it must be between 1 and 99 percent of the users"),
    Field(
      FieldDescription(
        name: "key", meaning: "Seed of the draws.", unit: "seed", form: .whole(0...Int.max)), \.key),
  ]

  package init() {}

  package var hasValidation: Bool { true }
  package var words: String { "last event left out, at most \(users) users held for validation" }
  package var sameTest: SplitSpec { .leaveLastOut }
}

/// The users who were there last.
package struct LatestUsersSpec: SplitEntry {
  package static let kind = "latest-users"
  package static let meaning =
    "The users whose last event is latest, of one time those of higher ids, are the test, which asks for it "
    + "from those before; training sees the others, of whom some drawn ones are validation (Harte et al. 2023)."

  package var users = 0
  package var validation = 0
  package var key = 0

  package static let fields: [Field<Self>] = [
    .amount("users", \.users, "Users of the test."),
    .count("validation", \.validation, "Users that are drawn for validation; 0 for none."),
    Field(
      FieldDescription(
        name: "key", meaning: "Seed of the draws.", unit: "seed", form: .whole(0...Int.max)), \.key),
  ]

  package init() {}

  package var hasValidation: Bool { validation > 0 }
  package var words: String { "the \(users) latest users apart" }
}

/// Shares of events, in percent.
package struct EventShares: Entry {
  package var training = 0
  package var validation = 0

  package static let fields: [Field<Self>] = [
    .size(
      "training", \.training, "Percent of the events that training sees, rounded down.",
      unit: "percent", in: 1...99, saying: "training must take between 1 and 99 percent"),
    .size(
      "validation", \.validation,
      "Percent of the events after those, on which an epoch may be chosen; 0 for none.",
      unit: "percent", in: 0...98, saying: "validation must take between 0 and 98 percent"),
  ]

  package init() {}
  init(training: Int, validation: Int) { (self.training, self.validation) = (training, validation) }

  /// "80 : 10 : 10".
  var words: String {
    (validation > 0
      ? [training, validation, 100 - training - validation] : [training, 100 - training])
      .map { "\($0)" }.joined(separator: " : ")
  }

  package var relations: [Complaint] {
    training + validation < 100
      ? [] : [("validation", "training and validation take everything, but the test needs a share")]
  }
}

/// Each user's events by shares.
package struct UserSharesSpec: SplitEntry {
  package static let kind = "user-shares"
  package static let meaning =
    "The first percents of each user's events are for training, the next for validation, the rest "
    + "for the test, which asks for the first of its events."

  package var shares = EventShares()
  package static let fields: [Field<Self>] = EventShares.fields.at(\.shares)
  package init() {}
  init(_ shares: EventShares) { self.shares = shares }

  package var hasValidation: Bool { shares.validation > 0 }
  package var words: String { "each user's events cut \(shares.words)" }
  package var relations: [Complaint] { shares.relations }
}

/// All events by shares of them in order of time.
package struct TimeSharesSpec: SplitEntry {
  package static let kind = "time-shares"
  package static let meaning =
    "All events are put in order of time: the first percents are for training, the next for "
    + "validation, the rest for the test; events of one time stay together, on the later side. The "
    + "test asks for each user's first event in it, from those before."

  package var shares = EventShares()
  package static let fields: [Field<Self>] = EventShares.fields.at(\.shares)
  package init() {}
  init(_ shares: EventShares) { self.shares = shares }

  package var hasValidation: Bool { shares.validation > 0 }
  package var words: String { "all events cut \(shares.words) in time" }
  package var relations: [Complaint] { shares.relations }
}

/// All events by the clock.
package struct TimeCutSpec: SplitEntry {
  package static let kind = "time-cut"
  package static let meaning =
    "Events before a time are for training, those from it on for the test, which asks for each "
    + "user's first event in it, from those before."

  package var validation: Int?
  package var test = 0

  package static let fields: [Field<Self>] = [
    .size(
      "validation", \.validation, absent: "there is no validation",
      "Time from which events are for validation, up to `test`.", unit: "seconds since 1970",
      in: Self.times,
      saying: "a time must be between 0 and \(Self.times.upperBound) seconds since 1970"),
    .size(
      "test", \.test, "Time from which events are for the test.", unit: "seconds since 1970",
      in: Self.times,
      saying: "a time must be between 0 and \(Self.times.upperBound) seconds since 1970"),
  ]
  private static let times = 0...253_402_300_799

  package init() {}
  init(validation: Int?, test: Int) { (self.validation, self.test) = (validation, test) }

  package var hasValidation: Bool { validation != nil }
  package var words: String { "events cut at \(test) seconds since 1970" }
  package var relations: [Complaint] {
    (validation ?? -1) < test
      ? [] : [("validation", "validation must begin before the test, at \(test)")]
  }
}
