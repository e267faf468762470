import ArgumentParser
import Suites
import Verdicts

/// Options of `repro run` for whoever has many cells computed by many processes.
struct CellOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Judge and report nothing; leave with 0 exactly when every chosen cell has its record.",
      discussion: "For batch systems. `repro merge` and `repro report` come when all are done."))
  var noReport = false
  @Flag(help: "Only cells that read what other cells came to, such as fitted laws.")
  var dependent = false
  @Option(
    help: ArgumentHelp(
      "Kernels of OpenBLAS, such as Haswell or SkylakeX; the processor's best if not given.",
      discussion: "Other kernels give other bits. Machines of one suite are told the same ones.",
      valueName: "name"))
  var kernels: String?
  @Option(
    help: ArgumentHelp(
      "So many processes of MPI, as `mpirun -n` starts them, compute each cell together.",
      discussion:
        "Changes no result. Each takes --workers threads. docs/on-a-cluster.md says more.",
      valueName: "number"))
  var ranks: Int?
  @Flag(help: "Hold no cell against other processes, on file systems without locks.")
  var noLock = false
  @Option(
    help: ArgumentHelp(
      "Add a line of JSON for every step, epoch and checkpoint to a file.", valueName: "file"))
  var events: String?

  func validate() throws {
    if let ranks, ranks < 1 {
      throw ValidationError("--ranks takes a number from 1, not \(ranks).")
    }
  }
}

extension RecordFolder {
  /// Makes sure that every cell has a record of exactly this computation.
  ///
  /// - Throws: `Failure` that names the first one without.
  func require(_ cells: [Run], by checks: RecordChecks) throws {
    var reading = reading(of: Set(cells.map(\.name)))
    checks.hold(&reading) { file(of: $0) }
    for run in cells {
      let status = CellStatus(of: run, in: reading)
      guard status.isToRun else { continue }
      throw Failure(.badData, "\(run.suite)/\(run.cell) has no record that counts: \(status.words)")
    }
  }
}
