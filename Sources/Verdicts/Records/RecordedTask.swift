internal import Metrics
internal import Suites

/// A task as its records are checked.
protocol RecordedTask: TaskEntry {
  /// Which numbers of a result cannot belong together, or to the task; nil for none.
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String?
}

/// How another program's results are checked: by what the protocol measures, without a training.
protocol RecordedProtocol: ProtocolEntry {
  /// Which numbers of a result cannot belong together, or to the protocol; nil for none.
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String?
}

extension RankingTask: RecordedTask where Dataset == DatasetSpec {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, metrics, all: true)
      ?? checks.evidence(result, of: evaluation.metrics, targets: targets, floor: evaluation.floor)
      ?? checks.curve(
        result, epochs: training?.epochs ?? 0, evaluation.every, evaluation.read,
        by: evaluation.metrics.first, patience: evaluation.patience)
  }
}

extension RankingProtocol: RecordedProtocol where Dataset == DatasetSpec {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, metrics, all: true)
      ?? checks.evidence(result, of: metrics, targets: targets, floor: evaluation.floor)
  }
}

extension RatingTask: RecordedTask where Dataset == DatasetSpec {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, metrics, all: false) ?? checks.evidence(result, of: metrics)
      ?? checks.curve(
        result, epochs: training?.epochs ?? 0, evaluation.every, evaluation.read,
        by: metrics.first)
  }
}

extension RatingProtocol: RecordedProtocol where Dataset == DatasetSpec {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, metrics, all: false) ?? checks.evidence(result, of: metrics)
  }
}

extension ClickTask: RecordedTask {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, checks.daily(evaluation), all: false)
      ?? checks.evidence(result, of: metrics) ?? checks.validation(result, training)
  }
}

extension ClickProtocol: RecordedProtocol {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, checks.daily(evaluation), all: false)
      ?? checks.evidence(result, of: metrics)
  }
}

extension DistillationTask: RecordedTask where Dataset == DatasetSpec {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, metrics, all: true)
      ?? checks.evidence(result, of: metrics, floor: evaluation.floor)
      ?? checks.epochs(
        result, atMost: pretraining.epochs.addedWithinBounds(to: distilling?.epochs ?? 0))
      ?? checks.sequences(result.material, length: material.size?.length)
  }
}

extension LawFitTask: RecordedTask {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.untrained(result) ?? checks.laws(result)
  }
}

extension LineFitTask: RecordedTask {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, metrics, all: true) ?? checks.untrained(result)
  }
}

extension DataTermTask: RecordedTask where Dataset == DatasetSpec {
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    checks.unknown(result, metrics, all: false) ?? checks.untrained(result)
  }
}

extension ExternalTask: RecordedTask where Dataset == DatasetSpec {
  /// Held to its ranks or units where more than metrics was given.
  func contradiction(in result: RunResult, by checks: RecordChecks) -> String? {
    if !result.curve.isEmpty || result.epochRead != 0 {
      return "its task trains nothing, and it has a curve"
    }
    if givesMetricsAlone {
      if result.units != nil { return "it was given metrics alone, and it holds units" }
      return checks.noRanks(result) ?? checks.unknown(result, metrics, all: true)
    }
    return self.protocol.entry.able((any RecordedProtocol).self)
      .contradiction(in: result, by: checks)
  }
}
