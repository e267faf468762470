internal import Determinism
internal import Suites
internal import Tensors

/// A table of what is learned of each category, with Adam's moments of it. A step changes every row, or
/// those that its batch looked up, as the training's rule for tables says.
struct EmbeddingTable: Sendable {
  /// Its name among the weights.
  let name: String
  /// Categories that a row of a batch looks up.
  private let fields: Int
  /// `[vocabulary, width]`.
  private(set) var values: Tensor
  /// Moments of this rank's rows, which are all where one process trains.
  private(set) var first: Tensor
  private(set) var second: Tensor

  /// A table at its first values.
  ///
  /// - Parameters:
  ///   - fields: categories that a row of a batch looks up.
  ///   - slices: the rows that each rank steps; nil where one has all.
  init(_ name: String, _ values: Tensor, fields: Int, of slices: Slices?) {
    self.name = name
    self.fields = fields
    self.values = values
    let rows = slices?.ranks.share(of: values.shape.rows).count ?? values.shape.rows
    first = Tensor(zeros: [rows, values.shape.width])
    second = first
  }

  /// `[rows, fields · width]`.
  func lookUp(_ batch: ClickBatch) -> Tensor {
    gatherFields(values, batch.ids, fields: fields)
  }

  // MARK: A step

  /// One step by gradients of look-ups.
  ///
  /// - Parameters:
  ///   - ids: rows looked up, of each part of the batch.
  ///   - gradients: those of the look-ups, by part.
  mutating func step(_ ids: [[Int32]], _ gradients: [Tensor], _ rules: StepRules) {
    let (adam, penalty) = rules.ofTables
    switch rules.spec.tables {
    case .dense:
      adam.updateDensely(&values, ids, gradients, &first, &second, penalty: penalty)
    case .lazy:
      let touched = TouchedRows(ids, gradients, fields: fields, width: values.shape.width)
      adam.updateLazily(&values, touched, &first, &second, penalty: penalty)
    }
  }

  /// One step by its whole gradient.
  mutating func step(_ gradient: Tensor, _ adam: AdamStep) {
    adam.update(&values, gradient, &first, &second)
  }

  /// Its whole gradient, without the penalty: look-ups put in their rows, each part by itself.
  func gradients(_ ids: [[Int32]], _ parts: [Tensor]) -> [Tensor] {
    let (height, width) = (values.shape.rows, values.shape.width)
    return zip(ids, parts).map {
      scatterRows($1.reshaped([$0.count, width]), $0, rows: height)
    }
  }

  /// A step by every rank on its own rows, and then everybody's new rows.
  ///
  /// - Parameters:
  ///   - ids: rows looked up, of each part of the batch.
  ///   - gradients: those of the look-ups of this rank's parts, or of the only part.
  mutating func step(
    _ ids: [[Int32]], _ gradients: [Tensor], _ rules: StepRules, over slices: Slices
  ) {
    let (ranks, height) = (slices.ranks, values.shape.rows)
    let (rows, width) = (ranks.share(of: height), values.shape.width)
    let (looked, found) = ranks.lookups(ids, gradients, height: height, width: width)
    let (adam, penalty) = rules.ofTables
    switch rules.spec.tables {
    case .dense:
      var own = slices.own([values]).reshaped([rows.count, width])
      adam.updateDensely(&own, looked, found, &first, &second, penalty: penalty)
      var all = [values]
      values = own
      slices.spread(own, into: &all)
      values = all[0]
    case .lazy:
      let touched = TouchedRows(looked, found, fields: 1, width: width)
      adam.updateLazily(&values, touched, &first, &second, penalty: penalty, rows: rows)
      let places = touched.rows.map { $0 + Int32(rows.lowerBound) }
      let numbers = ranks.gather(gatherRows(values, places).elements)
      for (rank, others) in ranks.gather(places).enumerated() where rank != ranks.own {
        for (index, place) in others.enumerated() {
          values.put(numbers[rank][index * width..<(index + 1) * width], at: Int(place) * width)
        }
      }
    }
  }

  // MARK: Memory

  /// Values and moments by name, as they are kept; ranks that train together ask together.
  func entries(of slices: Slices?) -> [Safetensors.Entry] {
    func whole(_ moments: Tensor) -> Tensor {
      guard let slices else { return moments }
      var all = [Tensor(zeros: values.shape)]
      slices.spread(moments, into: &all)
      return all[0]
    }
    return [
      .init(name: name, values), .init(name: "mean:\(name)", whole(first)),
      .init(name: "square:\(name)", whole(second)),
    ]
  }

  /// The same table with other values; Adam begins anew.
  ///
  /// - Throws: `WeightsError` where they are missing or have another shape.
  func loaded(
    from weights: Safetensors, of slices: Slices?, file: String
  ) throws(WeightsError) -> EmbeddingTable {
    let values = try weights.tensor(name, values.shape, file: file)
    return EmbeddingTable(name, values, fields: fields, of: slices)
  }

  /// The same table with values and moments as `entries` gave them.
  ///
  /// - Throws: `WeightsError` where something is missing or has another shape.
  func restored(
    from memory: Safetensors, of slices: Slices?, file: String
  ) throws(WeightsError) -> EmbeddingTable {
    let shape = values.shape
    func own(_ moments: Tensor) -> Tensor {
      guard let slices else { return moments }
      let rows = slices.ranks.share(of: shape.rows)
      return slices.own([moments]).reshaped([rows.count, shape.width])
    }
    var table = try loaded(from: memory, of: slices, file: file)
    table.first = own(try memory.tensor("mean:\(name)", shape, file: file))
    table.second = own(try memory.tensor("square:\(name)", shape, file: file))
    return table
  }
}

extension Ranks {
  /// The look-ups of a batch that fall into this rank's rows of a table, counted from the first of these,
  /// and their gradients: of each part of the batch, in its order.
  fileprivate func lookups(
    _ ids: [[Int32]], _ gradients: [Tensor], height: Int, width: Int
  ) -> (ids: [[Int32]], gradients: [Tensor]) {
    /// Places in a part's ids that fall into a rank's rows.
    func places(_ part: Int, _ rank: Int) -> [Int] {
      let rows = share(of: height, rank: rank)
      return ids[part].indices.filter { rows.contains(Int(ids[part][$0])) }
    }
    let first = share(of: ids.count).lowerBound
    // One part alone is known to every rank.
    let known = ids.count == 1
    let messages = (0..<count).map { rank in
      var message: [Real] = []
      for (index, gradient) in gradients.enumerated() where !known {
        for place in places(first + index, rank) {
          gradient.append(place * width..<(place + 1) * width, to: &message)
        }
      }
      return message
    }
    var heard = known ? [] : exchange(messages).map { $0[...] }
    let begin = Int32(share(of: height).lowerBound)
    var (looked, found): ([[Int32]], [Tensor]) = ([], [])
    for rank in 0..<count {
      for part in share(of: ids.count, rank: rank) {
        let places = places(part, own)
        looked.append(places.map { ids[part][$0] - begin })
        if known {
          let table = gradients[part].reshaped([ids[part].count, width])
          found.append(gatherRows(table, places.map { Int32($0) }))
        } else {
          let count = places.count * width
          found.append(Tensor([places.count, width], Array(heard[rank].prefix(count))))
          heard[rank] = heard[rank].dropFirst(count)
        }
      }
    }
    return (looked, found)
  }
}
