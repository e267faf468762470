import Foundation
import Suites
import TestSupport
import Testing

@Suite struct PrivilegeTests {
  /// A tool with a data set of one archive on this disk, and a suite that reads it.
  private static func tool() throws -> Tool {
    let tool = try Tool(suite: rowsSuite())
    let rows = (1...60).map { "\(($0 - 1) / 10 + 1)::\($0 % 9 + 1)::5::\(1000 + $0)\n" }.joined()
    let movies = (1...9).map { "\($0)::M\($0)::Drama\n" }.joined()
    let archive = TinyArchives.zip([
      .init("ml/movies.dat", Data(movies.utf8)), .init("ml/ratings.dat", Data(rows.utf8)),
    ])
    try archive.write(to: URL(fileURLWithPath: tool.folder + "/published.zip"))
    try """
    schema: 1
    id: rows
    title: Rows
    layout: movielens-1m
    licence: {id: terms-1, text: Research only., url: "https://a.org/terms"}
    file:
      urls: ["file://\(tool.folder)/published.zip"]
      packing: archive
      sha256: \(Digest(of: archive).hex)
      grade: primary
      members: [{path: ml/movies.dat}, {path: ml/ratings.dat}]
      unpackedLimit: 100000
    """.write(
      toFile: tool.folder + "/suites/datasets/rows.yaml", atomically: true, encoding: .utf8)
    return tool
  }

  /// Everything below a folder, with its permissions.
  private func modes(_ folder: String) throws -> [String: (isFolder: Bool, mode: Int)] {
    var found: [String: (isFolder: Bool, mode: Int)] = [:]
    for path in FileManager.default.enumerator(atPath: folder)?.allObjects ?? [] {
      guard let path = path as? String else { continue }
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
      found[path] = (
        attributes[.type] as? FileAttributeType == .typeDirectory,
        (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
      )
    }
    return found
  }

  @Test(
    "files are 0644 and folders 0755, whatever the user's mask", arguments: ["000", "022", "077"])
  func permissions(mask: String) throws {
    let tool = try Self.tool()
    // A mask belongs to a process, and tests share theirs; so a shell of the test's own sets it.
    func run(_ arguments: String...) throws -> Int32 {
      let process = tool.process(arguments)
      process.arguments = ["-c", "umask \(mask); exec \"$0\" \"$@\"", Tool.binary] + arguments
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    #expect(try run("fetch", "rows", "--accept-licence", "terms-1") == 0)
    _ = try run("run", "tiny", "--checkpoint-every", "0")
    #expect(try run("report", "tiny", "--junit", "reports/junit.xml") != 73)
    var kinds: Set<String> = []
    for folder in ["cache", "data", "reports"] {
      let found = try modes("\(tool.folder)/\(folder)")
      for (path, item) in found {
        kinds.insert(
          path.split(separator: "/").last?.split(separator: ".").last.map(String.init) ?? "")
        #expect(
          item.mode == (item.isFolder ? 0o755 : 0o644),
          "\(folder)/\(path) is \(String(item.mode, radix: 8))")
      }
    }
    // Downloads, licences, locks, prepared rows, weights, records and pages were among them.
    for kind in [
      "files", "sha256", "licences", "lock", "interactions", "safetensors", "json", "md",
    ] {
      #expect(kinds.contains(kind), "\(kind): \(kinds.sorted())")
    }
  }

  @Test(
    "a link in the cache is not written through, whichever folder it stands for",
    arguments: ["files", "prepared", "licences", "locks", "checkpoints"])
  func links(name: String) throws {
    let tool = try Self.tool()
    let manager = FileManager.default
    let outside = tool.folder + "/outside"
    try manager.createDirectory(atPath: outside, withIntermediateDirectories: true)
    try manager.createDirectory(
      atPath: tool.folder + "/cache/repro", withIntermediateDirectories: true)
    try manager.createSymbolicLink(
      atPath: tool.folder + "/cache/repro/\(name)", withDestinationPath: outside)
    let run = try tool.run(
      "run", "tiny/hstu", "--accept-licence", "terms-1", "--checkpoint-every", "0")
    #expect(run.code == 73, "\(run.complaints)")
    #expect(run.complaints.contains("it is a link out of the cache, which is not followed"))
    #expect(try manager.contentsOfDirectory(atPath: outside) == [])
    #expect(!manager.fileExists(atPath: tool.folder + "/reports/tiny/records"))
  }

  @Test("a link under the name of a record or a page is replaced, and what it led to stays")
  func linkedFiles() throws {
    let tool = try Tool()
    let manager = FileManager.default
    let precious = tool.folder + "/precious"
    try "precious".write(toFile: precious, atomically: true, encoding: .utf8)
    let names = [
      "records/popularity.1.json", "report.md", "report.json", "report.html", "details.html",
    ]
    try manager.createDirectory(
      atPath: tool.folder + "/reports/tiny/records", withIntermediateDirectories: true)
    for name in names.dropFirst() {
      try manager.createSymbolicLink(
        atPath: tool.folder + "/reports/tiny/\(name)", withDestinationPath: precious)
    }
    _ = try tool.run("run", "tiny/popularity")
    #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
    for name in names {
      let path = tool.folder + "/reports/tiny/\(name)"
      #expect(!isLink(path) && manager.fileExists(atPath: path), "\(name)")
    }
  }

  /// Words that a shell, gnuplot or git would act on, each of which would leave the file `hacked`.
  static let commands = [
    "$(touch hacked)", "`touch hacked`", "; touch hacked;", "| touch hacked", "&& touch hacked",
    "\"; system(\"touch hacked\"); \"", "\"\n!touch hacked\n\"", "@`touch hacked`",
    "\\\"; set print \\\"hacked\\\"; print 1; \\\"", "--output=hacked", "--exec=touch hacked",
  ]

  @Test("words of a suite are drawn, never obeyed", arguments: commands)
  func suiteWords(command: String) throws {
    let quoted = command.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    let claim = """
      claims:
        - {kind: trend, id: trend, axis: "\(quoted)", metric: ndcg@10, shape: rises,
           points: [{run: sasrec, at: 1, printed: "0.1"}, {run: hstu, at: 2, printed: "0.2"}],
           statement: {place: "\(quoted)", grade: primary}}
      """
    let text = tinySuite().replacing("claims: []", with: claim)
      .replacing("title: A tiny suite", with: "title: \"\(quoted)\"")
      .replacing("seeds: [1]", with: "seeds: [1, 2, 3]")
    let tool = try Tool(suite: text)
    let suite = try SuiteFile(yaml: text, file: "tiny.yaml").suite
    for run in try Plan(suite).runs {
      try RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
        .write(LittleSuite.record(run, suite, quality: run.name == "hstu" ? 1.2 : 0.6, users: 200))
    }
    let report = try tool.run("report", "tiny", "--junit", "junit.xml")
    #expect(report.output.contains("hacked"))
    #expect(report.code != 70, "\(report.complaints)")
    let drawings = try FileManager.default.contentsOfDirectory(
      atPath: tool.folder + "/reports/tiny"
    )
    .filter { $0.hasSuffix(".svg") }
    if FileManager.default.isExecutableFile(atPath: "/usr/bin/gnuplot") {
      #expect(!drawings.isEmpty)
    }
    let left = FileManager.default.enumerator(atPath: tool.folder)?.compactMap { $0 as? String }
    #expect(left?.contains { $0.hasSuffix("hacked") } == false)
  }

  @Test("words of the command line are names, never obeyed", arguments: commands)
  func commandWords(command: String) throws {
    let tool = try Tool()
    for arguments in [
      ["diff", command], ["diff", "HEAD", command], ["run", command], ["run", "tiny/" + command],
      ["fetch", command], ["run", "tiny/popularity", "--data", "planted-time=" + command],
      ["evaluate", "tiny/hstu", "--weights", command], ["fit", command, "--law", "F3"],
    ] {
      let outcome = try tool.run(arguments)
      #expect(outcome.code != 70 && outcome.code < 128, "\(arguments): \(outcome.complaints)")
    }
    let left = FileManager.default.enumerator(atPath: tool.folder)?.compactMap { $0 as? String }
    #expect(left?.contains { $0.hasSuffix("hacked") } == false, "\(left ?? [])")
  }
}
