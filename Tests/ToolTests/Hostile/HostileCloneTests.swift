import Foundation
import TestSupport
import Testing

/// A repository that came with the data and would start a command.
private struct Trap: CustomTestStringConvertible, Sendable {
  /// What it is.
  var testDescription: String
  /// Added to the clone's configuration; `CMD` stands for the command.
  var configuration = ""
  /// Files by their path in the folder; `CMD` stands for the command.
  var files: [String: String] = [:]
  /// Files removed from the clone's store, so that git would fetch them.
  var isPartial = false
  /// Variables of the user's own environment.
  var variables: [String: String] = [:]
  /// What springs the trap when plain git is asked: the proof that it is one.
  var spring: [String]

  private static let promisor = """
    [core]
    \trepositoryFormatVersion = 1
    [extensions]
    \tpartialClone = origin
    [remote "origin"]
    \tpromisor = true
    \tpartialCloneFilter = blob:none

    """
  private static let blob = ["cat-file", "-p", "HEAD:reports/tiny/records/popularity.1.json"]

  static let all = [
    Trap(
      testDescription: "a bare repository among the data sets",
      files: [
        "suites/datasets/HEAD": "ref: refs/heads/main\n", "suites/datasets/objects/x": "",
        "suites/datasets/refs/x": "",
        "suites/datasets/config":
          "[core]\n\trepositoryFormatVersion = 0\n\tbare = false\n\tworktree = .\n"
          + "\tfsmonitor = CMD\n",
      ], spring: ["-C", "suites/datasets", "status"]),
    Trap(
      testDescription: "a monitor of files", configuration: "[core]\n\tfsmonitor = CMD\n",
      spring: ["status"]),
    Trap(
      testDescription: "filters",
      configuration: "[filter \"x\"]\n\tclean = CMD\n\tsmudge = CMD\n\trequired = true\n",
      files: [".gitattributes": "* filter=x\n", "suites/tiny.yaml.kept": "changed"],
      spring: ["add", "suites"]),
    Trap(
      testDescription: "a filter that stays", configuration: "[filter \"x\"]\n\tprocess = CMD\n",
      files: [".gitattributes": "* filter=x\n"], spring: ["add", "--renormalize", "suites"]),
    Trap(
      testDescription: "a promisor's upload-pack",
      configuration: promisor + "\turl = .\n\tuploadpack = CMD\n", isPartial: true, spring: blob),
    Trap(
      testDescription: "a promisor over ssh",
      configuration: promisor + "\turl = ssh://nowhere/x\n[core]\n\tsshCommand = CMD\n",
      isPartial: true, spring: blob),
    Trap(
      testDescription: "a promisor behind a proxy",
      configuration: promisor + "\turl = git://nowhere/x\n[core]\n\tgitProxy = CMD\n",
      isPartial: true, spring: blob),
    Trap(
      testDescription: "a promisor that is a program",
      configuration: promisor + "\turl = ext::CMD\n[protocol \"ext\"]\n\tallow = always\n",
      isPartial: true, spring: blob),
    Trap(
      testDescription: "hooks", configuration: "[core]\n\thooksPath = hooks\n",
      files: Dictionary(
        uniqueKeysWithValues: [
          "pre-commit", "post-index-change", "reference-transaction", "post-checkout",
          "fsmonitor-watchman", "pre-auto-gc",
        ].map { ("hooks/\($0)", "#!/bin/sh\nCMD\n") }),
      spring: ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-m", "x"]),
    Trap(
      testDescription: "aliases and pagers",
      configuration: """
        [alias]
        \trev-parse = !CMD
        \tls-tree = !CMD
        \tcat-file = !CMD
        \tx = !CMD
        [core]
        \tpager = CMD
        [pager]
        \trev-parse = CMD
        \tls-tree = CMD
        \tcat-file = CMD

        """, spring: ["x"]),
    Trap(
      testDescription: "a configuration that includes another",
      configuration: "[include]\n\tpath = ../suites/included\n",
      files: ["suites/included": "[core]\n\tfsmonitor = CMD\n"], spring: ["status"]),
    Trap(
      testDescription: "another work tree",
      configuration: "[core]\n\tworktree = ../suites\n\tfsmonitor = CMD\n", spring: ["status"]),
    Trap(
      testDescription: "drivers of differences",
      configuration: "[diff]\n\texternal = CMD\n[diff \"x\"]\n\ttextconv = CMD\n\tcommand = CMD\n",
      files: [".gitattributes": "* diff=x\n", "suites/datasets/planted-time.yaml": "changed"],
      spring: ["diff"]),
    Trap(
      testDescription: "variables of a shell that stood elsewhere",
      variables: [
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": "CMD",
      ], spring: ["status"]),
  ]
}

/// Runs git plainly in the history's folder.
private func plainGit(
  _ history: History, _ arguments: [String], with variables: [String: String] = [:]
) throws {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["git"] + arguments
  process.currentDirectoryURL = URL(fileURLWithPath: history.tool.folder)
  process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
}

@Suite struct HostileCloneTests {
  @Test("nothing that came with the data is started, whatever is asked", arguments: Trap.all)
  fileprivate func traps(trap: Trap) throws {
    let history = try History()
    let folder = history.tool.folder
    let command = folder + "/command"
    let marker = folder + "/started"
    try "#!/bin/sh\ntouch \(marker)\n".write(toFile: command, atomically: true, encoding: .utf8)
    #expect(chmod(command, 0o755) == 0)
    if trap.isPartial {
      let record = "reports/tiny/records/popularity.1.json"
      let text = try String(contentsOfFile: "\(folder)/\(record)", encoding: .utf8)
      try (text + "\n").write(toFile: "\(folder)/\(record)", atomically: true, encoding: .utf8)
      let objects = "\(folder)/.git/objects"
      let before = Set(FileManager.default.subpaths(atPath: objects) ?? [])
      try history.git("add", record)
      let added = Set(FileManager.default.subpaths(atPath: objects) ?? []).subtracting(before)
      try history.git("commit", "-q", "-m", "a record that stays away")
      for path in added where path.count == 41 {
        try FileManager.default.removeItem(atPath: "\(objects)/\(path)")
      }
    }
    for (path, text) in trap.files {
      let place = "\(folder)/\(path)"
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: place).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try text.replacing("CMD", with: command).write(
        toFile: place, atomically: true, encoding: .utf8)
      if path.hasPrefix("hooks/") { #expect(chmod(place, 0o755) == 0) }
    }
    let config = "\(folder)/.git/config"
    let text = try String(contentsOfFile: config, encoding: .utf8)
    try (text + trap.configuration.replacing("CMD", with: command))
      .write(toFile: config, atomically: true, encoding: .utf8)
    let variables = trap.variables.mapValues { $0.replacing("CMD", with: command) }
    for arguments in [
      ["diff", "HEAD"], ["diff", "HEAD~0", "HEAD"], ["check", "tiny"], ["list"], ["plan", "tiny"],
      ["run", "tiny/popularity"], ["report", "tiny"],
    ] {
      let outcome = try history.tool.run(arguments, with: variables)
      #expect(!FileManager.default.fileExists(atPath: marker), "\(arguments)")
      #expect(outcome.code != 70 && outcome.code < 128, "\(arguments): \(outcome.complaints)")
      if arguments[0] == "diff", !trap.files.keys.contains("suites/datasets/planted-time.yaml") {
        #expect(outcome.code == 0, "\(arguments): \(outcome.complaints)")
        #expect(outcome.output.contains("2 claims unchanged"))
        #expect(outcome.complaints.contains("is not in this clone") == trap.isPartial)
      }
    }
    let inside = history.tool.process(["diff", "HEAD"], with: variables)
    inside.currentDirectoryURL = URL(fileURLWithPath: folder + "/suites/datasets")
    inside.standardOutput = FileHandle.nullDevice
    inside.standardError = FileHandle.nullDevice
    try inside.run()
    inside.waitUntilExit()
    #expect(!FileManager.default.fileExists(atPath: marker))
    // The trap is one: git alone springs it.
    try plainGit(history, trap.spring, with: variables)
    #expect(FileManager.default.fileExists(atPath: marker), "plain git starts nothing")
  }

  @Test("a .git that is a file leads to objects, and to no configuration")
  func gitFile() throws {
    let history = try History()
    let folder = history.tool.folder
    let marker = folder + "/started"
    try FileManager.default.moveItem(
      atPath: folder + "/.git", toPath: folder + "/suites/datasets/store")
    try "gitdir: suites/datasets/store\n"
      .write(toFile: folder + "/.git", atomically: true, encoding: .utf8)
    let config = folder + "/suites/datasets/store/config"
    let text = try String(contentsOfFile: config, encoding: .utf8)
    try (text + "[core]\n\tfsmonitor = touch \(marker)\n")
      .write(toFile: config, atomically: true, encoding: .utf8)
    #expect(try history.tool.run("diff", "HEAD").code == 0)
    #expect(!FileManager.default.fileExists(atPath: marker))
    try plainGit(history, ["status"])
    #expect(FileManager.default.fileExists(atPath: marker))
  }

  @Test("a program that lies beside the data is not taken for git or gnuplot")
  func programsBeside() throws {
    let history = try History()
    let folder = history.tool.folder
    for name in ["git", "gnuplot", "getent"] {
      try "#!/bin/sh\ntouch \(folder)/started\n"
        .write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
      #expect(chmod("\(folder)/\(name)", 0o755) == 0)
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for beginning in [".", "", "./", "../\(URL(fileURLWithPath: folder).lastPathComponent)"] {
      let variables = ["PATH": "\(beginning):\(path)"]
      #expect(try history.tool.run(["diff", "HEAD"], with: variables).code == 0)
      _ = try history.tool.run(["report", "tiny"], with: variables)
      _ = try history.tool.run(["doctor"], with: variables)
      #expect(!FileManager.default.fileExists(atPath: folder + "/started"), "PATH \(beginning):")
    }
  }

  @Test("a run names the tool's own revision, never that of the clone that holds the suites")
  func ownRevision() throws {
    let history = try History()
    _ = try history.tool.run("run", "tiny/popularity")
    let text = try String(
      contentsOfFile: history.tool.folder + "/reports/tiny/records/popularity.1.json",
      encoding: .utf8)
    let commit = try #require(text.firstMatch(of: /"commit": "([^"]*)"/)).1
    #expect(commit.wholeMatch(of: /unknown|[0-9a-f]{7,64}\+?/) != nil)
    let head = try String(
      contentsOfFile: history.tool.folder + "/.git/logs/HEAD", encoding: .utf8
    ).split(separator: " ")[1]
    #expect(!head.hasPrefix(commit.filter { $0 != "+" }))
  }

  @Test("a revision is refused outside the top of a clone that the user named or stands in")
  func topOnly() throws {
    let history = try History()
    let folder = history.tool.folder
    func diff(at place: String, _ arguments: String...) throws -> Tool.Outcome {
      let process = history.tool.process(["diff", "HEAD"] + arguments)
      process.currentDirectoryURL = URL(fileURLWithPath: place)
      let error = Pipe()
      process.standardError = error
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let complaints = try error.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return Tool.Outcome(
        code: process.terminationStatus, output: "",
        complaints: String(decoding: complaints, as: UTF8.self))
    }
    #expect(try diff(at: folder + "/suites").code == 0)
    // The same suites one folder further down: the clone's top is named by standing in it.
    try FileManager.default.createDirectory(
      atPath: folder + "/paper", withIntermediateDirectories: true)
    for name in ["suites", "reports"] {
      try FileManager.default.moveItem(
        atPath: "\(folder)/\(name)", toPath: "\(folder)/paper/\(name)")
    }
    try history.git("add", "-A")
    try history.git("commit", "-q", "-m", "moved")
    #expect(try diff(at: folder, "--suites", "paper/suites").code == 0)
    let refused = try diff(at: folder + "/paper")
    #expect(refused.code == 64)
    #expect(
      refused.complaints.hasSuffix(
        "nor this folder is the top of a clone that holds the suites.\n"), "\(refused.complaints)")
    // What is laid out as a bare repository is no clone.
    try FileManager.default.moveItem(atPath: folder + "/.git", toPath: folder + "/kept")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/kept") {
      try FileManager.default.moveItem(
        atPath: "\(folder)/kept/\(name)", toPath: "\(folder)/paper/\(name)")
    }
    #expect(try diff(at: folder + "/paper").code == 64)
  }

  @Test("packed references, linked work trees and long digests are read like any clone")
  func forms() throws {
    let history = try History()
    let folder = history.tool.folder
    try history.git("gc", "-q")
    try history.git("pack-refs", "--all")
    #expect(try history.tool.run("diff", "HEAD").code == 0)
    #expect(try history.tool.run("diff", "HEAD@{0}").code == 0)
    try history.git("worktree", "add", "-q", "linked")
    let linked = history.tool.process(["diff", "HEAD"])
    linked.currentDirectoryURL = URL(fileURLWithPath: folder + "/linked")
    linked.standardOutput = FileHandle.nullDevice
    try linked.run()
    linked.waitUntilExit()
    #expect(linked.terminationStatus == 0)
    try FileManager.default.removeItem(atPath: folder + "/.git")
    try history.git("init", "-q", "--object-format=sha256")
    try history.git("config", "user.email", "test@example.org")
    try history.git("config", "user.name", "Test")
    try history.commit()
    #expect(try history.tool.run("diff", "HEAD").code == 0)
  }

  @Test(
    "a clone of a form that is not read is refused in a sentence, 65",
    arguments: [
      ("mkdir reftable", "keeps its references as a reftable, which is not read"),
      ("rm HEAD", "holds no HEAD"), ("rm HEAD; mkfifo HEAD", "is not what git writes"),
    ])
  func otherForms(change: String, words: String) throws {
    let history = try History()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "cd '\(history.tool.folder)/.git' && \(change)"]
    try process.run()
    process.waitUntilExit()
    let outcome = try history.tool.run("diff", "HEAD")
    #expect(outcome.code == 65 && outcome.complaints.contains(words), "\(outcome.complaints)")
  }
}
