internal import Metrics
import Suites

/// In what runs differ, in the order in which their titles say it.
enum RunAspect: Int, Hashable, Sendable, CaseIterable {
  case model, variant, blocks, width, depth, products, negatives, share, held, side, vectors,
    source, ties
  case split, candidates, length, epochs, profile
}

/// What there is to say of a run, aspect by aspect.
struct RunAspects: Hashable, Sendable {
  var words: [RunAspect: String] = [:]
  /// The model that is trained or measured; nil for a task that fits numbers.
  private(set) var family: ModelFamily?
  /// Whether its targets compete with drawn items alone.
  var isSampled = false

  init(_ run: RunSpec, in suite: Suite) {
    words[.profile] = "profile \(run.profile)"
    run.task.entry.able((any TitledTask).self).say(of: run, in: suite, to: &self)
  }

  mutating func say(_ family: ModelFamily, _ departures: [String]) {
    self.family = family
    words[.model] = family.name
    words[.variant] = departures.isEmpty ? nil : departures.joined(separator: " and ")
  }

  mutating func say(_ stack: (depth: Int, width: Int)?) {
    words[.blocks] = stack.map { counted($0.depth, "block") }
    words[.width] = stack.map { "width \($0.width)" }
  }

  mutating func say(_ dataset: DatasetSpec?) {
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

/// What people call a source of data; its id where nobody calls it otherwise.
func dataTitle(_ source: String) -> String {
  [
    "ml-100k": "MovieLens-100K", "ml-1m": "MovieLens-1M", "ml-10m": "MovieLens-10M",
    "ml-20m": "MovieLens-20M", "ml-25m": "MovieLens-25M", "ml-32m": "MovieLens-32M",
    "amazon-beauty": "Amazon Beauty", "amazon-beauty-ratings": "Amazon Beauty's ratings",
    "amazon-books": "Amazon Books",
    "amazon-sports-and-outdoors": "Amazon Sports", "amazon-toys-and-games": "Amazon Toys",
    "amazon-magazine-subscriptions": "Amazon Magazines", "criteo-kaggle": "Criteo Kaggle",
    "criteo-x1": "Criteo_x1", "criteo-x4": "Criteo_x4", "planted-time": "planted time",
  ][source] ?? source
}
