package import Metrics

// What can be written in the sections of a suite. What they may say of each other is checked in
// `Checks`, each under a rule of its own.

/// A paper under test: what is claimed, what to run, and by which rules the two are held together.
public struct Suite: Part {
  /// Version of the format of suite files.
  public static let currentSchema = 2

  package var schema = Suite.currentSchema
  /// Its folder under `reports/` is called so too.
  package var name = ""
  package var paper = Paper()
  package var policy = Policy()
  package var datasets: [DatasetSpec] = []
  package var runs: [RunSpec] = []
  package var guards: [Guard] = []
  package var claims: [Claim] = []
  /// Each with the reason; it stays visible.
  package var blocked: [BlockedClaim] = []
  package var comparisons: [Comparison] = []
  package var deviations: [Deviation] = []
  package var contradictions: [Contradiction] = []

  package static let fields: [Field<Self>] = [
    .size("schema", \.schema, "Version of the form.", unit: "version", in: 2...currentSchema),
    .text("name", \.name, "The suite's name: its file's without `.yaml`.", .name),
    .part("paper", \.paper, "The paper whose claims are tested."),
    .part("policy", \.policy, "How claims are judged, declared before anything is measured."),
    .list(
      "datasets", \.datasets, absent: "none", "Prepared data, by the id that runs name.",
      of: .entry(DatasetSpec.self)),
    .list("runs", \.runs, "What is computed.", of: .entry(RunSpec.self)),
    .list(
      "guards", \.guards, absent: "none",
      "What must come out as known before any claim on the same data is read.",
      of: .entry(Guard.self)),
    .list(
      "claims", \.claims, absent: "none", "What the paper says.", of: .choice(Claim.registry)),
    .list(
      "blocked", \.blocked, absent: "none", "What the paper says and cannot be run here.",
      of: .entry(BlockedClaim.self)),
    .list(
      "comparisons", \.comparisons, absent: "none",
      "Questions of the suite's own, answered with an effect and its interval, without a verdict.",
      of: .entry(Comparison.self)),
    .list(
      "deviations", \.deviations, absent: "none", "Where the suite departs from the paper.",
      of: .entry(Deviation.self)),
    .list(
      "contradictions", \.contradictions, absent: "none",
      "Where the paper, or paper and code, disagree.", of: .entry(Contradiction.self)),
  ]

  package init() {}
}

/// Where the claims come from.
public struct Paper: Part {
  package var title = ""
  package var authors = ""
  package var year = 0
  package var url = ""
  package var code: String?

  package static let fields: [Field<Self>] = [
    .text("title", \.title, "Title as printed."),
    .text("authors", \.authors, "Authors, as one line."),
    .size("year", \.year, "Year of the version read.", unit: "year", in: 0...9999),
    .text("url", \.url, "Address of the version read."),
    .text("code", \.code, absent: "not known", "The authors' code, with its commit where known."),
  ]

  package init() {}
}

/// How claims are judged and which verdicts make a run of the tool fail.
public struct Policy: Part {
  package var alpha = 0.0
  /// Draws of the bootstraps of earlier rules. No rule draws any more.
  package var draws: Int?
  package var fails: [VerdictWord] = []
  package var profiles: [String] = []

  package static let fields: [Field<Self>] = [
    .number(
      "alpha", \.alpha,
      "Two-sided level of \"different\"; each side of \"equivalent\" is tested at it too.",
      unit: "probability", in: .from(1e-6, below: 0.5),
      saying:
        "alpha must be from 0.000001, below which no test gives quantiles, to below 0.5, not {}"),
    .size(
      "draws", \.draws, absent: "nothing",
      "Read so that older revisions of a suite can be compared with; decides nothing.",
      unit: "count", in: 0...Int.max),
    .list(
      "fails", \.fails, "Verdicts with which the tool leaves with a code other than 0.",
      of: .word(VerdictWord.words)),
    .list(
      "profiles", \.profiles, "The profiles of runs that are run when none is asked for.",
      of: .text(TextForm("a profile of runs"))),
  ]

  package init() {}
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
public struct Guard: Part {
  package var id = ""
  package var run = ""
  package var quantity = GuardedQuantity.users
  package var expected = 0.0
  package var within = 0.0
  package var because = ""

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("run", \.run, "The run that is read.", .reference("run")),
    Field(
      FieldDescription(
        name: "quantity", meaning: "What is read: a metric of the run, `parameters` or `users`.",
        form: .text(TextForm("a metric, `parameters` or `users`"))), \.quantity),
    .number("expected", \.expected, "What must come out.", in: .finite),
    .number(
      "within", \.within, "Largest allowed distance from it.", in: .nonnegative,
      saying: "a distance cannot be negative"),
    .text("because", \.because, "Where the expected value comes from."),
  ]

  package init() {}
}

/// Something a paper says that cannot be run.
public struct BlockedClaim: Part {
  /// What is missing.
  public enum Cause: String, Word {
    /// The data are private, gone, or their preparation is unknown.
    case data
    /// The data's terms forbid it.
    case licence
    /// Time, memory or disk.
    case resources
  }

  package var id = ""
  package var place = ""
  package var says = ""
  package var cause = Cause.data
  package var because = ""

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("place", \.place, "Where it stands in the paper."),
    .text("says", \.says, "What is said there."),
    .word("cause", \.cause, "What is missing."),
    .text("because", \.because, "Why, in words."),
  ]

  package init() {}
}

/// A question of the suite's own about two runs.
public struct Comparison: Part {
  package var id = ""
  package var question = ""
  package var run = ""
  package var over = ""
  package var metric: Metric = .unread

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("question", \.question, "The question, in words."),
    .text("run", \.run, "The run that is compared.", .reference("run")),
    .text("over", \.over, "What it is compared with.", .reference("run")),
    .metric("metric", \.metric, "The metric it reads."),
  ]

  package init() {}
}

/// One way in which a suite departs from the paper.
public struct Deviation: Part {
  package var id = ""
  package var subject = ""
  package var paper = ""
  package var here = ""
  package var material = false
  package var because = ""
  package var runs: [String]?

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("subject", \.subject, "What differs: data bytes, order of ties, split, precision."),
    .text("paper", \.paper, "What the paper, or its code, does."),
    .text("here", \.here, "What this suite does."),
    .flag("material", \.material, "Whether it bars the word REPLICATED."),
    .text("because", \.because, "Why it is, or is not, material."),
    .list(
      "runs", \.runs, absent: "all",
      "Runs it touches; `*` in a name stands for any characters: `full-*` for every run whose id begins with `full-`.",
      of: .text(.reference("run"))),
  ]

  package init() {}
}

/// Two places of the paper, or of paper and code, that cannot both be right.
public struct Contradiction: Part {
  package var id = ""
  package var place = ""
  package var says = ""
  package var but = ""
  package var followed = ""

  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("place", \.place, "Where the paper says so."),
    .text("says", \.says, "What it says there."),
    .text("but", \.but, "What stands against it."),
    .text("followed", \.followed, "How the suite treats it."),
  ]

  package init() {}
}
