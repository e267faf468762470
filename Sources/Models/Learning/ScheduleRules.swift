internal import Suites

/// A schedule that says which part of the rate a step has.
protocol ScheduleRule: ScheduleEntry {
  /// The part of the optimizer's rate.
  ///
  /// - Parameters:
  ///   - step: steps done before, from 0.
  ///   - steps: steps of the whole training.
  func factor(atStep step: Int, of steps: Int) -> Double
}

extension CosineSchedule: ScheduleRule {
  /// `s/W` for the first `W = ⌈warmUp · T⌉` of T steps, and `(1 + cos(π(s − W)/(T − W)))/2` behind them
  /// (transformers 4, `optimization.py`, `get_cosine_schedule_with_warmup` with half a cycle; `W` as in
  /// `TrainingArguments.get_warmup_steps`).
  func factor(atStep step: Int, of steps: Int) -> Double {
    let rising = Int((warmUp * Double(steps)).rounded(.up))
    if step < rising { return Double(step) / Double(rising) }
    // (1 + cos(2x))/2 = cos²(x)
    return squaredCosine(.pi / 2 * Double(step - rising) / Double(max(1, steps - rising)))
  }
}

extension TrainingSpec {
  /// The optimizer as a step has it.
  ///
  /// - Parameters:
  ///   - step: steps done before, from 0.
  ///   - steps: steps of the whole training.
  func optimizer(atStep step: Int, of steps: Int) -> OptimizerSpec {
    guard let schedule else { return optimizer }
    let rule = schedule.entry.able((any ScheduleRule).self)
    return optimizer.scaled(by: rule.factor(atStep: step, of: steps))
  }
}

/// cos²(x) for 0 ≤ x ≤ π/2 by Taylor's series of the cosine, which gives the same bits everywhere.
func squaredCosine(_ angle: Double) -> Double {
  let square = angle * angle
  var (term, cosine) = (1.0, 1.0)
  for index in 1...14 {
    term *= -square / Double((2 * index - 1) * 2 * index)
    cosine += term
  }
  return cosine * cosine
}
