internal import Foundation

extension SuiteFile {
  /// Refuses a suite whose names could lead a path elsewhere: its own, which must also be its file's,
  /// and those of runs, groups, claims and data sets.
  ///
  /// - Throws: `SuiteError` for the first of them.
  public func requireNames() throws(SuiteError) {
    var found = suite.unsafeNames
    let stem = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    if suite.name != stem {
      found.refuse(
        "SUITE-ID-012", "name",
        "the suite's name is '\(suite.name)', but its file is called '\(stem)'; the two must be equal"
      )
    }
    if let (rule, path, problem) = found.first { throw error(rule, path, problem) }
  }
}

extension Suite {
  /// Names that become part of a path and may not, each with rule, path in the file and problem.
  var unsafeNames: [RuledComplaint] {
    var found: [RuledComplaint] = []
    func check(_ name: String, _ rule: String, _ path: String, _ what: String) {
      if let problem = refusal(ofName: name, for: what) { found.refuse(rule, path, problem) }
    }
    check(name, "SUITE-ID-010", "name", "a folder")
    let lists = [
      ("datasets", datasets.map(\.id)), ("runs", runs.map(\.id)), ("claims", claims.map(\.id)),
      ("guards", guards.map(\.id)), ("blocked", blocked.map(\.id)),
      ("comparisons", comparisons.map(\.id)), ("deviations", deviations.map(\.id)),
      ("contradictions", contradictions.map(\.id)),
    ]
    for (list, ids) in lists {
      for (index, id) in ids.enumerated() {
        check(id, "SUITE-ID-007", "\(list).\(index).id", "a file")
      }
    }
    for (index, run) in runs.enumerated() {
      if let group = run.group { check(group, "SUITE-ID-011", "runs.\(index).group", "a drawing") }
    }
    return found
  }
}

/// The most bytes of an identifier, so that a name made of two of them is still a file's.
let longestIdentifier = 100

/// True for a path that stays below the folder it is joined to: parts between single slashes, none
/// of them `.` or `..`, no backslash and no control character.
func isInnerPath(_ path: String) -> Bool {
  let parts = path.split(separator: "/", omittingEmptySubsequences: false)
  return path.utf8.count <= 1000 && parts.allSatisfy { !["", ".", ".."].contains($0) }
    && path.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 && $0 != "\\" }
}

/// What is said of a path that leads out of the folder of suites.
func leadsOut(_ path: String) -> String { "'\(path)' does not stay inside the folder of suites" }
