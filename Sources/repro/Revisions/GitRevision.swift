import Foundation
import Reports
import Suites
import Verdicts

/// Suites and records as a git revision holds them.
struct GitRevision {
  let revision: String
  /// The clone that holds `suites` and `reports`.
  private let clone: CloneView
  /// The digest of its commit.
  private let commit: String
  private let folders: Folders

  /// A name that git knows as a commit of the clone whose top is the folder above `suites`, or the
  /// folder that the user stands in; nil where it knows none.
  ///
  /// - Throws: ``Failure`` where no clone has its top there.
  init?(_ name: String, in folders: Folders) throws {
    guard !name.hasPrefix("-") else { return nil }
    let base = URL(fileURLWithPath: try folders.suites()).deletingLastPathComponent().path
    guard let clone = try CloneView(around: base) else {
      throw Failure(
        .usage,
        "'\(name)' is neither a folder nor a revision: neither \(base) nor this folder is the top "
          + "of a clone that holds the suites")
    }
    let answer = try clone.git(["rev-parse", "--verify", "--quiet", "\(name)^{commit}"])
    let commit = answer.text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard answer.status == 0, !commit.isEmpty, commit.allSatisfy(\.isHexDigit) else { return nil }
    self.clone = clone
    self.commit = commit
    self.folders = folders
    revision = name
  }

  /// The tree of the folder above suites and reports.
  private var tree: String { "\(commit):\(clone.prefix)" }

  /// Everything below suites and reports at that revision.
  func snapshot(by reader: SnapshotReader) throws -> Snapshot {
    let suitesFolder = URL(fileURLWithPath: try folders.suites()).lastPathComponent
    let reportsFolder = URL(fileURLWithPath: try folders.reports()).lastPathComponent
    let listing = try git([
      "ls-tree", "-r", "-z", "--name-only", tree, "--", "\(suitesFolder)/", "\(reportsFolder)/",
    ])
    let paths = listing.text.split(separator: "\0").map(String.init).filter { path in
      let parts = path.split(separator: "/")
      let isSuite = parts.count == 2 && parts[0] == suitesFolder && path.hasSuffix(".yaml")
      let isRecord = parts.count == 4 && parts[2] == "records"
      let isLooks = parts.count == 3 && parts[2] == "looks.json"
      return isSuite || isRecord || isLooks
    }
    let contents = try read(paths)
    let sources = contents.filter { $0.path.hasPrefix(suitesFolder + "/") }.map { path, data in
      SnapshotReader.Source(name: String(path.dropFirst(suitesFolder.count + 1)), bytes: data)
    }
    var suites: [String: (suite: Suite, records: [RunRecord])] = [:]
    for suite in reader.suites(
      sources, place: { [revision] in "\(revision):\(suitesFolder)/\($0)" })
    {
      let folder = "\(reportsFolder)/\(suite.name)/records/"
      let files = contents.filter { $0.path.hasPrefix(folder) }.map { path, data in
        RecordReader.File(
          name: String(path.dropFirst(folder.count)), file: "\(revision):\(path)",
          read: { () throws(RecordError) in data })
      }
      let reading = reader.records.reading(of: suite.name, files) {
        "\(revision):\(folder)\($0).json"
      }
      reading.complain("It is left out of the comparison.", in: folders)
      suites[suite.name] = (suite, reading.records)
    }
    var snapshot = Snapshot(label: revision, suites: suites)
    for suite in suites.keys.sorted() {
      let path = Looks.file(reports: reportsFolder, suite: suite)
      snapshot.take("\(revision):\(path)", in: folders) { () throws(RecordError) in
        guard let data = contents.first(where: { $0.path == path })?.data else { return nil }
        return try Looks(data, file: "\(revision):\(path)", of: suite)
      }
    }
    return snapshot
  }

  /// The contents of paths, by one git process.
  private func read(_ paths: [String]) throws -> [(path: String, data: Data)] {
    // A path with a newline would be two questions; no name of ours has one.
    let paths = paths.filter { !$0.contains("\n") }
    let folder = clone.prefix.isEmpty ? "" : clone.prefix + "/"
    let names = paths.map { "\(commit):\(folder)\($0)\n" }.joined()
    let output = try git(["cat-file", "--batch"], input: names).bytes
    var found: [(path: String, data: Data)] = []
    var start = output.startIndex
    for path in paths {
      // `<hash> blob <size>` and a newline, then the bytes and a newline; `<name> missing` for an
      // object that the clone does not have.
      guard let end = output[start...].firstIndex(of: 10) else {
        throw Failure(.badData, "git's answer about \(revision):\(path) ends too early")
      }
      let words = String(decoding: output[start..<end], as: UTF8.self).split(separator: " ")
      if words.last == "missing" {
        Console.complain(
          "repro: \(revision):\(path) is not in this clone. It is left out of the comparison.")
        start = output.index(after: end)
        continue
      }
      guard let size = words.last.flatMap({ Int($0) }), size >= 0,
        size < output.distance(from: end, to: output.endIndex) - 1
      else { throw Failure(.badData, "git's answer about \(revision):\(path) ends too early") }
      let body = output.index(after: end)
      found.append((path, Data(output[body..<body + size])))
      start = body + size + 1
    }
    return found
  }

  private func git(_ arguments: [String], input: String = "") throws -> Program.Output {
    let output = try clone.git(arguments, input: input)
    guard output.fault == nil else {
      throw Failure(.badData, "git cannot read '\(revision)': \(output.complaint)")
    }
    return output
  }
}

extension Snapshot {
  /// Suites and records in a folder: one that holds `suites` and `reports`, or a folder of reports
  /// to be read with the suites at hand.
  init(folder: String, label: String, by reader: SnapshotReader) throws {
    var suitesFolder = folder + "/suites"
    var reportsFolder = folder + "/reports"
    if !FileManager.default.fileExists(atPath: suitesFolder) {
      suitesFolder = try reader.folders.suites()
      if !FileManager.default.fileExists(atPath: reportsFolder) { reportsFolder = folder }
    }
    try self.init(suites: suitesFolder, reports: reportsFolder, label: label, by: reader)
  }

  /// Suites of one folder with the records of another.
  init(
    suites suitesFolder: String, reports reportsFolder: String, label: String,
    by reader: SnapshotReader
  ) throws {
    var sources: [SnapshotReader.Source] = []
    let names = try FileManager.default.contentsOfDirectory(atPath: suitesFolder)
    for name in names.sorted() where name.hasSuffix(".yaml") {
      if let bytes = FileManager.default.contents(atPath: "\(suitesFolder)/\(name)") {
        sources.append(SnapshotReader.Source(name: name, bytes: bytes))
      } else {
        Console.complain(
          "repro: \(suitesFolder)/\(name) cannot be read. It is left out of the comparison.")
      }
    }
    var suites: [String: (suite: Suite, records: [RunRecord])] = [:]
    for suite in reader.suites(sources, place: { "\(suitesFolder)/\($0)" }) {
      let reading = try reader.folders.heldRecords(
        of: suite.name, reports: reportsFolder, by: reader.records,
        saying: "It is left out of the comparison.")
      suites[suite.name] = (suite, reading.records)
    }
    self.init(label: label, suites: suites)
    for suite in suites.keys.sorted() {
      let file = Looks.file(reports: reportsFolder, suite: suite)
      take(file, in: reader.folders) { () throws(RecordError) in try Looks.read(file, of: suite) }
    }
  }

  /// Takes a suite's looks; those that cannot be used are named, and the suite is judged without.
  fileprivate mutating func take(
    _ file: String, in folders: Folders, _ read: () throws(RecordError) -> Looks?
  ) {
    do throws(RecordError) {
      if let looks = try read() { try take(looks, file: file) }
    } catch {
      var error = error
      error.file = folders.relative(error.file)
      Console.complain("repro: \(sentence(of: error)) It is left out of the comparison.")
    }
  }
}
