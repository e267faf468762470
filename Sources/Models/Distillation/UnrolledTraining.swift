public import Autograd
internal import Determinism
public import Suites
public import Tensors

/// What each step of an unrolled training minimises.
public protocol UnrolledLesson: Sendable {
  /// Parts of a step's loss; each is computed alone, and they are added in order.
  var parts: Int { get }
  /// One part of the loss of a step: `[1]`.
  ///
  /// - Parameters:
  ///   - turn: which step, and which part of it.
  ///   - parameters: what is trained, in its order.
  ///   - inputs: of this part of the step's batch.
  func loss(_ turn: UnrolledTurn, _ parameters: [Variable], _ inputs: [Variable]) -> Variable
}

/// A part of a step of an unrolled training.
public struct UnrolledTurn: Hashable, Sendable {
  /// Which batch of inputs.
  public let batch: Int
  /// Which part of the batch.
  public let part: Int
  /// Number of the optimizer's step, from 1; random numbers go by it.
  public let time: Int

  /// A part of a step.
  public init(batch: Int, part: Int, time: Int) {
    self.batch = batch
    self.part = part
    self.time = time
  }
}

/// A training of several steps as a function of its inputs, with the derivative of what it ends in.
///
/// Steps take the batches in turn. Going back, each step's derivative of its gradient is computed from
/// the numbers that the step began with, so that no more than one step is ever on a tape: kept are, for
/// each step, parameters, gradient and moments.
///
/// ```swift
/// let training = UnrolledTraining(lesson, optimizer: .sgd(rate: 0.1, weightDecay: 0), inputs: inputs)
/// let path = training.path(from: TrainingMoment(parameters), steps: 40)
/// let derivatives = training.pullback(cotangents, along: path)
/// ```
public struct UnrolledTraining<Lesson: UnrolledLesson>: Sendable {
  private let lesson: Lesson
  private let optimizer: OptimizerSpec
  private let inputs: [[[Tensor]]]

  /// - Parameter inputs: those of each part of each batch.
  public init(_ lesson: Lesson, optimizer: OptimizerSpec, inputs: [[[Tensor]]]) {
    precondition(
      !inputs.isEmpty && inputs.allSatisfy { $0.count == lesson.parts },
      "Each batch has inputs for each of \(lesson.parts) parts.")
    self.lesson = lesson
    self.optimizer = optimizer
    self.inputs = inputs
  }

  /// Plain steps; nothing is kept of them.
  ///
  /// - Parameter index: place of the first step's batch, counted on and taken modulo the batches.
  public func advance(_ moment: inout TrainingMoment, steps: Int, from index: Int = 0) {
    for step in 0..<steps { follow(gradients(moment, step: index + step), &moment) }
  }

  /// Steps that can be gone back.
  public func path(from start: TrainingMoment, steps: Int) -> UnrolledPath {
    var path = UnrolledPath(moments: [start], gradients: [])
    for step in 0..<steps {
      var moment = path.end
      let gradients = gradients(moment, step: step)
      follow(gradients, &moment)
      path.gradients.append(gradients)
      path.moments.append(moment)
    }
    return path
  }

  /// The derivative by each input of a function of the parameters at the end of a path.
  ///
  /// Nothing is passed back into what the path began with.
  ///
  /// - Parameter cotangents: the function's derivative by each parameter at the end.
  /// - Returns: by batch and part, of the shape of `inputs`.
  public func pullback(_ cotangents: [Tensor], along path: UnrolledPath) -> [[[Tensor]]] {
    var results = inputs.map { $0.map { $0.map { Tensor(zeros: $0.shape) } } }
    var ahead = StepTensors(cotangents)
    for step in path.gradients.indices.reversed() {
      let (behind, gradients) = optimizer.pullback(
        ahead, through: path.moments[step].step + 1, from: path.moments[step].tensors,
        path.gradients[step], to: path.moments[step + 1].tensors)
      let bent = throughGradients(
        gradients, path.moments[step], step: step, byParameters: step > 0)
      ahead = behind
      for index in bent.parameters.indices {
        ahead.parameters[index].add(bent.parameters[index])
      }
      let batch = step % inputs.count
      for (part, found) in bent.inputs.enumerated() {
        for (place, input) in found.enumerated() { results[batch][part][place].add(input) }
      }
    }
    return results
  }

  private func follow(_ gradients: [Tensor], _ moment: inout TrainingMoment) {
    moment.step += 1
    optimizer.step(
      moment.step, &moment.tensors.parameters, gradients, &moment.tensors.means,
      &moment.tensors.squares)
  }

  private func turn(_ step: Int, _ part: Int, after moment: TrainingMoment) -> UnrolledTurn {
    UnrolledTurn(batch: step % inputs.count, part: part, time: moment.step + 1)
  }

  /// The gradient of a step's loss by each parameter.
  private func gradients(_ moment: TrainingMoment, step: Int) -> [Tensor] {
    let sum = foldTiles(lesson.parts) { part in
      let tape = Tape()
      let leaves = moment.parameters.map(tape.variable)
      let turn = turn(step, part, after: moment)
      let loss = lesson.loss(turn, leaves, inputs[turn.batch][part].map(Variable.init))
      return tape.gradients(of: loss, to: leaves).map(\.value)
    } _: { sum, next in
      for index in sum.indices { sum[index].add(next[index]) }
    }
    return sum ?? []
  }

  /// Back through the gradient of a step's loss: derivatives of `Σ gradient · direction` by the
  /// parameters, added over parts, and by each part's inputs.
  private func throughGradients(
    _ directions: [Tensor], _ moment: TrainingMoment, step: Int, byParameters: Bool
  ) -> (parameters: [Tensor], inputs: [[Tensor]]) {
    let sum = foldTiles(lesson.parts) { part -> (parameters: [Tensor], inputs: [[Tensor]]) in
      let tape = Tape()
      let leaves = moment.parameters.map(tape.variable)
      let turn = turn(step, part, after: moment)
      let inputs = inputs[turn.batch][part].map(tape.variable)
      let loss = lesson.loss(turn, leaves, inputs)
      let gradients = tape.gradients(of: loss, to: leaves, differentiable: true)
      // A loss without any derivative leaves nothing else on the tape.
      let nothing = leaves[0].total().scaled(by: 0)
      let sum = zip(gradients, directions).map(along).reduce(nothing, +)
      let found = tape.gradients(of: sum, to: inputs + (byParameters ? leaves : []))
        .map(\.value)
      return (Array(found.dropFirst(inputs.count)), [Array(found.prefix(inputs.count))])
    } _: { sum, next in
      for index in sum.parameters.indices { sum.parameters[index].add(next.parameters[index]) }
      sum.inputs += next.inputs
    }
    return sum ?? ([], [])
  }
}

/// `Σ x · direction`: `[1]`.
private func along(_ x: Variable, _ direction: Tensor) -> Variable {
  (x * Variable(direction)).total()
}
