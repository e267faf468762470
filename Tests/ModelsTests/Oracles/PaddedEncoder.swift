/// What the padded models share: input layer and loss. Plain loops from the formulas.
struct PaddedEncoder {
  let parameters: OracleParameters
  let batch: PaddedBatch
  var masks = Masks()
  /// What else is known of an event, put onto its embedding: by row and column.
  var added: ((Int, Int) -> [Scalar])?

  /// `m · Dropout(√D · E[id] + P[i])`: `[rows][N][width]`, zeros in the padding.
  func input() -> [[[Scalar]]] {
    let items = parameters.matrix("items")
    let positions = parameters.matrix("positions")
    let root = Scalar(Double(items[0].count).squareRoot())
    return batch.items.indices.map { row in
      (0..<batch.columns).map { column in
        let item = batch.items[row][column]
        guard item != 0 else { return items[0].map { _ in 0.0 } }
        return put(zip(items[item], positions[column]).map { root * $0 + $1 }, row, column)
          .dropped(masks, "embedding", 0, row: row, column: column)
      }
    }
  }

  /// An event's embedding with what else is known of it.
  func put(_ x: [Scalar], _ row: Int, _ column: Int) -> [Scalar] {
    guard let added else { return x }
    return zip(x, added(row, column)).map { $0 + $1 }
  }

  /// The events' vectors with length one, in packed order: `[tokens][width]`.
  func outputs(_ x: [[[Scalar]]]) -> Matrix {
    batch.lengths.indices.flatMap { row in (0..<batch.lengths[row]).map { unit(x[row][$0]) } }
  }

  /// Mean over events that have a target of −log softmax of the target among itself and its
  /// negatives, over cosines divided by the temperature; a negative equal to the target gets
  /// −50,000. `negatives`: `[tokens][count]`.
  func loss(_ x: [[[Scalar]]], negatives: [[Int]], temperature: Double) -> Scalar {
    let table = parameters.matrix("items").map(unit)
    let users = outputs(x)
    let targets = batch.lengths.indices.flatMap { batch.targets[$0].prefix(batch.lengths[$0]) }
    var total: Scalar = 0.0
    var count = 0.0
    for token in users.indices where targets[token] != 0 {
      let logits = ([targets[token]] + negatives[token]).enumerated().map { place, item in
        place > 0 && item == targets[token]
          ? -50_000.0 : dot(users[token], table[item]) / Scalar(temperature)
      }
      let largest = Scalar(logits.map(\.value).max() ?? 0)
      let powers = logits.map { ($0 - largest).exponential }
      total += sum(powers).logarithm + largest - logits[0]
      count += 1
    }
    return total / Scalar(count)
  }
}
