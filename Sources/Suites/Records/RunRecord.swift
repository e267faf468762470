public import Metrics

/// What one run gave: the file `reports/<suite>/records/<run>.<seed>.json`.
public struct RunRecord: Codable, Hashable, Sendable {
  /// Version of the format of records.
  public static let currentSchema = 1

  /// Version of this record's format.
  public var schema: Int
  /// What was computed.
  public var run: Run
  /// SHA-256 of the suite's judging rules (claims, guards, policy, deviations) as they stood.
  public var rules: String
  /// What came out: equal bytes for equal runs on equal numerics.
  public var outcome: Outcome
  /// Machine, commit, seconds: never compared.
  public var circumstances: Circumstances

  /// What one run gave.
  public init(
    schema: Int = RunRecord.currentSchema, run: Run, rules: String, outcome: Outcome,
    circumstances: Circumstances
  ) {
    self.schema = schema
    self.run = run
    self.rules = rules
    self.outcome = outcome
    self.circumstances = circumstances
  }

  /// The run's id with the data it was computed on; nil unless it finished.
  public var id: String? { result.map { run.id(data: $0.dataDigest) } }
  /// The result of a finished run.
  public var result: RunResult? {
    if case .finished(let result) = outcome { return result }
    return nil
  }
}

/// How a run ended.
public enum Outcome: Hashable, Sendable {
  /// It ran to its last epoch.
  case finished(RunResult)
  /// Its loss stopped being a number at this optimizer step.
  case diverged(step: Int)
  /// It could not run; the reason is one sentence.
  case failed(reason: String)
}

extension Outcome: Codable {
  private enum Key: String, CodingKey { case state, result, step, reason }
  private enum State: String, Codable { case finished, diverged, failed }

  /// Reads the entry that `state` names.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    switch try container.decode(State.self, forKey: .state) {
    case .finished: self = .finished(try container.decode(RunResult.self, forKey: .result))
    case .diverged: self = .diverged(step: try container.decode(Int.self, forKey: .step))
    case .failed: self = .failed(reason: try container.decode(String.self, forKey: .reason))
    }
  }

  /// Writes `state` and what belongs to it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .finished(let result):
      try container.encode(State.finished, forKey: .state)
      try container.encode(result, forKey: .result)
    case .diverged(let step):
      try container.encode(State.diverged, forKey: .state)
      try container.encode(step, forKey: .step)
    case .failed(let reason):
      try container.encode(State.failed, forKey: .state)
      try container.encode(reason, forKey: .reason)
    }
  }
}

/// Which bytes a run's data was prepared from.
public struct SourceStamp: Codable, Hashable, Sendable {
  /// Id of the source, a file of `suites/datasets/`.
  public var id: String
  /// SHA-256 of the archive or of the folder's members that were read; of generated data, of their rows.
  public var digest: String
  /// Whether these are the published bytes, or generated. If not, no verdict on them reads REPLICATED.
  public var published: Bool

  /// Which bytes the data was prepared from.
  public init(id: String, digest: String, published: Bool) {
    self.id = id
    self.digest = digest
    self.published = published
  }
}

/// One evaluated or finished epoch.
public struct CurvePoint: Codable, Hashable, Sendable {
  /// Epochs finished.
  public var epoch: Int
  /// Mean loss of the epoch.
  public var loss: Double
  /// Metrics; empty where the epoch was not evaluated.
  public var metrics: [Metric: Double]

  /// One evaluated or finished epoch.
  public init(epoch: Int, loss: Double, metrics: [Metric: Double]) {
    self.epoch = epoch
    self.loss = loss
    self.metrics = metrics
  }
}

/// What a finished run measured.
public struct RunResult: Codable, Hashable, Sendable {
  /// SHA-256 of the prepared data; empty for a task that reads none.
  public var dataDigest: String
  /// The bytes the data was prepared from; nil for a task that reads none.
  public var source: SourceStamp?
  /// Library, version, kernel and scalar that decide the bits: `OpenBLAS 0.3.21 SkylakeX Float`.
  public var numerics: String
  /// Numbers that were trained.
  public var parameters: Int
  /// The epoch that `metrics` and `ranks` belong to; 0 where nothing was trained.
  public var epochRead: Int
  /// Metrics at the epoch read.
  public var metrics: [Metric: Double]
  /// Every epoch, oldest first.
  public var curve: [CurvePoint]
  /// Rank of each target at the epoch read, users in the order of the prepared data, each user's targets
  /// in order of time; empty for a task without ranks.
  public var ranks: [Int32]
  /// Test users (rows, for a task without users).
  public var users: Int
  /// SHA-256 of the weights at the epoch read; nil where nothing was trained.
  public var weightsDigest: String?
  /// The laws fitted; nil for other tasks.
  public var fit: LawFitResult?
  /// Metrics, each cut into what equal blocks of the test rows add to it: its spread over
  /// rows, for a task without ranks; nil where there is none.
  public var units: [Metric: [Double]]?
  /// What the results were read from, where another program made them; else nil.
  public var elsewhere: MadeElsewhere?
  /// What the few sequences consist of that a scored learner was trained on; nil for other tasks.
  public var material: MaterialShape?

  /// What a finished run measured.
  public init(
    dataDigest: String, source: SourceStamp? = nil, numerics: String, parameters: Int = 0,
    epochRead: Int = 0, metrics: [Metric: Double] = [:], curve: [CurvePoint] = [],
    ranks: [Int32] = [], users: Int, weightsDigest: String? = nil, fit: LawFitResult? = nil,
    units: [Metric: [Double]]? = nil, elsewhere: MadeElsewhere? = nil,
    material: MaterialShape? = nil
  ) {
    self.dataDigest = dataDigest
    self.source = source
    self.numerics = numerics
    self.parameters = parameters
    self.epochRead = epochRead
    self.metrics = metrics
    self.curve = curve
    self.ranks = ranks
    self.users = users
    self.weightsDigest = weightsDigest
    self.fit = fit
    self.units = units
    self.elsewhere = elsewhere
    self.material = material
  }
}

/// What a phase of a computation took.
public struct PhaseTime: Codable, Hashable, Sendable {
  /// The phase, in a word.
  public var name: String
  /// Wall clock, seconds.
  public var seconds: Double

  /// What a phase took.
  public init(name: String, seconds: Double) {
    self.name = name
    self.seconds = seconds
  }
}

/// On what, and how fast. Never compared.
public struct Circumstances: Codable, Hashable, Sendable {
  /// Processor's own name.
  public var processor: String
  /// Processors online.
  public var cores: Int
  /// Threads used.
  public var workers: Int
  /// Library, version and kernel: `OpenBLAS 0.3.21 SkylakeX`.
  public var blas: String
  /// Compiler the tool was built with.
  public var compiler: String
  /// Revision of the tool; `unknown` outside a clone.
  public var commit: String
  /// Wall clock, seconds.
  public var seconds: Double
  /// Training speed, events a second; 0 where nothing was trained.
  public var tokensPerSecond: Double
  /// Largest resident size, bytes.
  public var peakMemory: Int
  /// The program that made the results, in its own words, where another one did; else nil.
  public var madeBy: Maker?
  /// What each phase took, of a computation that has several; a phase that another run computed counts
  /// with what it took there. Nil for one phase.
  public var phases: [PhaseTime]?
  /// What the prepared rows held; nil for a task without users' events, and in records of older tools.
  public var data: DataCounts?

  /// On what, and how fast.
  public init(
    processor: String, cores: Int, workers: Int, blas: String, compiler: String, commit: String,
    seconds: Double, tokensPerSecond: Double, peakMemory: Int
  ) {
    self.processor = processor
    self.cores = cores
    self.workers = workers
    self.blas = blas
    self.compiler = compiler
    self.commit = commit
    self.seconds = seconds
    self.tokensPerSecond = tokensPerSecond
    self.peakMemory = peakMemory
  }
}
