import ArgumentParser
import Datasets
import Foundation
import Suites

/// `repro fetch`
struct FetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Downloads data sets into the cache and verifies them.",
    discussion: """
      Mirrors are tried in order, a broken download is resumed, and no file gets its final name \
      before its size and digest have been verified. A licence is shown once; where there is no \
      terminal, accept it with --accept-licence ID, or the command exits with 77.

      With --data id=PATH your own copy is examined instead, and the output says whether its bytes \
      are the published ones.

        repro fetch ml-1m --accept-licence movielens-1m
      """)

  @Argument(help: "Names of data sets: files of suites/datasets, without `.yaml`.")
  var datasets: [String]
  @OptionGroup var folders: SuitesFolder
  @OptionGroup var data: DataOptions
  @Flag(help: "One JSON document on standard output.") var json = false

  private struct Row: Encodable {
    var id: String
    var path: String
    var sha256: String
    var published: Bool
    var generated: Bool
  }

  func run() async throws {
    let sources = try folders.suites() + "/datasets"
    try data.requireUse(of: datasets, in: folders)
    let store = try data.store()
    var rows: [Row] = []
    var failure: Ending?
    for id in datasets {
      do {
        let source = try DatasetSource(id: id, in: sources)
        if source.layout == .generated {
          rows.append(Row(id: id, path: "", sha256: "", published: true, generated: true))
          continue
        }
        let data = try await store.locate(source)
        rows.append(
          Row(
            id: id, path: data.url.path, sha256: data.digest, published: data.published,
            generated: false))
      } catch {
        // One that cannot be had does not keep the others away.
        Console.complain("repro: \(sentence(of: error))")
        failure = failure ?? Ending(of: error)
      }
    }
    if json {
      try Console.say(json: rows)
    } else {
      for row in rows { Console.say(words(row)) }
    }
    if let failure { throw failure }
  }

  private func words(_ row: Row) -> String {
    if row.generated { return "\(row.id)  is generated; there is nothing to fetch" }
    let bytes = row.published ? "the published bytes" : "not proved to be the published bytes"
    return "\(row.id)  \(bytes)  sha256 \(row.sha256)  \(row.path)"
  }
}
