extension EnginePlan {
  /// A list of cells, and a script that has GNU parallel compute them, then says what is missing.
  func parallelFiles() -> [EngineFile] {
    let cores = cells.map(\.cores).max() ?? 1
    var lines = [
      "set -uo pipefail", "cd " + shellWords([places.files]) + " || exit", "mkdir -p logs",
    ]
    lines += site.setup ?? []
    if let fetchWords { lines.append(shellWords(fetchWords) + " || exit") }
    if !cells.isEmpty {
      let jobs = site.atOnce.map { "\($0)" } ?? "$(((processors + \(cores - 1)) / \(cores)))"
      // What OpenMP is told says nothing of the processors that there are.
      lines.append("processors=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)")
      // A cell that fails keeps no other from being computed; what is asked to stop gets its time.
      let options = [
        "--halt", "never", "--retries", "2", "--joblog", "joblog", "--results", "logs",
        "--termseq", "TERM,60000,KILL", "--quote", "--arg-file", "cells",
      ]
      lines.append(
        "parallel --jobs \"\(jobs)\" "
          + shellWords(options + (site.parallel?.options ?? []) + runWords)
          + " --workers \(cores) --cell {} >/dev/null")
    }
    return [
      EngineFile(name: "cells", text: cells.map { $0.name + "\n" }.joined()),
      .script("submit", lines + finishLines),
    ]
  }
}
