import Suites

extension Drawings {
  /// Which items few sequences consist of: mass by popularity and position, a picture a material.
  func materialPlots() -> [Plot] {
    DistillationFigures.all(records).compactMap { figures in
      let untrained = figures.arms.first {
        $0.task.material.entry is SummarySpec && $0.task.distilling == nil
      }
      let arms = [figures.histories, untrained, figures.distilled].compactMap { $0 }
        .filter { !$0.materials.isEmpty }
      // One seed for all pictures: the first that each of them has.
      guard
        let seed = arms.first?.materials.keys.sorted().first(where: { seed in
          arms.allSatisfy { $0.materials[seed] != nil }
        })
      else { return nil }
      let pictures = arms.compactMap { arm -> Picture? in
        guard let shape = arm.materials[seed] else { return nil }
        let classes = zip(shape.classes, shape.mass).enumerated()
        return Picture(
          title: titles.title(of: arm.run), x: "position", y: "share of the mass",
          lines: classes.map { index, line in
            PictureLine(
              label: words(line.0, at: index, of: shape.classes.count), family: nil,
              points: points(line.1))
          })
      }
      let learner = figures.learner.map { ", the learner \($0)" } ?? ""
      return Plot(
        name: figures.plotName,
        caption:
          "Which items the sequences consist of that learners were trained on, by their popularity in the "
          + "training data of \(dataTitle(figures.dataset.source)) and by position, the last of which is "
          + "the target: means over the sequences of seed \(seed)\(learner).",
        script: LineSheet.script(pictures))
    }
  }

  /// `10 most popular`, `next 90`, `1,250 others`.
  private func words(_ items: Int, at index: Int, of classes: Int) -> String {
    let count = groupedDigits(items)
    return switch index {
    case 0: "\(count) most popular"
    case classes - 1: "\(count) others"
    default: "next \(count)"
    }
  }

  private func points(_ values: [Double]) -> [PictureLine.Point] {
    values.enumerated().map { PictureLine.Point(x: Double($0 + 1), y: $1) }
  }
}

extension DistillationFigures.Arm {
  /// What the sequences consist of, by seed, where a record says it.
  fileprivate var materials: [UInt64: MaterialShape] {
    var found: [UInt64: MaterialShape] = [:]
    for record in records {
      if let shape = record.result?.material { found[record.run.seed] = shape }
    }
    return found
  }
}
