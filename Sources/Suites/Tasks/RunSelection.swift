extension Suite {
  /// The profiles of its runs, each once, in the order of the suite.
  public var profiles: [String] {
    var seen: Set<String> = []
    return runs.map(\.profile).filter { seen.insert($0).inserted }
  }
}

/// Which runs and claims of a suite a command is about.
public struct RunSelection: Hashable, Sendable {
  /// Ids of runs, in the order of the suite.
  public var runs: [String]
  /// Ids of claims that read only these runs, in the order of the suite.
  public var claims: [String]
  /// Whether nothing but claims was named.
  public private(set) var isOfClaims: Bool

  /// What a name on the command line means: nothing for everything in the suite's own profiles (or
  /// the one asked for), a run's id, a group, or a claim's id. With a group or a claim come the
  /// baselines that guard its data, since nothing is judged before they are measured.
  ///
  /// - Returns: nil where the suite has nothing of that name.
  public init?(_ suite: Suite, name: String?, profile: String? = nil) {
    let chosen: [String]
    let profiles = profile.map { [$0] } ?? suite.policy.profiles
    if let name {
      let claimed = suite.claims.first { $0.id == name }?.runs ?? []
      let isMeant = { (run: RunSpec) in run.group == name || claimed.contains(run.id) }
      let datasets = suite.runs.filter(isMeant).compactMap(\.task.dataset)
      let guarding = suite.guards.map(\.run)
      chosen = suite.runs.filter { run in
        let guards =
          run.task.isBaseline && guarding.contains(run.id)
          && run.task.dataset.map(datasets.contains) == true
        return run.id == name || isMeant(run) || guards
      }.map(\.id)
    } else {
      chosen = suite.runs.filter { profiles.contains($0.profile) }.map(\.id)
    }
    guard !chosen.isEmpty else { return nil }
    runs = chosen
    let single = name.flatMap { name in suite.claims.first { $0.id == name } }
    claims =
      single.map { [$0.id] }
      ?? suite.claims.filter { $0.runs.allSatisfy(chosen.contains) }.map(\.id)
    isOfClaims = single != nil
  }

  /// Both together: of claims alone these claims, else all that read only the runs of both.
  public func union(_ other: RunSelection, in suite: Suite) -> RunSelection {
    var union = self
    let chosen = Set(runs + other.runs)
    union.runs = suite.runs.map(\.id).filter(chosen.contains)
    union.isOfClaims = isOfClaims && other.isOfClaims
    union.claims = suite.claims.filter { claim in
      claims.contains(claim.id) || other.claims.contains(claim.id)
        || (!union.isOfClaims && claim.runs.allSatisfy(chosen.contains))
    }.map(\.id)
    return union
  }

  /// Every name that means something, for a message.
  public static func names(in suite: Suite) -> [String] {
    var names: [String] = []
    for name in suite.runs.flatMap({ [$0.group, $0.id] }).compactMap({ $0 })
      + suite.claims.map(\.id)
    where !names.contains(name) { names.append(name) }
    return names
  }
}
