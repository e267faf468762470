import Foundation
import Suites

extension EnginePlan {
  /// A workflow with a rule for a cell, and what starts it.
  ///
  /// The rule's output is an empty mark and not the record: Snakemake removes the outputs of rules that
  /// fail, and of those that it is about to run.
  func snakemakeFiles() throws -> [EngineFile] {
    var table: [String: [String: Int]] = [:]
    for cell in cells {
      table[cell.name] = [
        "threads": cell.cores, "mem_mb": cell.mebibytes, "runtime": (cell.seconds + 59) / 60,
      ]
    }
    // JSON's strings and numbers are Python's.
    let command = shellWords(runWords).replacing("{", with: "{{").replacing("}", with: "}}")
    let run = try CanonicalJSON.compact(
      command + " --workers {threads} --cell {wildcards.cell} >>{log} 2>&1")
    let finish = try CanonicalJSON.compact(shellWords(["\(places.files)/finish"]))
    let text = """
      # Started by `submit`; what is asked for follows from the plan of the suite.
      CELLS = \(try CanonicalJSON.pretty(table).trimmingCharacters(in: .newlines))


      rule all:
          input: expand("done/{cell}", cell=CELLS)


      rule cell:
          output: touch("done/{cell}")
          wildcard_constraints: cell="[^/]+"
          log: "logs/{cell}.log"
          retries: 2
          threads: lambda wildcards: CELLS[wildcards.cell]["threads"]
          resources:
              mem_mb=lambda wildcards, attempt: attempt * CELLS[wildcards.cell]["mem_mb"],
              runtime=lambda wildcards, attempt: attempt * CELLS[wildcards.cell]["runtime"],
          shell: \(run)


      # Whatever became of the cells: what is missing is said, and the rest reported.
      onsuccess:
          shell(\(finish))


      onerror:
          shell(\(finish) + " || true")

      """
    var lines = ["set -euo pipefail", "cd " + shellWords([places.files])]
    lines += ["rm -rf done", "mkdir -p done logs"]
    lines += site.setup ?? []
    if let fetchWords { lines.append(shellWords(fetchWords)) }
    lines.append(
      "exec snakemake --snakefile Snakefile "
        + (site.atOnce.map { "--jobs \($0) " } ?? "--cores all ")
        + shellWords(["--keep-going", "--rerun-incomplete"] + (site.snakemake?.options ?? [])))
    return [
      EngineFile(name: "Snakefile", text: text), .script("finish", finishLines),
      .script("submit", lines),
    ]
  }
}
