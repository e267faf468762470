extension EnginePlan {
  /// Arrays of cells that ask for the same, a job that comes after them, and what hands them over.
  ///
  /// A signal before the end of the time (`--signal=B:`) reaches the script alone; the tool runs in the
  /// background, is told, writes a checkpoint and leaves, and the task is put back into the queue.
  func slurmFiles(arrayLimit: Int) -> [EngineFile] {
    var files: [EngineFile] = []
    var arrays: [String] = []
    for group in groups {
      for begin in stride(from: 0, to: group.cells.count, by: arrayLimit) {
        let part = Array(group.cells[begin..<min(group.cells.count, begin + arrayLimit)])
        let number = arrays.count + 1
        arrays.append("array-\(number).sbatch")
        files.append(
          EngineFile(
            name: "array-\(number).cells", text: part.map { $0.name + "\n" }.joined()))
        files.append(.script("array-\(number).sbatch", array(number, part.count, group)))
      }
    }
    files.append(.script("finish.sbatch", finish))
    files.append(.script("submit", submit(arrays)))
    return files
  }

  /// - Parameter ranks: tasks of a job, each of which needs the memory and the cores; nil for one.
  private func header(
    _ name: String, _ log: String, seconds: Int, mebibytes: Int, cores: Int, ranks: Int? = nil
  ) -> [String] {
    let minutes = (seconds + 59) / 60
    // Ranks may come to lie on several nodes, of which `--mem` would say each one's.
    let memory =
      ranks == nil
      ? "#SBATCH --mem=\(mebibytes)M" : "#SBATCH --mem-per-cpu=\((mebibytes + cores - 1) / cores)M"
    return [
      "#SBATCH --job-name=repro-\(suite)-\(name)",
      "#SBATCH --time=\(minutes / 1440)-\(two(minutes / 60 % 24)):\(two(minutes % 60)):00",
      memory,
    ] + (ranks.map { ["#SBATCH --ntasks=\($0)"] } ?? []) + [
      "#SBATCH --cpus-per-task=\(cores)",
      "#SBATCH --output=\(places.files)/logs/\(log).log",
    ] + (site.slurm?.options ?? []).map { "#SBATCH \($0)" }
  }

  private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private func array(_ number: Int, _ count: Int, _ group: Group) -> [String] {
    let throttle = site.atOnce.map { "%\($0)" } ?? ""
    let cells = shellWords(["\(places.files)/array-\(number).cells"])
    return header(
      "\(number)", "%x-%A_%a", seconds: group.seconds, mebibytes: group.mebibytes,
      cores: group.cores, ranks: ranks)
      + [
        "#SBATCH --array=0-\(count - 1)\(throttle)",
        "#SBATCH --signal=B:USR1@120",
        "#SBATCH --requeue",
        "#SBATCH --open-mode=append",
        "",
        "mapfile -t cells <\(cells)",
        "cell=${cells[SLURM_ARRAY_TASK_ID]}",
      ] + (site.setup ?? [])
      + [
        "",
        "# A signal to this script ends the wait, not the tool, which is told and writes a checkpoint.",
        "told=0",
        "trap 'told=1; kill -USR1 \"$child\" 2>/dev/null' USR1",
        // mpirun hands SIGUSR1 on, and answers SIGTERM by killing the ranks a second later.
        "trap 'told=1; kill -\(ranks == nil ? "TERM" : "USR1") \"$child\" 2>/dev/null' TERM",
        shellWords(launchWords + runWords)
          + " --workers \"$SLURM_CPUS_PER_TASK\" --cell \"$cell\" &",
        "child=$!",
        "code=0",
        "while true; do",
        "  told=0",
        "  wait \"$child\"",
        "  ended=$?",
        "  [[ $ended == 127 ]] || code=$ended",
        "  [[ $told == 1 ]] || break",
        "done",
        "case $code in",
        "  129 | 138 | 143 | 152)",
        "    if ((${SLURM_RESTART_COUNT:-0} < \(site.restarts ?? 20))); then",
        "      echo \"$cell stopped with $code and goes on later\" >&2",
        "      scontrol requeue \"$SLURM_JOB_ID\"",
        "    fi",
        "    ;;",
        "esac",
        "exit \"$code\"",
      ]
  }

  /// The words that start a cell's ranks; none for a cell without.
  private var launchWords: [String] {
    guard let ranks else { return [] }
    // Left to itself, it ties each rank to one core, and its workers with it.
    return site.slurm?.launcher ?? ["mpirun", "-n", "\(ranks)", "--bind-to", "none"]
  }

  private var finish: [String] {
    header("finish", "%x-%j", seconds: 3600, mebibytes: 4096, cores: 1) + [""]
      + (site.setup ?? []) + finishLines
  }

  private func submit(_ arrays: [String]) -> [String] {
    var lines = [
      "# Hands everything over, and says the numbers of the jobs.",
      "set -euo pipefail",
      "cd " + shellWords([places.files]),
      "mkdir -p logs",
    ]
    if let fetchWords { lines.append(shellWords(fetchWords)) }
    lines.append("after=")
    for array in arrays {
      lines += [
        "job=$(sbatch --parsable \(array))",
        "echo \"\(array) is job ${job%%;*}\"",
        "after+=:${job%%;*}",
      ]
    }
    lines += [
      // Whatever became of the cells: what is missing is to be said.
      "job=$(sbatch --parsable ${after:+--dependency=afterany$after} finish.sbatch)",
      "echo \"finish.sbatch is job ${job%%;*}\"",
    ]
    return lines
  }
}
