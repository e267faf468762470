import Autograd
import Determinism
import Foundation
import Models
import Suites
import Tensors
import Weights
import Yardstick

/// What both sides need to do the same work: `setting.json`, `learner.safetensors`, `summary.safetensors`,
/// `aligned.safetensors`, `batch-<n>/`, and the gradients by the summary's numbers that the twin must find,
/// `gradients-<check>.safetensors`.
struct DistillingFolder {
  /// The numbers beside the tensors.
  struct Setting: Codable {
    var data: String
    var itemRows: Int
    var plain = DistillingSetting.plain
    var unrolled = DistillingSetting.unrolled
    /// What the twin's gradients are compared for.
    var checks: [Check] = []

    struct Check: Codable {
      var plain: Int
      var unrolled: Int
      /// Whether the tables of items and positions stay as they are.
      var frozen: Bool
      /// Positions shown of each sequence of each step's batch.
      var shown: [[Int]]
      /// On the first batch of real histories.
      var loss: Double
    }
  }

  let url: URL

  init(_ path: String) { url = URL(filePath: path) }

  func write() async throws {
    let setting = try await DistillingSetting()
    let learner = setting.learner(drops: false)
    var trained = TrainingState(learner.parameters)
    let lesson = PrefixLesson(learner, shards: DistillingSetting.shards.real)
    // Weights of a learner that has seen the data twice.
    for step in 0..<2 * setting.batches.count {
      let batch = setting.batches[step % setting.batches.count]
      let key = DistillingSetting.key["pretraining"][step]
      trained.follow(
        lesson.gradients(trained.parameters, batch, key: key).gradients,
        DistillingSetting.pretraining)
    }
    let parameters = trained.parameters
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let aligned = lesson.features(parameters, setting.batches[0])
    try write(Safetensors(parameters), "learner")
    try write(Safetensors(tensors: [entry("aligned", aligned)]), "aligned")
    let summary = setting.summary(items: parameters.values[learner.items.index])
    try write(Safetensors(summary.parameters), "summary")
    for (number, batch) in setting.batches.enumerated() {
      try write(batch, to: url.appending(path: "batch-\(number)"))
    }
    var kept = Setting(data: setting.data, itemRows: setting.itemRows)
    for (plain, unrolled, frozen) in [(0, 40, false), (3, 40, false), (3, 40, true)] {
      // Adam's first mean is (1 − β₁) times the gradient, nothing shortened.
      let rule = DistillingSetting.rule(
        plain: plain, unrolled: unrolled,
        outer: .adam(rate: 0.03, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, weightDecay: 0),
        longest: 1e30, frozen: frozen)
      var state = TrainingState(summary.parameters)
      var learned = parameters
      let loss = SummaryDistiller(
        summary, learner, DistillingSetting.cut, rule, shards: DistillingSetting.shards.real
      ).step(
        &state, learner: &learned, setting.batches[0], aligned: aligned,
        key: DistillingSetting.key["distilling"])
      try write(
        Safetensors(
          tensors: zip(summary.parameters.declared, state.means).map { parameter, mean in
            entry(parameter.path, affine(mean, times: 2))
          }), "gradients-\(kept.checks.count)")
      kept.checks.append(
        Setting.Check(
          plain: plain, unrolled: unrolled, frozen: frozen,
          shown: DistillingSetting.shown(plain: plain, unrolled: unrolled), loss: loss))
    }
    try JSONEncoder().encode(kept).write(to: url.appending(path: "setting.json"))
  }

  /// Seconds of some work, as JSON with the machine's product rate: the median outer step, or an epoch of
  /// pre-training from the time of some of its batches, by their share of the rows.
  ///
  /// - Parameter count: outer steps, or batches. One more is taken first, which makes the memory that the
  ///   others use again.
  func timed(_ work: TimedWork, count: Int) async throws -> String {
    let setting = try await DistillingSetting()
    let learner = setting.learner(drops: true)
    var parameters = learner.parameters
    try parameters.load(
      Safetensors(
        Data(contentsOf: url.appending(path: "learner.safetensors")), file: "learner"),
      file: "learner")
    let lesson = PrefixLesson(learner, shards: DistillingSetting.shards.real)
    let batches = (0...count).map { setting.batches[$0 % setting.batches.count] }
    let result =
      work == .epoch
      ? epoch(parameters, lesson, batches) * setting.examples
      : outerStep(setting, learner, parameters, lesson, batches, frozen: work == .frozen)
    let gemm = MachineRates.measured().gemm / 1e9
    return "{\"seconds\": \(result), \"gemm\": \(Int(gemm))}"
  }

  private func outerStep(
    _ setting: DistillingSetting, _ learner: EncoderLearner, _ parameters: Parameters,
    _ lesson: PrefixLesson, _ batches: [PrefixBatch], frozen: Bool
  ) -> Double {
    let summary = setting.summary(items: parameters.values[learner.items.index])
    let rule = DistillingSetting.rule(
      plain: DistillingSetting.plain, unrolled: DistillingSetting.unrolled,
      outer: .adam(rate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-4),
      longest: 1, frozen: frozen)
    let distiller = SummaryDistiller(
      summary, learner, DistillingSetting.cut, rule, shards: DistillingSetting.shards.real)
    var state = TrainingState(summary.parameters)
    var learned = parameters
    let times = batches.map { batch in
      let aligned = lesson.features(parameters, batch)
      return seconds {
        _ = distiller.step(
          &state, learner: &learned, batch, aligned: aligned, key: DistillingSetting.key["timed"])
      }
    }
    return median(Array(times.dropFirst()))
  }

  /// Seconds of a row.
  private func epoch(
    _ parameters: Parameters, _ lesson: PrefixLesson, _ batches: [PrefixBatch]
  ) -> Double {
    var trained = TrainingState(parameters)
    let times = batches.enumerated().map { number, batch in
      let key = DistillingSetting.key["epoch"][number]
      return seconds {
        trained.follow(
          lesson.gradients(trained.parameters, batch, key: key).gradients,
          DistillingSetting.pretraining)
      }
    }
    return times.dropFirst().reduce(0, +)
      / Double(batches.dropFirst().reduce(0) { $0 + $1.count })
  }

  private func entry(_ name: String, _ tensor: Tensor) -> Safetensors.Entry {
    Safetensors.Entry(
      name: name, shape: tensor.shape.extents, elements: tensor.elements.map { Float($0) })
  }

  private func write(_ tensors: Safetensors, _ name: String) throws {
    try tensors.encoded().write(to: url.appending(path: name + ".safetensors"))
  }

  private func write(_ batch: PrefixBatch, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try writeColumn(batch.rows.offsets.map { Int64($0) }, "offsets", in: folder)
    try writeColumn(batch.items, "items", in: folder)
    try writeColumn(batch.targets, "targets", in: folder)
  }
}
