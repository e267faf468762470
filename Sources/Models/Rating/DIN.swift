// Zhou et al. 2018, "Deep interest network" (arXiv 1706.06978), section 4.3, and the authors' code
// (zhougr1993/DeepInterestNetwork, din/model.py). Followed: a unit on the event, the candidate and
// their product gives the event's weight, with logistic layers as in the code; weights are not
// normalised, as the paper's equation 3 has it to keep the intensity of interest, where the code
// takes a softmax. The difference of event and candidate, which both also hand to the unit, is a
// linear combination of the two and left out; the second network has rectified linear units, without
// Dice or batch norms. Histories are events with what was said to them, not clicks alone.

internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Deep interest network: target attention over the history.
struct DIN: RatingModel {
  let parameters: Parameters
  /// There is no order in a history, so a row may be of any length.
  var longestRow: Int { .max }

  private let items: Parameter
  private let actions: Parameter
  private let itemBias: Parameter
  private let ofEvent: Linear
  private let ofCandidate: Linear
  private let ofProduct: Linear
  private let attention: [Linear]
  private let network: Perceptron
  private let output: LogitHead

  /// Declares `items`, `actions`, `item_bias`; the unit's first layer by its parts `unit.event`,
  /// `unit.candidate` (with a bias) and `unit.product`, its further ones `unit.1` …; `network`,
  /// `output`.
  init(_ spec: DINSpec, itemRows: Int, actions: Int, key: RandomKey) throws(ModelError) {
    try ModelError.check(spec)
    let first = spec.attention[0]
    var declaration = Declaration(key: key)
    let width = spec.width
    items = declaration.parameter("items", [itemRows, width], Initial.truncatedNormal(0.1))
    self.actions = declaration.parameter(
      "actions", [actions + 1, width], Initial.truncatedNormal(0.1))
    itemBias = declaration.parameter("item_bias", [itemRows, 1], Initial.zeros)
    let (weight, zeros) = (Initial.xavierUniform, Initial.zeros)
    ofEvent = declaration.linear("unit.event", from: width, to: first, weight: weight)
    ofCandidate = declaration.linear(
      "unit.candidate", from: width, to: first, weight: weight, bias: zeros)
    ofProduct = declaration.linear("unit.product", from: width, to: first, weight: weight)
    let sizes = spec.attention + [1]
    attention = spec.attention.indices.map { index in
      declaration.linear(
        "unit.\(index + 1)", from: sizes[index], to: sizes[index + 1], weight: weight, bias: zeros)
    }
    let network = declaration.nested("network") {
      Perceptron(2 * width, spec.hidden, dropout: spec.dropout, &$0)
    }
    self.network = network
    output = declaration.nested("output") { LogitHead(network.outputs, &$0) }
    parameters = declaration.parameters
  }

  func logits(_ batch: RatingBatch, _ pass: Pass) -> Variable {
    let tokens = batch.events.tokens
    let candidates = pass[items].gatheredRows(batch.events.items)
    let history = candidates + pass[actions].gatheredRows(batch.actions)
    let (asked, earlier) = pairs(batch.events)
    var interest = Variable(Tensor(zeros: candidates.shape))
    if !asked.isEmpty {
      let (c, h) = (candidates.gatheredRows(asked), history.gatheredRows(earlier))
      // Parts of the first layer that belong to one event are computed once for all its pairs.
      var unit =
        ofEvent(history, pass).gatheredRows(earlier)
        + ofCandidate(candidates, pass).gatheredRows(asked) + ofProduct(c * h, pass)
      for layer in attention { unit = layer(unit.logistic(), pass) }
      interest = (h * unit.spreadColumns(h.shape.width)).scatteredRows(asked, rows: tokens)
    }
    let logit = output(network(concatenated(interest, candidates), pass), pass)
    return logit + pass[itemBias].gatheredRows(batch.events.items)
  }

  /// Every event with each one before it in its row.
  private func pairs(_ events: SequenceBatch) -> (asked: [Int32], earlier: [Int32]) {
    var (asked, earlier): ([Int32], [Int32]) = ([], [])
    for row in 0..<events.rows {
      let range = events.offsets[row]..<events.offsets[row + 1]
      for event in range {
        for before in range.lowerBound..<event {
          asked.append(Int32(event))
          earlier.append(Int32(before))
        }
      }
    }
    return (asked, earlier)
  }
}

extension DINSpec: RatingSpec {
  func model(itemRows: Int, stars: Int, key: RandomKey) throws(ModelError) -> any RatingModel {
    try DIN(self, itemRows: itemRows, actions: actions.count(stars), key: key)
  }
}
