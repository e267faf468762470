internal import Metrics

extension ClickTask {
  /// What no field can tell alone.
  package var relations: [Complaint] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.refuse(path, problem) }
    }
    found += clickComplaints(data, evaluation)
    require(
      !model.entry.normsBatches || training.shards == 1, "training.shards",
      "batchNorm normalises over the whole batch, so the batch must be one part")
    return found
  }
}

/// What is wrong with how predictions of clicks are measured, whoever makes them.
func clickComplaints(_ data: ClickDataSpec, _ evaluation: ClickEvaluationSpec) -> [Complaint] {
  var found = metricComplaints(evaluation.metrics, of: "click") {
    ($0 as? any PredictionMetric.Type)?.needsUsers == false
  }
  if evaluation.metrics.isEmpty {
    found.refuse("evaluation.metrics", "at least one metric is needed")
  }
  if data.treatment.missingNumber == .unknown, data.treatment.numbers != .logSquareBucket {
    found.refuse(
      "data.treatment.missingNumber", "only numbers that become categories can be unknown")
  }
  return found
}
