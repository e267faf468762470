import Foundation
import TestSupport
import Testing

/// What the source keeps to, where no compiler says so.
@Suite struct SourceRulesTests {
  /// Lines of code, comments left out, by their file's path below `Sources`.
  static let sources: [(file: String, lines: [String])] = {
    let root = SharedData.package.appendingPathComponent("Sources")
    let paths =
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let text = (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return (
        path, lines.filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
      )
    }
  }()

  /// Files with a line that the pattern is found in.
  private func files(with pattern: String) throws -> Set<String> {
    let expression = try NSRegularExpression(pattern: pattern)
    let found = Self.sources.filter { source in
      source.lines.contains { line in
        let all = NSRange(line.startIndex..., in: line)
        return expression.firstMatch(in: line, range: all) != nil
      }
    }
    return Set(found.map(\.file))
  }

  /// Pointers that may outlive the call that gave them, outside the kernels, and why.
  static let pointers = [
    "Tensors/Storage.swift": "the memory under a tensor, allocated and freed here",
    "Tensors/Tensor.swift": "hands the kernels that memory",
    "Tensors/TimeBuckets.swift": "workers fill parts of one array",
    "Determinism/Guarded.swift": "a lock of the system's, for the thread sanitizer",
    "Determinism/TileLoop.swift": "a loop's body, lent to the threads that work through it",
    "Archives/Archive.swift": "one buffer that libarchive fills",
    "Archives/ArchiveReader.swift": "libarchive's handle",
    "Archives/GzipFile.swift": "zlib's buffer, and libarchive's callback",
    "Datasets/Fetch/Exchange.swift": "libcurl's callbacks",
    "Datasets/Store/IncrementalMD5.swift": "libcrypto's handle",
    "Datasets/Rows/LineSplitter.swift": "memchr says by a pointer where a line ends",
    "Fits/Solvers/BoundedMinimisation.swift": "NLopt's callback",
    "Fits/Solvers/LAPACK.swift": "LAPACK's functions take pointers",
    "OpenBLAS/OpenBLAS.swift": "functions of a library that is loaded at run time",
    "Suites/Files/Digest.swift": "libcrypto's handle",
    "repro/Process/Interruption.swift": "handlers of signals are compared by their addresses",
    "repro/Process/Program.swift": "the words that execv takes",
  ]

  @Test("pointers stay in the kernels and where a C library is wrapped")
  func rawPointers() throws {
    let found = try files(
      with: #"\bUnsafe(Mutable)?(Raw)?Pointer\b|OpaquePointer|Unmanaged|unsafeBitCast|\.allocate\("#
        + #"|@unchecked|nonisolated\(unsafe\)|withMemoryRebound|assumingMemoryBound"#)
    #expect(found.contains("Tensors/Kernels/Matmul.swift"))
    let others = found.filter {
      !$0.hasPrefix("Tensors/Kernels/") && !$0.hasPrefix("WideProducts/")
    }
    #expect(others == Set(Self.pointers.keys), "a new pointer, or an exception nobody needs")
  }

  /// Buffers that are lent for the length of a closure, by folder or file, and why.
  static let buffers = [
    "Tensors/": "the kernels",
    "Archives/": "members are handed on in pieces, not copied",
    "Determinism/TileLoop.swift": "a loop's body, lent to the threads that work through it",
    "Datasets/": "rows are read where they lie, gigabytes of them",
    "Experiments/Ranking/RankingEvaluator.swift": "a row of scores, not copied",
    "Experiments/Ranking/ListsOfRows.swift": "a row of scores, not copied",
    "Cluster/MPIRanks.swift": "messages that MPI sends and fills",
    "Experiments/SelfTest.swift": "bytes of a product, for their digest",
    "Experiments/Vectors/VectorPreparation.swift": "kept vectors as bytes",
    "Fits/": "NLopt's points, and functions that are asked at them",
    "Metrics/Ranking/Rank.swift": "a row of scores, not copied",
    "Models/Learning/SequenceTrainer.swift": "millions of draws without bounds checks",
    "Suites/Files/Digest.swift": "bytes for libcrypto",
    "Weights/": "numbers as bytes, a hundred megabytes of them",
    "Suites/Files/NamedOutput.swift": "bytes for write(2)",
    "Suites/Files/WholeFile.swift": "bytes for write(2)",
    "repro/Terminal/StandardOutput.swift": "bytes for write(2)",
  ]

  @Test("buffers are lent where bytes or millions of numbers pass, and nowhere else")
  func lentBuffers() throws {
    let found = try files(with: #"Unsafe(Mutable)?(Raw)?BufferPointer|withUnsafe|bindMemory"#)
    for file in found.sorted() {
      #expect(Self.buffers.keys.contains { file.hasPrefix($0) }, "\(file) lends a buffer")
    }
    for place in Self.buffers.keys {
      #expect(found.contains { $0.hasPrefix(place) }, "\(place) needs no exception")
    }
  }

  @Test("programs are started in one place, and never through a shell")
  func noShell() throws {
    #expect(
      try files(with: #"\bProcess\(\)|posix_spawn|\bexecv|\bfork\("#)
        == ["repro/Process/Program.swift"])
    #expect(try files(with: #"/bin/(ba|da|z)?sh|"(ba|da|z)?sh"|\bpopen\(|\bsystem\("#) == [])
    // Libraries are loaded by the names that stand in the source.
    #expect(try files(with: #"\bdlopen\("#) == ["OpenBLAS/OpenBLAS.swift"])
  }

  @Test("standard output and error are written in one place, which makes lines safe")
  func oneWriter() throws {
    #expect(
      try files(
        with: #"FileHandle\.standard(Output|Error)|\bf?print\(|\bf?puts\(|\bfwrite\(|/dev/std"#)
        == ["repro/Terminal/Console.swift"])
    // Help, versions and completions pass through it too: the parser writes nothing itself.
    #expect(try files(with: #"exit\(withError"#) == [])
    // Pages pass through one taker-apart, and nobody escapes on his own.
    #expect(
      try files(with: "&lt;|&amp;|%0A") == [
        "Suites/ForeignText/Markup.swift", "Suites/ForeignText/WorkflowCommand.swift",
      ])
  }

  @Test("pages decide by values, not by how a text begins or what a kind is called")
  func typedPages() throws {
    let found = try files(
      with: #"\.has(Prefix|Suffix)\(|\b(kind|standing|data|law|word|reason)\b\s*[!=]=\s*""#)
    // Drawings come as text, and are read as text.
    #expect(
      found.filter { $0.hasPrefix("Reports/") || $0.hasPrefix("Verdicts/") }
        == ["Reports/Page/StillDrawing.swift"])
  }

  @Test("a folder holds fifteen files at most, a file four hundred lines")
  func sizes() throws {
    let manager = FileManager.default
    for part in ["Sources", "Tests", "Benchmarks/Sources"] {
      let root = SharedData.package.appendingPathComponent(part).path
      let files = (manager.enumerator(atPath: root)?.compactMap { $0 as? String } ?? [])
        .filter { $0.hasSuffix(".swift") }
      #expect(files.count > 5, "\(part)")
      let folders = Dictionary(grouping: files) { ($0 as NSString).deletingLastPathComponent }
      for (folder, files) in folders {
        #expect(files.count <= 15, "\(part)/\(folder) holds \(files.count) files")
      }
      for file in files {
        let lines = try String(contentsOfFile: "\(root)/\(file)", encoding: .utf8)
          .split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(lines <= 400, "\(part)/\(file) has \(lines) lines")
      }
    }
  }

  @Test("nothing gives up by force")
  func noForce() throws {
    #expect(try files(with: #"\btry!|\bas!|\bfatalError\("#) == [])
  }
}
