/// Which rows of a table stand in which member, as they came.
struct MemberRuns {
  private struct Run {
    let member: String
    var rows: Range<Int>
  }

  private var runs: [Run] = []

  /// Notes that the rows up to a number came, those behind the last ones noted from a member.
  mutating func note(_ member: String, upTo count: Int) {
    let first = runs.last?.rows.upperBound ?? 0
    guard count > first else { return }
    if let last = runs.indices.last, runs[last].member == member {
      runs[last].rows = runs[last].rows.lowerBound..<count
    } else {
      runs.append(Run(member: member, rows: first..<count))
    }
  }

  /// What is said of its member, for each row.
  func perRow<Value>(_ value: (String) -> Value) -> [Value] {
    runs.flatMap { Array(repeating: value($0.member), count: $0.rows.count) }
  }

  /// The rows in the order of their members; nil where they stand in it already.
  func order(by members: [String]) -> [Int]? {
    let places = runs.map { run in members.firstIndex(of: run.member) ?? members.count }
    guard !zip(places, places.dropFirst()).allSatisfy({ $0 <= $1 }) else { return nil }
    let sorted = runs.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    return sorted.flatMap { Array(runs[$0].rows) }
  }
}
