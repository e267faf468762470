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
    of suite: Suite, profile: String? = nil, by records: [RunRecord]
  ) throws -> (looks: LookSequence?, refused: [String]) {
    let file = Looks.file(reports: try reports(), suite: suite.name)
    do throws(RecordError) {
      guard let looks = try Looks.read(file, of: suite.name) else { return (nil, []) }
      if let profile, suite.policy.profiles != [profile] {
        Console.complain(
          "repro: \(relative(file)) applies to the suite's default profiles only; the profile \(profile) is "
            + "judged by the declared seeds.")
        return (nil, [])
      }
      return (try LookSequence(suite, looks, file: file, records: records), [])
    } catch {
      var error = error
      error.file = relative(error.file)
      Console.complain("repro: \(sentence(of: error)) It is ignored.")
      error.file = URL(fileURLWithPath: error.file).lastPathComponent
      return (nil, [error.description])
    }
  }
}
