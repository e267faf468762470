internal import Metrics

extension ClickTask {
  /// What no field can tell alone.
  package var relations: [Complaint] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.append((path, problem)) }
    }
    found += metricComplaints(evaluation.metrics, of: "click") {
      ($0 as? any PredictionMetric.Type)?.needsUsers == false
    }
    require(!evaluation.metrics.isEmpty, "evaluation.metrics", "at least one metric is needed")
    require(
      !model.entry.normsBatches || training.shards == 1, "training.shards",
      "batchNorm norms over the whole batch: the batch is one part")
    require(
      data.treatment.missingNumber != .unknown || data.treatment.numbers == .logSquareBucket,
      "data.treatment.missingNumber", "only numbers that become categories can be unknown")
    return found
  }
}
