internal import Metrics
import Suites

/// The runs of one data set, learner and pre-training whose scored learner was trained on little, beside the
/// one that saw all data.
struct DistillationFigures {
  /// Records of a run by seed.
  struct Arm {
    let run: String
    let task: DistillationTask<DatasetSpec>
    let records: [RunRecord]
  }

  let dataset: DatasetSpec
  /// The learner in words, where the data set has other learners or pre-trainings too; else nil.
  let learner: String?
  /// The name of its drawing.
  let plotName: String
  /// In the order of the suite.
  let arms: [Arm]

  /// What arms have in common that are read beside each other.
  private struct Common: Hashable {
    let dataset: DatasetSpec
    let learner: LearnerSpec
    let pretraining: PretrainingSpec
  }

  /// Those of each data set, learner and pre-training, in the order of the suite.
  static func all(_ records: [RunRecord]) -> [DistillationFigures] {
    let runs = records.filter { $0.result != nil }.grouped(by: \.run.name)
    let arms = runs.compactMap { run, records -> Arm? in
      guard let task = records.first?.run.task.distillation else { return nil }
      return Arm(run: run, task: task, records: records)
    }
    let groups = arms.grouped { arm in
      Common(
        dataset: arm.task.dataset, learner: arm.task.learner, pretraining: arm.task.pretraining)
    }
    return groups.enumerated().map { index, group in
      let common = group.key
      let isAlone = groups.filter { $0.key.dataset == common.dataset }.count == 1
      let before = groups[..<index].filter { $0.key.dataset == common.dataset }.count
      return DistillationFigures(
        dataset: common.dataset, learner: isAlone ? nil : common.learner.title,
        plotName: "material-\(common.dataset.id)" + (before == 0 ? "" : "-\(before + 1)"),
        arms: group.elements)
    }
  }

  /// The data in words, with the learner where there are others.
  var title: String {
    let data = dataTitle(dataset.source)
    return learner.map { "\(data), \($0)" } ?? data
  }

  /// The learner that saw all data.
  var whole: Arm? { arms.first { $0.task.material.entry is AllDataSpec } }
  /// The learner that took no step.
  var nothing: Arm? { arms.first { $0.task.material.entry is NoDataSpec } }
  /// The first learner of a distilled summary.
  var distilled: Arm? { arms.first { $0.task.distilling != nil } }
  /// The first learner of real histories.
  var histories: Arm? { arms.first { $0.task.material.entry is HistoriesSpec } }

  /// The metric among negatives that is read first, and the same of the full ranking; one of each kind.
  var metrics: [Metric] {
    let all = whole?.task.evaluation.metrics ?? []
    guard let full = all.first(where: { $0.evidence == .ranks }) else { return [] }
    let sampled =
      all.first { $0.sampled?.amongAll == full } ?? all.first { $0.sampled != nil }
    return [sampled, full].compactMap { $0 }
  }
}

extension DistillationFigures.Arm {
  /// Where the scored learner has its tables of items and positions from, and what becomes of them.
  var tables: String {
    guard let learning = task.learning else { return "of all data" }
    if learning.fresh == true { return "its own" }
    return learning.tables == .trained ? "of all data, trained on" : "of all data, frozen"
  }

  /// The mean over seeds.
  func mean(_ metric: Metric) -> Double? {
    let values = records.compactMap { $0.result?.metrics[metric] }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Mean seconds of a phase over the seeds that tell it.
  func seconds(_ phase: DistillationPhase) -> Double? {
    let values = records.compactMap { record in
      record.circumstances.phases?.first { $0.name == phase.rawValue }?.seconds
    }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// Seeds with which this run is above another one, of those that both have.
  func seedsAbove(_ other: DistillationFigures.Arm, _ metric: Metric) -> (above: Int, of: Int) {
    var (above, all) = (0, 0)
    for record in records {
      guard let mine = record.result?.metrics[metric],
        let its = other.records.first(where: { $0.run.seed == record.run.seed })?
          .result?.metrics[metric]
      else { continue }
      all += 1
      if metric.direction.isBetter(mine, than: its) { above += 1 }
    }
    return (above, all)
  }
}
