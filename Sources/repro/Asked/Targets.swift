import Foundation
import Suites

extension Target {
  /// What a command line asks for, one for each suite, in the order in which they were named.
  ///
  /// - Parameters:
  ///   - texts: `suite` or `suite/name` each. Parts of one suite are taken together.
  ///   - all: every suite, where none is named; with a profile, every suite that has it.
  /// - Throws: `Failure` where suites are named beside `all`, or none has the profile; what a target is
  ///   refused for.
  static func asked(
    _ texts: [String], all: Bool = false, profile: String? = nil, in folders: Folders
  ) throws -> [Target] {
    guard all else { return try united(texts, profile: profile, in: folders) }
    guard texts.isEmpty else {
      throw Failure(.usage, "--all means every suite, so no suite can be named with it")
    }
    let names = try folders.names().filter { name in
      let suite = try folders.suite(name).suite
      guard let profile else { return true }
      return suite.runs.contains { $0.profile == profile }
    }
    guard !names.isEmpty else {
      let place = folders.relative(try folders.suites())
      throw Failure(
        .usage,
        profile.map { "No suite in \(place) has a run in the profile \($0)" }
          ?? "There is no suite in \(place)")
    }
    return try united(names, profile: profile, in: folders)
  }

  private static func united(
    _ texts: [String], profile: String?, in folders: Folders
  ) throws -> [Target] {
    var targets: [Target] = []
    for text in texts {
      let target = try Target(text, profile: profile, in: folders)
      if let index = targets.firstIndex(where: { $0.isOfSameFile(as: target) }) {
        targets[index].take(target)
      } else {
        targets.append(target)
      }
    }
    return targets
  }

  private func isOfSameFile(as other: Target) -> Bool {
    URL(fileURLWithPath: file.file).standardizedFileURL
      == URL(fileURLWithPath: other.file.file).standardizedFileURL
  }

  private mutating func take(_ other: Target) {
    selection = selection.union(other.selection, in: file.suite)
    names += other.names.filter { !names.contains($0) }
    isWhole = isWhole || other.isWhole
  }
}
