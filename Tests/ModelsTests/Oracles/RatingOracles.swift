import Foundation
import Models
import Suites

/// The blocks' features of a padded batch. Times are counted from the event that is scored, since
/// nobody knows the time of the one after it.
private func blockFeatures(_ spec: ModelSpec, _ encoder: PaddedEncoder) -> [[[Scalar]]] {
  switch spec.entry {
  case let spec as SASRecSpec: return sasrecOracle(spec, encoder)
  case var spec as HSTUSpec:
    spec.requestTime = .queryEvent
    return hstuOracle(spec, encoder)
  case let spec as LLaMaSpec: return llamaOracle(spec, encoder)
  case let spec as GPTSpec: return gptOracle(spec, encoder)
  default: return []
  }
}

/// A sequence model on items and actions, padded, event by event from the layout's description.
func sequenceRaterOracle(
  _ spec: SequenceRaterSpec, _ batch: RatingBatch, _ parameters: OracleParameters
) -> [Scalar] {
  let events = batch.events
  let items = parameters.matrix("items")
  let root = Scalar(Double(items[0].count).squareRoot())
  let (sequences, columns): (SequenceBatch, Int)
  switch spec.layout {
  case .interleaved:
    // Behind the 12 rows of items stand the actions 1, 2 …
    let tokens = (0..<events.tokens).flatMap { [events.items[$0], 12 + batch.actions[$0] - 1] }
    let times = events.times.flatMap { [$0, $0] }
    (sequences, columns) = (
      SequenceBatch(
        offsets: events.offsets.map { 2 * $0 }, items: tokens, times: times, nextTimes: times,
        targets: tokens.map { _ in 0 }), 9
    )
  case .summed: (sequences, columns) = (events, 9)
  }
  var encoder = PaddedEncoder(
    parameters: parameters, batch: PaddedBatch(sequences, columns: columns))
  if spec.layout == .summed {
    let actions = parameters.matrix("actions")
    encoder.added = { row, column in
      let before = column == 0 ? 0 : Int(batch.actions[events.offsets[row] + column - 1])
      return actions[before].map { root * $0 }
    }
  }
  let features = blockFeatures(spec.backbone, encoder)
  return (0..<events.rows).flatMap { row in
    (0..<events.offsets[row + 1] - events.offsets[row]).map { place in
      let x = features[row][spec.layout == .interleaved ? 2 * place : place]
      if spec.scorer == .dot {
        let item = items[Int(events.items[events.offsets[row] + place])]
        return root * dot(x, item) + parameters.vector("bias")[0]
      }
      let inner = linear(
        x, parameters.matrix("inner.weight"), parameters.vector("inner.bias"))
      return linear(
        inner.map(\.relu), parameters.matrix("outer.weight"), parameters.vector("outer.bias"))[0]
    }
  }
}

/// A deep interest network, pair by pair (Zhou et al. 2018, section 4.3).
func dinOracle(
  _ spec: DINSpec, _ batch: RatingBatch, _ parameters: OracleParameters
) -> [Scalar] {
  let (items, actions) = (parameters.matrix("items"), parameters.matrix("actions"))
  func sigmoid(_ x: Scalar) -> Scalar {
    Scalar(1) / (Scalar(1) + (Scalar(0) - x).exponential)
  }
  func weight(_ event: [Scalar], _ candidate: [Scalar]) -> Scalar {
    let parts = [
      linear(event, parameters.matrix("unit.event.weight")),
      linear(
        candidate, parameters.matrix("unit.candidate.weight"),
        parameters.vector("unit.candidate.bias")),
      linear(zip(event, candidate).map { $0 * $1 }, parameters.matrix("unit.product.weight")),
    ]
    var x = parts[0].indices.map { parts[0][$0] + parts[1][$0] + parts[2][$0] }
    for layer in 1...spec.attention.count {
      x = linear(
        x.map(sigmoid), parameters.matrix("unit.\(layer).weight"),
        parameters.vector("unit.\(layer).bias"))
    }
    return x[0]
  }
  /// These matrices are stored `[in, out]`.
  func dense(_ x: [Scalar], _ path: String) -> [Scalar] {
    let (matrix, bias) = (parameters.matrix(path + ".weight"), parameters.vector(path + ".bias"))
    return bias.indices.map { out in sum(x.indices.map { x[$0] * matrix[$0][out] }) + bias[out] }
  }
  return (0..<batch.events.rows).flatMap { row in
    let range = batch.events.offsets[row]..<batch.events.offsets[row + 1]
    return range.map { event in
      let item = Int(batch.events.items[event])
      var interest = [Scalar](repeating: 0.0, count: spec.width)
      for before in range.lowerBound..<event {
        let said = zip(
          items[Int(batch.events.items[before])], actions[Int(batch.actions[before])]
        ).map { $0 + $1 }
        let strength = weight(said, items[item])
        interest = zip(interest, said).map { $0 + strength * $1 }
      }
      var x = interest + items[item]
      for layer in spec.hidden.indices { x = dense(x, "network.\(layer)").map(\.relu) }
      return dense(x, "output")[0] + parameters.matrix("item_bias")[item][0]
    }
  }
}

/// Logistic regression, event by event.
func rateRegressionOracle(_ batch: RatingBatch, _ parameters: OracleParameters) -> [Scalar] {
  (0..<batch.events.rows).flatMap { row in
    let range = batch.events.offsets[row]..<batch.events.offsets[row + 1]
    return range.map { event in
      let before = batch.labels[range.lowerBound..<event]
      let positives = before.count { $0 > 0 }
      let odds = log(Double(positives + 1) / Double(before.count - positives + 1))
      let last = before.last.map { $0 > 0 ? 1.0 : -1 } ?? 0
      let said = [odds, last, log(Double(before.count + 1))].map { Scalar($0) }
      return dot(said, parameters.vector("weight"))
        + parameters.matrix("items")[Int(batch.events.items[event])][0]
        + parameters.vector("bias")[0]
    }
  }
}
