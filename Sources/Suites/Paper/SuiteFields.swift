internal import Metrics

// What can be written in the sections of a suite. What they may say of each other is checked in
// `Checks`, each under a rule of its own.

extension Suite: Part {
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

  package init() {
    self.init(
      name: "", paper: Paper(), policy: Policy(), datasets: [], runs: [], guards: [], claims: [],
      blocked: [], comparisons: [], deviations: [], contradictions: [])
  }
}

extension Paper: Part {
  package static let fields: [Field<Self>] = [
    .text("title", \.title, "Title as printed."),
    .text("authors", \.authors, "Authors, as one line."),
    .size("year", \.year, "Year of the version read.", unit: "year", in: 0...9999),
    .text("url", \.url, "Address of the version read."),
    .text("code", \.code, absent: "not known", "The authors' code, with its commit where known."),
  ]

  package init() { self.init(title: "", authors: "", year: 0, url: "", code: nil) }
}

extension Policy: Part {
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

  package init() { self.init(alpha: 0, fails: [], profiles: []) }
}

extension Guard: Part {
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

  package init() {
    self.init(id: "", run: "", quantity: .users, expected: 0, within: 0, because: "")
  }
}

extension BlockedClaim: Part {
  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("place", \.place, "Where it stands in the paper."),
    .text("says", \.says, "What is said there."),
    .word("cause", \.cause, "What is missing."),
    .text("because", \.because, "Why, in words."),
  ]

  package init() { self.init(id: "", place: "", says: "", cause: .data, because: "") }
}

extension Comparison: Part {
  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("question", \.question, "The question, in words."),
    .text("run", \.run, "The run that is compared.", .reference("run")),
    .text("over", \.over, "What it is compared with.", .reference("run")),
    .metric("metric", \.metric, "The metric it reads."),
  ]

  package init() { self.init(id: "", question: "", run: "", over: "", metric: .unread) }
}

extension Deviation: Part {
  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("subject", \.subject, "What differs: data bytes, order of ties, split, precision."),
    .text("paper", \.paper, "What the paper, or its code, does."),
    .text("here", \.here, "What this suite does."),
    .flag("material", \.material, "Whether it bars the word REPLICATED."),
    .text("because", \.because, "Why it is, or is not, material."),
    .list(
      "runs", \.runs, absent: "all",
      "Runs it touches; `*` in a name stands for any characters, so `full-*` for all whose id begins so.",
      of: .text(.reference("run"))),
  ]

  package init() {
    self.init(
      id: "", subject: "", paper: "", here: "", material: false, because: "", runs: nil)
  }
}

extension Contradiction: Part {
  package static let fields: [Field<Self>] = [
    .text("id", \.id, "Name within the suite.", .name),
    .text("place", \.place, "Where the paper says so."),
    .text("says", \.says, "What it says there."),
    .text("but", \.but, "What stands against it."),
    .text("followed", \.followed, "How the suite treats it."),
  ]

  package init() { self.init(id: "", place: "", says: "", but: "", followed: "") }
}
