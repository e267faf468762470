import ArgumentParser
import Experiments
import Foundation
import Suites

/// `repro clean`
struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Shows what the cache holds, and frees what is named.",
    discussion: """
      Everything in the cache can be made again: downloads by asking for them, prepared data from \
      them, checkpoints by training. Nothing is removed unless it is named, or while another \
      process is working on it. Records, reports and trained weights are kept elsewhere and are \
      never touched.
      """)

  /// A part of the cache that can be freed.
  enum Part: String, CaseIterable, ExpressibleByArgument, Encodable {
    case audits, checkpoints, downloads, elsewhere, listed, prepared, vectors

    /// The folder in the cache.
    var folder: String { self == .downloads ? "files" : rawValue }

    /// What lies in it.
    var words: String {
      switch self {
      case .audits: "what interrupted audits left"
      case .checkpoints: "trainings that can be resumed"
      case .downloads: "data sets as published"
      case .elsewhere: "results and logs of suites' commands"
      case .listed: "what `repro list` said of suites"
      case .prepared: "data sets as trainings read them"
      case .vectors: "vectors of texts"
      }
    }
  }

  @Argument(
    help: """
      Parts to free: audits, checkpoints, downloads, elsewhere, listed, prepared, vectors. Nothing \
      is freed if none is named.
      """)
  var parts: [Part] = []
  @OptionGroup var cacheOption: CacheOption
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Entry: Encodable {
    var part: Part
    var folder: String
    var entries: Int
    var bytes: Int
    var freed: Int?
    var inUse: Int?
  }

  func run() throws {
    let cache = cacheOption.folder
    var entries: [Entry] = []
    for part in Part.allCases {
      let content = try CachePart(part.folder, in: cache)
      var entry = Entry(
        part: part, folder: content.path, entries: content.names.count, bytes: content.bytes)
      if parts.contains(part) {
        entry.inUse = try content.free { name in
          guard part == .checkpoints || part == .elsewhere else { return nil }
          return "\(cache)/locks/\(name.split(separator: ".").first ?? "").lock"
        }
        entry.freed = content.bytes - (try CachePart(part.folder, in: cache)).bytes
      }
      entries.append(entry)
    }
    if json {
      try Console.say(json: entries)
    } else {
      Console.say("\(cache)\n")
      Console.say(
        columns(
          [["part", "entries", "size", "", "what"]]
            + entries.map { entry in
              [
                entry.part.rawValue, "\(entry.entries)", size(entry.bytes),
                entry.freed.map { "\(size($0)) freed" } ?? "", entry.part.words,
              ]
            }))
    }
    let inUse = entries.compactMap(\.inUse).reduce(0, +)
    if inUse > 0 {
      throw Failure(
        .temporary, "Entries not removed because another process is using them: \(inUse)")
    }
  }

  private func size(_ bytes: Int) -> String {
    bytes < 1_000_000 ? "\((bytes + 999) / 1000) kB" : "\(rounded(Double(bytes) / 1e6, 1)) MB"
  }
}

/// One folder of the cache and what it holds. No link is followed.
struct CachePart {
  /// The folder.
  let path: String
  /// What lies in it, in order.
  let names: [String]
  /// Bytes of all files below.
  let bytes: Int

  /// Looks into a folder of the cache.
  ///
  /// - Throws: `StorageError` where it is a link.
  init(_ name: String, in cache: String) throws(StorageError) {
    path = "\(cache)/\(name)"
    if isLink(path) {
      throw StorageError(
        path: path, reason: "it is a link out of the cache, which is not followed")
    }
    names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    bytes = names.reduce(0) { [path] in $0 + Self.size("\(path)/\($1)") }
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    guard lstat(path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.reduce(0) { $0 + size("\(path)/\($1)") }
  }

  /// Removes everything that nobody works on. Locks stay: whoever waits for one holds its file.
  ///
  /// - Parameter lock: the file of the lock that guards an entry; nil where locks lie beside what
  ///   they guard.
  /// - Returns: entries that were in use.
  func free(_ lock: (String) -> String?) throws -> Int {
    let locks = names.filter { $0.hasSuffix(".lock") }
    var held: [CellLock] = []
    var inUse: [String] = []
    for name in locks {
      if let lock = try CellLock.take("\(path)/\(name)") {
        held.append(lock)
      } else {
        inUse.append(String(name.dropLast(5)))
      }
    }
    defer { withExtendedLifetime(held) {} }
    var left = inUse.count
    for name in names where !name.hasSuffix(".lock") {
      if inUse.contains(where: name.hasPrefix) { continue }
      var own: CellLock?
      if let path = lock(name) {
        own = try CellLock.take(path)
        if own == nil {
          left += 1
          continue
        }
      }
      do {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
      } catch {
        throw StorageError(path: "\(path)/\(name)", reason: "it cannot be removed")
      }
      withExtendedLifetime(own) {}
    }
    return left
  }
}
