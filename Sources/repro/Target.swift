import Foundation
import Suites

/// `suite` or `suite/run`, as a user writes it, looked up; or several of one suite.
struct Target {
  /// The suite, read.
  var file: SuiteFile
  /// What was asked for after slashes.
  var names: [String]
  /// Whether the suite itself was asked for, with or without parts of it by name.
  var isWhole: Bool
  /// The runs and claims meant.
  var selection: RunSelection
  /// The profile that was asked for, if one was.
  var profile: String?

  /// The one part of the suite that was asked for; nil for none and for several.
  var name: String? { names.count == 1 && !isWhole ? names[0] : nil }

  init(_ text: String, profile: String? = nil, in folders: Folders) throws {
    // A suite's path may hold slashes of its own.
    let yaml = text.range(of: ".yaml")
    let cut = yaml.map { text[$0.upperBound...].firstIndex(of: "/") } ?? text.firstIndex(of: "/")
    let suite = cut.map { String(text[..<$0]) } ?? text
    var name = cut.map { String(text[text.index(after: $0)...]) }
    if name?.isEmpty == true { name = nil }
    names = name.map { [$0] } ?? []
    isWhole = name == nil
    file = try folders.suite(suite)
    if let problem = file.problems().first { throw problem }
    self.profile = profile
    if let found = RunSelection(file.suite, name: name, profile: profile) {
      selection = found
    } else if let name {
      let near = RunSelection.names(in: file.suite).filter { $0.contains(name) }.prefix(5)
      throw Failure(
        .usage,
        "The suite '\(file.suite.name)' has no run, group or claim '\(name)'"
          + (near.isEmpty
            ? "; `repro plan \(file.suite.name)` lists them"
            : "; did you mean \(near.joined(separator: ", "))?"))
    } else {
      let profiles = profile ?? file.suite.policy.profiles.joined(separator: ", ")
      throw Failure(
        .usage, "The suite '\(file.suite.name)' has no run in the profile \(profiles)")
    }
  }
}
