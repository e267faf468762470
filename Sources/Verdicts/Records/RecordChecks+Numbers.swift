internal import Metrics
internal import Suites

/// Sums in another order differ by far less than this.
private let close = 1e-9

extension RecordChecks {
  /// Which numbers of a result cannot belong together; nil for none.
  func held(_ result: RunResult, to run: ResolvedTask) -> String? {
    if result.users < 1 { return "it was measured on \(result.users) users" }
    if result.parameters < 0 || (result.parameters > 0) != run.isTrained {
      return "it has \(result.parameters) trained parameters"
    }
    for metric in result.metrics.keys.sorted() {
      guard let value = result.metrics[metric], value.isFinite else {
        return "its \(metric) is no number"
      }
      if !metric.range.contains(value) { return "its \(metric) is \(value), which cannot be" }
    }
    return run.entry.able((any RecordedTask).self).contradiction(in: result, by: self)
  }

  func unknown(_ result: RunResult, _ metrics: [Metric], all: Bool) -> String? {
    if let metric = result.metrics.keys.sorted().first(where: { !metrics.contains($0) }) {
      return "its task does not measure '\(metric)'"
    }
    guard all, let metric = metrics.first(where: { result.metrics[$0] == nil }) else { return nil }
    return "it lacks '\(metric)'"
  }

  // MARK: Ranks and units

  /// Holds metrics to the evidence that each declares, and evidence to what it is of: what no metric asks
  /// for may not be there.
  func evidence(
    _ result: RunResult, of metrics: [Metric], targets: Int = 1, floor: Int = 0
  ) -> String? {
    for kind in MetricEvidence.allCases {
      let asked = metrics.filter { $0.evidence == kind }
      let problem =
        switch kind {
        case .ranks:
          asked.isEmpty
            ? noRanks(result) : ranks(result, asked, targets: targets, floor: floor)
        case .blocks: units(result, required: asked.filter(\.isAlwaysInBlocks))
        case .number: nil as String?
        }
      if let problem { return problem }
    }
    return nil
  }

  private func ranks(
    _ result: RunResult, _ metrics: [Metric], targets: Int, floor: Int
  ) -> String? {
    if !hasRanks(result, ofEach: targets) {
      return "it has \(result.ranks.count) ranks of \(result.users) users"
        + (targets == 1 ? "" : " with \(targets) targets each")
    }
    if let rank = result.ranks.first(where: { $0 < 1 || Int($0) > floor }) {
      return "it holds the rank \(rank), and ranks go from 1 to \(floor)"
    }
    for metric in metrics {
      guard let ranking = metric.ranking, let value = result.metrics[metric],
        let mean = TargetRanks(result.ranks, targets: targets)?.mean(ranking)
      else { continue }
      if abs(mean - value) > close {
        return "its \(metric) is \(value), and its ranks give \(mean)"
      }
    }
    return nil
  }

  func noRanks(_ result: RunResult) -> String? {
    result.ranks.isEmpty ? nil : "its task gives no ranks, and it holds \(result.ranks.count)"
  }

  /// - Parameter required: metrics that are always cut into units, where rows are many enough.
  private func units(_ result: RunResult, required: [Metric]) -> String? {
    let units = result.units ?? [:]
    for metric in units.keys.sorted() {
      guard let values = units[metric], let value = result.metrics[metric] else {
        return "it holds units of '\(metric)', which it does not measure"
      }
      guard !values.isEmpty, values.allSatisfy(\.isFinite) else {
        return "the units of its \(metric) are no numbers"
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let size = values.reduce(1) { max($0, abs($1)) }
      if !(abs(mean - value) <= close * size) {
        return "its \(metric) is \(value), and its units give \(mean)"
      }
    }
    // Twice as many rows as there are blocks are always enough.
    guard result.users >= 128 else { return nil }
    return required.first { result.metrics[$0] != nil && units[$0] == nil }
      .map { "it lacks the units that its \($0) is made of" }
  }

  // MARK: Sequences

  /// - Parameter length: positions of the sequences that the task's learner is trained on; nil where there
  ///   are none.
  func sequences(_ material: MaterialShape?, length: Int?) -> String? {
    guard let material else { return nil }
    guard let length else {
      return "its task has no few sequences, and it says of which items they consist"
    }
    if material.classes.isEmpty || material.mass.count != material.classes.count {
      return "its sequences have \(material.classes.count) classes of items, and the mass of "
        + "\(material.mass.count)"
    }
    let rows = material.mass + [material.items]
    if let row = rows.first(where: { $0.count != length }) {
      return "its sequences have \(length) positions, and it holds numbers of \(row.count)"
    }
    return rows.allSatisfy { $0.allSatisfy(\.isFinite) }
      ? nil : "what its sequences consist of are no numbers"
  }

  // MARK: Curves

  func untrained(_ result: RunResult) -> String? {
    if let problem = noRanks(result) { return problem }
    return result.curve.isEmpty && result.epochRead == 0
      ? nil : "its task trains nothing, and it has a curve"
  }

  /// - Parameters:
  ///   - primary: the metric that decides which epoch is best.
  ///   - patience: evaluated epochs behind the best after which a training ends.
  func curve(
    _ result: RunResult, epochs: Int, _ every: Int, _ read: EvaluationSpec.Reading,
    by primary: Metric?, patience: Int? = nil
  ) -> String? {
    let curve = result.curve
    guard epochs > 0 else {
      return curve.isEmpty && result.epochRead == 0
        ? nil : "its task trains nothing, and it has a curve"
    }
    if let problem = shape(curve, atMost: epochs) { return problem }
    if curve.count != epochs {
      let behind = curve.count { $0.epoch > result.epochRead && !$0.metrics.isEmpty }
      guard let patience, behind == patience, curve.last?.metrics.isEmpty == false else {
        return "its curve has \(curve.count) of \(epochs) epochs"
      }
    }
    for point in curve {
      let isMeasured = point.epoch.isMultiple(of: max(1, every)) || point.epoch == epochs
      let expected = isMeasured ? Set(result.metrics.keys) : []
      if Set(point.metrics.keys) != expected {
        return "epoch \(point.epoch) of its curve has other metrics than its task measures then"
      }
    }
    guard (1...max(1, curve.count)).contains(result.epochRead) else {
      return "it reads epoch \(result.epochRead) of \(epochs)"
    }
    if let metric = result.metrics.keys.sorted().first(where: {
      curve[result.epochRead - 1].metrics[$0] != result.metrics[$0]
    }) {
      return "its \(metric) is not that of its curve at epoch \(result.epochRead)"
    }
    let due =
      switch read {
      case .last: curve.count
      case .bestOnTest: best(curve, by: primary)
      case .bestOnValidation: best(curve, by: primary?.on(.validation))
      }
    guard let due, due != result.epochRead else { return nil }
    return "it reads epoch \(result.epochRead), and its task reads epoch \(due)"
  }

  /// A click model's curve, which holds the validation rows' metrics.
  func validation(_ result: RunResult, _ training: ClickTrainingSpec) -> String? {
    let curve = result.curve
    if let problem = shape(curve, atMost: training.epochs) { return problem }
    guard (1...max(1, curve.count)).contains(result.epochRead), !curve.isEmpty else {
      return "it reads epoch \(result.epochRead) of \(curve.count)"
    }
    let values = curve.map { point -> Double? in
      guard let auc = point.metrics[.areaUnderCurve.on(.validation)] else { return nil }
      if training.monitor == .auc { return auc }
      guard training.monitor == .aucLessLogLoss,
        let loss = point.metrics[.logLoss.on(.validation)]
      else { return nil }
      return auc - loss
    }
    // Where one is not known, neither is which is best.
    let known = values.compactMap { $0 }
    guard known.count == values.count, let most = known.max(),
      let best = known.firstIndex(of: most), best + 1 != result.epochRead
    else { return nil }
    return "it reads epoch \(result.epochRead), and epoch \(best + 1) is the best of its curve"
  }

  /// A curve of several trainings one after another, of which one epoch is read.
  func epochs(_ result: RunResult, atMost epochs: Int) -> String? {
    if let problem = shape(result.curve, atMost: epochs) { return problem }
    return (1...max(1, result.curve.count)).contains(result.epochRead)
      ? nil : "it reads epoch \(result.epochRead) of \(result.curve.count)"
  }

  private func shape(_ curve: [CurvePoint], atMost epochs: Int) -> String? {
    if curve.count > epochs { return "its curve has \(curve.count) of \(epochs) epochs" }
    for (index, point) in curve.enumerated() {
      guard point.epoch == index + 1 else { return "its curve leaves out epoch \(index + 1)" }
      guard point.loss.isFinite, point.metrics.values.allSatisfy(\.isFinite) else {
        return "epoch \(point.epoch) of its curve holds what is no number"
      }
    }
    return nil
  }

  /// The first epoch with the best value of a metric; nil where none has one.
  private func best(_ curve: [CurvePoint], by metric: Metric?) -> Int? {
    guard let metric else { return nil }
    var best: (epoch: Int, value: Double)?
    for point in curve {
      guard let value = point.metrics[metric] else { continue }
      if best.map({ metric.direction.isBetter(value, than: $0.value) }) ?? true {
        best = (point.epoch, value)
      }
    }
    return best?.epoch
  }

  func daily(_ evaluation: ClickEvaluationSpec) -> [Metric] {
    let metrics = evaluation.metrics
    let days = max(0, min(evaluation.days ?? 0, 10_000))
    return metrics + (0..<days).flatMap { day in metrics.map { $0.on(.day(day + 1)) } }
  }

  // MARK: Laws

  /// A law's goodness, held to its predictions at the points.
  func laws(_ result: RunResult) -> String? {
    guard let fit = result.fit else { return "its task fits laws, and it holds none" }
    guard fit.points.count == result.users else {
      return "it holds \(fit.points.count) points of \(result.users)"
    }
    let values = fit.points.map(\.value)
    for law in fit.fits {
      guard law.predictions.count == values.count else {
        return "'\(law.name)' predicts \(law.predictions.count) of \(values.count) points"
      }
      let squares = zip(values, law.predictions).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
      let error = (squares / Double(values.count)).squareRoot()
      if let stated = result.metrics[FitErrorMetric.rootMeanSquare.of(law.name)],
        !(abs(stated - error) <= 1e-6 * max(1, abs(error)))
      {
        return "its \(law.name).rmse is \(stated), and its predictions give \(error)"
      }
      let mean = values.reduce(0, +) / Double(values.count)
      let total = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      guard total > 0, let stated = result.metrics[RSquared().of(law.name)] else { continue }
      let square = 1 - squares / total
      if !(abs(stated - square) <= 1e-6 * max(1, abs(square))) {
        return "its \(law.name).r2 is \(stated), and its predictions give \(square)"
      }
    }
    return nil
  }
}
