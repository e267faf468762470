import Foundation
import Suites

/// What an engine is asked to do: cells, what each needs, and where everything lies.
struct EnginePlan {
  /// A cell to compute.
  struct Cell {
    /// `run.seed`.
    var name: String
    /// Seconds to ask for, margin included.
    var seconds: Int
    /// MiB to ask for, margin included; for each rank where there are several.
    var mebibytes: Int
    /// Cores to ask for; for each rank where there are several.
    var cores: Int
  }

  /// Cells that are asked for in the same words.
  struct Group {
    var cells: [Cell]
    var seconds: Int
    var mebibytes: Int
    var cores: Int
  }

  /// Folders and the tool, each by its whole path, as the machines that compute see them.
  struct Places {
    var tool: String
    var suites: String
    var reports: String
    var cache: String
    /// What `repro submit` writes.
    var files: String
  }

  /// Limits of time that groups are made of, seconds: schedulers fill gaps with what is short.
  static let times = [30, 120, 480, 1440, 4320, 10_080].map { $0 * 60 }

  let suite: String
  let cells: [Cell]
  /// Cells that read what the others came to: computed after them.
  let last: [String]
  /// Data sets to have before anything is computed.
  let sources: [String]
  /// Kernels that every machine is told; nil where it is left to them.
  let kernels: String?
  let site: SiteProfile
  /// Processes of MPI that compute each cell together; nil for one without MPI.
  let ranks: Int?
  /// Whether cells may start the suite's commands for results made elsewhere.
  let allowsCommands: Bool
  var places: Places

  /// Makes the plan of what is not recorded and nobody computes.
  ///
  /// - Parameters:
  ///   - usable: cores of a machine that computes, where the site says nothing.
  ///   - ranks: processes of MPI that compute each cell together, if any.
  ///   - allowsCommands: whether cells may start the suite's commands.
  init(
    _ suite: Suite, _ planned: [PlannedCell], _ site: SiteProfile, at places: Places,
    usable: Int, ranks: Int? = nil, allowsCommands: Bool = false
  ) {
    self.suite = suite.name
    self.site = site
    self.ranks = ranks
    self.allowsCommands = allowsCommands
    self.places = places
    let open = planned.filter { $0.status == "to-run" && $0.holder == nil }
    cells = open.filter { !$0.run.task.readsResults }.map { cell in
      Self.request(cell.cell, cell.needs, site, usable, ranks ?? 1)
    }
    last = open.filter(\.run.task.readsResults).map(\.cell)
    sources = Array(Set(open.flatMap { $0.run.task.sources })).sorted()
    kernels = site.kernels ?? planned.lazy.compactMap(\.needs.kernels).first
  }

  private static func request(
    _ name: String, _ needs: CellNeeds, _ site: SiteProfile, _ usable: Int, _ ranks: Int
  ) -> Cell {
    // Of each rank, as all that follows but the time.
    let cores = max(1, min((needs.cores + ranks - 1) / ranks, site.cores ?? usable))
    let all = min(cores * ranks, needs.cores)
    // Ten minutes for data to be prepared and for machines that are busy.
    let seconds = 600 + (site.timeMargin ?? 2) * needs.seconds * Double(needs.cores) / Double(all)
    let base = Double(NeedsEstimator.base)
    // Shards that a process is at together.
    let shards = min(cores, (needs.shards + ranks - 1) / ranks)
    let share = Double(shards) / Double(needs.shards)
    let bytes = base + max(0, Double(needs.memory) - base) * share
    let mebibytes = 256 + (site.memoryMargin ?? 1.5) * bytes / 0x1p20
    return Cell(
      name: name, seconds: Int(nearest: seconds.rounded(.up)),
      mebibytes: Int(nearest: mebibytes.rounded(.up)), cores: cores)
  }

  /// Cells that can be asked for in the same words: the next limit of time, memory to the next power of
  /// two.
  var groups: [Group] {
    let groups = cells.grouped { cell -> [Int] in
      let seconds = Self.times.first { $0 >= cell.seconds } ?? cell.seconds
      var mebibytes = 1024
      while mebibytes < cell.mebibytes { mebibytes *= 2 }
      return [seconds, mebibytes, cell.cores]
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { asked, cells in
      Group(cells: cells, seconds: asked[0], mebibytes: asked[1], cores: asked[2])
    }
  }

  /// Where everything lies, as options of the tool.
  private var folders: [String] {
    ["--suites", places.suites, "--reports", places.reports]
  }

  /// The words that compute a cell, but for its name and the number of workers.
  var runWords: [String] { wordsAlone + (ranks.map { ["--ranks", "\($0)"] } ?? []) }

  /// The same by one process.
  private var wordsAlone: [String] {
    [places.tool, "run", suite, "--no-report", "--offline"] + folders
      + ["--cache", places.cache] + (kernels.map { ["--kernels", $0] } ?? [])
      + (allowsCommands ? ["--allow-commands", suite] : [])
  }

  /// The words that fetch what is needed; nil where nothing is.
  var fetchWords: [String]? {
    guard !sources.isEmpty else { return nil }
    let licences = (site.licences ?? []).flatMap { ["--accept-licence", $0] }
    return [places.tool, "fetch"] + sources + licences
      + ["--suites", places.suites, "--cache", places.cache]
  }

  /// Lines that compute what reads the others' results, say what is missing, and report; they leave
  /// with what `merge` says.
  var finishLines: [String] {
    // Some may be missing; that is said below.
    let after = last.isEmpty ? [] : [shellWords(wordsAlone + ["--dependent"]) + " || true"]
    return after
      + [
        "code=0",
        shellWords([places.tool, "merge", "--suite", suite] + folders) + " || code=$?",
        shellWords([places.tool, "report", suite] + folders) + " >/dev/null",
        "exit \"$code\"",
      ]
  }
}

extension RunTask<DatasetSpec> {
  /// Files of `suites/datasets` that it reads and that have to be fetched.
  fileprivate var sources: [String] {
    dataset?.generator == nil ? sourceIDs : Array(sourceIDs.dropFirst())
  }
}

/// Words as a shell reads them again: each in single quotes where it holds more than plain characters.
func shellWords(_ words: [String]) -> String {
  words.map { word in
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || "@%+=:,./-_".utf8.contains(byte)
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }.joined(separator: " ")
}
