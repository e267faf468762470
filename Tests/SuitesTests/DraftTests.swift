import Foundation
import Suites
import TestSupport
import Testing

@Suite struct DraftTests {
  @Test("many writers of one process write one file, each whole, and leave nothing beside it")
  func sameProcess() async throws {
    let scratch = try TemporaryFolder()
    let path = scratch.file("file").path
    // One process id for all: the name of a draft may not hang on it.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<16 {
        group.addTask {
          for _ in 0..<20 {
            try writeWhole(Data(repeating: UInt8(writer), count: 4096), to: path)
            removeAbandonedDrafts(in: scratch.url.path)
          }
        }
      }
      try await group.waitForAll()
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.count == 4096 && Set(bytes).count == 1)
    #expect(scratch.contents() == ["file"])
  }

  @Test("abandoned drafts are removed, and nothing else is taken for one")
  func abandoned() throws {
    let scratch = try TemporaryFolder()
    let kept = [
      ".part", ".x.part", "x.\(UUID().uuidString).part", ".x.12.part", "data.zip.part",
      ".x.\(UUID().uuidString).json",
    ]
    for name in kept + [".x.json.\(UUID().uuidString).part"] { try scratch.write("x", to: name) }
    try FileManager.default.createSymbolicLink(
      atPath: scratch.file(".l.\(UUID().uuidString).part").path,
      withDestinationPath: scratch.file("data.zip.part").path)
    #expect(removeAbandonedDrafts(in: scratch.url.path) == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).count == kept.count + 1)
    #expect(removeAbandonedDrafts(in: scratch.file("none").path) == 0)
  }
}
