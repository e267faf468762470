public import Metrics

/// A paper under test: what is claimed, what to run, and by which rules the two are held together.
public struct Suite: Hashable, Sendable {
  /// Version of the format of suite files.
  public static let currentSchema = 2

  /// Version of this file's format.
  public var schema: Int
  /// The suite's name: its file's name without `.yaml`, and its folder under `reports/`.
  public var name: String
  /// The paper whose claims are tested.
  public var paper: Paper
  /// How the claims are judged, declared before anything is measured.
  public var policy: Policy
  /// Prepared data sets, by the id that runs name.
  public var datasets: [DatasetSpec]
  /// What is computed.
  public var runs: [RunSpec]
  /// What must come out as known before any claim is read.
  public var guards: [Guard]
  /// What the paper says.
  public var claims: [Claim]
  /// What the paper says and cannot be run here, with the reason; it stays visible.
  public var blocked: [BlockedClaim]
  /// Questions of the suite's own, answered with an effect and its interval, without a verdict.
  public var comparisons: [Comparison]
  /// Where this suite departs from the paper.
  public var deviations: [Deviation]
  /// Where the paper disagrees with itself.
  public var contradictions: [Contradiction]

  /// A paper under test.
  public init(
    schema: Int = Suite.currentSchema, name: String, paper: Paper, policy: Policy,
    datasets: [DatasetSpec], runs: [RunSpec], guards: [Guard], claims: [Claim],
    blocked: [BlockedClaim], comparisons: [Comparison], deviations: [Deviation],
    contradictions: [Contradiction]
  ) {
    self.schema = schema
    self.name = name
    self.paper = paper
    self.policy = policy
    self.datasets = datasets
    self.runs = runs
    self.guards = guards
    self.claims = claims
    self.blocked = blocked
    self.comparisons = comparisons
    self.deviations = deviations
    self.contradictions = contradictions
  }
}

/// Where the claims come from.
public struct Paper: Hashable, Sendable {
  /// Title as printed.
  public var title: String
  /// Authors, as one line.
  public var authors: String
  /// Year of the version read.
  public var year: Int
  /// Address of the version read.
  public var url: String
  /// The authors' code, with its commit where known.
  public var code: String?

  /// Where the claims come from.
  public init(title: String, authors: String, year: Int, url: String, code: String?) {
    self.title = title
    self.authors = authors
    self.year = year
    self.url = url
    self.code = code
  }
}

/// How claims are judged and which verdicts make a run of the tool fail.
public struct Policy: Hashable, Sendable {
  /// Two-sided level of "different"; each side of "equivalent" is tested at this level too.
  public var alpha: Double
  /// Draws of the bootstraps of earlier rules. No rule draws any more; the key is still read, so that
  /// older revisions of a suite can be compared with.
  public var draws: Int?
  /// Verdicts with which the tool leaves with a code other than 0.
  public var fails: [VerdictWord]
  /// The profiles that are run when none is asked for.
  public var profiles: [String]

  /// How claims are judged.
  public init(alpha: Double, draws: Int? = nil, fails: [VerdictWord], profiles: [String]) {
    self.alpha = alpha
    self.draws = draws
    self.fails = fails
    self.profiles = profiles
  }
}

/// The words a verdict can have.
public enum VerdictWord: String, Word {
  /// Our value is the published one, within the margin.
  case replicated = "REPLICATED"
  /// The published number, within the margin, where a material deviation bars the first word: on other
  /// bytes, say.
  case sameNumber = "SAME-NUMBER"
  /// The claimed order or trend, where a material deviation or a source known second-hand bars the
  /// first word.
  case direction = "REPLICATED-DIRECTION"
  /// Better than published by more than the margin.
  case exceeds = "EXCEEDS"
  /// Different from the published value by more than the margin.
  case notReplicated = "NOT-REPLICATED"
  /// The numbers do not decide.
  case inconclusive = "INCONCLUSIVE"
  /// The two numbers do not live on one scale.
  case notComparable = "NOT-COMPARABLE"
  /// Data, licence or resources are missing.
  case blocked = "BLOCKED"
  /// A guard failed, or a measurement is broken.
  case error = "ERROR"
}

/// A value that must come out as known before any claim on the same data is read: a baseline's
/// recorded or analytic value, a count of parameters or of users.
public struct Guard: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// The run that is read.
  public var run: String
  /// What is read.
  public var quantity: GuardedQuantity
  /// What must come out.
  public var expected: Double
  /// Largest allowed distance from it.
  public var within: Double
  /// Where the expected value comes from.
  public var because: String

  /// A value that must come out as known.
  public init(
    id: String, run: String, quantity: GuardedQuantity, expected: Double, within: Double,
    because: String
  ) {
    self.id = id
    self.run = run
    self.quantity = quantity
    self.expected = expected
    self.within = within
    self.because = because
  }
}

/// Something a paper says that cannot be run.
public struct BlockedClaim: Hashable, Sendable {
  /// What is missing.
  public enum Cause: String, Word {
    /// The data are private, gone, or their preparation is unknown.
    case data
    /// The data's terms forbid it.
    case licence
    /// Time, memory or disk.
    case resources
  }

  /// Name within the suite.
  public var id: String
  /// Where it stands.
  public var place: String
  /// What is said there.
  public var says: String
  /// What is missing.
  public var cause: Cause
  /// Why, in words.
  public var because: String

  /// Something that cannot be run.
  public init(id: String, place: String, says: String, cause: Cause, because: String) {
    self.id = id
    self.place = place
    self.says = says
    self.cause = cause
    self.because = because
  }
}

/// A question of the suite's own about two runs.
public struct Comparison: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// The question, in words.
  public var question: String
  /// The run that is compared.
  public var run: String
  /// What it is compared with.
  public var over: String
  /// The metric it reads.
  public var metric: Metric

  /// A question of the suite's own.
  public init(id: String, question: String, run: String, over: String, metric: Metric) {
    self.id = id
    self.question = question
    self.run = run
    self.over = over
    self.metric = metric
  }
}

/// One way in which a suite departs from the paper.
public struct Deviation: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// What differs: data bytes, order of ties, split, precision …
  public var subject: String
  /// What the paper, or its code, does.
  public var paper: String
  /// What this suite does.
  public var here: String
  /// Whether it bars the word REPLICATED.
  public var material: Bool
  /// Why it is, or is not, material.
  public var because: String
  /// Runs it touches; nil for all.
  public var runs: [String]?

  /// One way in which a suite departs from the paper.
  public init(
    id: String, subject: String, paper: String, here: String, material: Bool, because: String,
    runs: [String]?
  ) {
    self.id = id
    self.subject = subject
    self.paper = paper
    self.here = here
    self.material = material
    self.because = because
    self.runs = runs
  }
}

/// Two places of the paper, or of paper and code, that cannot both be right.
public struct Contradiction: Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// Where it says so.
  public var place: String
  /// What it says there.
  public var says: String
  /// What stands against it.
  public var but: String
  /// How the suite treats it.
  public var followed: String

  /// Two places that cannot both be right.
  public init(id: String, place: String, says: String, but: String, followed: String) {
    self.id = id
    self.place = place
    self.says = says
    self.but = but
    self.followed = followed
  }
}
