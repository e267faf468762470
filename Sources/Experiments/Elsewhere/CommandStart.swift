internal import Foundation
internal import Suites

/// Commands of suites that may be started, and where they work.
public struct AllowedCommands: Sendable {
  /// A command with everything filled in.
  public struct Start: Hashable, Sendable {
    /// The cell, `suite/run.seed`.
    public var cell: String
    /// The program and its arguments.
    public var words: [String]
    /// The folder to start it in, which is empty.
    public var folder: String
    /// The file that takes what it writes to standard output and error.
    public var log: String
    /// Seconds that it may take.
    public var seconds: Int
  }

  /// Folder of everything about commands.
  private let root: String
  /// The folder of suites: a word that is the path of a file below it stands for that file.
  private let suites: String
  private let start: @Sendable (Start) throws -> Void

  /// Commands that may be started.
  ///
  /// - Parameters:
  ///   - root: folder of splits, of folders to work in, of logs and of results.
  ///   - suites: the folder of suites.
  ///   - start: starts a command and waits for its end; throws where it fails or is ended.
  public init(
    root: String, suites: String, start: @escaping @Sendable (Start) throws -> Void
  ) {
    self.root = URL(fileURLWithPath: root).path
    self.suites = URL(fileURLWithPath: suites).path
    self.start = start
  }

  /// Runs a command anew, whatever an earlier start left, and gives the folder of its results.
  func results(
    of run: Run, _ command: [String], export: SplitExport, seconds: Int,
    observe: (RunProgress) -> Void
  ) throws -> String {
    let own = "\(root)/\(run.id(data: export.data.digest))"
    // Nothing of an earlier start is gone on with, nor reached by one that outlived this tool.
    try? FileManager.default.removeItem(atPath: own)
    let place = "\(own)/\(UUID().uuidString)"
    let (data, work, out, log) = (
      "\(place)/data", "\(place)/work", "\(place)/results", "\(own)/log.txt"
    )
    try export.write(to: data)
    for folder in [work, out] { try makeFolder(folder) }
    defer { for folder in [data, work] { try? FileManager.default.removeItem(atPath: folder) } }
    let words = command.map { word in
      let filled = word.replacing(CommandHole.data.rawValue, with: data)
        .replacing(CommandHole.seed.rawValue, with: "\(run.seed)")
        .replacing(CommandHole.out.rawValue, with: out)
      return filled == word ? file(word) ?? word : filled
    }
    observe(.note("\(run.suite)/\(run.cell): its command is started; its output goes to \(log)"))
    try start(
      Start(
        cell: "\(run.suite)/\(run.cell)", words: words, folder: work, log: log, seconds: seconds))
    return out
  }

  /// The file below the folder of suites that a word names, if it names one.
  private func file(_ word: String) -> String? {
    guard !word.hasPrefix("/"), !word.hasPrefix("-"),
      !word.split(separator: "/", omittingEmptySubsequences: false).contains("..")
    else { return nil }
    var isFolder: ObjCBool = false
    let path = "\(suites)/\(word)"
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return isThere && !isFolder.boolValue ? path : nil
  }
}
