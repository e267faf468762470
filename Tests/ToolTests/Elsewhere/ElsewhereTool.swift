import Foundation
import Metrics
import Suites
import Testing

/// The tiny suite with a run that another program made, the split it was made on, and its results.
struct ElsewhereTool {
  let tool: Tool
  /// Rows of `test.csv`: row, user, item.
  private(set) var asked: [(row: Int, user: Int, item: Int)] = []
  /// Items that compete.
  private(set) var candidates: [Int] = []
  private(set) var checksum = ""

  /// - Parameters:
  ///   - results: the run's `results`.
  ///   - more: further lines of its task.
  ///   - edit: changes the suite.
  init(
    results: String = #"{kind: ranks, folder: "theirs/{seed}"}"#, more: String = "",
    metrics: String = "ndcg@10, hr@10, mrr", seeds: String = "1",
    edit: (String) -> String = { $0 }
  ) throws {
    let run = """
        - id: theirs
          group: theirs
          profile: smoke
          task:
            kind: external
            protocol:
              kind: ranking
              dataset: planted
              evaluation:
                {candidates: catalogue, seen: kept-history, ties: against, queryTime: target,
                 floor: 2501, metrics: [\(metrics)]}
            results: \(results)
      \(more)
          seeds: [\(seeds)]
      guards: []
      """
    let suite = tinySuite().replacing("mostEvents: 25", with: "mostEvents: 20")
      .replacing("guards: []", with: run)
    tool = try Tool(suite: edit(suite))
  }

  /// Writes the split and reads what tests need of it.
  mutating func exportSplit() throws {
    let outcome = try tool.run("export-split", "tiny/theirs", "split")
    try #require(outcome.code == 0, "\(outcome.complaints)")
    try exportedSplit()
  }

  /// Reads what tests need of a split that was written.
  mutating func exportedSplit() throws {
    asked = try rows("test").map { ($0[0], $0[1], $0[2]) }
    candidates = try rows("candidates").map { $0[0] }
    let summary = try CanonicalJSON.read(JSONValue.self, from: Data(text("split/split.json").utf8))
    checksum = try #require(summary["checksum"]?.text)
  }

  func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(tool.folder)/\(file)", encoding: .utf8)
  }

  /// The whole numbers of a table of the split, its header left out.
  func rows(_ table: String) throws -> [[Int]] {
    try text("split/\(table).csv").split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").map { Int($0) ?? -1 }
    }
  }

  /// Writes a folder of results.
  func write(
    _ file: String, _ data: Data, kind: String, seed: Int = 1, more: String = "",
    split: String? = nil
  ) throws {
    let folder = "\(tool.folder)/suites/theirs/\(seed)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try data.write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
    let manifest = """
      {"format": 1, "kind": "\(kind)", "seed": \(seed), "split": "\(split ?? checksum)",
       "made_by": {"program": "othertrain", "version": "1.2", "commit": "abc123"},
       "file": "\(file)"\(more)}
      """
    try Data(manifest.utf8).write(to: URL(fileURLWithPath: "\(folder)/result.json"))
  }

  /// Writes a file beside the results.
  func write(_ text: String, to file: String, seed: Int = 1) throws {
    let folder = "\(tool.folder)/suites/theirs/\(seed)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
  }

  /// A table of ranks.
  func table(_ ranks: [Int32]) -> String {
    "user,item,rank\n"
      + zip(asked, ranks).map { "\($0.user),\($0.item),\($1)\n" }.joined()
  }

  /// A finished cell's result.
  func result(_ cell: String) throws -> RunResult {
    try #require(try record(cell).result)
  }

  func record(_ cell: String) throws -> RunRecord {
    let folder = RecordFolder(reports: tool.folder + "/reports", suite: "tiny")
    return try #require(try folder.record(of: cell))
  }

  /// How often each candidate stands in the training part: what the popularity baseline ranks by.
  func counts() throws -> [Int: Int] {
    try rows("train").reduce(into: [:]) { $0[$1[1], default: 0] += 1 }
  }

  /// The candidates of each test user, seen ones left out, the most frequent first, among equals a
  /// target last: the order in which ties count against it.
  func lists() throws -> [(user: Int, items: [Int])] {
    let counts = try counts()
    let seen = Set(try rows("seen").map { "\($0[0]) \($0[1])" })
    return asked.map { row in
      let items = candidates.filter { $0 == row.item || !seen.contains("\(row.user) \($0)") }
        .sorted { a, b in
          let (x, y) = (counts[a] ?? 0, counts[b] ?? 0)
          if x != y { return x > y }
          return a == row.item ? false : b == row.item ? true : a < b
        }
      return (row.user, items)
    }
  }
}

/// A NumPy file of the version 1.
func npy(_ type: String, _ shape: [Int], _ bytes: Data) -> Data {
  let extents = shape.map { "\($0), " }.joined()
  var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
  while (header.utf8.count + 11) % 64 != 0 { header += " " }
  header += "\n"
  let length = UInt16(header.utf8.count)
  return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)])
    + Data(header.utf8) + bytes
}

/// Little-endian bytes.
func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> Data {
  numbers.reduce(into: Data()) { data, number in
    withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
  }
}
