import Foundation
import Models
import Suites
import Verdicts

/// What a batch system must be asked for to compute a cell.
struct CellNeeds: Encodable, Hashable {
  /// Where a number comes from.
  enum Source: String, Encodable {
    /// Records of the same run, on other seeds or machines.
    case records
    /// The cost of its steps.
    case cost
    /// Nothing is known; a small number for what trains nothing, a large one for the rest.
    case assumption
  }

  /// Seconds, on so many cores.
  var seconds: Double
  /// Where they come from.
  var secondsFrom: Source
  /// Bytes of memory, on so many cores.
  var memory: Int
  /// Where they come from.
  var memoryFrom: Source
  /// Parts of a batch that are computed side by side, each by one worker or more.
  var shards: Int
  /// Cores that its training can keep busy: two to a shard.
  var cores: Int
  /// The numerics that the suite's other records were computed by; nil where there are none.
  var numerics: String?

  /// The kernels' name in the numerics: `SkylakeX` in `OpenBLAS 0.3.21 SkylakeX Float`.
  var kernels: String? {
    let words = (numerics ?? "").split(separator: " ")
    return words.count == 4 && words[0] == "OpenBLAS" ? String(words[2]) : nil
  }
}

/// Says what cells need, from the records at hand and from the cost of their steps.
struct NeedsEstimator {
  /// Bytes that every process takes, whatever it computes: libraries and prepared rows.
  static let base = 300 << 20
  /// Workers that a shard of a training keeps busy. Those without a shard of their own take parts of the
  /// others' loops.
  private static let perShard = 2
  /// What a second worker adds to a shard's speed: 1.85 times one worker's was measured.
  private static let second = 0.85

  private let byRun: [String: [RunRecord]]
  private let numerics: [Bool: String]
  private let workers: Int

  /// - Parameters:
  ///   - records: the suite's records.
  ///   - workers: workers that costs were reckoned for.
  init(_ records: [RunRecord], workers: Int) {
    byRun = Dictionary(grouping: records) { $0.run.name }
    self.workers = workers
    var counts: [Bool: [String: Int]] = [:]
    for record in records {
      guard let name = record.result?.numerics else { continue }
      counts[record.run.task.isTrained, default: [:]][name, default: 0] += 1
    }
    numerics = counts.compactMapValues { counts in
      counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
  }

  /// What a planned run needs.
  ///
  /// - Parameter cost: the cost of its training, where that is known.
  func needs(of run: Run, _ cost: CostEstimate?) -> CellNeeds {
    let task = run.task
    let cores = task.isTrained ? Self.perShard * task.shards : task.shards
    let same = (byRun[run.name] ?? []).filter { $0.run.task == task }
    let circumstances = same.map(\.circumstances).filter { $0.seconds.isFinite && $0.workers > 0 }
    let (seconds, secondsFrom) = seconds(circumstances, cost, cores, task)
    let (memory, memoryFrom) = memory(circumstances, task)
    return CellNeeds(
      seconds: seconds, secondsFrom: secondsFrom, memory: memory, memoryFrom: memoryFrom,
      shards: task.shards, cores: cores, numerics: numerics[task.isTrained])
  }

  /// Times as fast as one worker: shards share nothing, so that workers up to their number divide the time.
  private static func speed(_ workers: Int, shards: Int) -> Double {
    let seconds = min(workers, perShard * shards) - shards
    return Double(min(workers, shards)) + second * Double(max(0, seconds))
  }

  private func seconds(
    _ known: [Circumstances], _ cost: CostEstimate?, _ cores: Int, _ task: ResolvedTask
  ) -> (Double, CellNeeds.Source) {
    func scaled(_ seconds: Double, from workers: Int) -> Double {
      seconds * Self.speed(workers, shards: task.shards) / Self.speed(cores, shards: task.shards)
    }
    let measured = known.map { scaled($0.seconds, from: $0.workers) }
    if let longest = measured.max() { return (max(1, longest.rounded(.up)), .records) }
    guard let cost else {
      return task.isTrained || task.startsCommand ? (14_400, .assumption) : (60, .assumption)
    }
    // Evaluations and the preparation of data come on top of the steps.
    return ((1.25 * scaled(cost.seconds, from: workers) + 60).rounded(.up), .cost)
  }

  private func memory(
    _ known: [Circumstances], _ task: ResolvedTask
  ) -> (Int, CellNeeds.Source) {
    let shards = task.shards
    // What is held of a shard comes once for each that somebody is at.
    let measured = known.map { circumstances in
      let held = Double(min(circumstances.workers, shards))
      let own = Double(max(0, circumstances.peakMemory - Self.base)) / held
      return Double(Self.base) + own * Double(shards)
    }
    if let largest = measured.max() { return (Int(nearest: largest), .records) }
    if let bytes = task.shardBytes {
      return (Int(nearest: Double(Self.base) + bytes * Double(shards)), .cost)
    }
    return (task.isTrained || task.startsCommand ? 4 << 30 : 1 << 30, .assumption)
  }
}

extension RunTask<DatasetSpec> {
  /// Whether another program may be started to make its results, about which nothing is known.
  fileprivate var startsCommand: Bool { external?.command != nil }

  /// Bytes that one shard's forward and backward pass hold at once, roughly: tensors of tokens by
  /// width, and of pairs of tokens, in every block.
  fileprivate var shardBytes: Double? {
    guard let task = ranking, let training = task.training else { return nil }
    let (part, length) = (task.model.entry.cost, task.dataset.maximalLength)
    let events = Double(max(1, training.rows / shards))
    let tokens = events * Double(length)
    let bytes = 4 * part.blocks * (60 * tokens * part.width + 16 * tokens * Double(length))
    return bytes.isFinite ? bytes : nil
  }
}
