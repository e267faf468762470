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
  var complaints: [(path: String, problem: String)] { entry.complaints }
}

extension RankingTask {
  package var relations: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    found += metricComplaints(evaluation.metrics, of: "ranking") { $0.evidence == .ranks }
    // What is not found gets the floor as its rank, which must count as not found.
    if let cut = evaluation.metrics.compactMap(\.ranking?.number).max() {
      require(
        evaluation.floor < 1 || evaluation.floor > cut, "evaluation.floor",
        "a target that is not found gets the rank \(evaluation.floor), which a cut at \(cut) counts "
          + "as found; a floor above \(cut) is needed")
    }
    require(
      (training == nil) == !model.isTrained, "training",
      model.isTrained
        ? "the model '\(model.kind)' needs a training"
        : "the model '\(model.kind)' has nothing to train")
    if let side {
      require(
        !side.isEmpty && Set(side).count == side.count && side.allSatisfy(sideColumns.contains),
        "side",
        "side information is one or more of \(sideColumns.joined(separator: ", ")), each once")
      require(
        model.readsSequences, "side", "the model '\(model.kind)' has no events to put it onto")
    }
    return found
  }
}
