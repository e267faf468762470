internal import Datasets
internal import Models
internal import Suites

extension ClickTraining {
  /// The trainer's memory, the numbers of the best epoch under `best:`, and the early stop's counts.
  var checkpoint: Checkpoint {
    var tensors = trainer.memory
    tensors.tensors += best.state.tensors.map {
      .init(name: "best:\($0.name)", shape: $0.shape, elements: $0.elements)
    }
    tensors.metadata["strikes"] = String(strikes)
    tensors.metadata["best-epoch"] = String(bestEpoch)
    tensors.metadata["best-value"] = String(bestValue.bitPattern)
    return Checkpoint(progress: progress, tensors: tensors)
  }

  /// A training from where a checkpoint left it.
  ///
  /// - Throws: `WeightsError` where the checkpoint belongs to another model.
  init(
    _ task: ClickTask, _ table: ClickTable, seed: UInt64, from checkpoint: Checkpoint, file: String
  ) throws(WeightsError) {
    self.init(task, table, seed: seed)
    let texts = checkpoint.tensors.metadata
    guard let strikes = texts["strikes"].flatMap(Int.init), strikes >= 0,
      let epoch = texts["best-epoch"].flatMap(Int.init), epoch >= 0,
      let value = texts["best-value"].flatMap(UInt64.init)
    else { throw WeightsError(file: file, reason: "lacks the early stop's counts") }
    try trainer.restore(checkpoint.tensors, file: file)
    let kept = checkpoint.tensors.tensors.filter { $0.name.hasPrefix("best:") }
    try best.load(
      Safetensors(
        tensors: kept.map {
          .init(name: String($0.name.dropFirst(5)), shape: $0.shape, elements: $0.elements)
        }), file: file)
    (self.strikes, bestEpoch, bestValue) = (strikes, epoch, Double(bitPattern: value))
    progress = checkpoint.progress
  }
}
