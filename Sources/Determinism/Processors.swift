import Foundation

/// Processors that this process may use: those its affinity leaves it, and no more than the quotas of
/// its control groups pay for or the batch system has given it.
public struct Processors: Hashable, Sendable {
  /// Processors that the process may be put on: `taskset`, cpusets.
  public var affinity: Int
  /// Processors' worth of time that the narrowest quota gives; nil where there is none.
  public var quota: Double?
  /// Processors that Slurm has given each task (`SLURM_CPUS_PER_TASK`); nil outside of it. Where Slurm
  /// binds no task, its affinity is the whole machine.
  public var granted: Int?

  /// How many threads can be busy: a part of a processor counts as one, since a thread less would
  /// leave it idle.
  public var usable: Int {
    let most = min(affinity, granted ?? affinity)
    guard let quota, quota < Double(most) else { return most }
    return max(1, Int(quota.rounded(.up)))
  }

  /// Processors and a quota that are known.
  init(affinity: Int, quota: Double?, granted: Int? = nil) {
    self.affinity = affinity
    self.quota = quota
    self.granted = granted
  }

  /// What the system says of this process.
  ///
  /// - Parameters:
  ///   - process: its folder in the process file system.
  ///   - groups: where control groups are mounted.
  ///   - variables: its environment; that of this process if not given.
  public init(
    process: String = "/proc/self", groups: String = "/sys/fs/cgroup",
    variables: [String: String]? = nil
  ) {
    let status = Self.text("\(process)/status") ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    let list = line?.split(separator: ":").last.map(String.init) ?? ""
    affinity = Self.count(list) ?? max(1, ProcessInfo.processInfo.activeProcessorCount)
    quota = Self.quota(Self.text("\(process)/cgroup") ?? "", groups)
    let variables = variables ?? ProcessInfo.processInfo.environment
    granted = variables["SLURM_CPUS_PER_TASK"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Numbers in a list such as `0-3,8`; nil where it is none.
  static func count(_ list: String) -> Int? {
    var count = 0
    for range in list.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",") {
      let ends = range.split(separator: "-").map { Int($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
        0 <= first, first <= last, last < 1 << 20
      else { return nil }
      count += last - first + 1
    }
    return count > 0 ? count : nil
  }

  /// The narrowest quota of a process's groups and of those above them, in processors.
  ///
  /// - Parameter memberships: `/proc/self/cgroup`: lines `number:controllers:path`, version 2's with
  ///   number 0 and no controllers.
  private static func quota(_ memberships: String, _ groups: String) -> Double? {
    var quotas: [Double] = []
    for line in memberships.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let controllers = parts[1].split(separator: ",")
      let isUnified = parts[0] == "0" && controllers.isEmpty
      guard isUnified || controllers.contains("cpu") else { continue }
      // Of a group of another name space only the mount's own root may be seen.
      var path = parts[2].split(separator: "/").filter { $0 != ".." }
      while true {
        let below = path.map { "/\($0)" }.joined()
        if isUnified {
          for root in [groups, "\(groups)/unified"] { quotas += unified("\(root)\(below)") }
        } else {
          for root in ["cpu", "cpu,cpuacct", String(parts[1])] {
            quotas += separate("\(groups)/\(root)\(below)")
          }
        }
        if path.popLast() == nil { break }
      }
    }
    return quotas.min()
  }

  /// Version 2: `cpu.max` holds microseconds of time and of the period, `max` for no quota.
  private static func unified(_ folder: String) -> [Double] {
    let words = (text("\(folder)/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
    guard words.count == 2 else { return [] }
    return ratio(String(words[0]), String(words[1]))
  }

  /// Version 1: a file for each of the two; a time of -1 for no quota.
  private static func separate(_ folder: String) -> [Double] {
    ratio(text("\(folder)/cpu.cfs_quota_us") ?? "", text("\(folder)/cpu.cfs_period_us") ?? "")
  }

  private static func ratio(_ time: String, _ period: String) -> [Double] {
    guard let time = Int(time.trimmingCharacters(in: .whitespacesAndNewlines)), time > 0,
      let period = Int(period.trimmingCharacters(in: .whitespacesAndNewlines)), period > 0
    else { return [] }
    return [Double(time) / Double(period)]
  }

  /// A file of the system's, read in pieces, since it does not tell its size.
  private static func text(_ path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() else {
      return nil
    }
    return String(decoding: data, as: UTF8.self)
  }
}
