/// Targets by how often their item occurs in the rows that are trained on, as input or as target:
/// `0-9`, `10-up`; `0-0` are the cold ones.
public struct TargetGroup: Hashable, Sendable {
  /// The fewest occurrences.
  public let least: Int
  /// The most occurrences; nil where there is no bound.
  public let most: Int?

  /// A group; nil where its bounds cross, and for that of all targets.
  public init?(least: Int, most: Int?) {
    guard least >= 0, most.map({ $0 >= least }) ?? (least > 0) else { return nil }
    self.least = least
    self.most = most
  }

  /// The group that is written so.
  init?(_ text: Substring) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let least = Int32(ends[0]) else { return nil }
    if ends[1] == "up" {
      self.init(least: Int(least), most: nil)
    } else {
      guard let most = Int32(ends[1]) else { return nil }
      self.init(least: Int(least), most: Int(most))
    }
  }

  /// As it is written.
  var text: String { "\(least)-\(most.map { "\($0)" } ?? "up")" }

  /// Whether a target whose item occurs so often is one of it.
  package func contains(_ occurrences: Int) -> Bool {
    occurrences >= least && most.map { occurrences <= $0 } ?? true
  }

  /// How often, in words: "0 to 9 times".
  package var times: String {
    func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }
    guard let most else { return "\(times(least)) or more" }
    return most == least ? times(least) : "\(least) to \(most) times"
  }

  /// Its targets, in words: "targets trained on 0 to 9 times".
  var words: String { most == 0 ? "cold targets" : "targets trained on \(times)" }
}
