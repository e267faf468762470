import Foundation
public import Models
public import Suites

/// Everything a training needs to go on as if it had never stopped. Numbers are kept in F32: a tool
/// built to compute in Double goes on from rounded ones.
public struct Checkpoint: Hashable, Sendable {
  /// Where the training stands. Random numbers are drawn by position, so these counts are also the
  /// state of every random stream.
  public struct Progress: Codable, Hashable, Sendable {
    /// Optimizer steps made.
    public var step: Int
    /// Epochs begun; the one in progress counts.
    public var epoch: Int
    /// Batches of this epoch that were trained on.
    public var batch: Int
    /// Sum over this epoch's tokens of their loss.
    public var lossSum: Double
    /// Tokens of this epoch that were trained on.
    public var tokens: Int
    /// Every finished epoch.
    public var curve: [CurvePoint]
    /// The evaluated epoch that would be read if the run ended now.
    public var reading: Reading?

    /// The start of a training.
    public init() {
      step = 0
      epoch = 1
      batch = 0
      lossSum = 0
      tokens = 0
      curve = []
      reading = nil
    }
  }

  /// An evaluated epoch.
  public struct Reading: Codable, Hashable, Sendable {
    /// Epochs finished when it was evaluated.
    public var epoch: Int
    /// Metrics by name.
    public var metrics: [String: Double]
    /// Rank of each test user's target.
    public var ranks: [Int32]
    /// SHA-256 of the weights as a file.
    public var weights: String
    /// Metrics cut into blocks of the test rows, for a task without ranks.
    public var units: [String: [Double]]?
  }

  /// Where the training stands.
  public var progress: Progress
  /// Parameters and the optimizer's memory.
  public var tensors: Safetensors

  /// Everything a training needs to go on.
  public init(progress: Progress, tensors: Safetensors) {
    self.progress = progress
    self.tensors = tensors
  }
}

/// The checkpoints of one run on disk: the latest and the one before.
///
/// Each is two files named by its step: the tensors, and then the progress, which holds the digests
/// of both and makes the pair count. Either one cut short, or with one bit changed, is noticed, and
/// the pair before is used.
public struct CheckpointFolder: Hashable, Sendable {
  /// The folder of this run alone.
  public let path: String

  /// The checkpoints of the run with this id.
  ///
  /// - Parameter root: folder of every run's checkpoints.
  public init(root: String, id: String) { path = "\(root)/\(id)" }

  private struct Stored: Codable {
    var schema = 1
    var digest: String
    var progress: Checkpoint.Progress
    var tensors: String
  }

  /// Writes a checkpoint and drops all but the one before it.
  public func write(_ checkpoint: Checkpoint) throws(StorageError) {
    let name = Self.name(checkpoint.progress.step)
    guard !isLink(path) else {
      throw StorageError(path: path, reason: "it is a link, which is not followed")
    }
    let tensors = checkpoint.tensors.encoded()
    let stored = Stored(
      digest: Self.digest(checkpoint.progress), progress: checkpoint.progress,
      tensors: Digest(of: tensors).hex)
    guard let text = try? CanonicalJSON.pretty(stored) else {
      throw StorageError(path: "\(path)/\(name).json", reason: "it would hold a NaN")
    }
    try writeWhole(tensors, to: "\(path)/\(name).safetensors")
    try writeWhole(Data(text.utf8), to: "\(path)/\(name).json")
    for old in names().dropLast(2) { remove(old) }
  }

  /// The latest checkpoint that is whole, or nil where there is none.
  ///
  /// - Parameter note: told of each checkpoint that is damaged, in one sentence.
  public func latest(note: (String) -> Void) -> Checkpoint? {
    for name in names().reversed() {
      do {
        return try read(name)
      } catch {
        note("The checkpoint \(path)/\(name) is damaged and is not used: \(error.reason).")
      }
    }
    return nil
  }

  /// Removes the run's checkpoints, once its record is written.
  public func clear() { try? FileManager.default.removeItem(atPath: path) }

  private struct Damage: Error { var reason: String }

  private func read(_ name: String) throws(Damage) -> Checkpoint {
    guard let text = FileManager.default.contents(atPath: "\(path)/\(name).json"),
      let stored = try? CanonicalJSON.read(Stored.self, from: text), stored.schema == 1
    else { throw Damage(reason: "its progress cannot be read") }
    guard Self.digest(stored.progress) == stored.digest else {
      throw Damage(reason: "its progress is not what was written")
    }
    let file = "\(path)/\(name).safetensors"
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw Damage(reason: "its tensors are missing")
    }
    guard Digest(of: bytes).hex == stored.tensors else {
      throw Damage(reason: "its tensors are not what was written")
    }
    do throws(WeightsError) {
      return Checkpoint(progress: stored.progress, tensors: try Safetensors(bytes, file: file))
    } catch {
      throw Damage(reason: error.reason)
    }
  }

  /// Names of the pairs, earliest first.
  private func names() -> [String] {
    if isLink(path) { return [] }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  private func remove(_ name: String) {
    // The progress goes first: without it the tensors count for nothing.
    try? FileManager.default.removeItem(atPath: "\(path)/\(name).json")
    try? FileManager.default.removeItem(atPath: "\(path)/\(name).safetensors")
  }

  private static func name(_ step: Int) -> String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }

  private static func digest(_ progress: Checkpoint.Progress) -> String {
    // Losses that are not finite end a run before any checkpoint, so this can always be written.
    Digest(of: (try? CanonicalJSON.compact(progress)) ?? "").hex
  }
}
