import ArgumentParser
import Suites
import Verdicts

/// Options of `repro run` for whoever has many cells computed by many processes.
struct CellOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Judge and report nothing; exit with 0 if and only if every chosen cell has its record.",
      discussion: "For batch systems. Run `repro merge` and `repro report` once all cells are done."
    ))
  var noReport = false
  @Flag(help: "Only cells that read the results of other cells, such as fitted laws.")
  var dependent = false
  @Option(
    help: ArgumentHelp(
      "Kernels of OpenBLAS, such as Haswell or SkylakeX; the processor's best if not given.",
      discussion:
        "Different kernels give different bits: give the same ones on all machines of a suite.",
      valueName: "name"))
  var kernels: String?
  @Option(
    help: ArgumentHelp(
      "Number of MPI processes, started by `mpirun -n`, that compute each cell together.",
      discussion:
        "Changes no result. Each takes --workers threads. docs/on-a-cluster.md says more.",
      valueName: "number"))
  var ranks: Int?
  @Flag(help: "Do not lock cells against other processes, for file systems without locks.")
  var noLock = false
  @Option(
    help: ArgumentHelp(
      "Append a line of JSON to a file for every step, epoch and checkpoint.", valueName: "file"))
  var events: String?

  func validate() throws {
    if let ranks, ranks < 1 {
      throw ValidationError("--ranks must be at least 1, not \(ranks).")
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
