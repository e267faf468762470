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
      return [.heading(3, figures.title), shares(figures, whole)] + findings(figures, whole)
        + meaning + [table].compactMap { $0 }
    }
    guard !parts.isEmpty else { return [] }
    return [
      .paragraph(
        "A learner that is trained on a summary keeps tables of items and positions that were trained on "
          + "all data, unless its row says otherwise. Its share of what all data give is therefore to be "
          + "read beside the row of nothing: the same tables with no step on any summary. Sampled metrics "
          + "rank the next item among some negatives drawn at random, the others among all items.")
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
        } + [arm.tables, "\(arm.records.count)"]
    }
    return .table(
      ["Trained on"] + metrics.flatMap { [$0.titleWithArrow, "of all data"] }
        + ["Tables of items and positions", "Seeds"],
      numeric: [false] + metrics.flatMap { _ in [true, true] } + [false, true], rows)
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
      let among =
        metric.sampled == nil
        ? "all items" : counted(whole.task.evaluation.negatives, "drawn negative")
      let isBetter = metric.direction.isBetter(ours, than: none)
      let change = "\(isBetter ? "adds" : "loses") \(Numbers.fixed(abs(ours - none), 4))"
      var text =
        "Among \(among), a learner trained on the distilled summary reaches "
        + "\(Numbers.fixed(ours, 4)) in \(metric.title), and one with the same tables and no step "
        + "\(Numbers.fixed(none, 4)): the summary \(ours == none ? "adds nothing" : change)"
      // A share of the way from nothing to all data exists only where both are better than nothing.
      if metric.direction.isBetter(all, than: none), isBetter {
        text +=
          ", \(Numbers.fixed(100 * (ours - none) / (all - none), 0)) % of the way to all data "
          + "(\(Numbers.fixed(all, 4)))"
      }
      text += seeds(distilled, nothing, metric).map { ", and is \($0)." } ?? "."
      if let histories = figures.histories, let real = histories.mean(metric) {
        text +=
          " Real histories in its place give \(Numbers.fixed(real, 4))"
          + (seeds(distilled, histories, metric).map { "; the summary is \($0)." } ?? ".")
      }
      return text
    }
    return lines.isEmpty ? [] : [.list(lines)]
  }

  /// `better with each of 3 seeds`, or with how many; nil where no seed has both.
  private func seeds(
    _ arm: DistillationFigures.Arm, _ other: DistillationFigures.Arm, _ metric: Metric
  ) -> String? {
    let (above, all) = arm.seedsAbove(other, metric)
    return switch (above, all) {
    case (_, 0): nil
    case (all, 1): "better with the one seed measured"
    case (0, 1): "not better with the one seed measured"
    case (all, _): "better with each of \(all) seeds"
    case (0, _): "better with none of \(all) seeds"
    default: "better with \(above) of \(all) seeds"
    }
  }

  /// What the last column of the costs means.
  private static let payingOff = Document.Block.paragraph(
    "A summary pays off once the learners trained on it have together saved more time than pre-training "
      + "and distilling took. Times are means over seeds on the machines of this page's environment, beside "
      + "whatever else they were doing."
  )

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
        ? counted(
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
        "Summary", "Pre-training", "Distilling",
        "A learner on the summary", "A learner on all data", "Pays off after",
      ], numeric: [false, true, true, true, true, true], rows)
  }
}
