import Foundation
import Reports
import Testing

@testable import repro

/// A script in a folder of its own.
private final class Script {
  let folder = FileManager.default.temporaryDirectory.path + "/repro-script-\(UUID().uuidString)"
  var path: String { "\(folder)/gnuplot" }

  init(_ text: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "#!/bin/sh\n\(text)\n".replacing("HERE", with: folder)
      .write(toFile: path, atomically: true, encoding: .utf8)
    #expect(chmod(path, 0o755) == 0)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func content(_ name: String) -> String? {
    try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }
}

@Suite struct OutsideProgramTests {
  @Test("a program that takes too long is ended with everything it started")
  func time() throws {
    let script = try Script("sleep 600 & echo $! > HERE/child; wait")
    let clock = ContinuousClock()
    let begin = clock.now
    let output = try #require(
      try Program.run(script.path, [], within: .init(seconds: 1)))
    #expect(clock.now - begin < .seconds(30))
    #expect(output.fault == "did not finish within 1 seconds" && output.tookTooLong)
    let child = try #require(
      script.content("child").flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) })
    // Its parent is gone, so init collects it; a zombie meanwhile is as good as ended.
    var state = ""
    for _ in 0..<100 {
      let status = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
      state = status.map { String($0.split(separator: ")").last?.prefix(2) ?? "") } ?? "gone"
      if ["gone", " Z"].contains(state) { break }
      usleep(50_000)
    }
    #expect(["gone", " Z"].contains(state))
  }

  @Test("a program that writes without end is ended, on either stream", arguments: ["", " >&2"])
  func size(stream: String) throws {
    let script = try Script(
      "while :; do echo 0123456789012345678901234567890123456789; done\(stream)")
    let output = try #require(
      try Program.run(script.path, [], within: .init(seconds: 60, bytes: 1 << 20)))
    #expect(output.fault == "wrote more than 1 MiB" && !output.tookTooLong)
    #expect(output.bytes.count <= 1 << 20 && output.complaint.utf8.count <= 2000)
  }

  @Test("a program reads nothing, and knows a path, an empty home and the language C")
  func surroundings() throws {
    let script = try Script(
      "cat; echo; ls -A $HOME | grep -v '^input$\\|^output$\\|^error$'; pwd; env")
    let output = try #require(
      try Program.run(
        script.path, [], within: .init(seconds: 60), in: .bare(["EXTRA": "1"])))
    let lines = output.text.split(separator: "\n").map(String.init)
    let variables = lines.dropFirst().filter { $0.contains("=") }.map {
      $0.split(separator: "=")[0]
    }
    let known: Set<Substring> = [
      "PATH", "HOME", "TMPDIR", "LC_ALL", "EXTRA", "LD_LIBRARY_PATH", "PWD", "SHLVL", "OLDPWD", "_",
    ]
    #expect(Set(variables).subtracting(known) == [])
    #expect(lines.contains("LC_ALL=C") && lines.contains("EXTRA=1"))
    let home = try #require(lines.first { $0.hasPrefix("HOME=") }).dropFirst(5)
    #expect(lines.first == String(home), "it stands in its empty home")
    #expect(!FileManager.default.fileExists(atPath: String(home)), "the folder is gone afterwards")
  }

  @Test("how a program ended is said; one that is not there is nil")
  func endings() throws {
    let limits = Program.Limits(seconds: 60)
    let scripts = try ["echo no >&2; exit 3", "kill -9 $$", "echo yes"].map { try Script($0) }
    let outputs = try scripts.map { try Program.run($0.path, [], within: limits) }
    let failed = try #require(outputs[0])
    #expect(failed.fault == "exited with 3" && failed.status == 3 && failed.complaint == "no")
    let killed = try #require(outputs[1])
    #expect(killed.fault == "was killed by signal 9" && killed.status == -1)
    let fine = try #require(outputs[2])
    #expect(fine.fault == nil && fine.text == "yes\n" && fine.status == 0)
    #expect(try Program.run("no-such-program", [], within: limits) == nil)
    #expect(try Program.run("/usr/bin", [], within: limits) == nil)
  }

  @Test("after gnuplot did not finish once, no more drawings are tried")
  func hanging() throws {
    let script = try Script("echo x >> HERE/calls; sleep 600")
    var gnuplot = Gnuplot(program: script.path, seconds: 1)
    let plot = lawDrawing([], name: "forest")
    for _ in 0..<3 {
      #expect(gnuplot.draw(plot) == .missing("gnuplot did not finish within 1 seconds"))
    }
    #expect(script.content("calls") == "x\n")
  }

  @Test(
    "a drawing that fails is missing with a sentence, and the report is whole",
    arguments: [
      ("echo no terminal >&2; exit 3", "gnuplot exited with 3"),
      ("exit 0", "gnuplot drew nothing"), ("kill -9 $$", "gnuplot was killed by signal 9"),
      ("echo '<svg>'", "gnuplot drew nothing"),
    ])
  func failing(script: String, reason: String) throws {
    let history = try History()
    let fake = try Script(script)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let outcome = try history.tool.run(
      ["report", "tiny"], with: ["PATH": "\(fake.folder):\(path)"])
    try check(history, outcome, reason)
    #expect(outcome.complaints.contains("The drawing forest is missing: \(reason)"))
  }

  @Test("without gnuplot the report says so in place of each drawing")
  func absent() throws {
    let history = try History()
    let outcome = try history.tool.run(["report", "tiny"], with: ["PATH": history.tool.folder])
    try check(history, outcome, "gnuplot is not installed")
    #expect(outcome.complaints.contains("gnuplot is not installed, so no drawing was made."))
  }

  private func check(_ history: History, _ outcome: Tool.Outcome, _ reason: String) throws {
    let folder = history.tool.folder + "/reports/tiny"
    let usual = try History().tool.run("report", "tiny").code
    #expect(outcome.code == usual, "\(outcome.complaints)")
    let page = try String(contentsOfFile: folder + "/report.md", encoding: .utf8)
    #expect(page == outcome.output)
    #expect(page.contains("The drawing `forest.svg` is missing: \(reason). It would show: Ours"))
    #expect(!page.contains("!["))
    let html = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
    #expect(html.contains("The drawing <code>forest.svg</code> is missing: \(reason)."))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.filter { $0.hasSuffix(".svg") } == [])
    #expect(names.contains("report.json"))
  }

  @Test(
    "gnuplot reads no start-up file of the user's and no variable that names a terminal",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gnuplot")))
  func startUp() throws {
    let history = try History()
    let plain = try history.tool.run("report", "tiny")
    let drawing = history.tool.folder + "/reports/tiny/forest.svg"
    let before = try Data(contentsOf: URL(fileURLWithPath: drawing))
    let home = history.tool.folder + "/home"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    let evil = "system(\"touch \(home)/started\")\nexit\n"
    for name in [home + "/.gnuplot", history.tool.folder + "/.gnuplot"] {
      try evil.write(toFile: name, atomically: true, encoding: .utf8)
    }
    let outcome = try history.tool.run(
      ["report", "tiny"],
      with: ["HOME": home, "XDG_CONFIG_HOME": home, "GNUTERM": "dumb", "LC_ALL": "de_DE.UTF-8"])
    #expect(outcome.code == plain.code && outcome.output == plain.output)
    #expect(try Data(contentsOf: URL(fileURLWithPath: drawing)) == before)
    #expect(!FileManager.default.fileExists(atPath: home + "/started"))
  }
}
