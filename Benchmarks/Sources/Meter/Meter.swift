public import Benchmark
import Yardstick

/// Thousandths of the matrix product's rate, measured in the same process.
public let gemmShare = BenchmarkMetric.custom(
  "‰ of GEMM rate", polarity: .prefersLarger, useScalingFactor: false)
/// Thousandths of the copy's rate, measured in the same process.
public let copyShare = BenchmarkMetric.custom(
  "‰ of copy rate", polarity: .prefersLarger, useScalingFactor: false)
/// Events of history, users, rows or numbers per second.
public let throughput = BenchmarkMetric.custom(
  "per second", polarity: .prefersLarger, useScalingFactor: false)

/// Something to be timed, and what one run of it amounts to.
public struct Work {
  /// Floating-point operations of one run; 0 where they are not the point.
  public var operations: Double
  /// Bytes read and written in one run, at the least; 0 where they are not the point.
  public var bytes: Double
  /// What is counted per second; 0 for nothing.
  public var events: Int
  /// One run.
  public var run: () async -> Void

  /// Something to be timed, and what one run of it amounts to.
  public init(
    operations: Double = 0, bytes: Double = 0, events: Int = 0, _ run: @escaping () async -> Void
  ) {
    self.operations = operations
    self.bytes = bytes
    self.events = events
    self.run = run
  }
}

/// Declares a benchmark that reports its shares of the machine's rates, and the time it took.
///
/// - Parameters:
///   - name: what is timed, with its shape.
///   - floor: thousandths of the matrix product's rate that the best of five runs must reach (the
///     only one, where it takes over three seconds); less
///     fails the benchmark. A ratio within the run, so it holds on slow and on shared machines.
///   - prepare: makes the work; called once.
public func measure(
  _ name: String, floor: Int = 0, _ prepare: @escaping @Sendable () async throws -> Work
) {
  let configuration = Benchmark.Configuration(
    metrics: [.wallClock, gemmShare, copyShare, throughput, .peakMemoryResident],
    warmupIterations: 0, scalingFactor: .one, maxDuration: .seconds(3), maxIterations: 100)
  Benchmark(
    name, configuration: configuration,
    closure: { (benchmark: Benchmark, state: Prepared) async -> Void in
      let (work, rates) = (state.work, state.rates)
      benchmark.startMeasurement()
      let time = await seconds(of: work.run)
      benchmark.stopMeasurement()
      let shares = Fractions(
        operations: work.operations, bytes: work.bytes, seconds: time, of: rates)
      if work.operations > 0 { benchmark.measurement(gemmShare, shares.gemm) }
      state.best = max(state.best, shares.gemm)
      state.runs += 1
      // A run that outlasts the time allotted is the only one.
      if state.runs == 5 || (state.runs == 1 && time > 3), state.best < floor {
        benchmark.error("\(name): \(state.best) ‰ of the GEMM rate, not \(floor)")
      }
      if work.bytes > 0 { benchmark.measurement(copyShare, shares.copy) }
      if work.events > 0 { benchmark.measurement(throughput, Int(Double(work.events) / time)) }
    },
    setup: { () async throws -> Prepared in
      let work = try await prepare()
      // Before the clock runs memory is mapped, tables are filled: for two seconds, but twice at
      // least and twenty times at most.
      var spent = 0.0
      for run in 0..<20 where run < 2 || spent < 2 { spent += await seconds(of: work.run) }
      return Prepared(work, MachineRates.measured())
    })
}

/// Work, and the machine's rates just before it.
private final class Prepared {
  let work: Work
  let rates: MachineRates
  var best = 0
  var runs = 0

  init(_ work: Work, _ rates: MachineRates) {
    self.work = work
    self.rates = rates
  }
}
