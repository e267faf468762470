import Determinism
import Foundation
import Suites
import Verdicts

/// Reads the sides of a comparison. A suite or a record whose bytes are the same on both is read once.
final class SnapshotReader {
  let folders: Folders
  let records: RecordReader
  private var known: [Source: SuiteFile] = [:]

  /// A suite's file before it is read.
  struct Source: Hashable, Sendable {
    /// Its name in the folder of suites.
    var name: String
    var bytes: Data
  }

  init(in folders: Folders) throws {
    self.folders = folders
    records = RecordReader(try folders.checks())
  }

  /// The suites of files, by name; one that cannot be read is named and left out.
  ///
  /// A revision may be older than the schema that suites have now.
  ///
  /// - Parameter place: what people call a file.
  func suites(_ sources: [Source], place: @Sendable (String) -> String) -> [Suite] {
    let known = known
    let files = mapTiles(sources.count) { index -> Result<SuiteFile, SuiteError> in
      let source = sources[index]
      if let same = known[source] { return .success(same) }
      return Result { () throws(SuiteError) in
        guard let yaml = String(data: source.bytes, encoding: .utf8) else {
          throw SuiteError(file: place(source.name), problem: "the file is not UTF-8 text")
        }
        let file = try SuiteFile(yaml: yaml, file: place(source.name), oldest: 1)
        try file.requireNames()
        return file
      }
    }
    var suites: [Suite] = []
    for (source, file) in zip(sources, files) {
      switch file {
      case .success(let file):
        self.known[source] = file
        suites.append(file.suite)
      case .failure(let error):
        Console.complain("repro: \(sentence(of: error)) It is left out of the comparison.")
      }
    }
    return suites
  }
}
