import Suites
import Verdicts

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
      // One axis for all pictures, from nothing to a whole tenth above the highest place.
      let highest = arms.compactMap { $0.materials[seed]?.mass.joined().max() }.max() ?? 1
      let heights = Interval(low: 0, high: min(1, max(1, (10 * highest).rounded(.up)) / 10))
      let pictures = arms.compactMap { arm -> Picture? in
        guard let shape = arm.materials[seed] else { return nil }
        let classes = zip(shape.classes, shape.mass).enumerated()
        return Picture(
          title: titles.title(of: arm.run), x: "position", y: "share of probability",
          heights: heights,
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
          "Which items the sequences consist of that learners were trained on: at each position, how much "
          + "of the probability falls on the most popular items in the training data of "
          + "\(dataTitle(figures.dataset.source)), on the next ones and on all others. The last position "
          + "is the target. Means over the sequences of seed \(seed)\(learner).",
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
