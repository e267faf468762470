import Foundation
import Suites
import Verdicts

extension Folders {
  /// What records are held to: themselves, and the data sets of this folder of suites.
  func checks() throws -> RecordChecks {
    let folder = try suites() + "/datasets"
    var known: [String: DatasetSource] = [:]
    for id in DatasetSource.ids(in: folder) { known[id] = try? DatasetSource(id: id, in: folder) }
    return RecordChecks { [known] in known[$0] }
  }

  /// The records of a suite, each held to itself. What is refused is named on standard error, and
  /// the rest goes on without it.
  ///
  /// - Parameters:
  ///   - reports: the folder of reports; the chosen one where none is given.
  ///   - reader: what reads them, where records of other places are read too.
  func heldRecords(
    of suite: String, reports: String? = nil, by reader: RecordReader? = nil, saying what: String
  ) throws -> RecordReading {
    let folder = RecordFolder(reports: try reports ?? self.reports(), suite: suite)
    let reader = try reader ?? RecordReader(checks())
    let reading = reader.reading(of: suite, in: folder)
    reading.complain(what, in: self)
    return reading
  }
}

extension RecordReading {
  /// Names what is refused on standard error.
  ///
  /// - Parameter what: what becomes of it, as a sentence.
  func complain(_ what: String, in folders: Folders) {
    for refusal in refusals {
      var error = refusal.error
      error.file = folders.relative(error.file)
      Console.complain("repro: \(sentence(of: error)) \(what)")
    }
  }

  /// What is refused, for a report: names of files without their folder, and reasons.
  var forReport: [String] {
    refusals.map { refusal in
      var error = refusal.error
      error.file = URL(fileURLWithPath: error.file).lastPathComponent
      return error.description
    }
  }
}
