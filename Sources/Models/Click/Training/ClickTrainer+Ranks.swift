internal import Determinism
internal import Suites
internal import Tensors

extension ClickTrainer {
  /// The rows of tables that each rank steps and keeps Adam's moments of; nil where one process has all.
  /// Clipping needs the norm of the whole gradient, so that there every rank has all.
  var slices: Slices? {
    ranks.isAlone || spec.clipNorm != nil ? nil : Slices(ranks: ranks)
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
      for tensor in part.gradients + (isDivided ? [] : part.tables) {
        tensor.append(0..<tensor.count, to: &message)
      }
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
        var part = Part(
          loss: losses[index], gradients: parameters.values.map { next(rank, $0.shape) },
          tables: [], moments: [])
        if !isDivided {
          part.tables = tables.map { next(rank, [looked, $0.values.shape.width]) }
        } else if rank == ranks.own {
          part.tables = parts[index - own.lowerBound].tables
        }
        return part
      }
    }
  }
}
