import Foundation
import Testing

/// The committed workflow: each step's script, run under the shell that it will have.
@Suite struct WorkflowTests {
  private struct Step {
    var job: String
    var name: String
    var script: String
  }

  private static let text =
    (try? String(
      contentsOfFile: Tool.package + "/.github/workflows/reproduce.yml", encoding: .utf8)) ?? ""

  /// Every step that runs a script, in the order of the file.
  private static let steps: [Step] = {
    var steps: [Step] = []
    var job = ""
    var name = ""
    var isScript = false
    for line in text.components(separatedBy: "\n") {
      if let found = line.wholeMatch(of: #/  (\w+):/#) { job = String(found.1) }
      if let found = line.wholeMatch(of: #/      - name: (.+)/#) { name = String(found.1) }
      if isScript, line.isEmpty || line.hasPrefix("          ") {
        steps[steps.count - 1].script += line.dropFirst(10) + "\n"
        continue
      }
      isScript = false
      guard let found = line.wholeMatch(of: #/        run: (.+)/#) else { continue }
      isScript = found.1 == "|"
      steps.append(Step(job: job, name: name, script: isScript ? "" : "\(found.1)\n"))
    }
    return steps
  }()

  /// A workspace with the tiny suite in a clone of its own, and what the scripts find in a container.
  private final class Workspace {
    let tool: Tool
    var variables: [String: String]
    var folder: String { tool.folder }

    init() throws {
      tool = try Tool()
      let folder = tool.folder
      variables = [
        "SUITE": "tiny", "SHARDS": "2", "REPRO_CACHE": ".cache/repro", "LICENCES": "",
        "GITHUB_ACTIONS": "true", "GITHUB_RUN_NUMBER": "7", "GITHUB_OUTPUT": folder + "/output",
        "GITHUB_STEP_SUMMARY": folder + "/summary", "HOME": folder + "/home",
        "REPRO_REVISION": "", "BRANCH": "main", "CI": "true",
        "PATH": "\(folder)/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
      ]
      let manager = FileManager.default
      for name in ["home", "bin", ".ci", ".build/release"] {
        try manager.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
      try manager.copyItem(
        atPath: Tool.package + "/.ci/revision", toPath: folder + "/.ci/revision")
      try "exit 0\n".write(toFile: folder + "/.ci/packages", atomically: true, encoding: .utf8)
      // What a build leaves, and the arguments and revision it was given.
      try write(
        program: "swift",
        "echo \"$REPRO_REVISION $*\" >built; ln -sf '\(Tool.binary)' .build/release/repro")
      try write(program: "make", "echo \"$*\" >made")
      #expect(
        try run(
          """
          git init -q . && git add suites && git -c user.name=a -c user.email=b commit -qm c
          mkdir -p Sources && touch Package.swift
          if [[ $(id -u) == 0 ]]; then chown -R 12345 .git .; fi
          """
        ).code == 0)
    }

    private func write(program: String, _ script: String) throws {
      let path = "\(folder)/bin/\(program)"
      try "#!/usr/bin/env bash\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// Runs a script as the service runs one that asks for bash.
    @discardableResult
    func run(_ script: String, with more: [String: String] = [:]) throws -> (
      code: Int32, output: String
    ) {
      let file = folder + "/step.sh"
      try script.write(toFile: file, atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["bash", "--noprofile", "--norc", "-eo", "pipefail", file]
      process.currentDirectoryURL = URL(fileURLWithPath: folder)
      process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
        .merging(more) { $1 }
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      process.standardInput = FileHandle.nullDevice
      try process.run()
      let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    func run(_ job: String, _ name: String, with more: [String: String] = [:]) throws -> (
      code: Int32, output: String
    ) {
      let step = try #require(
        WorkflowTests.steps.first { $0.job == job && $0.name == name }, "\(job): \(name)")
      return try run(step.script, with: more)
    }

    func read(_ name: String) -> String {
      (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
    }
  }

  @Test("steps are run by bash, name nothing that the service would put into them, and are pinned")
  func form() throws {
    #expect(Self.text.contains("\ndefaults:\n  run:\n    shell: bash\n"))
    #expect(Self.steps.count >= 20)
    for step in Self.steps {
      #expect(!step.script.contains("${{"), "\(step.job): \(step.name)")
    }
    let uses = Self.text.matches(of: /uses: (\S+)/).map { String($0.1) }
    #expect(uses.count >= 15)
    for action in uses {
      #expect(action.wholeMatch(of: /[\w\/-]+@[0-9a-f]{40}/) != nil, "\(action)")
    }
    // No step of a container job that asks for a revision comes before the clone is trusted.
    for job in Set(Self.steps.map(\.job)) {
      #expect(Self.steps.first { $0.job == job }?.name == "Trust the clone", "\(job)")
    }
  }

  @Test("a night: planned, computed in shards, gathered, judged and audited, step by step")
  func night() throws {
    let space = try Workspace()
    // The clone belongs to another user, as in a container, where the test may arrange that.
    if geteuid() == 0 {
      #expect(try space.run("bash .ci/revision").output == "unknown\n")
    }
    #expect(try space.run("plan", "Trust the clone").code == 0)
    #expect(try space.run("plan", "Packages").code == 0)
    let built = try space.run("plan", "Build")
    #expect(built.code == 0, "\(built.output)")
    let words = space.read("built").split(separator: " ")
    #expect(words.first?.wholeMatch(of: /[0-9a-f]{12}\+?/) != nil && words.count > 4)
    let planned = try space.run("plan", "Plan")
    #expect(planned.code == 0, "\(planned.output)")
    let line = space.read("output")
    #expect(line.hasPrefix("shards=[") && line.split(separator: "\n").count == 1)
    let parts = try #require(
      JSONSerialization.jsonObject(with: Data(line.dropFirst(7).utf8)) as? [[String: Any]])
    #expect(parts.count == 2)

    for (index, part) in parts.enumerated() {
      let cells = try #require(part["cells"] as? [String])
      let run = try space.run("cells", "Run", with: ["CELLS": cells.joined(separator: " ")])
      #expect(run.code == 0, "\(run.output)")
      #expect(!run.output.contains("::error"))
      // Each shard's machine ends here; what it uploads comes back in a folder of its own.
      try space.run(
        "mkdir -p shards && mv shard shards/shard-\(index + 1) && rm -rf reports .cache")
    }
    #expect(space.read("summary") == "")
    let gathered = try space.run("judge", "Gather")
    #expect(gathered.code == 0, "\(gathered.output)")
    #expect(space.read("merge.txt").hasSuffix("tiny: 5 cells asked for: 5 taken\n"))
    #expect(space.read("summary").contains("5 taken"))
    #expect(try space.run("ls progress/reports/tiny/records").output.contains("hstu.1.json"))
    // Nothing is claimed, so nothing is measured.
    let judged = try space.run("judge", "Judge and report")
    #expect(judged.code == 0 && space.read("output").hasSuffix("ending=14\n"), "\(judged.output)")
    #expect(try space.run("judge", "Compare with the default branch").code == 0)
    #expect(try space.run("judge", "Verdict", with: ["ENDING": "14"]).code == 14)

    let audited = try space.run("audit", "Audit")
    #expect(audited.code == 0, "\(audited.output)")
    #expect(space.read("summary").contains("3 computed again, 0 different"))
    // The next night nothing is left to compute.
    #expect(try space.run("rm -rf reports output").code == 0)
    #expect(try space.run("plan", "Plan").code == 0)
    #expect(space.read("output") == "shards=[]\n")
  }

  @Test("a cell that fails keeps no other of its shard from being computed, and the step fails")
  func failing() throws {
    let space = try Workspace()
    #expect(try space.run("plan", "Build").code == 0)
    let run = try space.run("cells", "Run", with: ["CELLS": "random.1 hstu.7 popularity.1"])
    #expect(run.code == 78, "\(run.output)")
    #expect(
      try space.run("ls shard/reports/tiny/records").output
        == "popularity.1.json\nrandom.1.json\n")
  }

  @Test("the gate and what takes too long for it are made by make")
  func made() throws {
    let space = try Workspace()
    for (job, step, target) in [
      ("gate", "Gate", "ci"), ("trust", "Sanitizers", "sanitize"), ("trust", "Fuzz", "fuzz"),
      ("trust", "Storm", "storm"),
    ] {
      #expect(try space.run(job, step).code == 0)
      #expect(space.read("made") == target + "\n")
    }
  }
}
