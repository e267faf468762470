/// How a run is trained. Every number here changes the result; what must not change it (workers,
/// paths) is not here.
public struct TrainingSpec: Part {
  /// What is minimised.
  public var loss = LossSpec()
  /// How parameters follow the gradient.
  public var optimizer = OptimizerSpec()
  /// How the optimizer's rate changes; nil: it is constant.
  public var schedule: ScheduleSpec?
  /// Users in a batch; the last batch of an epoch may be smaller.
  public var rows = 0
  /// Times each user is seen.
  public var epochs = 0
  /// Parts a batch is always cut into; their gradients are added in order.
  public var shards = 0

  package static let fields: [Field<Self>] =
    [
      .choice("loss", \.loss, "What is minimised."),
      .choice("optimizer", \.optimizer, "How parameters follow the gradient."),
      .choice(
        "schedule", \.schedule, absent: "the rate is constant",
        "How the optimizer's rate changes from step to step."),
    ] + Field.batches(rows: \.rows, epochs: \.epochs, shards: \.shards)

  package init() {}

  /// How a run is trained.
  public init(
    loss: LossSpec, optimizer: OptimizerSpec, schedule: ScheduleSpec? = nil, rows: Int, epochs: Int,
    shards: Int
  ) {
    self.loss = loss
    self.optimizer = optimizer
    self.schedule = schedule
    self.rows = rows
    self.epochs = epochs
    self.shards = shards
  }

  package var relations: [Complaint] { cut(rows, into: shards) }

  /// Steps of the optimizer in all epochs.
  ///
  /// - Parameter users: those that each epoch goes through.
  package func steps(users: Int) -> Int { (users + rows - 1) / rows * epochs }
}

extension Field {
  /// Batches of users.
  static func batches(rows: Path<Int>, epochs: Path<Int>, shards: Path<Int>) -> [Field] {
    [
      .amount("rows", rows, "Users in a batch; the last batch of an epoch may be smaller."),
      .amount("epochs", epochs, "Times each user is seen."),
      .shards(shards),
    ]
  }

  /// Parts of a batch.
  static func shards(_ path: Path<Int>) -> Field {
    // The range is told in full by its relation to the rows.
    Field(
      FieldDescription(
        name: "shards",
        meaning: "Parts a batch is always cut into; their gradients are added in order. At most "
          + "`rows`.",
        unit: "count", form: .whole(1...1_000_000)), path)
  }
}

/// Batches that cannot be cut so.
func cut(_ rows: Int, into shards: Int) -> [Complaint] {
  shards >= 1 && shards <= rows
    ? []
    : [("shards", "a batch must be cut into at least one part and at most one part per row")]
}
