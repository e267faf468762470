internal import Determinism
internal import Suites
internal import Tensors

extension ClickTrainer {
  /// The rows of tables that each rank steps and keeps Adam's moments of; nil where one process has all.
  /// Clipping needs the norm of the whole gradient, so that there every rank has all.
  var slices: Slices? {
    ranks.isAlone || spec.clipNorm != nil ? nil : Slices(ranks: ranks)
  }

  /// A table at its first values.
  func table(_ values: Tensor) -> Table {
    Table(values, rows: slices?.ranks.share(of: values.shape.rows).count ?? values.shape.rows)
  }

  /// This rank's rows of a table's moments.
  func own(_ moments: Tensor) -> Tensor {
    guard let slices else { return moments }
    let rows = slices.ranks.share(of: moments.shape.rows)
    return slices.own([moments]).reshaped([rows.count, moments.shape.width])
  }

  /// The moments of all rows of a table.
  func whole(_ moments: Tensor, of table: Table) -> Tensor {
    guard let slices else { return moments }
    var all = [Tensor(zeros: table.values.shape)]
    slices.spread(moments, into: &all)
    return all[0]
  }

  /// What the parts of a batch give, each computed by one of the ranks: of every part loss and gradients
  /// are then known to all, those of look-ups only where the tables are not divided. A batch of one part,
  /// as one that is normed, is computed by each rank.
  func results(_ batches: [ClickBatch], _ body: @Sendable (Int) -> Part) -> [Part] {
    guard !ranks.isAlone, batches.count > 1 else { return mapTiles(batches.count, body) }
    let own = ranks.share(of: batches.count)
    let parts = mapTiles(own.count) { body(own.lowerBound + $0) }
    let losses = Array(ranks.gather(parts.map(\.loss)).joined())
    let isDivided = slices != nil
    var message: [Real] = []
    for part in parts {
      let tables = isDivided ? [] : [part.embeddings, part.weights].compactMap { $0 }
      for tensor in part.gradients + tables { tensor.append(0..<tensor.count, to: &message) }
    }
    var heard = ranks.gather(message).map { $0[...] }
    func next(_ rank: Int, _ shape: Shape) -> Tensor {
      let tensor = Tensor(shape, Array(heard[rank].prefix(shape.count)))
      heard[rank] = heard[rank].dropFirst(shape.count)
      return tensor
    }
    return (0..<ranks.count).flatMap { rank in
      ranks.share(of: batches.count, rank: rank).map { index in
        let looked = batches[index].ids.count
        func ofTable(_ table: Table?) -> Tensor? {
          isDivided ? nil : table.map { next(rank, [looked, $0.values.shape.width]) }
        }
        var part = Part(
          loss: losses[index], gradients: parameters.values.map { next(rank, $0.shape) },
          embeddings: ofTable(embeddings), weights: ofTable(weights), moments: [])
        if isDivided, rank == ranks.own {
          part.embeddings = parts[index - own.lowerBound].embeddings
          part.weights = parts[index - own.lowerBound].weights
        }
        return part
      }
    }
  }

  /// A step of a table by every rank on its own rows, and then everybody's new rows.
  ///
  /// - Parameters:
  ///   - ids: rows looked up, of each part of the batch.
  ///   - gradients: those of the look-ups of this rank's parts, or of the only part.
  static func update(
    _ table: inout Table?, _ ids: [[Int32]], _ gradients: [Tensor], _ rules: StepRules,
    over slices: Slices
  ) {
    guard var updated = table.take() else { return }
    let (ranks, height) = (slices.ranks, updated.values.shape.rows)
    let (rows, width) = (ranks.share(of: height), updated.values.shape.width)
    let (looked, found) = lookups(ids, gradients, height: height, width: width, over: ranks)
    let (adam, penalty) = rules.ofTables
    switch rules.spec.tables {
    case .dense:
      var own = slices.own([updated.values]).reshaped([rows.count, width])
      adam.updateDensely(
        &own, looked, found, &updated.first, &updated.second, penalty: penalty)
      var all = [updated.values]
      updated.values = own
      slices.spread(own, into: &all)
      updated.values = all[0]
    case .lazy:
      let touched = TouchedRows(looked, found, fields: 1, width: width)
      adam.updateLazily(
        &updated.values, touched, &updated.first, &updated.second, penalty: penalty, rows: rows)
      let places = touched.rows.map { $0 + Int32(rows.lowerBound) }
      let numbers = ranks.gather(gatherRows(updated.values, places).elements)
      for (rank, others) in ranks.gather(places).enumerated() where rank != ranks.own {
        for (index, place) in others.enumerated() {
          updated.values.put(
            numbers[rank][index * width..<(index + 1) * width], at: Int(place) * width)
        }
      }
    }
    table = updated
  }

  /// The look-ups of a batch that fall into this rank's rows, counted from the first of these, and their
  /// gradients: of each part of the batch, in its order.
  private static func lookups(
    _ ids: [[Int32]], _ gradients: [Tensor], height: Int, width: Int, over ranks: any Ranks
  ) -> (ids: [[Int32]], gradients: [Tensor]) {
    /// Places in a part's ids that fall into a rank's rows.
    func places(_ part: Int, _ rank: Int) -> [Int] {
      let rows = ranks.share(of: height, rank: rank)
      return ids[part].indices.filter { rows.contains(Int(ids[part][$0])) }
    }
    let first = ranks.share(of: ids.count).lowerBound
    // One part alone is known to every rank.
    let known = ids.count == 1
    let messages = (0..<ranks.count).map { rank in
      var message: [Real] = []
      for (index, gradient) in gradients.enumerated() where !known {
        for place in places(first + index, rank) {
          gradient.append(place * width..<(place + 1) * width, to: &message)
        }
      }
      return message
    }
    var heard = known ? [] : ranks.exchange(messages).map { $0[...] }
    let begin = Int32(ranks.share(of: height).lowerBound)
    var (own, found): ([[Int32]], [Tensor]) = ([], [])
    for rank in 0..<ranks.count {
      for part in ranks.share(of: ids.count, rank: rank) {
        let places = places(part, ranks.own)
        own.append(places.map { ids[part][$0] - begin })
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
    return (own, found)
  }
}
