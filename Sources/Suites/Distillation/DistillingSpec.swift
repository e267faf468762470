/// How a learner is trained on all data first.
public struct PretrainingSpec: Part {
  package var optimizer = OptimizerSpec()
  package var rows = 0
  package var epochs = 0
  package var patience = 0
  package var shards = 0
  package var kept = 0

  package static let fields: [Field<Self>] = [
    .choice("optimizer", \.optimizer, "How parameters follow the gradient."),
    .amount("rows", \.rows, "Examples in a batch; the last of an epoch may have fewer."),
    .amount("epochs", \.epochs, "Times each example is seen, at most."),
    .amount(
      "patience", \.patience, "Epochs without a better value of `monitor` after which it ends."),
    .shards(\.shards),
    .count(
      "kept", \.kept,
      "Epochs, the first ones, whose learners are kept: a summary's learners may begin from them."),
  ]

  package init() {}

  package var relations: [Complaint] { cut(rows, into: shards) }
}

/// How the scored learner, and each one that a summary is distilled by, is trained on few sequences.
public struct LearningSpec: Part {
  /// What becomes of the tables of items and positions.
  public enum Tables: String, Word {
    /// They stay as they are.
    case frozen
    /// They are trained with everything else.
    case trained
  }

  /// Positions that a beginning of a sequence shows, at least.
  package static let leastShown = 5

  package var optimizer = OptimizerSpec()
  package var steps = 0
  package var rows = 0
  package var shards = 0
  package var augmented = false
  package var tables = Tables.frozen
  package var fresh: Bool?

  package static let fields: [Field<Self>] = [
    .choice("optimizer", \.optimizer, "The learner's optimizer, new for each learner."),
    .amount("steps", \.steps, "Steps of a learner, K."),
    .amount("rows", \.rows, "Sequences in a batch, B; divides the sequences."),
    .shards(\.shards),
    .flag(
      "augmented", \.augmented,
      "Whether the loss shows a beginning of each sequence too, of \(LearningSpec.leastShown) "
        + "positions or more."),
    .word(
      "tables", \.tables,
      "Whether the tables of items and positions are trained with everything else."),
    .flag(
      "fresh", \.fresh, absent: "it keeps the pre-trained ones",
      "Whether the scored learner begins with tables of its own, and trains them."),
  ]

  package init() {}

  package var relations: [Complaint] { cut(rows, into: shards) }
}

/// How a summary is distilled.
public struct DistillingSpec: Part {
  package var optimizer = OptimizerSpec()
  package var rows = 0
  package var epochs = 0
  package var shards = 0
  package var firstStart = 0
  package var lastStart = 0
  package var unrolled = 0
  package var leastPlain = 0
  package var longestGradient = 0.0
  package var aligned = false

  package static let fields: [Field<Self>] = [
    .choice(
      "optimizer", \.optimizer,
      "The summary's optimizer; its rate falls to zero by a half cosine over all steps."),
    .amount("rows", \.rows, "Real examples in a batch of the outer loss."),
    .amount("epochs", \.epochs, "Times each real example is seen."),
    .shards(\.shards),
    .amount(
      "firstStart", \.firstStart, "First pre-training epoch that an epoch's learner may begin from."
    ),
    .amount("lastStart", \.lastStart, "Last pre-training epoch that it may begin from."),
    .amount("unrolled", \.unrolled, "Last steps of a learner, which are gone back through, M."),
    .count(
      "leastPlain", \.leastPlain,
      "Steps before them, at least; drawn for each outer step, at most K − M."),
    .number(
      "longestGradient", \.longestGradient,
      "Largest norm of the gradient by all of the summary's numbers; a longer one is shortened.",
      in: .positive, saying: "it must be positive"),
    .flag(
      "aligned", \.aligned,
      "Whether the outer loss holds features to those of the pre-trained learner."),
  ]

  package init() {}

  package var relations: [Complaint] { cut(rows, into: shards) }
}
