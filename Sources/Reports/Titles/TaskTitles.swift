internal import Metrics
import Suites

/// A task as titles of its runs speak of it.
protocol TitledTask: TaskEntry {
  /// Says what there is to say of a run of this task.
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects)
}

extension Suite {
  /// The data set that a task names; nil where there is none.
  fileprivate func dataset(_ id: String?) -> DatasetSpec? { datasets.first { $0.id == id } }
}

extension RankingTask: TitledTask where Dataset == String {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    aspects.say(model.family, model.departures)
    aspects.say(model.stack)
    aspects.words[.negatives] = training?.loss.negatives.map { "\($0) negatives" }
    aspects.words[.epochs] = training.map { counted($0.epochs, "epoch") }
    aspects.words[.side] = side.map { _ in "side information" }
    aspects.words[.vectors] = vectors.map { vectors in
      guard let adapter else { return "vectors of \(vectors.title)" }
      return "frozen vectors of \(vectors.title)" + (adapter.table ? " beside ids" : "")
    }
    aspects.isSampled = evaluation.candidates.areSampled
    aspects.words[.candidates] = evaluation.candidates.words
    aspects.say(suite.dataset(dataset))
  }
}

extension RatingTask: TitledTask where Dataset == String {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    aspects.say(model.family, model.departures)
    aspects.say(model.stack)
    aspects.words[.share] = training.map { "negative share \($0.negativeShare)" }
    aspects.words[.epochs] = training.map { counted($0.epochs, "epoch") }
    aspects.words[.held] = "last \(counted(held, "event")) held"
    aspects.say(suite.dataset(dataset))
  }
}

extension ClickTask: TitledTask {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    aspects.say(model.family, model.departures)
    aspects.words[.width] = model.size("width").map { "width \($0)" }
    aspects.words[.depth] = model.size("depth").map { "depth \($0)" }
    aspects.words[.products] = model.size("products").map { "product size \($0)" }
    aspects.words[.source] = dataTitle(data.source)
    aspects.words[.epochs] = counted(training.epochs, "epoch")
  }
}

extension DistillationTask: TitledTask where Dataset == String {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    aspects.words[.model] = "\(learner.title) on \(material.title)"
    aspects.words[.variant] = variant
    aspects.say(suite.dataset(dataset))
  }
}

extension LineFitTask: TitledTask {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    let product = x.joined(separator: " × ")
    aspects.words[.model] = "\(y) on \(reciprocal ? "1 / (\(product))" : product)"
  }
}

extension DataTermTask: TitledTask where Dataset == String {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    aspects.words[.model] =
      "Data of \(suite.dataset(dataset).map { dataTitle($0.source) } ?? dataset)"
  }
}

extension ExternalTask: TitledTask where Dataset == String {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    // Nothing is known of the model but what the run is called.
    aspects.words[.model] = "\(run.id), made elsewhere"
    aspects.words[.source] = self.protocol.clicks.map { dataTitle($0.source) }
    if let candidates = self.protocol.ranking?.evaluation.candidates {
      aspects.isSampled = candidates.areSampled
      aspects.words[.candidates] = candidates.words
    }
    aspects.say(suite.dataset(self.protocol.dataset))
  }
}

extension LawFitTask: TitledTask {
  func say(of run: RunSpec, in suite: Suite, to aspects: inout RunAspects) {
    aspects.words[.model] = panel
  }

  /// What a law was fitted to, in words: `HR@10, ML-1M, 200`.
  private var panel: String {
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
