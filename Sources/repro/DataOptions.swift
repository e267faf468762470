import ArgumentParser
import Datasets
import Experiments
import Foundation
import Suites

/// Where everything is kept that can be made again.
struct CacheOption: ParsableArguments {
  @Option(
    name: .customLong("cache"),
    help: ArgumentHelp(
      "Folder of downloads, prepared data and checkpoints. Default: $REPRO_CACHE, else `repro` in "
        + "the XDG cache folder.", valueName: "folder"))
  var named: String?

  /// The folder.
  var folder: String { named ?? cacheFolder() }
}

/// Where data sets come from and where they are kept.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "Your own copy of a data set: an archive, a file or an unpacked folder. May be given again.",
      discussion: "A copy whose digest is not the published one is a material deviation.",
      valueName: "id=path"))
  var copies: [String] = []

  @OptionGroup var cacheOption: CacheOption

  @Flag(help: "Do not use the network; what is not in the cache counts as missing.")
  var offline = false

  @Option(
    name: .customLong("accept-licence"),
    help: ArgumentHelp("Accept the licence of this id. May be given again.", valueName: "id"))
  var acceptedLicences: [String] = []

  mutating func validate() throws { _ = try ownCopies() }

  /// The folder of everything that can be made again.
  func cache() -> String { cacheOption.folder }

  /// The store that the options describe.
  ///
  /// - Parameter quietly: whether nothing is shown or asked.
  func store(quietly: Bool = false) throws -> DatasetStore {
    let display = FetchDisplay()
    var store = DatasetStore(
      cache: URL(fileURLWithPath: cache()), overrides: try ownCopies(), offline: offline,
      acceptedLicences: Set(acceptedLicences),
      askLicence: Console.canAsk && !quietly ? askForLicence : nil,
      progress: display.show)
    let census = CensusDisplay()
    store.census = census.show
    if quietly { (store.progress, store.census) = ({ _ in }, { _ in }) }
    // As curl does, for networks with an authority of their own.
    let environment = ProcessInfo.processInfo.environment
    if let file = environment["CURL_CA_BUNDLE"], !file.isEmpty {
      store.authorities = URL(fileURLWithPath: file)
    }
    return store
  }

  /// What prepares the rows of a suite's runs.
  ///
  /// - Parameters:
  ///   - quietly: whether nothing is shown or asked.
  ///   - display: shows how far a click table is.
  ///   - accepts: whether a record may be read by a run that reads others' results.
  func preparation(
    of suite: Suite, in folders: Folders, quietly: Bool = false,
    showing display: PreparationDisplay? = nil,
    accepts: @escaping @Sendable (RunRecord) -> Bool = { _ in true }
  ) throws -> Preparation {
    let suites = try folders.suites()
    let records = RecordFolder(reports: try folders.reports(), suite: suite.name)
    var preparation = Preparation(
      try store(quietly: quietly),
      results: SuiteResults(folder: suites, suite: suite, records: records, accepts: accepts)
    ) { try DatasetSource(id: $0, in: suites + "/datasets") }
    if let display { preparation.clickProgress = { display.show($0, $1) } }
    return preparation
  }

  /// The user's own copies, by the ids of their sources.
  func ownCopies() throws -> [String: URL] {
    var own: [String: URL] = [:]
    for copy in copies {
      let parts = copy.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("--data takes id=path, not '\(copy)'.")
      }
      guard own.updateValue(URL(fileURLWithPath: parts[1]), forKey: parts[0]) == nil else {
        throw ValidationError("--data names '\(parts[0])' more than once.")
      }
    }
    return own
  }
}

/// The folder of everything that can be made again, where no command line names another.
func cacheFolder() -> String {
  let environment = ProcessInfo.processInfo.environment
  if let own = environment["REPRO_CACHE"], !own.isEmpty { return own }
  return xdgFolder("XDG_CACHE_HOME", ".cache") + "/repro"
}

/// A base folder of the XDG specification: what the variable says, where that is absolute, else a
/// folder in the user's home.
func xdgFolder(_ variable: String, _ fallback: String) -> String {
  let environment = ProcessInfo.processInfo.environment
  if let folder = environment[variable], folder.hasPrefix("/") { return folder }
  return NSHomeDirectory() + "/" + fallback
}
