import Foundation
import Suites
import Testing

@Suite struct NamedOutputTests {
  private static let kinds = [S_IFREG: "file", S_IFLNK: "link", S_IFIFO: "pipe", S_IFCHR: "device"]

  private func kind(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0 else { return "nothing" }
    return Self.kinds[status.st_mode & S_IFMT] ?? "other"
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test("a plain file is replaced; a link and a second name stay, and what they mean is written")
  func named() throws {
    let tool = try Tool()
    let (plain, link, second) = (
      tool.folder + "/plain", tool.folder + "/link", tool.folder + "/second"
    )
    try writeNamed(Data("new".utf8), to: plain)
    #expect(try text(plain) == "new")
    try writeNamed(Data("longer than before".utf8), to: plain)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: plain)
    try writeNamed(Data("short".utf8), to: link)
    #expect(try kind(link) == "link" && text(plain) == "short")
    try FileManager.default.linkItem(atPath: plain, toPath: second)
    try writeNamed(Data("both".utf8), to: second)
    #expect(try text(plain) == "both" && text(second) == "both")
    // What a link to a device or to nothing gives is the system's word, and the link stays.
    for (target, words) in [
      ("/dev/full", "no space left on device"), ("nowhere", "no such file or directory"),
    ] {
      try FileManager.default.removeItem(atPath: link)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
      let error = #expect(throws: StorageError.self) {
        try writeNamed(Data("x".utf8), to: link)
      }
      #expect(error?.reason == words && kind(link) == "link")
    }
    #expect(kind("/dev/full") == "device")
    #expect(throws: StorageError.self) { try writeNamed(Data("x".utf8), to: tool.folder) }
  }

  @Test("a pipe is written into, refused where nobody reads it, and no signal ends the tool")
  func pipes() throws {
    let tool = try Tool()
    let pipe = tool.folder + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: StorageError.self) { try writeNamed(Data("x".utf8), to: pipe) }
    #expect(error?.reason == "it is a pipe that nobody reads")
    let reader = open(pipe, O_RDONLY | O_NONBLOCK)
    try writeNamed(Data("into the pipe".utf8), to: pipe)
    try appendNamed(Data(", twice".utf8), to: pipe)
    let handle = FileHandle(fileDescriptor: reader, closeOnDealloc: true)
    #expect(String(decoding: handle.availableData, as: UTF8.self) == "into the pipe, twice")
    #expect(kind(pipe) == "pipe")
  }

  @Test("a service's summary is added to, whatever it is, and never rewritten")
  func summary() throws {
    let history = try History()
    let folder = history.tool.folder
    let target = folder + "/summary.md"
    let link = folder + "/link.md"
    try "what was there\n".write(toFile: target, atomically: true, encoding: .utf8)
    #expect(chmod(target, 0o600) == 0)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    var before = stat()
    #expect(stat(target, &before) == 0)
    _ = try history.tool.run(["report", "tiny"], with: ["GITHUB_STEP_SUMMARY": target])
    let once = try text(target)
    #expect(once.hasPrefix("what was there\n# A tiny suite\n"))
    _ = try history.tool.run(["report", "tiny"], with: ["GITHUB_STEP_SUMMARY": link])
    #expect(try text(target) == once + once.dropFirst("what was there\n".count))
    var after = stat()
    #expect(stat(target, &after) == 0)
    #expect(after.st_ino == before.st_ino && after.st_mode == before.st_mode)
    #expect(kind(link) == "link")
  }

  @Test("JUnit goes where a link leads, and a full device stays a device, 73")
  func junit() throws {
    let history = try History()
    let folder = history.tool.folder
    let usual = try history.tool.run("report", "tiny").code
    try "old".write(toFile: folder + "/target.xml", atomically: true, encoding: .utf8)
    for (name, target) in [("link.xml", "target.xml"), ("full.xml", "/dev/full")] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/\(name)", withDestinationPath: target)
    }
    #expect(try history.tool.run("report", "tiny", "--junit", "link.xml").code == usual)
    #expect(try text(folder + "/target.xml").hasPrefix("<?xml"))
    let full = try history.tool.run("report", "tiny", "--junit", "full.xml")
    #expect(full.code == 73)
    #expect(full.complaints.hasSuffix("full.xml cannot be written: no space left on device.\n"))
    #expect(kind(folder + "/link.xml") == "link" && kind(folder + "/full.xml") == "link")
    #expect(kind("/dev/full") == "device")
  }
}
