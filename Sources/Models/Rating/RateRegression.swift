internal import Autograd
internal import Determinism
internal import Suites
internal import Tensors

/// Logistic regression, a baseline: a weight for each item, and weights for what the user said so
/// far: the smoothed log-odds `ln((positives + 1) / (negatives + 1))` of the history, the last
/// action as ±1, and `ln(1 + events)`.
struct RateRegression: RatingModel {
  let parameters: Parameters
  var longestRow: Int { .max }

  private let items: Parameter
  private let weight: Parameter
  private let bias: Parameter

  /// Declares `items` `[itemRows, 1]`, `weight` `[3, 1]` and `bias` `[1]`, zeros.
  init(itemRows: Int, key: RandomKey) {
    var declaration = Declaration(key: key)
    items = declaration.parameter("items", [itemRows, 1], Initial.zeros)
    weight = declaration.parameter("weight", [3, 1], Initial.zeros)
    bias = declaration.parameter("bias", [1], Initial.zeros)
    parameters = declaration.parameters
  }

  func logits(_ batch: RatingBatch, _ pass: Pass) -> Variable {
    let history = matmul(Variable(said(batch)), pass[weight])
    return (history + pass[items].gatheredRows(batch.events.items)).addingRow(pass[bias])
  }

  /// What the user said before each event: `[events, 3]`.
  private func said(_ batch: RatingBatch) -> Tensor {
    var numbers: [Real] = []
    numbers.reserveCapacity(3 * batch.events.tokens)
    for row in 0..<batch.events.rows {
      var (positives, negatives, last) = (0, 0, 0)
      for event in batch.events.offsets[row]..<batch.events.offsets[row + 1] {
        numbers.append(
          Real(portableLog(Double(positives + 1)) - portableLog(Double(negatives + 1))))
        numbers.append(Real(last))
        numbers.append(Real(portableLog(Double(1 + positives + negatives))))
        if batch.labels[event] > 0 {
          (positives, last) = (positives + 1, 1)
        } else {
          (negatives, last) = (negatives + 1, -1)
        }
      }
    }
    return Tensor([batch.events.tokens, 3], numbers)
  }
}

extension RateRegressionSpec: RatingSpec {
  func model(itemRows: Int, stars: Int, key: RandomKey) throws(ModelError) -> any RatingModel {
    RateRegression(itemRows: itemRows, key: key)
  }
}
