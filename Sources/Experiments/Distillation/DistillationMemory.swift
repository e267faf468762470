internal import Models
internal import Tensors

// What a checkpoint of a distillation keeps, by name.

extension DistillationTraining {
  /// Everything needed to go on later.
  ///
  /// The learner in pre-training under `learner/`, its best epoch under `best/`, the learners that one may
  /// begin from under `start.0/` and so on; which draw of histories is best so far by the numbers of
  /// `drawn/`; once a summary is distilled, it under `summary/`, the best one
  /// under `best-summary/`, and the learner of the epoch under `current/`. What can be drawn or computed
  /// again is not kept.
  var checkpoint: Checkpoint {
    var kept = pretrained.safetensors.named { "learner/" + $0 }
    kept.add(best, as: "best")
    for (index, start) in starts.enumerated() {
      kept.tensors += Safetensors(start).named { "start.\(index)/" + $0 }.tensors
    }
    kept.metadata["starts"] = String(starts.count)
    if drawn.epoch > 0 { kept.add(drawn, as: "drawn") }
    if let distilled {
      let state = distilled.state.safetensors
      kept.tensors += state.named { "summary/" + $0 }.tensors
      kept.metadata["summary-step"] = state.metadata["step"]
      kept.metadata["after"] = String(distilled.after)
      kept.tensors += Safetensors(distilled.learner).named { "current/" + $0 }.tensors
      kept.add(distilled.best, as: "best-summary")
    }
    return Checkpoint(progress: progress, tensors: kept)
  }

  /// Goes on from what `checkpoint` kept.
  mutating func restore(_ kept: Safetensors, file: String) throws(WeightsError) {
    func count(_ name: String) throws(WeightsError) -> Int {
      guard let number = kept.metadata[name].flatMap(Int.init), number >= 0 else {
        throw WeightsError(file: file, reason: "lacks the number '\(name)'")
      }
      return number
    }
    var learner = kept.below("learner/")
    learner.metadata["step"] = kept.metadata["step"]
    try pretrained.restore(learner, file: file)
    try kept.take(&best, as: "best", file: file)
    starts = []
    for index in 0..<(try count("starts")) {
      var start = pretrained.parameters
      try start.load(kept.below("start.\(index)/"), file: file)
      starts.append(start)
    }
    if kept.metadata["drawn-epoch"] != nil { try kept.take(&drawn, as: "drawn", file: file) }
    guard kept.metadata["after"] != nil else { return }
    begin()
    guard var distilled else {
      throw WeightsError(file: file, reason: "holds a summary, where none is distilled")
    }
    distilled.after = try count("after")
    var state = kept.below("summary/")
    state.metadata["step"] = kept.metadata["summary-step"]
    try distilled.state.restore(state, file: file)
    try distilled.learner.load(kept.below("current/"), file: file)
    try kept.take(&distilled.best, as: "best-summary", file: file)
    self.distilled = distilled
  }
}

extension Parameters {
  /// Whether every number is finite.
  var isFinite: Bool { values.allSatisfy { $0.elements.allSatisfy(\.isFinite) } }
}

extension Safetensors {
  fileprivate mutating func add(_ best: BestEpoch<Parameters>, as name: String) {
    tensors += Safetensors(best.kept).named { "\(name)/" + $0 }.tensors
    best.write(to: &metadata, as: name)
  }

  fileprivate func take(
    _ best: inout BestEpoch<Parameters>, as name: String, file: String
  ) throws(WeightsError) {
    try best.restore(metadata, as: name, file: file)
    try best.kept.load(below("\(name)/"), file: file)
  }
}
