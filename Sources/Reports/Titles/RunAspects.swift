internal import Metrics
import Suites

/// In what runs differ, in the order in which their titles say it.
enum RunAspect: Int, Hashable, Sendable, CaseIterable {
  case model, variant, blocks, width, depth, products, negatives, share, held, side, source, ties
  case split, candidates, length, epochs, profile
}

/// What there is to say of a run, aspect by aspect.
struct RunAspects: Hashable, Sendable {
  private(set) var words: [RunAspect: String] = [:]
  /// The model that is trained or measured; nil for a task that fits numbers.
  private(set) var family: ModelFamily?
  /// Whether its targets compete with drawn items alone.
  private(set) var isSampled = false

  init(_ run: RunSpec, in suite: Suite) {
    words[.profile] = "profile \(run.profile)"
    switch run.task {
    case .ranking(let task):
      say(task.model.family, task.model.departures)
      say(task.model.stack)
      words[.negatives] = task.training?.loss.negatives.map { "\($0) negatives" }
      words[.epochs] = task.training.map { Numbers.count($0.epochs, "epoch") }
      words[.side] = task.side.map { _ in "side information" }
      isSampled = task.evaluation.candidates.areSampled
      words[.candidates] = task.evaluation.candidates.words
      say(suite.datasets.first { $0.id == task.dataset })
    case .rating(let task):
      say(task.model.family, task.model.departures)
      say(task.model.stack)
      words[.share] = task.training.map { "negative share \($0.negativeShare)" }
      words[.epochs] = task.training.map { Numbers.count($0.epochs, "epoch") }
      words[.held] = "last \(Numbers.count(task.held, "event")) held"
      say(suite.datasets.first { $0.id == task.dataset })
    case .click(let task):
      say(task.model.family, task.model.departures)
      words[.width] = task.model.size("width").map { "width \($0)" }
      words[.depth] = task.model.size("depth").map { "depth \($0)" }
      words[.products] = task.model.size("products").map { "product size \($0)" }
      words[.source] = dataTitle(task.data.source)
      words[.epochs] = Numbers.count(task.training.epochs, "epoch")
    case .distillation(let task):
      words[.model] = "SASRec on \(task.material.title)"
      words[.variant] = task.variant
      say(suite.datasets.first { $0.id == task.dataset })
    case .lawFit(let task): words[.model] = task.panel
    case .lineFit(let task):
      let product = task.x.joined(separator: " × ")
      words[.model] = "\(task.y) on \(task.reciprocal ? "1 / (\(product))" : product)"
    case .dataTerm(let task):
      let dataset = suite.datasets.first { $0.id == task.dataset }
      words[.model] = "Data of \(dataset.map { dataTitle($0.source) } ?? task.dataset)"
    case .external(let task):
      // Nothing is known of the model but what the run is called.
      words[.model] = "\(run.id), made elsewhere"
      words[.source] = task.protocol.clicks.map { dataTitle($0.source) }
      say(suite.datasets.first { $0.id == task.protocol.dataset })
    }
  }

  private mutating func say(_ family: ModelFamily, _ departures: [String]) {
    self.family = family
    words[.model] = family.name
    words[.variant] = departures.isEmpty ? nil : departures.joined(separator: " and ")
  }

  private mutating func say(_ stack: (depth: Int, width: Int)?) {
    words[.blocks] = stack.map { Numbers.count($0.depth, "block") }
    words[.width] = stack.map { "width \($0.width)" }
  }

  private mutating func say(_ dataset: DatasetSpec?) {
    guard let dataset else { return }
    words[.source] = dataTitle(dataset.source)
    words[.ties] = dataset.ties.words
    words[.split] = dataset.split.words
    words[.length] = "\(dataset.maximalLength) events"
  }

  /// These aspects in words, in their order.
  func text(_ aspects: Set<RunAspect>) -> String {
    var parts = RunAspect.allCases.filter { aspects.contains($0) && $0 != .variant }
      .compactMap { words[$0] }
    if aspects.contains(.variant), let variant = words[.variant] {
      // Where the model is said elsewhere, the variant stands first.
      if aspects.contains(.model), !parts.isEmpty {
        parts[0] += " \(variant)"
      } else {
        parts.insert(variant, at: 0)
      }
    }
    return parts.joined(separator: ", ")
  }
}

extension LawFitTask {
  /// What a law was fitted to, in words: `HR@10, ML-1M, 200`.
  fileprivate var panel: String {
    let points =
      switch points {
      case .file(let points):
        // The metric first, then what it was measured on.
        points.rows.keys.sorted { ($0 == "metric" ? "" : $0) < ($1 == "metric" ? "" : $1) }
          .compactMap { points.rows[$0] }
      case .records(let points): [points.metric.title] + points.groups
      }
    return (points + (data.map { [$0.name] } ?? [])).joined(separator: ", ")
  }
}

/// What people call a source of data; its id where nobody calls it otherwise.
func dataTitle(_ source: String) -> String {
  [
    "ml-100k": "MovieLens-100K", "ml-1m": "MovieLens-1M", "ml-10m": "MovieLens-10M",
    "ml-20m": "MovieLens-20M", "ml-25m": "MovieLens-25M", "ml-32m": "MovieLens-32M",
    "amazon-beauty": "Amazon Beauty", "amazon-books": "Amazon Books",
    "amazon-sports-and-outdoors": "Amazon Sports", "amazon-toys-and-games": "Amazon Toys",
    "amazon-magazine-subscriptions": "Amazon Magazines", "criteo-kaggle": "Criteo Kaggle",
    "criteo-x1": "Criteo_x1", "criteo-x4": "Criteo_x4", "planted-time": "planted time",
  ][source] ?? source
}
