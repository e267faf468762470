import Foundation
public import Metrics
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
    /// Metrics.
    public var metrics: [Metric: Double]
    /// Rank of each test user's target.
    public var ranks: [Int32]
    /// SHA-256 of the weights as a file.
    public var weights: String
    /// Metrics cut into blocks of the test rows, for a task without ranks.
    public var units: [Metric: [Double]]?
  }

  /// What computed it. A training that goes on elsewhere would end in bits that nothing else gives.
  public struct Origin: Codable, Hashable, Sendable {
    /// Library, version, kernel and scalar that decide the bits.
    public var numerics: String
    /// Version of the engine.
    public var engine: Int
    /// Revision of the tool.
    public var commit: String

    /// What computes a training.
    public init(numerics: String, engine: Int, commit: String) {
      self.numerics = numerics
      self.engine = engine
      self.commit = commit
    }

    /// Whether the revision says which sources computed it: that of a build that was not told one, or of
    /// sources that were changed, says it of none.
    public var namesItsSources: Bool { commit != "unknown" && !commit.hasSuffix("+") }

    /// The first thing that is otherwise here, as the middle of a sentence; nil for nothing.
    public func difference(from here: Origin) -> String? {
      if numerics != here.numerics { return "with \(numerics), not \(here.numerics)" }
      if engine != here.engine { return "by engine \(engine), not \(here.engine)" }
      if commit != here.commit { return "at revision \(commit), not \(here.commit)" }
      return nil
    }
  }

  /// Where the training stands.
  public var progress: Progress
  /// Parameters and the optimizer's memory.
  public var tensors: Safetensors
  /// What computed it.
  public var origin: Origin
  /// Wall clock of the training so far, all its legs together, seconds.
  public var seconds: Double
  /// What its phases took of that; nil for a training without.
  public var phases: [PhaseTime]?

  /// Everything a training needs to go on.
  public init(
    progress: Progress, tensors: Safetensors,
    origin: Origin = Origin(numerics: "", engine: 0, commit: ""), seconds: Double = 0,
    phases: [PhaseTime]? = nil
  ) {
    self.phases = phases
    self.progress = progress
    self.tensors = tensors
    self.origin = origin
    self.seconds = seconds
  }
}

/// The checkpoints of one run on disk: the latest and the one before.
///
/// `<id>.aside` beside them holds those of another machine or revision, until the run has its record.
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

  private static let schema = 3

  private struct Stored: Codable {
    /// What the digest is of.
    struct Content: Codable {
      var progress: Checkpoint.Progress
      var origin: Checkpoint.Origin
      var seconds: Double
      var phases: [PhaseTime]?
      var tensors: String
    }

    var schema = CheckpointFolder.schema
    var digest: String
    var content: Content
  }

  private struct Schema: Codable { var schema: Int }

  /// Writes a checkpoint and drops all but the one before it.
  public func write(_ checkpoint: Checkpoint) throws(StorageError) {
    let name = Self.name(checkpoint.progress.step)
    guard !isLink(path) else {
      throw StorageError(path: path, reason: "it is a link, which is not followed")
    }
    let tensors = checkpoint.tensors.encoded()
    let content = Stored.Content(
      progress: checkpoint.progress, origin: checkpoint.origin, seconds: checkpoint.seconds,
      phases: checkpoint.phases, tensors: Digest(of: tensors).hex)
    guard let digest = try? Self.digest(content),
      let text = try? CanonicalJSON.pretty(Stored(digest: digest, content: content))
    else {
      throw StorageError(path: "\(path)/\(name).json", reason: "it would hold a NaN")
    }
    try writeWhole(tensors, to: "\(path)/\(name).safetensors")
    try writeWhole(Data(text.utf8), to: "\(path)/\(name).json")
    for old in names().dropLast(2) { remove(old) }
  }

  /// The latest checkpoint that is whole, or nil where there is none.
  ///
  /// - Parameter note: told of each checkpoint that cannot be used, in one sentence.
  public func latest(note: (String) -> Void) -> Checkpoint? {
    for name in names().reversed() {
      do {
        return try read(name)
      } catch {
        note("The checkpoint \(path)/\(name) cannot be used: \(error.reason).")
      }
    }
    return nil
  }

  /// Removes the run's checkpoints, once its record is written.
  public func clear() {
    for path in [path, aside] { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Whether anything is kept.
  public var isThere: Bool {
    [path, aside].contains { FileManager.default.fileExists(atPath: $0) }
  }

  private var aside: String { path + ".aside" }

  /// Puts the checkpoints out of the way of a training that begins anew. They take the place of
  /// what was put aside before.
  ///
  /// - Returns: where they are kept.
  public func putAside() throws(StorageError) -> String {
    try? FileManager.default.removeItem(atPath: aside)
    guard rename(path, aside) == 0 else { throw StorageError(path: aside, code: errno) }
    return aside
  }

  private struct Damage: Error { var reason: String }

  private func read(_ name: String) throws(Damage) -> Checkpoint {
    guard let text = FileManager.default.contents(atPath: "\(path)/\(name).json"),
      let schema = try? CanonicalJSON.read(Schema.self, from: text).schema
    else { throw Damage(reason: "its progress cannot be read") }
    guard schema == Self.schema else {
      throw Damage(reason: "its form is that of another version of this tool")
    }
    guard let stored = try? CanonicalJSON.read(Stored.self, from: text) else {
      throw Damage(reason: "its progress cannot be read")
    }
    let content = stored.content
    guard let digest = try? Self.digest(content), digest == stored.digest else {
      throw Damage(reason: "its progress is not what was written")
    }
    let file = "\(path)/\(name).safetensors"
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw Damage(reason: "its tensors are missing")
    }
    guard Digest(of: bytes).hex == content.tensors else {
      throw Damage(reason: "its tensors are not what was written")
    }
    do throws(WeightsError) {
      return Checkpoint(
        progress: content.progress, tensors: try Safetensors(bytes, file: file),
        origin: content.origin, seconds: content.seconds, phases: content.phases)
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

  /// - Throws: where a number is none. Such a checkpoint is not written.
  private static func digest(_ content: Stored.Content) throws -> String {
    Digest(of: try CanonicalJSON.compact(content)).hex
  }
}
