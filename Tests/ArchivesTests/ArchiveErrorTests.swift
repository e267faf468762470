import Archives
import Testing

@Suite struct ArchiveErrorTests {
  @Test("a member's name is shown without its control characters")
  func printed() {
    let error = ArchiveError(archive: "a.zip", entry: "x\u{1b}[2J", reason: "it is odd")
    #expect(error.description == "Archive 'a.zip', member 'x\\u{1b}[2J': it is odd.")
  }
}
