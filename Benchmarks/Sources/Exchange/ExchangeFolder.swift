import Determinism
import Foundation
import Models
import Suites
import Tensors
import Yardstick

/// What both sides need to do the same work: `setting.json`, `weights.safetensors`,
/// `gradients.safetensors`, and `batch-<n>/` with one raw little-endian file a column.
struct ExchangeFolder {
  /// The numbers beside the tensors.
  struct Setting: Codable {
    var data: String
    var model: ModelSpec
    var itemRows: Int
    var candidates: [Int32]
    var negatives: Int
    var temperature: Double
    /// Mean loss of the first batch with the stored weights and negatives, without dropout.
    var loss: Double
  }

  let url: URL

  init(_ path: String) { url = URL(filePath: path) }

  func write(_ model: ModelSpec, batches count: Int) async throws {
    let (name, interactions) = try await Rows.movieLens()
    let training = PaperModels.training
    let batches = Batches(interactions, rows: training.rows, maximalLength: 200, most: count)
    let key = RandomKey(seed: 1)
    guard
      let plain = try recommender(
        for: model.withoutDropout, itemRows: batches.itemRows, key: key)
    else { return }
    let trainer = SequenceTrainer(
      model: plain, training: training, candidates: batches.candidates)
    let (loss, gradients) = trainer.gradients(plain.parameters, batches.all[0], key: key)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try write(plain.parameters, plain.parameters.values, "weights.safetensors")
    try write(plain.parameters, gradients, "gradients.safetensors")
    for (index, batch) in batches.all.enumerated() {
      let negatives =
        index == 0
        ? trainer.negatives(tokens: batch.tokens, firstToken: 0, key["negatives"]) : nil
      try write(batch, negatives, to: url.appending(path: "batch-\(index)"))
    }
    let setting = Setting(
      data: name, model: model, itemRows: batches.itemRows, candidates: batches.candidates,
      negatives: PaperModels.negatives, temperature: PaperModels.temperature, loss: loss)
    try JSONEncoder().encode(setting).write(to: url.appending(path: "setting.json"))
  }

  /// Median tokens per second of whole training steps, as JSON, with the machine's product rate.
  func timed(steps: Int, shards: Int? = nil) throws -> String {
    let setting = try JSONDecoder().decode(
      Setting.self, from: Data(contentsOf: url.appending(path: "setting.json")))
    let batches = Batches(
      try readBatches(), candidates: setting.candidates, itemRows: setting.itemRows)
    var training = PaperModels.training
    if let shards { training.shards = shards }
    guard var model = try SteppedModel(setting.model, training, batches) else {
      return "{}"
    }
    // Every batch once: after that the memory that their sizes need is there, as it is in an epoch.
    let warmUp = batches.all.count
    var rates: [Double] = []
    for step in 0..<warmUp + steps {
      let batch = batches.all[step % batches.all.count]
      let time = seconds { _ = model.step(batch) }
      if step >= warmUp { rates.append(Double(batch.tokens) / time) }
    }
    let gemm = MachineRates.measured().gemm / 1e9
    return "{\"tokensPerSecond\": \(Int(median(rates))), \"gemm\": \(Int(gemm))}"
  }

  private func write(_ parameters: Parameters, _ values: [Tensor], _ name: String) throws {
    let entries = zip(parameters.declared, values).map { parameter, value in
      Safetensors.Entry(
        name: parameter.path, shape: parameter.shape.extents,
        elements: value.elements.map { Float($0) })
    }
    try Safetensors(tensors: entries).encoded().write(to: url.appending(path: name))
  }

  private func write(_ batch: SequenceBatch, _ negatives: [Int32]?, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try writeColumn(batch.offsets.map { Int64($0) }, "offsets", in: folder)
    try writeColumn(batch.items, "items", in: folder)
    try writeColumn(batch.times, "times", in: folder)
    try writeColumn(batch.nextTimes, "nextTimes", in: folder)
    try writeColumn(batch.targets, "targets", in: folder)
    if let negatives { try writeColumn(negatives, "negatives", in: folder) }
  }

  private func readBatches() throws -> [SequenceBatch] {
    var batches: [SequenceBatch] = []
    while true {
      let folder = url.appending(path: "batch-\(batches.count)")
      guard FileManager.default.fileExists(atPath: folder.path) else { return batches }
      func column<T: FixedWidthInteger>(_ name: String) throws -> [T] {
        let bytes = try Data(contentsOf: folder.appending(path: name))
        return bytes.withUnsafeBytes { Array($0.bindMemory(to: T.self)) }
      }
      let offsets: [Int64] = try column("offsets")
      batches.append(
        SequenceBatch(
          offsets: offsets.map { Int($0) }, items: try column("items"),
          times: try column("times"), nextTimes: try column("nextTimes"),
          targets: try column("targets")))
    }
  }
}
