internal import Metrics
import Suites

/// What a distilled summary is worth: its share of what all data give, with what gives a share without it
/// in the same table, and what it costs.
struct DistillationSection: ReportSection {
  let material: ReportMaterial
  let heading = "What the summary is worth"

  private var figures: [DistillationFigures] { DistillationFigures.all(records) }

  var body: [Document.Block] {
    let shown = figures.filter {
      $0.whole != nil && !$0.metrics.isEmpty && $0.arms.count > 1
    }
    var hasCosts = false
    let parts = shown.flatMap { figures -> [Document.Block] in
      guard let whole = figures.whole else { return [] }
      let table = costs(figures, whole)
      // One sentence for the tables of all data sets.
      let meaning: [Document.Block] = table == nil || hasCosts ? [] : [Self.payingOff]
      hasCosts = hasCosts || table != nil
      return [shares(figures, whole)] + findings(figures, whole) + meaning
        + [table].compactMap { $0 }
    }
    guard !parts.isEmpty else { return [] }
    return [
      .paragraph(
        "The scored learner keeps tables of items and positions that were trained on all data, unless its "
          + "row says otherwise: a share of what all data give is to be read against the share that the "
          + "same tables give with nothing learned from the summary.")
    ] + parts
  }

  private func shares(
    _ figures: DistillationFigures, _ whole: DistillationFigures.Arm
  ) -> Document.Block {
    let metrics = figures.metrics
    let rows = figures.arms.map { arm in
      [titles.title(of: arm.run)]
        + metrics.flatMap { metric in
          let value = arm.mean(metric)
          let all = whole.mean(metric) ?? 0
          return [
            value.map { Numbers.fixed($0, 4) } ?? "–",
            value.map { all > 0 ? Numbers.fixed(100 * $0 / all, 1) + " %" : "–" } ?? "–",
          ]
        } + ["\(arm.records.count)"]
    }
    return .table(
      [figures.title] + metrics.flatMap { [$0.titleWithArrow, "of all data"] } + ["Seeds"],
      numeric: [false] + metrics.flatMap { _ in [true, true] } + [true], rows)
  }

  /// What the summary adds to nothing and to real histories, metric by metric.
  private func findings(
    _ figures: DistillationFigures, _ whole: DistillationFigures.Arm
  ) -> [Document.Block] {
    guard let distilled = figures.distilled, let nothing = figures.nothing else { return [] }
    let lines = figures.metrics.compactMap { metric -> String? in
      guard let ours = distilled.mean(metric), let none = nothing.mean(metric),
        let all = whole.mean(metric)
      else { return nil }
      let kind = metric.sampled == nil ? "Among all items" : "Among drawn negatives"
      var text =
        "\(kind), the distilled summary is worth \(Numbers.fixed(ours, 4)) in \(metric.title), "
        + "\(seeds(distilled, nothing, metric)) nothing learned with the same tables "
        + "(\(Numbers.fixed(none, 4)))"
      // A share of the way from nothing to all data exists only where both are better than nothing.
      if metric.direction.isBetter(all, than: none), metric.direction.isBetter(ours, than: none) {
        text +=
          ": \(Numbers.fixed(100 * (ours - none) / (all - none), 0)) % of the way from there to all data "
          + "(\(Numbers.fixed(all, 4)))"
      }
      if let histories = figures.histories, let real = histories.mean(metric) {
        text +=
          "; \(seeds(distilled, histories, metric)) as many real histories "
          + "(\(Numbers.fixed(real, 4)))"
      }
      return text + "."
    }
    return lines.isEmpty ? [] : [.list(lines)]
  }

  /// `above, with each of 3 seeds,`, or with how many.
  private func seeds(
    _ arm: DistillationFigures.Arm, _ other: DistillationFigures.Arm, _ metric: Metric
  ) -> String {
    let (above, all) = arm.seedsAbove(other, metric)
    let (mine, its) = (arm.mean(metric) ?? 0, other.mean(metric) ?? 0)
    let side = metric.direction.isBetter(mine, than: its) ? "above" : "not above"
    return switch (above, all) {
    case (_, 0): side
    case (all, 1): "above, with the one seed,"
    case (0, 1): "not above, with the one seed,"
    case (all, _): "above, with each of \(all) seeds,"
    case (0, _): "not above, with any of \(all) seeds,"
    default: "\(side) on average, and above with \(above) of \(all) seeds,"
    }
  }

  /// What the last column of the costs means.
  private static let payingOff = Document.Block.paragraph(
    "A summary pays off once the learners trained on it have together saved more time than pre-training "
      + "and distilling took.")

  /// What phases took, and after how many learners a summary pays off; nil where nothing was distilled.
  private func costs(
    _ figures: DistillationFigures, _ whole: DistillationFigures.Arm
  ) -> Document.Block? {
    let rows = figures.arms.compactMap { arm -> [String]? in
      guard let distilling = arm.seconds(.distilling), let learning = arm.seconds(.learning),
        let pretraining = arm.seconds(.pretraining), arm.task.distilling != nil
      else { return nil }
      let full = whole.seconds(.pretraining) ?? pretraining
      let saved = full - learning
      let pays =
        saved > 0
        ? Numbers.count(
          Int(nearest: ((pretraining + distilling) / saved).rounded(.towardZero))
            .addedWithinBounds(to: 1), "learner") : "never"
      return [
        titles.title(of: arm.run), durationWords(pretraining), durationWords(distilling),
        Numbers.fixed(learning, 2) + " s", durationWords(full), pays,
      ]
    }
    guard !rows.isEmpty else { return nil }
    return .table(
      [
        "\(figures.title), times on the machines below", "Pre-training", "Distilling",
        "A learner on the summary", "A learner on all data", "Pays off after",
      ], numeric: [false, true, true, true, true, true], rows)
  }
}
