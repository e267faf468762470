internal import Autograd
public import Determinism
public import Suites
public import Tensors

/// Trains a sequence model by the loss and the optimizer that the suite says.
///
/// A batch is always cut into the same shards of neighbouring rows; each shard's gradient is
/// computed alone, and shards are added in order, so that a result does not depend on how many
/// workers or ranks there are.
public struct SequenceTrainer: Sendable {
  private let assembly: Assembly
  private var model: any SequenceRecommender { assembly.model }
  private let training: TrainingSpec
  private let candidates: [Int32]
  private let steps: Int
  private let alignment: Alignment?

  /// - Parameters:
  ///   - assembly: what is trained of a model.
  ///   - candidates: the items that negatives are drawn from.
  ///   - steps: those of the whole training, which a schedule of the rate goes by; any number without one.
  ///   - alignment: what is added to the loss; nil for nothing.
  public init(
    _ assembly: Assembly, training: TrainingSpec, candidates: [Int32], steps: Int = 0,
    alignment: Alignment? = nil
  ) {
    precondition(!candidates.isEmpty, "Negatives need items to be drawn from.")
    precondition(training.schedule == nil || steps > 0, "A schedule needs to know how many steps.")
    self.steps = steps
    self.assembly = assembly
    self.alignment = alignment
    self.training = training
    self.candidates = candidates
  }

  /// Trains all of a model's numbers, for a loss without numbers of its own.
  public init(
    model: any SequenceRecommender, training: TrainingSpec, candidates: [Int32], steps: Int = 0
  ) {
    self.init(
      Assembly(model, loss: training.loss, key: RandomKey(seed: 0)), training: training,
      candidates: candidates, steps: steps)
  }

  /// One step; its random numbers come from `key` and the number of the step.
  ///
  /// - Returns: the mean loss of the batch before the step.
  public func step(
    _ state: inout TrainingState, _ batch: SequenceBatch, key: RandomKey
  ) -> Double {
    let optimizer = training.optimizer(atStep: state.step, of: steps)
    if let slices = state.slices {
      let (loss, gradient) = slice(state.parameters, batch, key: key[state.step], of: slices)
      state.follow(gradient, optimizer, of: slices)
      return loss
    }
    let (loss, gradients) = gradients(state.parameters, batch, key: key[state.step])
    state.follow(gradients, optimizer)
    return loss
  }

  /// A batch cut into shards, and what these share.
  private struct Lesson: Sendable {
    let batch: SequenceBatch
    let shards: [Range<Int>]
    let scale: Real
  }

  private func lesson(_ batch: SequenceBatch, _ key: RandomKey) -> Lesson {
    let batch = model.lesson(batch, key["lesson"])
    let counted = batch.targets.count { $0 != 0 }
    precondition(counted > 0, "A batch without targets has no loss.")
    return Lesson(
      batch: batch, shards: batch.shards(training.shards), scale: 1 / Real(counted))
  }

  private var loss: any LossRule { training.loss.entry.able((any LossRule).self) }

  /// Negatives of the events of some rows of a lesson, `[tokens · perToken]`, or those of the whole batch where
  /// it shares them.
  private func negatives(_ rows: Range<Int>, of batch: SequenceBatch, _ key: RandomKey) -> [Int32] {
    guard !loss.sharesNegatives else {
      return negatives(tokens: 1, firstToken: 0, key["negatives"])
    }
    let (first, last) = (batch.offsets[rows.lowerBound], batch.offsets[rows.upperBound])
    return negatives(tokens: last - first, firstToken: first, key["negatives"])
  }

  /// The items of which a step reads the vectors, ascending, with row 0, which belongs to padding or a mask;
  /// nil for all of them.
  private func read(_ lesson: Lesson, _ key: RandomKey) -> [Int32]? {
    guard assembly.makesItems, loss.negatives != nil else { return nil }
    let batch = lesson.batch
    var isRead = [Bool](repeating: false, count: model.items.shape.rows)
    isRead[0] = true
    for items in [batch.items, batch.targets, negatives(0..<batch.rows, of: batch, key)] {
      for item in items { isRead[Int(item)] = true }
    }
    return isRead.indices.filter { isRead[$0] }.map(Int32.init)
  }

  /// Item vectors as losses read them.
  private struct Vectors: Sendable {
    /// Normed once for all shards; nil where they are not.
    let normed: (rows: Tensor, scales: Tensor)?
    /// `[itemRows, padded]`.
    let items: Tensor
  }

  private func vectors(_ values: [Tensor]) -> Vectors {
    let table = values[model.items.index]
    let normed = model.comparesByCosine ? normalizedRows(table, unitNorm) : nil
    return Vectors(normed: normed, items: widened(normed?.rows ?? table))
  }

  /// The mean loss of a batch and its derivative by each parameter.
  public func gradients(
    _ parameters: Parameters, _ batch: SequenceBatch, key: RandomKey
  ) -> (loss: Double, gradients: [Tensor]) {
    let lesson = lesson(batch, key)
    let (values, back) = assembly.made(
      of: parameters.values, reading: read(lesson, key))
    let vectors = vectors(values)
    let leaves = values + assembly.ofLoss(parameters.values)
    var whole = ShardSum(count: lesson.shards.count) {
      shard(leaves, vectors.items, lesson, $0, key: key)
    }.whole()
    let ofUnits = columns(whole.gradients.removeLast(), 0..<model.items.shape.width)
    let ofTable =
      vectors.normed.map {
        normalizedRowsPullback(ofUnits, unitNorm, rows: $0.rows, scales: $0.scales)
      } ?? ofUnits
    whole.gradients[model.items.index].add(ofTable)
    if let alignment {
      let (loss, ofTable) = alignment.added(
        values[model.items.index], targets: lesson.batch.targets)
      whole.loss += loss
      whole.gradients[model.items.index].add(ofTable)
    }
    return (whole.loss, back(whole.gradients))
  }

  /// The same of this rank's numbers alone, end to end: what is done row by row to the whole gradient is
  /// done here to the rank's rows.
  private func slice(
    _ parameters: Parameters, _ batch: SequenceBatch, key: RandomKey, of slices: Slices
  ) -> (loss: Double, gradient: Tensor) {
    let (values, _) = assembly.made(of: parameters.values)
    let lesson = lesson(batch, key)
    let vectors = vectors(values)
    let leaves = parameters.values
    let shapes = leaves.map(\.shape)
    let shards = ShardSum(count: lesson.shards.count) {
      shard(leaves, vectors.items, lesson, $0, key: key)
    }
    let (loss, sum) = slices.sum(shards, shapes + [vectors.items.shape])
    let (table, own) = (model.items.shape, slices.ranks.own)
    let rows = slices.ranks.share(of: table.rows)
    let sizes = shapes.map { slices.part(of: $0, rank: own).count }
    let numbers = sum.elements
    let count = sizes.reduce(0, +)
    let padded = Tensor([rows.count, vectors.items.shape.width], Array(numbers[count...]))
    let ofUnits = columns(padded, 0..<table.width)
    let places = rows.map { Int32($0) }
    let ofTable =
      vectors.normed.map {
        normalizedRowsPullback(
          ofUnits, unitNorm, rows: gatherRows($0.rows, places),
          scales: Tensor([rows.count], Array($0.scales.elements[rows])))
      } ?? ofUnits
    let first = sizes[..<model.items.index].reduce(0, +)
    var ofItems = Tensor(ofTable.shape, Array(numbers[first..<first + ofTable.count]))
    ofItems.add(ofTable)
    var gradient = Tensor([count], Array(numbers[..<count]))
    gradient.put(ofItems.elements[...], at: first)
    return (loss, gradient)
  }

  /// The shard's gradient by each of the model's numbers and the loss's, and last by the item vectors.
  private func shard(
    _ values: [Tensor], _ items: Tensor, _ lesson: Lesson, _ index: Int, key: RandomKey
  ) -> PartialGradient {
    let rows = lesson.shards[index]
    let batch = lesson.batch.rows(rows)
    let tape = Tape()
    let leaves = values.map(tape.variable)
    let units = tape.variable(items)
    let queries = model.queries(batch, Pass(.training(key[index]), binding: leaves))
    let asked = Asked(
      targets: batch.targets, negatives: negatives(rows, of: lesson.batch, key),
      candidates: candidates,
      own: Array(leaves[model.parameters.declared.count...]))
    let value = loss.loss(queries, units, asked, scale: lesson.scale)
    let gradients = tape.gradients(of: value, to: leaves + [units])
    return PartialGradient(loss: Double(value.value.scalar), gradients: gradients.map(\.value))
  }

  /// Uniform draws with replacement; two share one 64-bit word, so that the chance of an item is
  /// off by at most 2⁻³².
  ///
  /// - Parameters:
  ///   - firstToken: place of the first of the tokens in the whole batch.
  ///   - key: the step's key for the purpose `negatives`.
  /// - Returns: `[tokens · perToken]`.
  public func negatives(tokens: Int, firstToken: Int, _ key: RandomKey) -> [Int32] {
    let perToken = training.loss.negatives ?? 0
    let words = (perToken + 1) / 2
    let bound = UInt64(candidates.count)
    // An array of no numbers is one for all threads, and its count would be written here.
    guard tokens * perToken > 0 else { return [] }
    return [Int32](unsafeUninitializedCapacity: tokens * perToken) { drawn, count in
      candidates.withUnsafeBufferPointer { candidates in
        for token in 0..<tokens {
          for word in 0..<words {
            let bits = key.bits((firstToken + token) * words + word)
            let at = token * perToken + 2 * word
            drawn[at] = candidates[Int(((bits & 0xffff_ffff) &* bound) &>> 32)]
            if 2 * word + 1 < perToken {
              drawn[at + 1] = candidates[Int(((bits &>> 32) &* bound) &>> 32)]
            }
          }
        }
      }
      count = tokens * perToken
    }
  }
}
