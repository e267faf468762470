import Foundation
import Suites

/// Where suites are: what was named, else what lies here or above, else what the tool was installed with.
struct SuitePlace: Hashable {
  /// The folder of suite files.
  let suites: String
  /// Whether it came with the tool: nothing is written beside it.
  let isInstalled: Bool

  /// Looks in this order: the option, the variable `REPRO_SUITES`, `suites` in the working folder and
  /// those above it, `PREFIX/share/repro/suites` for a tool in `PREFIX/bin`, `suites` above the tool, as
  /// in a clone that it was built in.
  ///
  /// - Parameters:
  ///   - option: the folder that the command line names.
  ///   - variable: what `REPRO_SUITES` says; empty is as good as not set.
  ///   - here: the working folder.
  ///   - tool: the tool's own file, links followed.
  /// - Throws: `SuiteError` where a folder that was named is none; `Failure` where there is none at all.
  init(option: String?, variable: String?, here: String, tool: String?) throws {
    if let option {
      guard isFolder(option) else {
        throw SuiteError(file: option, problem: "there is no such folder of suites")
      }
      self.init(suites: option, isInstalled: false)
    } else if let variable, !variable.isEmpty {
      guard isFolder(variable) else {
        throw SuiteError(
          file: variable, problem: "there is no such folder of suites, and REPRO_SUITES names it")
      }
      self.init(suites: variable, isInstalled: false)
    } else if let found = Self.above(here) {
      self.init(suites: found, isInstalled: false)
    } else if let tool, let found = Self.installed(with: tool) {
      self.init(suites: found, isInstalled: true)
    } else if let tool, let found = Self.above(tool) {
      self.init(suites: found, isInstalled: false)
    } else {
      throw Failure(
        .usage,
        "No folder `suites` was found here or above, nor one installed with the tool; name one with "
          + "--suites FOLDER or REPRO_SUITES")
    }
  }

  private init(suites: String, isInstalled: Bool) {
    self.suites = suites
    self.isInstalled = isInstalled
  }

  private static func above(_ start: String) -> String? {
    var folder = URL(fileURLWithPath: start)
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("suites").path
      if isFolder(candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static func installed(with tool: String) -> String? {
    let bin = URL(fileURLWithPath: tool).deletingLastPathComponent()
    guard bin.lastPathComponent == "bin" else { return nil }
    let suites = bin.deletingLastPathComponent().appendingPathComponent("share/repro/suites").path
    return isFolder(suites) ? suites : nil
  }
}
