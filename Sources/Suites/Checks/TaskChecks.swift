public import Metrics

extension RunTask {
  /// Whether a finished run of this task has a metric.
  public func measures(_ metric: Metric) -> Bool { metrics.contains(metric) }

  /// Whether the task trains nothing and stands for chance or counting.
  public var isBaseline: Bool {
    switch self {
    case .ranking(let task): !task.model.isTrained
    case .rating(let task): !task.model.isTrained
    case .lawFit, .lineFit, .dataTerm, .click: false
    }
  }

  /// Whether it learns weights from data, from other random numbers for each seed.
  public var isTrained: Bool {
    switch self {
    case .ranking, .rating, .click: !isBaseline
    case .lawFit, .lineFit, .dataTerm: false
    }
  }

  /// Whether its result is the same for every seed: counting, or a fit of given points.
  public var isDeterministic: Bool {
    switch self {
    case .ranking(let task): task.model.entry.isDeterministic
    case .rating, .click: isBaseline
    case .lawFit, .lineFit, .dataTerm: true
    }
  }

  /// Targets of each test user, where it ranks targets; else 1.
  package var targets: Int {
    if case .ranking(let task) = self { return max(1, task.evaluation.held ?? 1) }
    return 1
  }

  /// What in a task could not be run, by path below the task.
  var complaints: [(path: String, problem: String)] {
    switch self {
    case .ranking(let task): task.complaints
    case .rating(let task): task.complaints
    case .lawFit(let task): task.complaints
    case .lineFit(let task): task.complaints
    case .dataTerm(let task): task.complaints
    case .click(let task): task.complaints
    }
  }
}

extension RankingTask {
  var complaints: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    found += metricComplaints(evaluation.metrics, of: "ranking") { $0.evidence == .ranks }
    require(
      (1...Int(Int32.max)).contains(evaluation.floor), "evaluation.floor",
      "a rank lies between 1 and \(Int32.max)")
    // What is not found gets the floor as its rank, which must count as not found.
    if let cut = evaluation.metrics.compactMap(\.ranking?.number).max() {
      require(
        evaluation.floor < 1 || evaluation.floor > cut, "evaluation.floor",
        "a target that is not found gets the rank \(evaluation.floor), which a cut at \(cut) counts "
          + "as found; a floor above \(cut) is needed")
    }
    require(
      (1...1000).contains(evaluation.held ?? 1), "evaluation.held",
      "1 to 1000 events of a user can be held")
    require(
      (1...1_000_000).contains(evaluation.every), "evaluation.every",
      "1 to 1,000,000 epochs lie between two")
    require(
      (training == nil) == !model.isTrained, "training",
      model.isTrained
        ? "the model '\(model.kind)' needs a training"
        : "the model '\(model.kind)' has nothing to train")
    if let side {
      let known = ["genre", "sex", "age", "occupation"]
      require(
        !side.isEmpty && Set(side).count == side.count && side.allSatisfy(known.contains), "side",
        "side information is one or more of \(known.joined(separator: ", ")), each once")
      require(
        model.readsSequences, "side", "the model '\(model.kind)' has no events to put it onto")
    }
    if let training {
      found += counts([
        ("training.rows", training.rows), ("training.epochs", training.epochs),
        ("training.loss.negatives", training.loss.negatives),
      ])
      require(
        training.shards >= 1 && training.shards <= training.rows, "training.shards",
        "a batch is cut into at least one part and at most one for each row")
      require(training.loss.temperature > 0, "training.loss.temperature", "it must be positive")
      let optimizer = training.optimizer
      found += optimizerComplaints(
        rate: optimizer.rate, beta1: optimizer.beta1, beta2: optimizer.beta2,
        epsilon: optimizer.epsilon
      ).map { ("training.optimizer.\($0.path)", $0.problem) }
      require(
        optimizer.weightDecay >= 0, "training.optimizer.weightDecay", "it cannot be negative")
    }
    return found
      + model.complaints.map { complaint in
        (path: "model.\(complaint.path)", problem: complaint.problem)
      }
  }
}
