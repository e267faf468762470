import Foundation
import Testing

@testable import Determinism

@Suite struct ProcessorsTests {
  /// Files under a folder of its own, by their paths.
  private func processors(
    _ files: [String: String], variables: [String: String] = [:]
  ) throws -> Processors {
    let root = FileManager.default.temporaryDirectory.path + "/repro-groups-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    for (path, text) in files {
      let place = URL(fileURLWithPath: "\(root)/\(path)")
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: place, atomically: false, encoding: .utf8)
    }
    return Processors(process: root + "/self", groups: root + "/groups", variables: variables)
  }

  @Test(
    "lists of processors are counted, and what is no list counts for nothing",
    arguments: [
      ("0", 1), ("0-7", 8), ("0-3,8,10-11", 7), (" 2-2\n", 1), ("", nil), ("3-1", nil), ("a", nil),
      ("0-1-2", nil), ("0-99999999999", nil),
    ] as [(String, Int?)])
  func lists(list: String, count: Int?) { #expect(Processors.count(list) == count) }

  @Test("affinity is the system's list of processors, not their number in the machine")
  func affinity() throws {
    let status = "Name:\tx\nCpus_allowed:\t1f\nCpus_allowed_list:\t0-3,6\n"
    #expect(try processors(["self/status": status]) == Processors(affinity: 5, quota: nil))
  }

  @Test(
    "what Slurm has given a task counts, where it is fewer than affinity and quota leave",
    arguments: [("2", 2), ("5", 4), ("0", 4), ("many", 4), (nil, 4)] as [(String?, Int)])
  func slurm(word: String?, usable: Int) throws {
    let status = "Cpus_allowed_list:\t0-3\n"
    let variables = word.map { ["SLURM_CPUS_PER_TASK": $0] } ?? [:]
    #expect(try processors(["self/status": status], variables: variables).usable == usable)
  }

  /// Eight processors and what control groups say: quota, and threads that can be busy.
  @Test(
    "the narrowest quota counts, of a group or of one above it, in version 2 and in version 1",
    arguments: [
      // 150 ms in each 100 ms: a processor and a half, two threads.
      ("0::/", ["cpu.max": "150000 100000\n"], 1.5, 2),
      ("0::/", ["cpu.max": "max 100000\n"], nil, 8),
      ("0::/job/step", ["job/step/cpu.max": "max 100000", "job/cpu.max": "300000 100000"], 3, 3),
      ("0::/job/step", ["job/step/cpu.max": "50000 100000", "cpu.max": "400000 100000"], 0.5, 1),
      // A path of another name space: only the mount's root is there.
      ("0::/../../elsewhere", ["cpu.max": "200000 100000"], 2, 2),
      ("0::/", ["cpu.max": "6400000 100000"], 64, 8),
      ("0::/", ["cpu.max": "words"], nil, 8),
      (
        "4:cpu,cpuacct:/docker/a\n1:name=systemd:/x",
        [
          "cpu,cpuacct/docker/a/cpu.cfs_quota_us": "250000\n",
          "cpu,cpuacct/docker/a/cpu.cfs_period_us": "100000\n",
        ], 2.5, 3
      ),
      ("1:cpu:/", ["cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"], nil, 8),
      ("1:cpu:/gone", ["cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "50000"], 2, 2),
      ("2:memory:/", ["memory/cpu.cfs_quota_us": "1", "memory/cpu.cfs_period_us": "1"], nil, 8),
      ("1:cpu:/", ["cpu/cpu.cfs_quota_us": "100000", "cpu/cpu.cfs_period_us": "0"], nil, 8),
    ] as [(String, [String: String], Double?, Int)])
  func quotas(membership: String, groups: [String: String], quota: Double?, usable: Int) throws {
    var files = ["self/status": "Cpus_allowed_list:\t0-7\n", "self/cgroup": membership + "\n"]
    for (path, text) in groups { files["groups/" + path] = text }
    let found = try processors(files)
    #expect(found.affinity == 8)
    #expect(found.quota == quota)
    #expect(found.usable == usable)
  }
}
