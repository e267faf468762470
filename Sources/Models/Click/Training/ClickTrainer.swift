internal import Autograd
public import Determinism
public import Suites
public import Tensors

/// A click model with its numbers: network parameters, embedding tables, Adam's memory.
public struct ClickTrainer: Sendable {
  private let model: any ClickModel
  let spec: ClickTrainingSpec
  /// The network, its optimizer's memory and the steps made; every rank has all of it.
  var network: TrainingState
  /// What is learned of each category: a vector, a weight, or both, in this order.
  var tables: [EmbeddingTable] = []
  /// Learning rate of the next step.
  public var rate: Double
  /// Those that train together.
  let ranks: any Ranks

  /// A model as it begins.
  ///
  /// - Parameter ranks: those that train together.
  public init(
    _ model: ClickModelSpec, _ training: ClickTrainingSpec, _ columns: ClickColumns, key: RandomKey,
    over ranks: any Ranks = SingleRank()
  ) {
    self.ranks = ranks
    let (built, parameters) = model.model(
      for: columns, key: key["network"], start: training.start ?? .own)
    self.model = built
    network = TrainingState(parameters)
    spec = training
    rate = training.rate
    let wanted = [
      ("embeddings", built.width), ("weights", built.weighsCategories ? built.weightWidth : 0),
    ]
    tables = wanted.filter { $0.1 > 0 }.map { name, width in
      let values = normalTensor(
        [columns.vocabulary, width], deviation: training.tableDeviation, key: key[name])
      return EmbeddingTable(name, values, fields: columns.fields, of: slices)
    }
  }

  /// Network parameters.
  public var parameters: Parameters { network.parameters }

  /// Numbers that are trained.
  public var count: Int {
    parameters.declared.reduce(0) { $0 + ($1.isRunning ? 0 : $1.shape.count) }
      + tables.reduce(0) { $0 + $1.values.count }
  }

  /// What a part of a batch gives.
  struct Part: Sendable {
    var loss: Double
    var gradients: [Tensor]
    /// Of the look-ups in each table; empty where another rank has them.
    var tables: [Tensor]
    var moments: [BatchMoments.Seen]
  }

  /// One step of the optimizer on a batch that is cut into parts.
  ///
  /// - Returns: the batch's mean loss before the step.
  public mutating func step(_ parts: [ClickBatch], key: RandomKey) -> Double {
    let rows = parts.reduce(0) { $0 + $1.rows }
    let results = results(parts) { [self] index in
      gradients(parts[index], of: rows, key: key[index])
    }
    let slices = slices
    network.step += 1
    let rules = StepRules(spec, rate: rate, time: network.step)
    let ids = parts.map(\.ids)
    let loss = results.reduce(0) { $0 + $1.loss }
    precondition(
      results.count == 1 || results[0].moments.isEmpty, "A batch that is normed is one part.")
    network.parameters.follow(results[0].moments)
    if let limit = spec.clipNorm {
      stepClipped(at: limit, results, ids: ids, rules)
      return loss
    }
    for parameter in parameters.declared where !parameter.isRunning {
      let index = parameter.index
      let (adam, penalty) = rules.of(parameter)
      adam.update(
        &network.parameters.values[index], parts: results.map { $0.gradients[index] },
        &network.means[index], &network.squares[index], penalty: penalty)
    }
    // One part alone is known to every rank.
    let own = slices.map { parts.count == 1 ? 0..<1 : $0.ranks.share(of: parts.count) }
    for index in tables.indices {
      let looked = results[own ?? results.indices].map { $0.tables[index] }
      if let slices {
        tables[index].step(ids, looked, rules, over: slices)
      } else {
        tables[index].step(ids, looked, rules)
      }
    }
    return loss
  }

  private func gradients(_ batch: ClickBatch, of rows: Int, key: RandomKey) -> Part {
    let tape = Tape()
    let binding = parameters.values.map(tape.variable)
    let looked = tables.map { tape.variable($0.lookUp(batch)) }
    let moments = BatchMoments()
    let logits = model.logits(
      input(batch, looked), Pass(.training(key), binding: binding, moments: moments))
    let loss = Variable.crossEntropy(logits, batch.labels, divisor: rows)
    let found = tape.gradients(of: loss, to: binding + looked).map(\.value)
    return Part(
      loss: Double(loss.value.scalar), gradients: Array(found.prefix(binding.count)),
      tables: Array(found.dropFirst(binding.count)), moments: moments.seen)
  }

  /// What the model sees of a batch.
  ///
  /// - Parameter looked: what it looks up in each table.
  private func input(_ batch: ClickBatch, _ looked: [Variable]) -> ClickInput {
    ClickInput(
      numbers: batch.numbers.map(Variable.init), embedded: model.width > 0 ? looked.first : nil,
      weights: model.weighsCategories ? looked.last : nil)
  }

  /// Logits of rows, as they are now: `[rows]`.
  public func logits(_ batch: ClickBatch) -> [Real] {
    let looked = tables.map { Variable($0.lookUp(batch)) }
    return model.logits(input(batch, looked), Pass(inferenceWith: parameters)).value.elements
  }
}
