public import Tensors

/// What a training has come to: the trained numbers and the optimizer's memory.
public struct TrainingMoment: Sendable {
  /// What is trained.
  public var parameters: [Tensor]
  /// Running means of the gradients, one for each parameter.
  public var means: [Tensor]
  /// Running means of their squares.
  public var squares: [Tensor]
  /// Steps done.
  public var step: Int

  /// The moment before a new optimizer's first step.
  public init(_ parameters: [Tensor]) {
    self.parameters = parameters
    means = parameters.map { Tensor(zeros: $0.shape) }
    squares = means
    step = 0
  }
}

/// A training's way through several steps.
public struct UnrolledPath: Sendable {
  /// Before each step, and after the last one.
  public internal(set) var moments: [TrainingMoment]
  /// The gradient of each step.
  var gradients: [[Tensor]]

  /// After the last step.
  public var end: TrainingMoment { moments[moments.count - 1] }
}
