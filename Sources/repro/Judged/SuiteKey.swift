import Determinism
import Foundation
import Suites

/// The digest of all that decides what is said of a suite: its file, the files of its data sets, its
/// records, its looks, and the tool.
struct SuiteKey: Hashable {
  let hex: String

  /// Nil where something lies there that is no plain file, or no record by its name: then it is to be
  /// named, not passed over.
  init?(_ suite: String, in folders: Folders) {
    guard let suites = try? folders.suites(), let reports = try? folders.reports(),
      let tool = Self.tool
    else { return nil }
    let records = RecordFolder(reports: reports, suite: suite)
    guard let names = try? records.names() else { return nil }
    let kept = names.filter { !$0.hasPrefix(".") && !$0.hasSuffix(".bad") }
    guard kept.allSatisfy({ $0.hasSuffix(".json") }) else { return nil }
    let sources = DatasetSource.ids(in: suites + "/datasets")
    let files =
      ["\(suites)/\(suite).yaml", Looks.file(reports: reports, suite: suite)]
      + sources.map { "\(suites)/datasets/\($0).yaml" } + kept.map { "\(records.path)/\($0)" }
    let digests = mapTiles(files.count) { index -> String? in
      do {
        return try regularFile(files[index]).map { Digest(of: $0).hex } ?? "none"
      } catch {
        return nil
      }
    }
    var lines = ["list 1", tool, suite]
    let called = ["suite", "looks"] + sources + kept
    for (name, digest) in zip(called, digests) {
      guard let digest else { return nil }
      lines.append("\(digest) \(name)")
    }
    hex = Digest(of: lines.joined(separator: "\n")).hex
  }

  /// The tool's revision, and which file it is.
  private static let tool: String? = {
    var status = stat()
    guard stat(OwnProgram.file, &status) == 0 else { return nil }
    return "\(Revision.own) \(status.st_dev) \(status.st_ino) \(status.st_size) "
      + "\(status.written.tv_sec).\(status.written.tv_nsec)"
  }()
}
