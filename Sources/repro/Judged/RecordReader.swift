import Determinism
import Foundation
import Suites
import Verdicts

/// Reads records on all processors, each held to itself. Bytes that were read before, as in a second
/// folder or revision, are not read again.
final class RecordReader {
  /// A file among records that is yet to be read.
  struct File: Sendable {
    /// Its name in the folder of records.
    var name: String
    /// What people call it.
    var file: String
    /// Its bytes; nil where it is gone meanwhile.
    var read: @Sendable () throws(RecordError) -> Data?
  }

  private struct Known: Sendable {
    var bytes: Data
    var record: RunRecord
    var fault: String?
  }

  private let checks: RecordChecks
  /// What was read of each cell of each suite the last time.
  private var known: [String: Known] = [:]

  init(_ checks: RecordChecks) { self.checks = checks }

  /// The records of a suite in a folder.
  func reading(of suite: String, in folder: RecordFolder) -> RecordReading {
    do throws(RecordError) {
      let files = try folder.names().map { name in
        let file = "\(folder.path)/\(name)"
        return File(name: name, file: file) { () throws(RecordError) in try regularFile(file) }
      }
      return reading(of: suite, files) { folder.file(of: $0) }
    } catch {
      var reading = RecordReading()
      reading.refuse(error, cell: nil)
      return reading
    }
  }

  /// The records of a suite among files.
  ///
  /// - Parameter place: what people call the file of a cell.
  func reading(of suite: String, _ files: [File], place: (String) -> String) -> RecordReading {
    let (known, checks) = (known, checks)
    let all = mapTiles(files.count) { index -> (RecordReading.Found, Known?) in
      let file = files[index]
      var read: Known?
      let found = RecordReading.found(file.name, file: file.file) { (cell) throws(RecordError) in
        guard let bytes = try file.read() else { return nil }
        if let same = known["\(suite)/\(cell)"], same.bytes == bytes {
          read = same
        } else {
          let record = try RecordFolder.record(in: bytes, file: file.file, cell: cell)
          read = Known(bytes: bytes, record: record, fault: checks.fault(in: record))
        }
        return read?.record
      }
      return (found, read)
    }
    var reading = RecordReading()
    var faults: [String: String] = [:]
    for (found, read) in all {
      reading.take(found)
      guard let read else { continue }
      let cell = read.record.run.cell
      self.known["\(suite)/\(cell)"] = read
      faults[cell] = read.fault
    }
    checks.hold(&reading, file: place) { faults[$0.run.cell] }
    return reading
  }
}
