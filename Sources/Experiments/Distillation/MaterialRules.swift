internal import Datasets
internal import Determinism
internal import Models
internal import Suites
internal import Tensors

/// A material that says what is made of it.
protocol MaterialRule: MaterialEntry {
  /// Draws of it, of which the one is taken whose learner validates best; 0 where nothing is chosen.
  var choices: Int { get }
  /// Refuses data that it cannot be made from.
  ///
  /// - Throws: `ExperimentError`.
  func check(_ parts: DistillationParts) throws(ExperimentError)
  /// A summary, which is distilled or stays as it was drawn; nil for a material that is none.
  ///
  /// - Parameter items: the trained item table.
  func summary(of parts: DistillationParts, items: Tensor) -> (any SyntheticSummary)?
  /// What is learned from where it is no summary, as distributions over items:
  /// `[sequences · length, itemRows]`; nil where nothing is.
  ///
  /// - Parameter draw: which draw, from 0.
  func drawn(_ draw: Int, of parts: DistillationParts) -> Tensor?
  /// The learner that is scored where nothing is learned from.
  ///
  /// - Parameter number: of the learner, by which a fresh one is drawn.
  func unlearned(after trained: Parameters, number: Int, of parts: DistillationParts) -> Parameters
}

extension MaterialRule {
  var choices: Int { 0 }
  func check(_ parts: DistillationParts) throws(ExperimentError) {}
  func summary(of parts: DistillationParts, items: Tensor) -> (any SyntheticSummary)? { nil }
  func drawn(_ draw: Int, of parts: DistillationParts) -> Tensor? { nil }
  func unlearned(
    after trained: Parameters, number: Int, of parts: DistillationParts
  ) -> Parameters { parts.fresh(after: trained, number: number) }
}

extension AllDataSpec: MaterialRule {
  func unlearned(
    after trained: Parameters, number: Int, of parts: DistillationParts
  ) -> Parameters { trained }
}

extension NoDataSpec: MaterialRule {}

extension HistoriesSpec: MaterialRule {
  var choices: Int { draws ?? 0 }

  func check(_ parts: DistillationParts) throws(ExperimentError) {
    guard histories(0, of: parts) == nil else { return }
    throw ExperimentError(
      subject: "the material",
      reason: "fewer than \(sequences) users have \(length) events for training")
  }

  /// Drawn users' latest training events.
  private func histories(_ draw: Int, of parts: DistillationParts) -> [[Int32]]? {
    PrefixRows.latest(parts.interactions, parts.cuts, users: sequences, length: length) {
      parts.key["histories"][draw].permutation($0)
    }
  }

  /// Each event a distribution of one item.
  func drawn(_ draw: Int, of parts: DistillationParts) -> Tensor? {
    guard let histories = histories(draw, of: parts) else { return nil }
    let items = histories.flatMap { $0 }
    let width = parts.interactions.itemRows
    var elements = [Real](repeating: 0, count: items.count * width)
    for (place, item) in items.enumerated() { elements[place * width + Int(item)] = 1 }
    return Tensor([items.count, width], elements)
  }
}

extension SummarySpec: MaterialRule {
  func summary(of parts: DistillationParts, items: Tensor) -> (any SyntheticSummary)? {
    syntheticSummary(
      for: form, sequences: sequences, length: length, items: items, key: parts.key["summary"])
  }
}
