/// One computation, with everything that decides its result spelled out.
public struct Run: Codable, Hashable, Sendable {
  /// Raised by hand when the engine may give other results for the same run.
  public static let currentEngine = 1

  /// The suite it belongs to. Decides nothing.
  public var suite: String
  /// The run's id in the suite. Decides nothing.
  public var name: String
  /// What is computed.
  public var task: ResolvedTask
  /// Seed of every random number.
  public var seed: UInt64
  /// Version of the engine.
  public var engine: Int

  /// One computation.
  public init(
    suite: String, name: String, task: ResolvedTask, seed: UInt64, engine: Int = Run.currentEngine
  ) {
    self.suite = suite
    self.name = name
    self.task = task
    self.seed = seed
    self.engine = engine
  }

  /// What the run is called in file names and on the command line: `name.seed`.
  public var cell: String { "\(name).\(seed)" }

  /// What identifies the result: the digest of task, seed and engine as canonical JSON, and of the
  /// prepared data; its first 16 hexadecimal digits. The names of suite and run are left out.
  ///
  /// - Parameter data: digest of the prepared data; empty for a task that reads none.
  public func id(data: String) -> String {
    struct Identity: Encodable {
      var task: ResolvedTask
      var seed: UInt64
      var engine: Int
      var data: String
    }
    let identity = Identity(task: task, seed: seed, engine: engine, data: data)
    return Digest(ofCanonical: identity).short
  }
}

/// Every computation a suite asks for, in the order of its file, seeds within runs.
public struct Plan: Codable, Hashable, Sendable {
  /// The computations.
  public var runs: [Run]

  /// All computations of a suite.
  ///
  /// - Throws: `SuiteError` where a run names a data set that the suite does not have.
  public init(_ suite: Suite) throws(SuiteError) {
    var runs: [Run] = []
    for spec in suite.runs {
      let task = try spec.task.asComputed.resolved {
        (id: String) throws(SuiteError) -> DatasetSpec in
        guard let dataset = suite.datasets.first(where: { $0.id == id }) else {
          throw SuiteError(
            file: suite.name, rule: "SUITE-REF-001",
            problem: "run '\(spec.id)' names the data set '\(id)', which the suite does not have")
        }
        return dataset
      }
      for seed in spec.seeds {
        runs.append(Run(suite: suite.name, name: spec.id, task: task, seed: seed))
      }
    }
    self.runs = runs
  }
}
