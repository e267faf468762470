internal import Metrics

/// What is wrong with the rank of a target that is not found: it must count as not found.
func floorComplaints(_ floor: Int, _ metrics: [Metric]) -> [Complaint] {
  guard let cut = metrics.compactMap({ $0.ofRanks?.number ?? $0.listed?.cut }).max(),
    (1...cut).contains(floor)
  else {
    return []
  }
  return [
    (
      "evaluation.floor",
      "a target that is not found gets the rank \(floor), which a cut at \(cut) counts as found; a "
        + "floor above \(cut) is needed"
    )
  ]
}

extension RankingTask {
  package var relations: [(path: String, problem: String)] {
    var found: [(path: String, problem: String)] = []
    func require(_ condition: Bool, _ path: String, _ problem: String) {
      if !condition { found.refuse(path, problem) }
    }
    found += metricComplaints(
      evaluation.metrics, of: "ranking", groups: true, EvaluationSpec.isMeasured)
    found += floorComplaints(evaluation.floor, evaluation.metrics)
    require(
      (training == nil) == !model.isTrained, "training",
      model.isTrained
        ? "the model '\(model.kind)' needs a 'training'"
        : "the model '\(model.kind)' has nothing to train")
    if let side {
      require(
        !side.isEmpty && Set(side).count == side.count && side.allSatisfy(sideColumns.contains),
        "side",
        "side information must be one or more of \(sideColumns.joined(separator: ", ")), each once")
      require(
        model.readsSequences, "side",
        "the model '\(model.kind)' reads no events that side information could be added to")
    }
    if let vectors {
      require(
        model.isTrained || model.entry.needsVectors, "vectors",
        "the model '\(model.kind)' has no use for vectors of items")
      if model.isTrained, adapter == nil, let width = model.entry.size("width"),
        vectors.width != width
      {
        found.refuse(
          "vectors.width",
          "the item table of the model '\(model.kind)' has \(width) numbers for each item, so the "
            + "vectors must have as many")
      }
    }
    require(
      adapter == nil || model.isTrained, "adapter",
      "the model '\(model.kind)' trains nothing, so it has no maps to adapt vectors with")
    require(
      adapter?.alignment == nil || evaluation.read == .bestOnValidation, "adapter.alignment",
      "vectors are aligned to the table of the best epoch on validation, but this run reads another epoch"
    )
    require(
      adapter == nil || vectors != nil, "adapter", "an adapter maps vectors, but there are none")
    if adapter != nil, let vectors, vectors.source.entry.isSparse, vectors.width == nil {
      found.refuse(
        "vectors.width",
        "vectors of words are too long to be mapped as they are; a 'width' is needed")
    }
    require(
      training?.loss.entry.comparesByCosine != true || model.entry.comparesByCosine,
      "training.loss",
      "the loss '\(training?.loss.entry.kind ?? "")' compares by cosine, but the model "
        + "'\(model.kind)' does not rank by it")
    require(
      vectors != nil || !model.entry.needsVectors, "vectors",
      "the model '\(model.kind)' ranks by vectors of items, but there are none")
    return found
  }
}
