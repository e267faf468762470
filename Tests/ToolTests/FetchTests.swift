import Foundation
import Suites
import TestSupport
import Testing

/// A tool whose suite reads a data set of one archive, and that archive.
private struct Bench {
  let tool: Tool
  static let rows = (1...40).map { "\(($0 - 1) / 8 + 1)::\($0 % 6 + 1)::5::\(1000 + $0)\n" }
  static let movies = (1...6).map { "\($0)::M\($0)::Drama\n" }.joined()

  init(
    url: String = "http://127.0.0.1:1/rows.zip", sha256: String? = nil, licence: Bool = false
  ) throws {
    tool = try Tool(suite: rowsSuite())
    let terms = "licence: {id: terms-1, text: Research only., url: \"https://a.org/terms\"}\n"
    let digest = sha256.map { "  sha256: \($0)\n  grade: primary\n" } ?? ""
    try """
    schema: 1
    id: rows
    title: Rows
    layout: movielens-1m
    \(licence ? terms : "")file:
      urls: ["\(url)"]
      packing: archive
    \(digest)  members: [{path: ml/movies.dat}, {path: ml/ratings.dat}]
      unpackedLimit: 100000
    """.write(
      toFile: tool.folder + "/suites/datasets/rows.yaml", atomically: true, encoding: .utf8)
  }

  static func archive(_ rows: [String] = rows) -> Data {
    TinyArchives.zip([
      .init("ml/movies.dat", Data(movies.utf8)),
      .init("ml/ratings.dat", Data(rows.joined().utf8)),
    ])
  }

  func write(_ data: Data, as name: String = "own.zip") throws -> String {
    let path = tool.folder + "/" + name
    try data.write(to: URL(fileURLWithPath: path))
    return path
  }
}

@Suite struct FetchTests {
  @Test("a user's own copy is read, as an archive or unpacked, and is no published one")
  func own() throws {
    let bench = try Bench(sha256: Digest(of: "published").hex)
    let own = try bench.write(Bench.archive())
    let fetched = try bench.tool.run("fetch", "rows", "--data", "rows=\(own)")
    #expect(fetched.code == 0)
    #expect(fetched.output.hasPrefix("rows  not proved to be the published bytes  sha256 "))
    let folder = bench.tool.folder + "/unpacked"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Bench.movies.write(toFile: folder + "/movies.dat", atomically: true, encoding: .utf8)
    try Bench.rows.joined()
      .write(toFile: folder + "/ratings.dat", atomically: true, encoding: .utf8)
    for path in [own, folder] {
      let run = try bench.tool.run("run", "tiny/popularity", "--data", "rows=\(path)", "--again")
      #expect(run.complaints.contains("tiny/popularity.1: "), "\(run.complaints)")
      #expect(!run.complaints.contains("repro: Data set"), "\(run.complaints)")
    }
  }

  @Test("bad bytes are one sentence and 65: missing, cut short, a row without a field, hostile")
  func bad() throws {
    let bench = try Bench()
    var short = Bench.rows
    short[16] = "3::5::4\n"
    let hostile = TinyArchives.zip([.init("ml/movies.dat"), .init("../ratings.dat")])
    let cases: [(String, String)] = [
      (
        bench.tool.folder + "/nowhere.zip",
        "repro: Data set 'rows': \(bench.tool.folder)/nowhere.zip: there is no such file.\n"
      ),
      (
        try bench.write(Bench.archive().dropLast(200), as: "cut.zip"),
        "repro: Archive '\(bench.tool.folder)/cut.zip': it is damaged or not an archive "
          + "(Unrecognized archive format).\n"
      ),
      (
        try bench.write(Bench.archive(short), as: "short.zip"),
        "repro: Data set 'rows': ml/ratings.dat, line 17: there are 3 fields, not 4.\n"
      ),
      (
        try bench.write(hostile, as: "hostile.zip"),
        "repro: Archive '\(bench.tool.folder)/hostile.zip', member '../ratings.dat': its path "
          + "leads out through '..'.\n"
      ),
    ]
    for (path, words) in cases {
      let run = try bench.tool.run("run", "tiny/popularity", "--data", "rows=\(path)")
      #expect(run.code == 65)
      #expect(run.complaints.hasSuffix(words), "\(run.complaints)")
    }
  }

  @Test("a wrong digest is 65, no network 69, an unwritable cache 73, an unaccepted licence 77")
  func codes() throws {
    let wrong = try Bench(url: "file:///nowhere", sha256: Digest(of: "published").hex)
    let archive = try wrong.write(Bench.archive())
    let served = try Bench(url: "file://\(archive)", sha256: Digest(of: "published").hex)
    let digest = try served.tool.run("fetch", "rows")
    #expect(digest.code == 65)
    #expect(
      digest.complaints.hasSuffix(
        "its SHA-256 is \(Digest(of: Bench.archive()).hex), not \(Digest(of: "published").hex).\n"))

    let bench = try Bench(licence: true)
    let unaccepted = try bench.tool.run("fetch", "rows")
    #expect(unaccepted.code == 77)
    #expect(
      unaccepted.complaints
        == "repro: Data set 'rows': its licence 'terms-1' has not been accepted. Research only. "
        + "Full text: https://a.org/terms. Accept it with --accept-licence terms-1.\n")
    let unreachable = try bench.tool.run("fetch", "rows", "--accept-licence", "terms-1")
    #expect(unreachable.code == 69)
    #expect(unreachable.complaints.contains("http://127.0.0.1:1/rows.zip: Failed to connect"))
    #expect(try bench.tool.run("fetch", "rows", "--offline").code == 69)

    let taken = try bench.write(Data(), as: "taken")
    let unwritable = try bench.tool.run("fetch", "rows", "--cache", taken)
    #expect(unwritable.code == 73)
    #expect(unwritable.complaints.contains("\(taken)/files"))
    #expect(try bench.tool.run("fetch", "other").code == 78)
  }

  @Test("where every record is at hand, no data, licence or network is needed to judge")
  func recorded() throws {
    let bench = try Bench(licence: true)
    let own = try bench.write(Bench.archive())
    #expect(try bench.tool.run("run", "tiny/popularity", "--data", "rows=\(own)").code == 14)
    try FileManager.default.removeItem(atPath: bench.tool.folder + "/cache")
    let record = try bench.tool.outcome("popularity.1")
    for arguments in [["run", "tiny/popularity"], ["run", "tiny/popularity", "--offline"]] {
      let outcome = try bench.tool.run(arguments)
      #expect(outcome.code == 14 && outcome.output.hasPrefix("# A tiny suite"))
      #expect(outcome.complaints == "The report is reports/tiny/report.md\n")
    }
    #expect(try bench.tool.outcome("popularity.1") == record)
    // A copy that is handed over is looked at: of other rows, the record is no longer theirs.
    var rows = Bench.rows
    rows[3] = "1::1::4::1004\n"
    let other = try bench.write(Bench.archive(rows), as: "other.zip")
    let changed = try bench.tool.run("run", "tiny/popularity", "--data", "rows=\(other)")
    #expect(changed.complaints.contains("tiny/popularity.1: "), "\(changed.complaints)")
    #expect(try bench.tool.outcome("popularity.1") != record)
    // And what has no record asks for its licence as ever.
    #expect(try bench.tool.run("run", "tiny/random").code == 77)
  }

  @Test(
    "a copy of a data set that nothing reads is refused, and the nearest id named",
    arguments: [
      (["run", "tiny"], "row", "is not a data set; did you mean 'rows'?"),
      (["plan", "tiny"], "planted", "is not a data set; did you mean 'rows'?"),
      (
        ["run", "tiny/hstu"], "planted-time",
        "is not read by anything that was asked for; the data sets read here: rows."
      ),
      (["run", "tiny"], "ml-1m", "is not a data set; the data sets read here: rows."),
      (
        ["fetch", "planted-time"], "rows",
        "is not read by anything that was asked for; the data sets read here: planted-time."
      ),
      (["evaluate", "tiny/hstu", "--weights", "w"], "rosw", "did you mean 'rows'?"),
      (["audit", "tiny"], "rosw", "did you mean 'rows'?"),
    ] as [([String], String, String)])
  func unread(arguments: [String], id: String, words: String) throws {
    let outcome = try Bench().tool.run(arguments + ["--data", "\(id)=own.zip"])
    #expect(outcome.code == 64 && outcome.output == "", "\(outcome.complaints)")
    #expect(outcome.complaints.hasPrefix("repro: --data names '\(id)', which "))
    #expect(outcome.complaints.contains(words), "\(outcome.complaints)")
  }

  @Test("a copy that another run of the suite reads may be given for every run")
  func readByAnother() throws {
    let outcome = try Bench().tool.run(
      "plan", "hllm/ids", "--suites", Tool.package + "/suites", "--data",
      "amazon-beauty-titles=own.tsv.gz")
    #expect(outcome.code == 0 && outcome.output.contains("ids"), "\(outcome.complaints)")
  }

  @Test("killed in the middle of a download, the next process goes on from there")
  func killed() throws {
    let archive = Bench.archive()
    let server = try MisbehavingServer { request in
      var response = MisbehavingServer.Response.file(archive, to: request)
      if request.number == 0 { response.trickle = 0.02 }
      return response
    }
    let bench = try Bench(url: server.url(), sha256: Digest(of: archive).hex)
    let process = bench.tool.process(["fetch", "rows"])
    process.standardError = FileHandle.nullDevice
    try process.run()
    let files = bench.tool.folder + "/cache/repro/files"
    var received = 0
    while received < 20, process.isRunning {
      Thread.sleep(forTimeInterval: 0.05)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: files)) ?? []
      guard let part = names.first(where: { $0.hasSuffix(".part") }) else { continue }
      let attributes = try? FileManager.default.attributesOfItem(atPath: files + "/" + part)
      received = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let names = try FileManager.default.contentsOfDirectory(atPath: files)
    #expect(names.allSatisfy { $0.contains(".") }, "\(names)")

    let again = try bench.tool.run("fetch", "rows")
    #expect(again.code == 0, "\(again.complaints)")
    #expect(again.output.hasPrefix("rows  the published bytes  sha256 \(Digest(of: archive).hex)"))
    #expect((server.requests.last?.rangeStart ?? 0) >= 20)
  }
}
