/// Claims and comparisons about runs of which another program made some, but that do not share data and
/// protocol: whoever wins there may have had the easier task.
func mixedProblems(of suite: Suite) -> [RuledComplaint] {
  func comparison(_ run: String) -> JSONValue? {
    guard let spec = suite.runs.first(where: { $0.id == run }),
      suite.datasets.contains(where: { $0.id == spec.task.dataset }) || spec.task.dataset == nil
    else { return nil }
    let task = spec.task.resolved { id in
      suite.datasets.first { $0.id == id } ?? DatasetSpec()
    }
    return try? task.protocol?.comparison
  }
  func isElsewhere(_ run: String) -> Bool {
    suite.runs.first { $0.id == run }?.task.isElsewhere == true
  }
  func problem(_ runs: [String], _ who: String) -> String? {
    guard let other = runs.first(where: isElsewhere), let own = comparison(other),
      let odd = runs.first(where: { run in comparison(run).map { $0 != own } ?? false })
    else { return nil }
    return "\(who) compares '\(odd)' with '\(other)', which was made elsewhere on "
      + "\(difference(comparison(odd), own)): both need the same data and protocol"
  }
  let claims = suite.claims.enumerated().compactMap { index, claim in
    problem(claim.runs, "claim '\(claim.id)'").map { ("claims.\(index)", $0) }
  }
  let comparisons = suite.comparisons.enumerated().compactMap { index, entry in
    problem([entry.run, entry.over], "comparison '\(entry.id)'").map {
      ("comparisons.\(index)", $0)
    }
  }
  return (claims + comparisons).map { ("SUITE-REF-009", $0.0, $0.1) }
}

/// The first member in which two protocols differ, in words: `another 'evaluation.seen'`.
private func difference(_ one: JSONValue?, _ other: JSONValue) -> String {
  func path(_ one: JSONValue?, _ other: JSONValue?) -> [String]? {
    guard one != other else { return nil }
    guard case .object(let left)? = one, case .object(let right)? = other else { return [] }
    for name in Set(left.keys).union(right.keys).sorted() {
      if let inner = path(left[name], right[name]) { return [name] + inner }
    }
    return nil
  }
  return "another '\(path(one, other)?.joined(separator: ".") ?? "protocol")'"
}
