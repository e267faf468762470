import Foundation
import Testing

/// The Dockerfile, where no engine builds images: its shell line by line, and what must hold of it.
@Suite struct ImageTests {
  /// Instructions in the order of the file, each with its words.
  private static let lines: [(instruction: String, words: String)] = {
    let text = (try? String(contentsOfFile: Tool.package + "/Dockerfile", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
  }()

  @Test("every line of shell runs under sh, and says what it was to say")
  func shell() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/repro-image-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: folder + "/bin", withIntermediateDirectories: true)
    // Programs that would change this machine say only that they were asked.
    for name in ["apt-get", "bash", "install", "make", "rm", "useradd"] {
      let path = "\(folder)/bin/\(name)"
      try "#!/bin/sh\necho \"\(name) $*\" >>\(folder)/said\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    for line in Self.lines where line.instruction == "RUN" {
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-euc", line.words]
      shell.environment = ["PATH": folder + "/bin", "REPRO_REVISION": "0123456789ab"]
      try shell.run()
      shell.waitUntilExit()
      #expect(shell.terminationStatus == 0, "\(line.words)")
    }
    // Each asks one program, with the line's own words.
    let asked = Self.lines.filter { $0.instruction == "RUN" }.map {
      $0.words.replacing("\"$REPRO_REVISION\"", with: "0123456789ab") + "\n"
    }
    #expect(asked.count == 7)
    #expect(try String(contentsOfFile: folder + "/said", encoding: .utf8) == asked.joined())
  }

  @Test("no line goes on in the next, and none is of a kind that is not looked at here")
  func kinds() {
    let kinds = [
      "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "FROM", "RUN", "USER", "VOLUME", "WORKDIR",
    ]
    for line in Self.lines {
      #expect(kinds.contains(line.instruction), "\(line)")
      #expect(!line.words.hasSuffix("\\") && !line.words.contains("<<"), "\(line)")
      // In brackets are words for no shell.
      #expect(line.instruction != "RUN" || !line.words.hasPrefix("["), "\(line)")
    }
    // One line each for what is set, read and copied.
    let counts = Dictionary(grouping: Self.lines, by: \.instruction).mapValues(\.count)
    #expect(counts["COPY"] == 2 && counts["ENV"] == 1 && counts["CMD"] == 1)
  }

  @Test("what is left out of the image's build is nothing that `make install` reads")
  func context() throws {
    let ignored = try String(contentsOfFile: Tool.package + "/.dockerignore", encoding: .utf8)
      .split(separator: "\n").map(String.init)
    #expect(ignored.contains("**/.build") && ignored.contains(".git"))
    let places = [
      ".ci", "Makefile", "Package.swift", "Sources", "Tests", "Tests/Support", "Tests/ToolTests",
      "suites", "suites/datasets",
    ]
    for place in places {
      #expect(FileManager.default.fileExists(atPath: Tool.package + "/" + place), "\(place)")
      #expect(!ignored.contains { place == $0 || place.hasPrefix($0 + "/") }, "\(place)")
    }
  }

  @Test("what runs has no compiler and is not root; cache and reports are volumes of its user's")
  func stages() throws {
    let first = try #require(Self.lines.firstIndex { $0.instruction == "FROM" })
    let last = try #require(Self.lines.lastIndex { $0.instruction == "FROM" })
    #expect(first < last)
    // By tag, unless whoever builds says a digest.
    #expect(Self.lines[first].words == "${BUILD_IMAGE} AS build")
    #expect(Self.lines[last].words == "${RUNTIME_IMAGE}")
    let images = Self.lines[..<first].filter { $0.instruction == "ARG" }.map(\.words)
    #expect(images == ["BUILD_IMAGE=swift:6.3-noble", "RUNTIME_IMAGE=ubuntu:24.04"])
    let runtime = Self.lines[(last + 1)...]
    #expect(runtime.filter { $0.instruction == "USER" }.map(\.words) == ["10001"])
    let user = try #require(runtime.firstIndex { $0.instruction == "USER" })
    let start = try #require(runtime.firstIndex { $0.instruction == "ENTRYPOINT" })
    #expect(user < start)
    #expect(runtime.lastIndex { $0.instruction == "RUN" }.map { $0 < user } == true)
    let volumes = runtime.filter { $0.instruction == "VOLUME" }.map(\.words)
    #expect(volumes == ["/data/cache", "/data/reports"])
    let owned = runtime.contains { $0.words.contains("install -d -o 10001 -g 10001 ") }
    #expect(owned)
    let packages = runtime.filter { $0.words.hasPrefix("apt-get install") }
    #expect(packages.count == 1 && packages.allSatisfy { !$0.words.contains("-dev") })
    #expect(runtime.contains { $0.words == "--from=build /installed/usr/local /usr/local" })
  }
}
