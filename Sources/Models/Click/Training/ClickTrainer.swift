internal import Autograd
public import Determinism
public import Suites
public import Tensors

/// A click model with its numbers: network parameters, embedding tables, Adam's memory.
public struct ClickTrainer: Sendable {
  /// A table with Adam's moments of it.
  struct Table: Sendable {
    var values: Tensor
    /// Moments of this rank's rows, which are all where one process trains.
    var first: Tensor
    var second: Tensor

    init(_ values: Tensor, rows: Int) {
      self.values = values
      first = Tensor(zeros: [rows, values.shape.width])
      second = first
    }
  }

  private let model: any ClickModel
  private let columns: ClickColumns
  let spec: ClickTrainingSpec
  /// The network, its optimizer's memory and the steps made; every rank has all of it.
  var network: TrainingState
  var embeddings: Table?
  var weights: Table?
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
    self.columns = columns
    spec = training
    rate = training.rate
    if self.model.width > 0 {
      embeddings = table(
        normalTensor(
          [columns.vocabulary, self.model.width], deviation: training.tableDeviation,
          key: key["embeddings"]))
    }
    if self.model.weighsCategories {
      weights = table(
        normalTensor(
          [columns.vocabulary, self.model.weightWidth], deviation: training.tableDeviation,
          key: key["weights"]))
    }
  }

  /// Network parameters.
  public var parameters: Parameters { network.parameters }

  /// Numbers that are trained.
  public var count: Int {
    parameters.declared.reduce(0) { $0 + ($1.isRunning ? 0 : $1.shape.count) }
      + (embeddings?.values.count ?? 0) + (weights?.values.count ?? 0)
  }

  /// What a part of a batch gives.
  struct Part: Sendable {
    var loss: Double
    var gradients: [Tensor]
    var embeddings: Tensor?
    var weights: Tensor?
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
    // Static, and given what it needs: a call on `self` would hold every table a second time, and
    // each would be copied whole before its first row is written.
    if let slices {
      // One part alone is known to every rank.
      let own = results[parts.count == 1 ? 0..<1 : slices.ranks.share(of: parts.count)]
      Self.update(&embeddings, ids, own.compactMap(\.embeddings), rules, over: slices)
      Self.update(&weights, ids, own.compactMap(\.weights), rules, over: slices)
      return loss
    }
    let (width, weightWidth, fields) = (model.width, model.weightWidth, columns.fields)
    Self.update(&embeddings, ids, results.compactMap(\.embeddings), fields, width, rules)
    Self.update(&weights, ids, results.compactMap(\.weights), fields, weightWidth, rules)
    return loss
  }

  private static func update(
    _ table: inout Table?, _ ids: [[Int32]], _ gradients: [Tensor], _ fields: Int, _ width: Int,
    _ rules: StepRules
  ) {
    guard var updated = table.take() else { return }
    let (adam, penalty) = rules.ofTables
    switch rules.spec.tables {
    case .dense:
      adam.updateDensely(
        &updated.values, ids, gradients, &updated.first, &updated.second, penalty: penalty)
    case .lazy:
      let touched = TouchedRows(ids, gradients, fields: fields, width: width)
      adam.updateLazily(
        &updated.values, touched, &updated.first, &updated.second, penalty: penalty)
    }
    table = updated
  }

  private func gradients(_ batch: ClickBatch, of rows: Int, key: RandomKey) -> Part {
    let tape = Tape()
    let binding = parameters.values.map(tape.variable)
    let embedded = lookUp(embeddings, batch).map(tape.variable)
    let weighed = lookUp(weights, batch).map(tape.variable)
    let input = ClickInput(
      numbers: batch.numbers.map(Variable.init), embedded: embedded, weights: weighed)
    let moments = BatchMoments()
    let logits = model.logits(
      input, Pass(.training(key), binding: binding, moments: moments))
    let loss = Variable.crossEntropy(logits, batch.labels, divisor: rows)
    let tables = [embedded, weighed].compactMap { $0 }
    let found = tape.gradients(of: loss, to: binding + tables).map(\.value)
    return Part(
      loss: Double(loss.value.scalar), gradients: Array(found.prefix(binding.count)),
      embeddings: embedded == nil ? nil : found[binding.count],
      weights: weighed == nil ? nil : found.last, moments: moments.seen)
  }

  private func lookUp(_ table: Table?, _ batch: ClickBatch) -> Tensor? {
    table.map { gatherFields($0.values, batch.ids, fields: columns.fields) }
  }

  /// Logits of rows, as they are now: `[rows]`.
  public func logits(_ batch: ClickBatch) -> [Real] {
    let input = ClickInput(
      numbers: batch.numbers.map(Variable.init),
      embedded: lookUp(embeddings, batch).map(Variable.init),
      weights: lookUp(weights, batch).map(Variable.init))
    return model.logits(input, Pass(inferenceWith: parameters)).value.elements
  }
}
