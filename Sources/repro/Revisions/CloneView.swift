import Foundation
import Suites

/// A clone's history as git may read it: objects and references are the clone's, everything that
/// could start a program is ours.
///
/// A configuration that came with the data (hooks, filters, a monitor of files, aliases, helpers,
/// a promisor's commands, files it includes) is never given to git: git is handed a repository of
/// ours in a temporary folder, with a configuration of ours, whose objects and references lead to
/// the clone's. Of the clone's own configuration one word is read as text, the kind of its digests.
final class CloneView {
  private let scratch: Scratch
  /// The folder of suites and reports as seen from the top of the work tree, without a slash at the
  /// end; empty where it is the top.
  let prefix: String

  /// Seconds for one question.
  private static let limits = Program.Limits(seconds: 60, bytes: 1 << 30)

  /// The clone whose work tree's top is `base` or, with `base` below it, the folder that the user
  /// stands in; nil where neither is one. Nothing is searched for upwards, and a folder that is
  /// itself laid out as a repository is none.
  ///
  /// - Throws: ``Failure`` where its form is not one that is read here.
  init?(around base: String) throws {
    let base = real(base)
    let here = real(FileManager.default.currentDirectoryPath)
    let tops = [base, here].filter { $0 == base || base.hasPrefix($0 == "/" ? "/" : $0 + "/") }
    guard let top = tops.first(where: { FileManager.default.fileExists(atPath: "\($0)/.git") })
    else { return nil }
    prefix = top == base ? "" : String(base.dropFirst(top == "/" ? 1 : top.count + 1))
    let own = try gitFolder(of: top)
    let common = try line(of: "\(own)/commondir").map { joined($0, to: own) } ?? own
    guard !FileManager.default.fileExists(atPath: "\(common)/reftable") else {
      throw Failure(.badData, "\(top)/.git keeps its references as a reftable, which is not read")
    }
    guard let head = try line(of: "\(own)/HEAD") else {
      throw Failure(.badData, "\(top)/.git holds no HEAD")
    }
    scratch = try Scratch()
    try scratch.make("git")
    _ = try scratch.file("git/HEAD", head + "\n")
    _ = try scratch.file("git/config", Self.configuration(isLong: isLong(common)))
    for name in ["objects", "refs", "packed-refs", "shallow", "logs"] {
      let isOwn = name == "logs" && FileManager.default.fileExists(atPath: "\(own)/logs")
      let place = "\(isOwn ? own : common)/\(name)"
      if FileManager.default.fileExists(atPath: place) {
        try scratch.make("git/\(name)", leadingTo: place)
      }
    }
  }

  /// What git answers; plumbing only, which starts no pager and reads no alias.
  ///
  /// - Throws: ``Failure`` where git is not installed or does not come to an end.
  func git(_ arguments: [String], input: String = "") throws -> Program.Output {
    let answer = try Program.run(
      "git", ["--no-pager", "--no-replace-objects", "--no-optional-locks"] + arguments,
      input: input, within: Self.limits,
      in: .bare([
        "GIT_DIR": scratch.path + "/git", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": "/", "GIT_NO_LAZY_FETCH": "1", "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": "none",
        "GIT_LITERAL_PATHSPECS": "1", "GIT_PAGER": "cat",
      ]))
    guard let answer else {
      throw Failure(.unavailable, "git is not installed, and only git can read a revision")
    }
    if let fault = answer.fault, answer.status < 0 {
      throw Failure(.unavailable, "git \(fault) when asked for `\(arguments[0])`")
    }
    return answer
  }

  private static func configuration(isLong: Bool) -> String {
    """
    [core]
    \trepositoryFormatVersion = \(isLong ? 1 : 0)
    \tbare = true
    \tfsmonitor = false
    \thooksPath = /dev/null
    \tpager = cat
    \tcommitGraph = false
    [safe]
    \tbareRepository = explicit
    [protocol]
    \tallow = never
    [gc]
    \tauto = 0
    [maintenance]
    \tauto = false

    """ + (isLong ? "[extensions]\n\tobjectFormat = sha256\n" : "")
  }
}

/// The folder with a work tree's own files of git: `.git`, or where the file `.git` leads to.
private func gitFolder(of top: String) throws -> String {
  let place = "\(top)/.git"
  if isFolder(place) { return place }
  guard let line = try line(of: place), line.hasPrefix("gitdir: ") else {
    throw Failure(.badData, "\(place) is neither a folder nor a file that names one")
  }
  return joined(String(line.dropFirst(8)), to: top)
}

/// Whether objects are named by SHA-256, as the clone's configuration says.
private func isLong(_ common: String) throws -> Bool {
  let text = try plainText("\(common)/config", limit: 1 << 20) ?? ""
  let pattern = /(?i)^\s*objectformat\s*=\s*"?sha256"?\s*$/
  return text.split(whereSeparator: \.isNewline).contains { $0.firstMatch(of: pattern) != nil }
}

/// The one line of a small file; nil where there is none.
private func line(of path: String) throws -> String? {
  try plainText(path, limit: 1 << 12)?.trimmingCharacters(in: .whitespacesAndNewlines)
}

/// The text of a plain file; nil where there is none.
private func plainText(_ path: String, limit: Int) throws -> String? {
  var status = stat()
  guard lstat(path, &status) == 0 else { return nil }
  guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit,
    let data = FileManager.default.contents(atPath: path)
  else { throw Failure(.badData, "\(path) is not what git writes") }
  return String(decoding: data, as: UTF8.self)
}

private func joined(_ path: String, to folder: String) -> String {
  path.hasPrefix("/") ? path : "\(folder)/\(path)"
}

/// A path without links.
private func real(_ path: String) -> String {
  URL(fileURLWithPath: path).resolvingSymlinksInPath().path
}
