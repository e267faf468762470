internal import Determinism
internal import Suites
internal import Tensors

/// What of a model's numbers each of several ranks sums, steps and keeps the optimizer's memory of: of
/// every parameter a run of rows, of a parameter of one axis a run of numbers; all of a rank's end to
/// end.
struct Slices: Sendable {
  let ranks: any Ranks

  /// The places of a rank's numbers in a tensor, in row-major order.
  func part(of shape: Shape, rank: Int) -> Range<Int> {
    guard shape.extents.count > 1 else { return ranks.share(of: shape.count, rank: rank) }
    let rows = ranks.share(of: shape.rows, rank: rank)
    return rows.lowerBound * shape.width..<rows.upperBound * shape.width
  }

  /// A rank's numbers of some tensors, end to end.
  func numbers(of tensors: [Tensor], rank: Int) -> [Real] {
    var numbers: [Real] = []
    numbers.reserveCapacity(tensors.reduce(0) { $0 + part(of: $1.shape, rank: rank).count })
    for tensor in tensors { tensor.append(part(of: tensor.shape, rank: rank), to: &numbers) }
    return numbers
  }

  /// This rank's numbers of some tensors, end to end, as one of one axis.
  func own(_ tensors: [Tensor]) -> Tensor {
    let numbers = numbers(of: tensors, rank: ranks.own)
    return Tensor([numbers.count], numbers)
  }

  /// Puts every rank's numbers where they belong.
  func spread(_ own: Tensor, into tensors: inout [Tensor]) {
    for (rank, numbers) in ranks.gather(own.elements).enumerated() {
      var next = 0
      for index in tensors.indices {
        let part = part(of: tensors[index].shape, rank: rank)
        tensors[index].put(numbers[next..<next + part.count], at: part.lowerBound)
        next += part.count
      }
    }
  }

  /// The sum of a batch's shards: each computed by one of the ranks, their losses and this rank's part of
  /// their gradients added in the order of the shards.
  ///
  /// - Parameter shapes: those of a shard's gradients.
  /// - Returns: the loss, and the sum of this rank's numbers, end to end.
  func sum(_ shards: ShardSum, _ shapes: [Shape]) -> (loss: Double, gradient: Tensor) {
    let own = ranks.share(of: shards.count)
    let parts = mapTiles(own.count) { shards.shard(own.lowerBound + $0) }
    let losses = Array(ranks.gather(parts.map(\.loss)).joined())
    let messages = (0..<ranks.count).map { rank in
      var message: [Real] = []
      for part in parts { message += numbers(of: part.gradients, rank: rank) }
      return message
    }
    let length = shapes.reduce(0) { $0 + part(of: $1, rank: ranks.own).count }
    return (
      losses.dropFirst().reduce(losses[0], +), sumOfRuns(ranks.exchange(messages), length: length)
    )
  }
}

extension TrainingState {
  /// One step of the optimizer by every rank on its own numbers.
  ///
  /// - Parameter gradient: of this rank's numbers, end to end.
  mutating func follow(_ gradient: Tensor, _ optimizer: OptimizerSpec, of slices: Slices) {
    step += 1
    var own = [slices.own(parameters.values)]
    optimizer.step(step, &own, [gradient], &means, &squares)
    slices.spread(own[0], into: &parameters.values)
  }

  /// The whole optimizer's memory, which ranks keep in parts; all of them have to ask.
  public var gathered: TrainingState {
    guard let slices else { return self }
    var whole = TrainingState(parameters)
    slices.spread(means[0], into: &whole.means)
    slices.spread(squares[0], into: &whole.squares)
    whole.step = step
    return whole
  }

  /// Takes another state, whole, and keeps of its memory what is this rank's.
  public mutating func take(_ whole: TrainingState) {
    (parameters, step) = (whole.parameters, whole.step)
    means = slices.map { [$0.own(whole.means)] } ?? whole.means
    squares = slices.map { [$0.own(whole.squares)] } ?? whole.squares
  }
}
