// "Scaling New Frontiers" (arXiv 2412.00714), RQ4, trains HSTU on click with binary cross-entropy; its
// token layout, mask and place of the score are not known. Interleaved follows the description of
// UniGRF (arXiv 2504.16454) and the independent code robot001-001/bylw at 6a1057b: item, action, item,
// action, the score read at the item's token and every item position supervised. Summed keeps Meta's
// dlrm_v3 idea of one token an event whose candidate's action is hidden, but not its layout: Meta
// adds an event's own action to its token and puts the candidates behind the history with a learned
// placeholder; here the action is added to the token after it, so that all positions can be
// supervised in one causal pass.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// A sequence model's blocks over items and actions, and a scorer on what they give.
struct SequenceRater: RatingModel {
  let parameters: Parameters
  /// Events that the blocks have room for.
  var longestRow: Int {
    spec.layout == .interleaved ? backbone.longestRow / 2 : backbone.longestRow
  }

  private let spec: SequenceRaterSpec
  private let backbone: any SequenceRecommender
  private let itemRows: Int
  /// `[actions + 1, width]`, row 0 for no action yet; the summed layout's.
  private let actions: Parameter?
  private let scorer: any TokenScorer

  /// Declares the blocks' parameters, `items` with a row for each action behind the items where they
  /// are interleaved; then `actions` where they are summed; then `bias`, or `inner` and `outer`, each
  /// with `weight` and `bias`.
  ///
  /// - Parameter actions: different actions, numbered from 1 on.
  init(_ spec: SequenceRaterSpec, itemRows: Int, actions: Int, key: RandomKey) throws(ModelError) {
    let rows = spec.layout == .interleaved ? itemRows + actions : itemRows
    guard let backbone = try recommender(for: spec.backbone, itemRows: rows, key: key) else {
      throw ModelError(
        model: spec.backbone.kind, problem: "has no blocks that tokens could pass through")
    }
    self.spec = spec
    self.backbone = backbone
    self.itemRows = itemRows
    let width = backbone.items.shape.width
    var declaration = Declaration(key: key, after: backbone.parameters)
    self.actions =
      spec.layout == .summed
      ? declaration.parameter("actions", [actions + 1, width], Initial.truncatedNormal(0.02)) : nil
    scorer = spec.scorer.entry.able((any TokenScorerSpec).self)
      .scorer(width: width, &declaration)
    parameters = declaration.parameters
  }

  func logits(_ batch: RatingBatch, _ pass: Pass) -> Variable {
    let features: Variable
    switch spec.layout {
    case .interleaved:
      let all = backbone.features(interleaved(batch), adding: nil, pass)
      features = all.gatheredRows((0..<batch.events.tokens).map { Int32(2 * $0) })
    case .summed:
      features = backbone.features(batch.events, adding: actionBefore(batch, pass), pass)
    }
    return scorer.logits(features, items: backbone.items, batch, pass)
  }

  /// Two tokens an event, both at its time; actions are rows of the item table behind the items.
  private func interleaved(_ batch: RatingBatch) -> SequenceBatch {
    let events = batch.events
    var tokens: [Int32] = []
    var times: [Int64] = []
    tokens.reserveCapacity(2 * events.tokens)
    times.reserveCapacity(2 * events.tokens)
    for event in 0..<events.tokens {
      tokens += [events.items[event], Int32(itemRows) + batch.actions[event] - 1]
      times += [events.times[event], events.times[event]]
    }
    return SequenceBatch(
      offsets: events.offsets.map { 2 * $0 }, items: tokens, times: times, nextTimes: times,
      targets: Array(repeating: 0, count: tokens.count))
  }

  /// The vector of the action before each event, on the scale of the items': `[events, width]`.
  private func actionBefore(_ batch: RatingBatch, _ pass: Pass) -> Variable? {
    guard let actions else { return nil }
    var before: [Int32] = []
    before.reserveCapacity(batch.events.tokens)
    for row in 0..<batch.events.rows {
      let events = batch.events.offsets[row]..<batch.events.offsets[row + 1]
      before.append(0)
      before += batch.actions[events.dropLast()]
    }
    let scale = Real(actions.shape.width).squareRoot()
    return pass[actions].gatheredRows(before).scaled(by: scale)
  }
}

extension SequenceRaterSpec: RatingSpec {
  func model(itemRows: Int, stars: Int, key: RandomKey) throws(ModelError) -> any RatingModel {
    try SequenceRater(self, itemRows: itemRows, actions: actions.count(stars), key: key)
  }
}
