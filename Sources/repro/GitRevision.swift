import Foundation
import Reports
import Suites

/// Suites and records as a git revision holds them.
struct GitRevision {
  let revision: String
  /// The folder above `suites` and `reports`, inside a clone.
  let base: String
  let folders: Folders

  /// Whether git knows this name as a commit of the clone around `base`.
  static func knows(_ name: String, at base: String) throws -> Bool {
    guard !name.hasPrefix("-") else { return false }
    let output = try Program.run(
      "git", ["rev-parse", "--verify", "--quiet", "\(name)^{commit}"], at: base)
    return output?.status == 0
  }

  /// Everything below suites and reports at that revision.
  func snapshot() throws -> Snapshot {
    let suitesFolder = URL(fileURLWithPath: try folders.suites()).lastPathComponent
    let reportsFolder = URL(fileURLWithPath: try folders.reports()).lastPathComponent
    let listing = try git([
      "ls-tree", "-r", "-z", "--name-only", revision, "--", "\(suitesFolder)/", "\(reportsFolder)/",
    ])
    let paths = listing.text.split(separator: "\0").map(String.init).filter { path in
      let parts = path.split(separator: "/")
      let isSuite = parts.count == 2 && parts[0] == suitesFolder && path.hasSuffix(".yaml")
      let isRecord = parts.count == 4 && parts[2] == "records" && path.hasSuffix(".json")
      return isSuite || isRecord
    }
    let contents = try read(paths)
    var suites: [String: (suite: Suite, records: [RunRecord])] = [:]
    for (path, data) in contents where path.hasSuffix(".yaml") {
      let place = "\(revision):\(path)"
      do {
        let suite = try SuiteFile(yaml: String(decoding: data, as: UTF8.self), file: place).suite
        suites[suite.name] = (suite, [])
      } catch {
        Console.complain("repro: \(sentence(of: error)) It is left out of the comparison.")
      }
    }
    for (path, data) in contents where path.hasSuffix(".json") {
      let name = String(path.split(separator: "/")[1])
      guard suites[name] != nil else { continue }
      do {
        suites[name]?.records.append(
          try RecordFolder.record(in: data, file: "\(revision):\(path)"))
      } catch {
        Console.complain("repro: \(sentence(of: error)) It is left out of the comparison.")
      }
    }
    return Snapshot(label: revision, suites: suites)
  }

  /// The contents of paths, by one git process.
  private func read(_ paths: [String]) throws -> [(path: String, data: Data)] {
    let names = paths.map { "\(revision):./\($0)\n" }.joined()
    let output = try git(["cat-file", "--batch"], input: names).bytes
    var found: [(path: String, data: Data)] = []
    var start = output.startIndex
    for path in paths {
      // `<hash> blob <size>` and a newline, then the bytes and a newline.
      guard let end = output[start...].firstIndex(of: 10),
        let size = Int(
          String(decoding: output[start..<end], as: UTF8.self).split(separator: " ").last ?? ""),
        output.index(end, offsetBy: size + 1, limitedBy: output.endIndex) != nil
      else { throw Failure(.internal, "git's answer about \(revision):\(path) cannot be read") }
      let body = output.index(after: end)
      found.append((path, Data(output[body..<body + size])))
      start = body + size + 1
    }
    return found
  }

  private func git(_ arguments: [String], input: String = "") throws -> Program.Output {
    guard let output = try Program.run("git", arguments, input: input, at: base) else {
      throw Failure(.unavailable, "git is not installed, and '\(revision)' is a revision")
    }
    guard output.status == 0 else {
      throw Failure(.badData, "git cannot read '\(revision)': \(output.complaint)")
    }
    return output
  }
}

extension Snapshot {
  /// Suites and records in a folder: one that holds `suites` and `reports`, or a folder of reports
  /// to be read with the suites at hand.
  init(folder: String, label: String, in folders: Folders) throws {
    var suitesFolder = folder + "/suites"
    var reportsFolder = folder + "/reports"
    if !FileManager.default.fileExists(atPath: suitesFolder) {
      suitesFolder = try folders.suites()
      if !FileManager.default.fileExists(atPath: reportsFolder) { reportsFolder = folder }
    }
    try self.init(suites: suitesFolder, reports: reportsFolder, label: label)
  }

  /// Suites of one folder with the records of another.
  init(suites suitesFolder: String, reports reportsFolder: String, label: String) throws {
    var suites: [String: (suite: Suite, records: [RunRecord])] = [:]
    let names = try FileManager.default.contentsOfDirectory(atPath: suitesFolder)
    for name in names.sorted() where name.hasSuffix(".yaml") {
      let suite = try SuiteFile(path: "\(suitesFolder)/\(name)").suite
      suites[suite.name] = (
        suite, try RecordFolder(reports: reportsFolder, suite: suite.name).allRecords()
      )
    }
    self.init(label: label, suites: suites)
  }
}
