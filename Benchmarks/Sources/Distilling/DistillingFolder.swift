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
    for (plain, unrolled, frozen) in [(0, 2, false), (3, 40, false), (3, 40, true)] {
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

  /// Median seconds of an outer step, and seconds of an epoch of pre-training, as JSON with the machine's
  /// product rate.
  ///
  /// - Parameters:
  ///   - batches: batches of the epoch that are trained on; its time is their rows' share.
  ///   - frozen: whether the outer step's learner keeps its tables of items and positions.
  func timed(steps: Int, batches: Int, frozen: Bool) async throws -> String {
    let setting = try await DistillingSetting()
    let learner = setting.learner(drops: true)
    var parameters = learner.parameters
    try parameters.load(
      Safetensors(
        Data(contentsOf: url.appending(path: "learner.safetensors")), file: "learner"),
      file: "learner")
    let lesson = PrefixLesson(learner, shards: DistillingSetting.shards.real)
    let aligned = setting.batches.prefix(steps + 1).map { lesson.features(parameters, $0) }
    let summary = setting.summary(items: parameters.values[learner.items.index])
    let rule = DistillingSetting.rule(
      plain: DistillingSetting.plain, unrolled: DistillingSetting.unrolled,
      outer: .adam(rate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 1e-4),
      longest: 1, frozen: frozen)
    let distiller = SummaryDistiller(
      summary, learner, DistillingSetting.cut, rule, shards: DistillingSetting.shards.real)
    var state = TrainingState(summary.parameters)
    var learned = parameters
    var times: [Double] = []
    for step in 0...steps {
      let place = step % aligned.count
      let time = seconds {
        _ = distiller.step(
          &state, learner: &learned, setting.batches[place], aligned: aligned[place],
          key: DistillingSetting.key["timed"])
      }
      // The first step makes the memory that the others use again.
      if step > 0 { times.append(time) }
    }
    var trained = TrainingState(parameters)
    let chosen = setting.batches.prefix(batches)
    let epoch = seconds {
      for (number, batch) in chosen.enumerated() {
        let key = DistillingSetting.key["epoch"][number]
        trained.follow(
          lesson.gradients(trained.parameters, batch, key: key).gradients,
          DistillingSetting.pretraining)
      }
    }
    func rows(_ batches: some Sequence<PrefixBatch>) -> Double {
      Double(batches.reduce(0) { $0 + $1.count })
    }
    let whole = epoch * rows(setting.batches) / rows(chosen)
    let gemm = MachineRates.measured().gemm / 1e9
    return "{\"outerStep\": \(median(times)), \"epoch\": \(whole), \"gemm\": \(Int(gemm))}"
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
