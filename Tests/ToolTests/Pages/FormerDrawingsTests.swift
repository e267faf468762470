import Foundation
import TestSupport
import Testing

@testable import repro

@Test("a drawing that a report had and has no longer goes with it; nothing else does")
func formerDrawings() throws {
  let folder = try TemporaryFolder()
  let path = folder.url.path
  let drawn = "<svg>\n<desc>Produced by GNUPLOT 5.4 </desc></svg>\n"
  let outside = folder.url.deletingLastPathComponent()
    .appendingPathComponent("repro-\(UUID().uuidString).svg")
  try drawn.write(to: outside, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(at: outside) }
  for (name, text) in [
    ("old.svg", drawn), ("kept.svg", drawn), ("never-shown.svg", drawn), ("own.svg", "<svg/>"),
  ] {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }
  try FileManager.default.createSymbolicLink(
    atPath: "\(path)/link.svg", withDestinationPath: outside.path)
  try """
  ![a](old.svg) ![b](kept.svg) ![c](own.svg) ![d](link.svg) ![e](gone.svg)
  ![f](../\(outside.lastPathComponent)) ![g](\(outside.path))
  """.write(toFile: "\(path)/report.md", atomically: true, encoding: .utf8)
  try "![h](old.svg)".write(toFile: "\(path)/details.md", atomically: true, encoding: .utf8)
  FormerDrawings(in: path).remove(except: ["kept.svg", "new.svg"])
  let left = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  #expect(
    left == ["details.md", "kept.svg", "link.svg", "never-shown.svg", "own.svg", "report.md"])
  #expect(FileManager.default.fileExists(atPath: outside.path))
}
