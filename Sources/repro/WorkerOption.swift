import ArgumentParser
import Determinism

/// How many threads a command works with.
struct WorkerOption: ParsableArguments {
  @Option(help: "Threads to work with; all usable processors if not given. Changes no result.")
  var workers: Int?

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers must be at least 1, not \(workers).")
    }
  }

  /// Lets what follows work with that many.
  func apply() {
    if let workers { Workers.count = workers }
  }
}
