import Datasets
import Determinism
import Experiments
import Foundation
import Models
import Suites

/// Estimates what cells will take on this machine.
///
/// The best witness is the record of the cell itself, then records of the same computation under other
/// seeds, then records of like runs: their seconds, by how much more or less there is to do. Records of
/// this machine go before those of others. Without any, steps or a matrix product are timed now.
///
/// Recommenders are compared by floating-point operations an event, so that one model's record says
/// something of another's: a model of four times the work for each event takes four times as long. Click
/// models, whose time goes to tables as much as to products, are compared by steps on made-up rows.
struct CostEstimator {
  private let timings: [Timing]
  private let machine: MachineName
  /// Threads that cells are reckoned with.
  private let workers: Int
  private var volumes: DataVolumes
  private var fallback: Double?
  private var paces: [String: Double] = [:]

  /// - Parameters:
  ///   - machine: what is estimated for.
  ///   - workers: threads that cells are reckoned with.
  init(
    _ records: [RunRecord], machine: MachineName = .own, workers: Int, store: DatasetStore,
    sources: String
  ) {
    timings = records.compactMap(Timing.init)
    self.machine = machine
    self.workers = workers
    volumes = DataVolumes(store, sources: sources)
  }

  /// What a run takes, or why that is not known.
  mutating func estimate(_ run: Run) async -> Missable<CostEstimate> {
    let work = Workload(run.task)
    for isHere in [true, false] {
      let known = timings.filter { ($0.machine == machine) == isHere }
      if var cost = await cost(of: run, work, by: known) {
        if !isHere { cost.speedFrom = .elsewhere }
        return finite(cost)
      }
    }
    if run.task.isElsewhere {
      return .missing(
        "another program makes the results, and only records of them say how long it takes")
    }
    guard let epochs = work.epochs else {
      return .missing("nothing is trained, and no record of a similar run says how long it took")
    }
    if let task = run.task.click { return await timed(task, epochs: epochs) }
    guard let operations = work.operations, let dataset = run.task.dataset else {
      return .missing("no record of a similar run says how long it took")
    }
    guard let volume = await volumes.volume(of: dataset) else {
      return .missing(unknownRows(of: dataset.source))
    }
    let rate = productRate()
    let events = volume.events.multipliedWithinBounds(by: epochs)
    let cost = CostEstimate(
      events: events, epochs: Double(epochs), epochsFrom: work.stopsEarly ? .limit : .suite,
      isCounted: volume.isCounted, eventsPerSecond: rate / operations, speedFrom: .product,
      seconds: Double(events) * operations / rate)
    return finite(cost)
  }

  private func finite(_ cost: CostEstimate) -> Missable<CostEstimate> {
    cost.ifFinite.map { .known($0) } ?? .missing("it would take longer than any number can say")
  }

  private func unknownRows(of source: String) -> String {
    "the number of rows of '\(source)' is not published, and no copy of them is available"
  }

  // MARK: By records

  /// By the records that say most; nil where none says anything.
  private mutating func cost(
    of run: Run, _ work: Workload, by known: [Timing]
  ) async -> CostEstimate? {
    let same = known.filter { $0.run.task == run.task && $0.run.engine == run.engine }
    let own = same.filter { $0.run.cell == run.cell && $0.run.seed == run.seed }
    if var cost = await middle(for: run, work, own.isEmpty ? same : own, share: { _ in 1 }) {
      cost.speedFrom = own.isEmpty ? .run : .cell
      // A cell does again what it did.
      if !own.isEmpty, cost.epochsFrom == .limit { cost.epochsFrom = .records }
      return cost
    }
    let kind = known.filter { $0.work.kind == work.kind }
    if let task = run.task.click { return await cost(of: run, work, clicks: task, by: kind) }
    guard let operations = work.operations, work.epochs != nil else {
      // What is not trained takes as long as its like.
      return await middle(for: run, work, kind.filter { $0.work.epochs == nil }, share: { _ in 1 })
    }
    let sort = known.filter { $0.work.isOfSameSort(as: work) }
    for timings in [kind.filter { $0.run.task.dataset == run.task.dataset }, kind, sort] {
      // Narrow models reach a smaller part of what the machine can do: the nearest work counts.
      let distances = timings.compactMap { timing -> (distance: Double, timing: Timing)? in
        guard let other = timing.work.operations else { return nil }
        return (max(other / operations, operations / other), timing)
      }
      guard let nearest = distances.map(\.distance).min() else { continue }
      let near = distances.filter { $0.distance <= 1.3 * nearest }.map(\.timing)
      let cost = await middle(for: run, work, near) { timing in
        operations * work.epochs(like: timing)
          / ((timing.work.operations ?? operations) * timing.epochs)
      }
      if let cost { return cost }
    }
    return nil
  }

  /// A click model by a record of its kind, of about its size.
  private mutating func cost(
    of run: Run, _ work: Workload, clicks task: ClickTask, by kind: [Timing]
  ) async -> CostEstimate? {
    guard let columns = await volumes.volume(of: task)?.columns, fits(task, columns) else {
      return nil
    }
    func size(_ timing: Timing) -> Double? {
      guard let other = timing.run.task.click else { return nil }
      let numbers = other.numbersAtOnce(
        fields: columns.fields, dense: columns.dense, vocabulary: columns.vocabulary)
      let wanted = task.numbersAtOnce(
        fields: columns.fields, dense: columns.dense, vocabulary: columns.vocabulary)
      return numbers > 0 && wanted > 0 ? max(numbers / wanted, wanted / numbers) : nil
    }
    guard let nearest = kind.compactMap(size).min() else { return nil }
    let near = kind.filter { size($0).map { $0 <= 1.01 * nearest } ?? false }
    var shares: [Run: Double] = [:]
    for timing in near {
      guard let other = timing.run.task.click, fits(other, columns) else { continue }
      shares[timing.run] = pace(other, columns) / pace(task, columns)
    }
    return await middle(for: run, work, near.filter { shares[$0.run] != nil }) { timing in
      (shares[timing.run] ?? 1) * work.epochs(like: timing) / timing.epochs
    }
  }

  /// The middle of what records say.
  ///
  /// - Parameter share: what is to be done for each event, epochs included, over what a record did.
  private mutating func middle(
    for run: Run, _ work: Workload, _ timings: [Timing], share: (Timing) -> Double
  ) async -> CostEstimate? {
    // What trains nothing is compiled optimised in every build.
    let optimised = timings.filter { $0.isOptimised || $0.work.epochs == nil }
    var found: [(seconds: Double, timing: Timing, isCounted: Bool)] = []
    for timing in optimised.isEmpty ? timings : optimised {
      guard let (rows, isCounted) = await rows(of: run, over: timing) else { continue }
      let threads = Double(timing.workers) / Double(workers)
      let seconds = timing.seconds * rows * share(timing) * threads
      if seconds.isFinite, seconds >= 0 { found.append((seconds, timing, isCounted)) }
    }
    guard !found.isEmpty else { return nil }
    let (seconds, timing, isCounted) = found.sorted { $0.seconds < $1.seconds }[found.count / 2]
    let epochs = work.epochs(like: timing)
    let events = Int(nearest: Double(await events(of: run) ?? 0) * epochs)
    return CostEstimate(
      events: events, epochs: epochs,
      epochsFrom: work.stopsEarly ? (timing.wasStopped ? .records : .limit) : .suite,
      isCounted: isCounted, eventsPerSecond: seconds > 0 ? Double(events) / seconds : 0,
      speedFrom: .like, seconds: seconds)
  }

  /// Events of one epoch; nil where nobody knows.
  private mutating func events(of run: Run) async -> Int? {
    if let task = run.task.click { return await volumes.volume(of: task)?.training }
    guard let dataset = run.task.dataset else { return nil }
    return await volumes.volume(of: dataset)?.events
  }

  /// How many rows a run reads for each row of a record's; nil where that is not known. And whether it
  /// is known rather than a bound.
  private mutating func rows(of run: Run, over timing: Timing) async -> (Double, isCounted: Bool)? {
    if let task = run.task.click, let other = timing.run.task.click {
      guard let now = await volumes.volume(of: task) else { return nil }
      if let then = other.data.split.training(beside: timing.users), then > 0 {
        return (Double(now.training) / Double(then), now.isCounted)
      }
      guard let then = await volumes.volume(of: other), then.training > 0 else { return nil }
      return (Double(now.training) / Double(then.training), now.isCounted)
    }
    guard let dataset = run.task.dataset, let other = timing.run.task.dataset else {
      return (1, true)
    }
    let isSame = dataset == other
    if isSame, timing.isPublished, !volumes.isOwn(dataset.source) { return (1, true) }
    guard let now = await volumes.volume(of: dataset) else { return isSame ? (1, true) : nil }
    if isSame {
      // The test has a row for each user.
      guard now.isCounted, timing.users > 0 else { return (1, true) }
      return (Double(now.users) / Double(timing.users), true)
    }
    guard let then = await volumes.volume(of: other), then.events > 0 else { return nil }
    return (Double(now.events) / Double(then.events), now.isCounted)
  }

  // MARK: By what is timed now

  /// A click model's rows at the pace of a few steps made now, for as many epochs as trainings under an
  /// early stop have lasted.
  private mutating func timed(_ task: ClickTask, epochs limit: Int) async -> Missable<CostEstimate>
  {
    guard let volume = await volumes.volume(of: task) else {
      return .missing(unknownRows(of: task.data.source))
    }
    guard fits(task, volume.columns) else {
      return .missing("one training step takes more memory than may be used for an estimate")
    }
    let stopped = timings.filter { $0.wasStopped && $0.run.task.click != nil }.map(\.epochs)
    let mean = stopped.isEmpty ? nil : stopped.reduce(0, +) / Double(stopped.count)
    let epochs = min(Double(limit), mean ?? .infinity)
    let pace = pace(task, volume.columns)
    let events = Int(nearest: Double(volume.training) * epochs)
    let cost = CostEstimate(
      events: events, epochs: epochs, epochsFrom: mean == nil ? .limit : .records,
      isCounted: volume.isCounted, eventsPerSecond: pace, speedFrom: .steps,
      seconds: Double(events) / pace)
    return finite(cost)
  }

  /// Steps of 16 GB are not made for a guess.
  private func fits(_ task: ClickTask, _ columns: ClickColumns) -> Bool {
    task.numbersAtOnce(
      fields: columns.fields, dense: columns.dense, vocabulary: min(columns.vocabulary, 1 << 18))
      < 0x1p32
  }

  private mutating func pace(_ task: ClickTask, _ columns: ClickColumns) -> Double {
    // When a training ends changes none of its steps.
    var training = task.training
    (training.epochs, training.monitor, training.patience, training.minimalGain) = (1, .auc, 1, nil)
    let key = "\(task.model) \(training) \(columns)"
    if let known = paces[key] { return known }
    let measured = ClickPace.rowsPerSecond(task, columns)
    paces[key] = measured
    return measured
  }

  /// A quarter of what a large product reaches: about what trainings reach in practice.
  private mutating func productRate() -> Double {
    if let fallback { return fallback }
    let rate = SelfTest.productOperationsPerSecond() / 4
    fallback = rate
    return rate
  }
}
