import Foundation
import Suites

/// What only the people of a cluster know, a file in YAML: `--profile-file`. Everything is optional.
struct SiteProfile: Codable, Hashable, Sendable {
  /// What Slurm is told beyond the plan.
  struct Slurm: Codable, Hashable, Sendable {
    /// Options of `sbatch`, one each, such as `--partition=cpu`.
    var options: [String]?
    /// Tasks of one array at most, where the cluster's own limit is not to be asked for.
    var arrayLimit: Int?
    /// The words that start the ranks of a cell, such as `srun` and `--mpi=pmix`; mpirun's if not given.
    var launcher: [String]?
  }
  /// What Kubernetes is told beyond the plan.
  struct Kubernetes: Codable, Hashable, Sendable {
    /// The image, best by digest.
    var image: String?
    /// The name space.
    var namespace: String?
    /// The claim of a volume that many pods may write: cache and reports.
    var claim: String?
  }
  /// What a program on this machine is told beyond the plan.
  struct Local: Codable, Hashable, Sendable {
    /// Options of the program, one each.
    var options: [String]?
  }

  /// The tool on the machines that compute; this one if not given.
  var tool: String?
  /// Cores that a cell is given at most.
  var cores: Int?
  /// Cells at the same time at most.
  var atOnce: Int?
  /// How often a cell that was preempted may begin again.
  var restarts: Int?
  /// Times the estimated time.
  var timeMargin: Double?
  /// Times the estimated memory.
  var memoryMargin: Double?
  /// Kernels that every machine has; those of the suite's records if not given.
  var kernels: String?
  /// Licences that are accepted where data are fetched.
  var licences: [String]?
  /// Lines of shell before the tool, such as `module load openblas`.
  var setup: [String]?
  var slurm: Slurm?
  var kubernetes: Kubernetes?
  var snakemake: Local?
  var parallel: Local?

  /// Nothing said.
  init() {}

  /// Reads a profile.
  ///
  /// - Throws: `SuiteError` with file and line, for keys that nothing reads and numbers that make no
  ///   sense.
  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      throw SuiteError(file: path, problem: "there is no such file, or it cannot be read")
    }
    let read = try decodeStrictly(SiteProfile.self, from: text, file: path)
    self = read.value
    func refuse(_ key: String, _ problem: String) -> SuiteError {
      SuiteError(file: path, at: read.position(of: key), problem: problem)
    }
    for (key, number) in [
      ("cores", cores), ("atOnce", atOnce), ("slurm.arrayLimit", slurm?.arrayLimit),
    ] {
      if let number, number < 1 { throw refuse(key, "'\(key)' must be at least 1") }
    }
    if let restarts, restarts < 0 { throw refuse("restarts", "'restarts' must be at least 0") }
    for (key, factor) in [("timeMargin", timeMargin), ("memoryMargin", memoryMargin)] {
      if let factor, !(1...100).contains(factor) {
        throw refuse(key, "'\(key)' must be a factor from 1 to 100")
      }
    }
    let options = [slurm?.options, slurm?.launcher, snakemake?.options, parallel?.options]
      .compactMap { $0 }
    let words = [tool, kernels, kubernetes?.image, kubernetes?.namespace, kubernetes?.claim]
    let texts = words.compactMap { $0 } + (setup ?? []) + (licences ?? []) + options.joined()
    // What would end a line would begin another command.
    for text in texts where text.unicodeScalars.contains(where: { $0.value < 0x20 }) {
      throw SuiteError(
        file: path, problem: "'\(text)' contains a line break or another control character")
    }
  }
}
