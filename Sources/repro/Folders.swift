import ArgumentParser
import Foundation
import Suites

/// Where suites are read from and reports are written to.
struct Folders: ParsableArguments {
  @Option(
    name: .customLong("suites"),
    help: ArgumentHelp(
      "Folder of suite files. Default: `suites` in this folder or one above it.",
      valueName: "folder"))
  var suitesOption: String?

  @Option(
    name: .customLong("reports"),
    help: ArgumentHelp(
      "Folder of records and reports. Default: `reports` beside the suites.", valueName: "folder"))
  var reportsOption: String?

  /// The folder of suite files.
  func suites() throws -> String {
    if let suitesOption {
      guard isFolder(suitesOption) else {
        throw SuiteError(file: suitesOption, problem: "there is no such folder of suites")
      }
      return suitesOption
    }
    let manager = FileManager.default
    let executable = try? manager.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    for start in [manager.currentDirectoryPath, executable].compactMap({ $0 }) {
      var folder = URL(fileURLWithPath: start)
      while folder.path != "/" {
        let candidate = folder.appendingPathComponent("suites").path
        if isFolder(candidate) { return candidate }
        folder.deleteLastPathComponent()
      }
    }
    throw Failure(
      .usage, "No folder `suites` was found here or above; name one with --suites FOLDER")
  }

  /// The folder of records and reports; it need not exist yet.
  func reports() throws -> String {
    if let reportsOption { return reportsOption }
    return URL(fileURLWithPath: try suites()).deletingLastPathComponent()
      .appendingPathComponent("reports").path
  }

  /// The names of all suites, sorted.
  func names() throws -> [String] {
    let files = try FileManager.default.contentsOfDirectory(atPath: try suites())
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Reads a suite by name, or by the path of its file.
  func suite(_ name: String) throws -> SuiteFile {
    let path: String
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
      path = name
    } else {
      path = try suites() + "/\(name).yaml"
      guard FileManager.default.fileExists(atPath: path) else {
        let known = try names().joined(separator: ", ")
        throw SuiteError(
          file: relative(path),
          problem: "there is no suite '\(name)'; there are \(known.isEmpty ? "none" : known)")
      }
    }
    return try SuiteFile(path: relative(path))
  }

  /// A path as seen from the working directory where it lies below it.
  func relative(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}

private func isFolder(_ path: String) -> Bool {
  var isDirectory: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
    && isDirectory.boolValue
}
