public import Tensors

/// What a training has come to: the trained numbers and the optimizer's memory.
public struct TrainingMoment: Sendable {
  /// What is trained, and running means of the gradients and of their squares.
  public var tensors: StepTensors
  /// Steps done.
  public var step: Int

  /// What is trained.
  public var parameters: [Tensor] { tensors.parameters }

  /// The moment before a new optimizer's first step.
  public init(_ parameters: [Tensor]) {
    tensors = StepTensors(parameters)
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
