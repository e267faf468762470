internal import Metrics

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
