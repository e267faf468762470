internal import Suites
internal import Tensors

/// An optimizer that says what a step does.
protocol OptimizerRule: OptimizerEntry {
  /// One step.
  ///
  /// - Parameters:
  ///   - time: number of the step, from 1.
  ///   - means: running means of the gradients.
  ///   - squares: running means of their squares.
  func step(
    _ time: Int, _ parameters: inout [Tensor], _ gradients: [Tensor], _ means: inout [Tensor],
    _ squares: inout [Tensor])
}

extension AdamWSpec: OptimizerRule {
  func step(
    _ time: Int, _ parameters: inout [Tensor], _ gradients: [Tensor], _ means: inout [Tensor],
    _ squares: inout [Tensor]
  ) {
    let update = AdamStep(
      rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, time: time
    )
    for index in gradients.indices {
      update.update(&parameters[index], gradients[index], &means[index], &squares[index])
    }
  }
}
