import Foundation
import Suites

/// A file that `repro submit` writes for an engine.
struct EngineFile {
  var name: String
  var text: String
  /// Whether it is started as a program.
  var isProgram = false

  /// A script of these lines.
  static func script(_ name: String, _ lines: [String]) -> EngineFile {
    EngineFile(
      name: name, text: (["#!/usr/bin/env bash"] + lines).joined(separator: "\n") + "\n",
      isProgram: true)
  }

  /// Writes the file into a folder.
  func write(to folder: String) throws {
    let path = "\(folder)/\(name)"
    try writeWhole(Data(text.utf8), to: path)
    if isProgram, chmod(path, 0o755) != 0 {
      throw StorageError(path: path, code: errno)
    }
  }
}

/// The engines that cells can be handed to.
enum Engine: String, CaseIterable {
  case slurm, kubernetes, snakemake, parallel

  /// The program that takes what is handed over.
  var program: String {
    switch self {
    case .slurm: "sbatch"
    case .kubernetes: "kubectl"
    case .snakemake: "snakemake"
    case .parallel: "parallel"
    }
  }

  /// What a careful user of the engine would have written.
  ///
  /// - Parameter arrayLimit: tasks of a Slurm array at most.
  func files(for plan: EnginePlan, arrayLimit: Int) throws -> [EngineFile] {
    switch self {
    case .slurm: plan.slurmFiles(arrayLimit: arrayLimit)
    case .kubernetes: try plan.kubernetesFiles()
    case .snakemake: try plan.snakemakeFiles()
    case .parallel: plan.parallelFiles()
    }
  }
}
