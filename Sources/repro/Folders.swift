import ArgumentParser
import Foundation
import Suites

/// Options that name the folder of suites.
protocol FindsSuites {
  /// The folder that `--suites` names.
  var suitesOption: String? { get }
}

/// Where suites are read from.
struct SuitesFolder: ParsableArguments, FindsSuites {
  @Option(
    name: .customLong("suites"),
    help: ArgumentHelp(
      "Folder of suite files. Default: $REPRO_SUITES; if unset, `suites` in this folder or one above "
        + "it, or the suites installed with the tool.",
      valueName: "folder"))
  var suitesOption: String?
}

/// Where suites are read from and reports are written to.
struct Folders: ParsableArguments, FindsSuites {
  @OptionGroup var suitesFolder: SuitesFolder
  @Option(
    name: .customLong("reports"),
    help: ArgumentHelp(
      "Folder of records and reports. Default: `reports` beside the suites; for installed suites, "
        + "in this folder.",
      valueName: "folder"))
  var reportsOption: String?

  var suitesOption: String? { suitesFolder.suitesOption }

  /// The folder of records and reports; it need not exist yet.
  func reports() throws -> String {
    if let reportsOption { return reportsOption }
    let place = try place()
    return place.isInstalled
      ? FileManager.default.currentDirectoryPath + "/reports"
      : URL(fileURLWithPath: place.suites).deletingLastPathComponent()
        .appendingPathComponent("reports").path
  }

  /// Whether reports lie beside the suites, as in a clone of one's own.
  func areBesideReports() throws -> Bool { try reportsOption == nil && !place().isInstalled }
}

extension FindsSuites {
  /// The folder of suite files.
  func suites() throws -> String { try place().suites }

  fileprivate func place() throws -> SuitePlace {
    let environment = ProcessInfo.processInfo.environment
    return try SuitePlace(
      option: suitesOption, variable: environment["REPRO_SUITES"],
      here: FileManager.default.currentDirectoryPath,
      tool: OwnProgram.path)
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

  /// The files of questions over several suites, as seen from here.
  func questions() throws -> [String] {
    try StepQuestion.files(in: StepQuestion.folder(in: try suites())).map(relative)
  }

  /// A path as seen from the working directory where it lies below it.
  func relative(_ path: String) -> String {
    let here = FileManager.default.currentDirectoryPath + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
