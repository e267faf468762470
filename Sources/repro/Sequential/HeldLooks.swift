import Foundation
import Suites
import Verdicts

extension Folders {
  /// The looks that were taken at a suite, held to its records, and a refusal in words where they
  /// cannot be used: named on standard error, and the suite is judged without them.
  ///
  /// They are looks at the headline claims of the suite's own profiles, so that no other profile is
  /// judged by them.
  func heldLooks(
    of target: Target, by records: [RunRecord]
  ) throws -> (looks: LookSequence?, refused: [String]) {
    let suite = target.file.suite
    let file = Looks.file(reports: try reports(), suite: suite.name)
    do throws(RecordError) {
      guard let looks = try Looks.read(file, of: suite.name) else { return (nil, []) }
      guard target.suiteUnderProfile.policy.profiles == suite.policy.profiles else {
        Console.complain(
          "repro: \(relative(file)) is about the suite's own profiles; the profile "
            + "\(target.profile ?? "asked for") is judged by the declared seeds.")
        return (nil, [])
      }
      return (try LookSequence(suite, looks, file: file, records: records), [])
    } catch {
      var error = error
      error.file = relative(error.file)
      Console.complain("repro: \(sentence(of: error)) It counts for nothing.")
      error.file = URL(fileURLWithPath: error.file).lastPathComponent
      return (nil, [error.description])
    }
  }
}
