internal import Metrics

extension ClickTask {
  /// What in a task could not be run, by path below the task.
  var complaints: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    found += metricComplaints(evaluation.metrics, of: "click") {
      ($0 as? any PredictionMetric.Type)?.needsUsers == false
    }
    require(!evaluation.metrics.isEmpty, "evaluation.metrics", "at least one metric is needed")
    require((1...1000).contains(evaluation.days ?? 1), "evaluation.days", "1 to 1000 are possible")
    require(data.treatment.threshold >= 1, "data.treatment.threshold", "it is at least 1")
    found += counts([
      ("training.rows", training.rows), ("training.epochs", training.epochs),
      ("training.patience", training.patience),
    ])
    found += optimizerComplaints(
      rate: training.rate, beta1: training.beta1, beta2: training.beta2, epsilon: training.epsilon
    ).map { ("training.\($0.path)", $0.problem) }
    for (path, value) in [
      ("tablePenalty", training.tablePenalty), ("penalty", training.penalty),
      ("tableDeviation", training.tableDeviation),
    ] { require(value >= 0, "training.\(path)", "it cannot be negative") }
    require(
      training.shards >= 1 && training.shards <= training.rows, "training.shards",
      "a batch is cut into at least one part and at most one for each row")
    require(
      training.rateDrop > 0 && training.rateDrop <= 1, "training.rateDrop",
      "a factor above 0 and up to 1 is needed")
    require(
      training.rateFloor.map { $0 > 0 && $0 <= training.rate } ?? true, "training.rateFloor",
      "it lies above 0 and is at most the rate")
    require(
      training.minimalGain.map { (0...1).contains($0) } ?? true, "training.minimalGain",
      "0 to 1 is possible")
    require(
      training.numberPenalty.map { $0 >= 0 } ?? true, "training.numberPenalty",
      "it cannot be negative")
    require(
      training.clipNorm.map { $0 > 0 } ?? true, "training.clipNorm", "it is above 0")
    require(
      training.clipNorm == nil || training.tables == .dense, "training.clipNorm",
      "the norm is that of the whole gradient: tables must be dense")
    require(
      !model.entry.normsBatches || training.shards == 1, "training.shards",
      "batchNorm norms over the whole batch: the batch is one part")
    require(
      data.treatment.missingNumber != .unknown || data.treatment.numbers == .logSquareBucket,
      "data.treatment.missingNumber", "only numbers that become categories can be unknown")
    found += model.entry.complaints.map { ("model.\($0.path)", $0.problem) }
    return found
  }
}
