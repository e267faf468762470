import Suites

extension Drawings {
  /// Which items few sequences consist of: mass by popularity and position, a picture a material.
  func materialPlots() -> [Plot] {
    DistillationFigures.all(records).compactMap { figures in
      let untrained = figures.arms.first {
        $0.task.material.entry is SummarySpec && $0.task.distilling == nil
      }
      let arms = [figures.histories, untrained, figures.distilled].compactMap { $0 }
      let pictures = arms.compactMap { arm -> Picture? in
        guard let record = arm.records.first, let shape = record.result?.material else {
          return nil
        }
        return Picture(
          title: titles.title(of: arm.run), x: "position", y: "share of the mass",
          lines: shape.mass.indices.map { index in
            PictureLine(
              label: words(shape.classes, index), family: nil, points: points(shape.mass[index]))
          })
      }
      guard !pictures.isEmpty else { return nil }
      let seed = arms.first?.records.first?.run.seed ?? 0
      return Plot(
        name: "material-\(figures.dataset.id)",
        caption:
          "Which items the sequences consist of that learners were trained on, by their popularity in the "
          + "training data of \(dataTitle(figures.dataset.source)) and by position, the last of which is "
          + "the target: means over the sequences of seed \(seed).",
        script: LineSheet.script(pictures))
    }
  }

  /// `10 most popular`, `next 90`, `1,250 others`.
  private func words(_ classes: [Int], _ index: Int) -> String {
    let count = groupedDigits(classes[index])
    return switch index {
    case 0: "\(count) most popular"
    case classes.count - 1: "\(count) others"
    default: "next \(count)"
    }
  }

  private func points(_ values: [Double]) -> [PictureLine.Point] {
    values.enumerated().map { PictureLine.Point(x: Double($0 + 1), y: $1) }
  }
}
