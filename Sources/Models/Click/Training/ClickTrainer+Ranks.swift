internal import Determinism
internal import Tensors

extension ClickTrainer {
  /// What the parts of a batch give, each computed by one of the ranks and then known to all. A batch of
  /// one part, as one that is normed, is computed by each of them.
  func results(_ batches: [ClickBatch], _ body: @Sendable (Int) -> Part) -> [Part] {
    guard !ranks.isAlone, batches.count > 1 else { return mapTiles(batches.count, body) }
    let own = ranks.share(of: batches.count)
    let parts = mapTiles(own.count) { body(own.lowerBound + $0) }
    let losses = Array(ranks.gather(parts.map(\.loss)).joined())
    var message: [Real] = []
    for part in parts {
      for tensor in part.gradients + [part.embeddings, part.weights].compactMap({ $0 }) {
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
        func ofTable(_ table: Table?) -> Tensor? {
          table.map { next(rank, [looked, $0.values.shape.width]) }
        }
        return Part(
          loss: losses[index], gradients: parameters.values.map { next(rank, $0.shape) },
          embeddings: ofTable(embeddings), weights: ofTable(weights), moments: [])
      }
    }
  }
}
