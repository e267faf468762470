import Foundation
import Suites
import Testing
import Verdicts

@Suite struct ReasonTests {
  private let run = "hstu"
  private var reason: Reason { "'\(run: run)' has no \("hstu") of \(3) in hstu" }

  @Test("runs in a reason are called as whoever reads it calls them, and nothing else is touched")
  func naming() {
    #expect(reason.text == "'hstu' has no hstu of 3 in hstu")
    #expect(
      reason.text { "\($0.uppercased()) (two blocks)" }
        == "'HSTU (two blocks)' has no hstu of 3 in hstu")
    let longer: Reason = "\(reason); \(run: run) too"
    #expect(longer.text { _ in "X" } == "'X' has no hstu of 3 in hstu; X too")
  }

  @Test("a reason is written with ids, and equals what is read again")
  func written() throws {
    let text = try CanonicalJSON.compact([reason])
    #expect(text == #"["'hstu' has no hstu of 3 in hstu"]"#)
    #expect(try CanonicalJSON.read([Reason].self, from: Data(text.utf8)) == [reason])
    #expect(("" as Reason).isEmpty && !reason.isEmpty)
  }
}
