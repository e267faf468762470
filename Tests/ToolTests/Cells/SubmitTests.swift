import Foundation
import Testing

@testable import repro

/// What engines are given. `.ci/engines` starts the real ones.
@Suite struct SubmitTests {
  private static let engines = ["slurm", "kubernetes", "snakemake", "parallel"]
  private static let site = "kubernetes: {image: example, claim: repro}\n"

  private func site(_ tool: Tool, _ text: String) throws {
    try text.write(toFile: tool.folder + "/site.yaml", atomically: true, encoding: .utf8)
  }

  @Test("a dry run says every file and writes none", arguments: engines)
  func dry(engine: String) throws {
    let tool = try Tool()
    try site(tool, Self.site)
    let said = try tool.run("submit", engine, "tiny", "--dry-run", "--profile-file", "site.yaml")
    #expect(said.code == 0 && said.complaints == "", "\(said.complaints)")
    for cell in ["popularity.1", "random.1", "sasrec.1", "hstu.1", "fuxi.1"] {
      #expect(said.output.contains(cell))
    }
    #expect(said.output.contains("--no-report"))
    let left = try FileManager.default.contentsOfDirectory(atPath: tool.folder)
    #expect(left.sorted() == ["site.yaml", "suites"])
  }

  @Test(
    "without the engine's program its files are written, and 69 says so; scripts are bash's",
    arguments: engines)
  func written(engine: String) throws {
    let tool = try Tool()
    try site(tool, Self.site)
    let outcome = try tool.run(
      ["submit", engine, "tiny", "--profile-file", "site.yaml"], with: ["PATH": "/nowhere"])
    #expect(outcome.code == 69 && outcome.complaints.contains("There is no program '"))
    let folder = tool.folder + "/tiny.\(engine)"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.contains("submit"))
    for name in names where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
      let check = Process()
      check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      check.arguments = ["bash", "-n", "\(folder)/\(name)"]
      try check.run()
      check.waitUntilExit()
      #expect(check.terminationStatus == 0, "\(name)")
    }
  }

  @Test("Slurm is asked for what the plan says: time, memory, cores, signal, chunks, what follows")
  func slurm() throws {
    let tool = try Tool()
    try site(
      tool,
      """
      cores: 3
      atOnce: 7
      kernels: Haswell
      timeMargin: 2
      setup: [module load openblas]
      slurm: {options: [--partition=cpu], arrayLimit: 2}

      """)
    let said = try tool.run(
      "submit", "slurm", "tiny/trained", "--dry-run", "--profile-file", "site.yaml")
    #expect(said.code == 0, "\(said.complaints)")
    // Three cells in arrays of two.
    for line in [
      "#SBATCH --job-name=repro-tiny-1", "#SBATCH --array=0-1%7", "#SBATCH --array=0-0%7",
      "#SBATCH --time=0-00:30:00", "#SBATCH --mem=1024M", "#SBATCH --cpus-per-task=3",
      "#SBATCH --signal=B:USR1@120", "#SBATCH --requeue", "#SBATCH --partition=cpu",
      "module load openblas", "job=$(sbatch --parsable array-2.sbatch)",
      "job=$(sbatch --parsable ${after:+--dependency=afterany$after} finish.sbatch)",
    ] {
      #expect(said.output.contains("\n\(line)\n"), "\(line)\n\(said.output)")
    }
    #expect(said.output.contains(" --kernels Haswell --workers \"$SLURM_CPUS_PER_TASK\" --cell "))
  }

  @Test("Slurm starts the ranks of a cell by mpirun, each with its cores and its memory")
  func ranks() throws {
    let tool = try Tool()
    try site(tool, "tool: /srv/repro/bin/repro\ncores: 2\nkernels: Haswell\n")
    let words = ["submit", "slurm", "tiny/trained", "--dry-run", "--ranks", "2"]
    let said = try tool.run(words + ["--profile-file", "site.yaml"])
    #expect(said.code == 0, "\(said.complaints)")
    for line in [
      "#SBATCH --ntasks=2", "#SBATCH --cpus-per-task=2", "#SBATCH --mem-per-cpu=512M",
      "trap 'told=1; kill -USR1 \"$child\" 2>/dev/null' TERM",
    ] {
      #expect(said.output.contains("\n\(line)\n"), "\(line)\n\(said.output)")
    }
    #expect(
      said.output.contains("\nmpirun -n 2 --bind-to none /srv/repro/bin/repro run tiny --no-report")
    )
    #expect(said.output.contains(" --ranks 2 --workers \"$SLURM_CPUS_PER_TASK\" --cell "))
    try site(tool, "tool: /srv/repro/bin/repro\nslurm: {launcher: [srun, --mpi=pmix]}\n")
    let other = try tool.run(words + ["--profile-file", "site.yaml"])
    #expect(other.output.contains("\nsrun --mpi=pmix /srv/repro/bin/repro run tiny --no-report"))
    let foreign = try tool.run("submit", "parallel", "tiny", "--ranks", "2", "--dry-run")
    #expect(
      foreign.code == 64 && foreign.complaints.contains("--ranks can be used only with slurm"))
  }

  #if MPI
    private static let knowsMPI = true
  #else
    private static let knowsMPI = false
  #endif

  @Test(
    "a tool that was built without MPI says how to build it with",
    .enabled(if: !knowsMPI, "this one was built with MPI; `.ci/installed` asks the installed tool"),
    arguments: [["run", "tiny", "--ranks", "2"], ["submit", "slurm", "tiny", "--ranks", "2"]])
  func withoutMPI(words: [String]) throws {
    let said = try Tool().run(words)
    #expect(said.code == 69 && said.output == "")
    #expect(
      said.complaints
        == "repro: This tool was built without MPI; `swift build -c release --product repro "
        + "--traits MPI` builds it with Open MPI, whose package is libopenmpi-dev.\n")
  }

  @Test(
    "a profile that nobody could use is refused with its line",
    arguments: [
      ("cors: 3\n", 78, "site.yaml:1:1: "), ("cores: 0\n", 78, "'cores' must be at least 1"),
      ("timeMargin: 0.5\n", 78, "'timeMargin' must be a factor from 1 to 100"),
      ("setup: [\"a\\nb\"]\n", 78, "contains a line break"),
      ("cores: 2\n", 64, "Kubernetes needs an image and a volume"),
    ] as [(String, Int32, String)])
  func refused(text: String, code: Int32, sentence: String) throws {
    let tool = try Tool()
    try site(tool, text)
    let said = try tool.run(
      "submit", "kubernetes", "tiny", "--dry-run", "--profile-file", "site.yaml")
    #expect(said.code == code && said.complaints.contains(sentence), "\(said.complaints)")
    #expect(said.output == "")
  }

  @Test("a suite's commands are allowed to its cells where that is said, and named where it is not")
  func commands() throws {
    let made = try ElsewhereTool(
      results: "{kind: ranks}", more: #"      command: [/bin/true, "{out}"]"#)
    let words = ["submit", "parallel", "tiny/theirs", "--dry-run"]
    let silent = try made.tool.run(words)
    #expect(silent.code == 0 && !silent.output.contains("--allow-commands"))
    #expect(
      silent.complaints.contains(
        "tiny: theirs.1 needs its results in the place that the suite names, or --allow-commands tiny"
      ),
      "\(silent.complaints)")
    let allowed = try made.tool.run(words + ["--allow-commands", "tiny"])
    #expect(allowed.code == 0 && allowed.complaints == "", "\(allowed.complaints)")
    #expect(allowed.output.contains(" --allow-commands tiny "), "\(allowed.output)")
    let other = try made.tool.run(words + ["--allow-commands", "smoke"])
    #expect(other.code == 64 && other.complaints.contains("'smoke', which was not asked for"))
  }

  @Test("what is recorded is not handed over, and a suite that is complete to nobody")
  func complete() throws {
    let tool = try Tool()
    _ = try tool.run("run", "tiny/trained", "--no-report")
    let rest = try tool.run("submit", "parallel", "tiny", "--dry-run")
    #expect(rest.output.contains("/cells\npopularity.1\nrandom.1\n#"), "\(rest.output)")
    _ = try tool.run("run", "tiny", "--no-report")
    let none = try tool.run("submit", "parallel", "tiny", "--dry-run")
    #expect(none.code == 0)
    #expect(none.output == "tiny: every cell has its record or is being computed\n")
  }

  @Test(
    "Kubernetes' Jobs of an earlier call make room, but not while they are at work",
    arguments: [("", 0, ["get", "delete", "apply"]), ("1", 75, ["get"])]
      as [(String, Int32, [String])])
  func again(active: String, code: Int32, words: [String]) throws {
    let tool = try Tool()
    try site(tool, "kubernetes: {image: example, claim: repro, namespace: research}\n")
    let program = tool.folder + "/kubectl"
    try """
    #!/bin/bash
    echo "$*" >>'\(tool.folder)/told'
    if [[ $1 == get ]]; then echo -n '\(active)'; fi

    """.write(toFile: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let path = tool.folder + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let outcome = try tool.run(
      ["submit", "kubernetes", "tiny", "--profile-file", "site.yaml"], with: ["PATH": path])
    #expect(outcome.code == code, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("Jobs of tiny are at work") == (code == 75))
    let told = try String(contentsOfFile: tool.folder + "/told", encoding: .utf8)
      .split(separator: "\n")
    #expect(told.map { $0.prefix { $0 != " " } } == words.map { $0[...] })
    for line in told where !line.hasPrefix("apply") {
      #expect(
        line.contains(" --namespace=research --selector=app.kubernetes.io/instance=repro-tiny"))
    }
    let jobs = try String(
      contentsOfFile: tool.folder + "/tiny.kubernetes/jobs.yaml", encoding: .utf8)
    #expect(
      jobs.matches(of: /\n  labels: \{app.kubernetes.io\/instance: repro-tiny\}\n/).count
        == jobs.matches(of: /\nkind:/).count)
  }

  @Test("an image that is named by its tag alone is remarked on")
  func tagged() throws {
    let tool = try Tool()
    let digest = String(repeating: "0123456789abcdef", count: 4)
    for (image, isRemarked) in [("example:1", true), ("example@sha256:\(digest)", false)] {
      try site(tool, "kubernetes: {image: \"\(image)\", claim: repro}\n")
      let outcome = try tool.run(
        ["submit", "kubernetes", "tiny", "--profile-file", "site.yaml"], with: ["PATH": "/nowhere"])
      #expect(
        outcome.complaints.contains("docker buildx imagetools inspect example:1") == isRemarked)
    }
  }

  @Test("words come back from a shell as they were")
  func words() throws {
    let words = ["plain", "two words", "it's", "$HOME `x` \"q\" \\", "", "ü*?"]
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    shell.arguments = ["bash", "-c", "printf '%s\\0' \(shellWords(words))"]
    let pipe = Pipe()
    shell.standardOutput = pipe
    try shell.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    shell.waitUntilExit()
    let back = String(decoding: bytes, as: UTF8.self).split(
      separator: "\0", omittingEmptySubsequences: false)
    #expect(back.dropLast().map(String.init) == words)
    #expect(shellWords(["plain", "a/b=c"]) == "plain a/b=c")
  }
}
