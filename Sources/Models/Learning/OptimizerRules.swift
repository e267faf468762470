public import Autograd
public import Suites
public import Tensors

/// An optimizer that says what a step does; `OptimizerSpec` says what each function gives.
protocol OptimizerRule: OptimizerEntry {
  func step(
    _ time: Int, _ parameters: inout [Tensor], _ gradients: [Tensor], _ means: inout [Tensor],
    _ squares: inout [Tensor])

  func stepped(_ time: Int, _ state: SteppedState, _ gradients: [Variable]) -> SteppedState

  func pullback(
    _ ahead: StepTensors, through time: Int, from before: StepTensors, _ gradients: [Tensor],
    to after: StepTensors
  ) -> (behind: StepTensors, gradients: [Tensor])
}

/// What an optimizer's step changes, or derivatives by it.
public struct StepState<Number> {
  /// What is trained.
  public var parameters: [Number]
  /// Running means of the gradients.
  public var means: [Number]
  /// Running means of their squares.
  public var squares: [Number]

  /// What is trained, with the optimizer's memory of each.
  public init(parameters: [Number], means: [Number], squares: [Number]) {
    self.parameters = parameters
    self.means = means
    self.squares = squares
  }

  /// What is trained, then both means.
  var all: [Number] { parameters + means + squares }

  /// Something made of each, in the order of `all`.
  func map<Other>(_ change: (Number) -> Other) -> StepState<Other> {
    StepState<Other>(
      parameters: parameters.map(change), means: means.map(change), squares: squares.map(change))
  }
}

extension StepState: Sendable where Number: Sendable {}

/// The numbers alone.
public typealias StepTensors = StepState<Tensor>
/// Constants, or on a tape.
public typealias SteppedState = StepState<Variable>

extension StepState where Number == Tensor {
  /// A training's numbers with the memory of a new optimizer.
  public init(_ parameters: [Tensor]) {
    let zeros = parameters.map { Tensor(zeros: $0.shape) }
    self.init(parameters: parameters, means: zeros, squares: zeros)
  }
}

extension OptimizerSpec {
  private var rule: any OptimizerRule { entry.able((any OptimizerRule).self) }

  /// One step in place.
  ///
  /// - Parameters:
  ///   - time: number of the step, from 1.
  ///   - means: running means of the gradients.
  ///   - squares: running means of their squares.
  public func step(
    _ time: Int, _ parameters: inout [Tensor], _ gradients: [Tensor], _ means: inout [Tensor],
    _ squares: inout [Tensor]
  ) {
    rule.step(time, &parameters, gradients, &means, &squares)
  }

  /// The same step as a function that has derivatives of any order; its values have the bits of
  /// `step`.
  public func stepped(
    _ time: Int, _ state: SteppedState, _ gradients: [Variable]
  ) -> SteppedState {
    rule.stepped(time, state, gradients)
  }

  /// Back through a step: from derivatives by what it ended with to those by what it began with, and by
  /// the gradients that it followed.
  ///
  /// - Parameters:
  ///   - ahead: derivatives by what it ended with.
  ///   - time: number of the step, from 1.
  ///   - before: what it began with.
  ///   - after: what it ended with.
  public func pullback(
    _ ahead: StepTensors, through time: Int, from before: StepTensors, _ gradients: [Tensor],
    to after: StepTensors
  ) -> (behind: StepTensors, gradients: [Tensor]) {
    rule.pullback(ahead, through: time, from: before, gradients, to: after)
  }
}

extension OptimizerRule {
  /// By the tape.
  func taped(
    _ ahead: StepTensors, through time: Int, from before: StepTensors, _ gradients: [Tensor]
  ) -> (behind: StepTensors, gradients: [Tensor]) {
    let tape = Tape()
    let state = before.map(tape.variable)
    let followed = gradients.map(tape.variable)
    let terms = zip(stepped(time, state, followed).all, ahead.all)
      .map { ($0 * Variable($1)).total() }
    let found = tape.gradients(
      of: terms.dropFirst().reduce(terms[0], +), to: state.all + followed
    ).map(\.value)
    let count = gradients.count
    func part(_ index: Int) -> [Tensor] { Array(found[index * count..<(index + 1) * count]) }
    return (StepTensors(parameters: part(0), means: part(1), squares: part(2)), part(3))
  }

  func pullback(
    _ ahead: StepTensors, through time: Int, from before: StepTensors, _ gradients: [Tensor],
    to after: StepTensors
  ) -> (behind: StepTensors, gradients: [Tensor]) {
    taped(ahead, through: time, from: before, gradients)
  }
}

/// Adam and what differs from it in the treatment of weight decay only.
protocol AdamRule: OptimizerRule {
  /// The step number `time`, from 1.
  func update(at time: Int) -> AdamUpdate
}

extension AdamRule {
  func step(
    _ time: Int, _ parameters: inout [Tensor], _ gradients: [Tensor], _ means: inout [Tensor],
    _ squares: inout [Tensor]
  ) {
    let update = update(at: time)
    for index in gradients.indices {
      update.update(&parameters[index], gradients[index], &means[index], &squares[index])
    }
  }

  func stepped(_ time: Int, _ state: SteppedState, _ gradients: [Variable]) -> SteppedState {
    let update = update(at: time)
    var next = state
    for (index, gradient) in gradients.enumerated() {
      (next.parameters[index], next.means[index], next.squares[index]) = update(
        state.parameters[index], gradient, state.means[index], state.squares[index])
    }
    return next
  }

  func pullback(
    _ ahead: StepTensors, through time: Int, from before: StepTensors, _ gradients: [Tensor],
    to after: StepTensors
  ) -> (behind: StepTensors, gradients: [Tensor]) {
    let update = update(at: time)
    var (behind, found) = (ahead, gradients)
    for index in gradients.indices {
      (
        behind.parameters[index], found[index], behind.means[index], behind.squares[index]
      ) = update.cotangents(
        before.parameters[index], gradients[index],
        after: (after.means[index], after.squares[index]),
        (ahead.parameters[index], ahead.means[index], ahead.squares[index]))
    }
    return (behind, found)
  }
}

extension AdamWSpec: AdamRule {
  func update(at time: Int) -> AdamUpdate {
    AdamUpdate(numbers.step(at: time, weightDecay: numbers.weightDecay))
  }
}

extension AdamSpec: AdamRule {
  func update(at time: Int) -> AdamUpdate {
    AdamUpdate(numbers.step(at: time, weightDecay: 0), penalty: Real(numbers.weightDecay))
  }
}

extension AdamNumbers {
  fileprivate func step(at time: Int, weightDecay: Double) -> AdamStep {
    AdamStep(
      rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, time: time
    )
  }
}

/// `p − η·(g + λ·p)`; moments stay as they are.
extension SGDSpec: OptimizerRule {
  func step(
    _ time: Int, _ parameters: inout [Tensor], _ gradients: [Tensor], _ means: inout [Tensor],
    _ squares: inout [Tensor]
  ) {
    for (index, gradient) in gradients.enumerated() {
      parameters[index] = moved(Variable(parameters[index]), Variable(gradient)).value
    }
  }

  func stepped(_ time: Int, _ state: SteppedState, _ gradients: [Variable]) -> SteppedState {
    var next = state
    for (index, gradient) in gradients.enumerated() {
      next.parameters[index] = moved(state.parameters[index], gradient)
    }
    return next
  }

  private func moved(_ p: Variable, _ g: Variable) -> Variable {
    p.scaled(by: Real(1 - rate * weightDecay)) + g.scaled(by: Real(-rate))
  }
}
