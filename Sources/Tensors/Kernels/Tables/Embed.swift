/// `y[i] = factor · items[id[i]] + positions[place[i]]`: `[tokens, width]`.
///
/// - Precondition: every id and place is a row of its table.
public func embeddedRows(
  _ items: Tensor, _ ids: [Int32], factor: Real, _ positions: Tensor, _ places: [Int32]
) -> Tensor {
  let width = items.shape.width
  precondition(positions.shape.width == width && ids.count == places.count, "Tables differ.")
  let result = Tensor(unwritten: [ids.count, width])
  let lanes = Lanes(repeating: factor)
  forEachPart(rows: ids.count, of: width) { part in
    for token in part {
      precondition(
        ids[token] >= 0 && Int(ids[token]) < items.shape.rows && places[token] >= 0
          && Int(places[token]) < positions.shape.rows,
        "Item \(ids[token]) or position \(places[token]) is outside its table.")
      let x = items.reading + Int(ids[token]) * width
      let p = positions.reading + Int(places[token]) * width
      let y = result.writing + token * width
      forEachLanes(width) {
        y.put(p.lanes($0).plus(x.lanes($0), times: lanes), $0)
      } rest: {
        y.put(p.lanes($0, upTo: $1).plus(x.lanes($0, upTo: $1), times: lanes), $0, upTo: $1)
      }
    }
  }
  return result
}
