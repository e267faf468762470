import ArgumentParser
import Cluster
import Determinism
import Foundation
import Suites

/// `repro submit`
struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Hands the cells of a suite to Slurm, Kubernetes, Snakemake or GNU parallel.",
    discussion: """
      Writes what the engine needs into a folder and starts the engine on it: first the cells that \
      have no record and that nobody is computing, grouped by the time and memory in the plan, \
      then a step that says what is missing and writes the report. Run again later, the same \
      command hands over what is still missing. With --dry-run everything is printed, and nothing \
      is written or started.

      What only the site knows (partitions, an image, the cores of a machine) goes into the file \
      that --profile-file names; docs/on-a-cluster.md lists its keys.
      """)

  @Argument(help: "slurm, kubernetes, snakemake or parallel.") var engine: Engine
  @Argument(help: "A suite, or `suite/name` with the name of a run, a group or a claim.")
  var target: String
  @OptionGroup var folders: Folders
  @OptionGroup var data: DataOptions
  @OptionGroup var commands: CommandOptions
  @Option(help: "The profile to compute; the suite's default profiles if none is named.")
  var profile: String?
  @Option(help: ArgumentHelp("File of what only the site knows.", valueName: "site.yaml"))
  var profileFile: String?
  @Option(
    help: ArgumentHelp(
      "Folder for the engine's files and logs. Default: `<suite>.<engine>` in this folder.",
      valueName: "folder"))
  var into: String?
  @Option(
    help: ArgumentHelp(
      "With slurm: number of MPI processes that compute each cell together.", valueName: "number"))
  var ranks: Int?
  @Flag(help: "Print what would be written, and start nothing.") var dryRun = false

  func validate() throws {
    guard let ranks else { return }
    guard engine == .slurm else {
      throw ValidationError(
        "--ranks can be used only with slurm, which starts the processes of a cell.")
    }
    guard ranks > 0 else {
      throw ValidationError("--ranks must be at least 1, not \(ranks).")
    }
  }

  func run() async throws {
    let site = try profileFile.map { try SiteProfile(path: $0) } ?? SiteProfile()
    // Another tool, which the site names, may have been built with it.
    if ranks != nil, site.tool == nil, !MPIRanks.isBuilt { throw MPIError.isMissing }
    let target = try Target(target, profile: profile, in: folders)
    let suite = target.file.suite
    try commands.requireUse(by: [suite.name])
    var planning = try Planning(folders, data)
    let planned = try await planning.cells(of: target)
    let plan = EnginePlan(
      suite, planned, site, at: try places(suite.name, site), usable: Workers.available,
      ranks: ranks, allowsCommands: commands.allowed.contains(suite.name))
    let unread = plan.allowsCommands ? [] : planned.filter(\.needsCommand)
    if let first = unread.first {
      Console.complain(
        "\(suite.name): \(first.cell) needs its results in the place that the suite names, or "
          + "--allow-commands \(suite.name), which starts the command that makes them")
    }
    guard !plan.cells.isEmpty || !plan.last.isEmpty else {
      Console.say("\(suite.name): every cell has its record or is being computed")
      return
    }
    let files = try engine.files(for: plan, arrayLimit: try arrayLimit(site))
    if dryRun {
      for file in files { Console.say("# \(plan.places.files)/\(file.name)\n\(file.text)") }
      return
    }
    for file in files { try file.write(to: plan.places.files) }
    if engine == .kubernetes, let image = site.kubernetes?.image, !image.contains("@sha256:") {
      Console.complain(
        "The image \(image) is named by its tag, which may mean a different image tomorrow; "
          + "`docker buildx imagetools inspect \(image)` prints the digest to use instead, "
          + "image@sha256:…")
    }
    Console.complain(
      "\(suite.name): \(plan.cells.count + plan.last.count) of \(counted(planned.count, "cell")) handed "
        + "to \(engine.rawValue); its files are in \(plan.places.files)")
    try Program.become("\(plan.places.files)/submit", needing: engine.program)
  }

  /// Where everything lies, by whole paths: engines start programs elsewhere.
  private func places(_ suite: String, _ site: SiteProfile) throws -> EnginePlan.Places {
    let files = try whole(into ?? "\(suite).\(engine.rawValue)")
    // In the image of `Dockerfile`, and on the volume that is mounted into it.
    if engine == .kubernetes {
      return EnginePlan.Places(
        tool: site.tool ?? "/usr/local/bin/repro", suites: "/usr/local/share/repro/suites",
        reports: "\(EnginePlan.mount)/reports", cache: "\(EnginePlan.mount)/cache", files: files)
    }
    return EnginePlan.Places(
      tool: site.tool ?? OwnProgram.path ?? "repro", suites: try whole(try folders.suites()),
      reports: try whole(try folders.reports()), cache: try whole(data.cache()), files: files)
  }

  private func whole(_ path: String) throws -> String {
    let path = URL(fileURLWithPath: path).standardizedFileURL.path
    guard !path.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
      throw Failure(.usage, "The path '\(path)' contains a line break or another control character")
    }
    return path
  }

  /// Tasks of an array at most: what the site says, else what Slurm says here, else its default.
  private func arrayLimit(_ site: SiteProfile) throws -> Int {
    if let limit = site.slurm?.arrayLimit { return limit }
    guard engine == .slurm, !dryRun else { return 1000 }
    let answer = try Program.run(
      "scontrol", ["show", "config"], within: .init(seconds: 30), in: .inherited())
    let line = answer?.text.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    let size = line?.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 1001
    return max(1, size - 1)
  }
}

extension PlannedCell {
  /// Whether a command of the suite would make what the cell reads.
  fileprivate var needsCommand: Bool {
    status == "to-run" && holder == nil && run.task.external?.command != nil
  }
}

extension Engine: ExpressibleByArgument {}
