import ArgumentParser
import Datasets
import Foundation
import Suites

/// `repro data sniff`
struct SniffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sniff",
    abstract: "Says which layout reads a file, and prints its first rows as they are read.",
    discussion: """
      Published forms are recognised by name; for any other text with columns, for JSON lines and \
      for lists of items, settings of the layout `columns` are worked out. The last thing printed \
      is a file for suites/datasets to start from. Gzip, zstandard, bzip2, xz and a zip around one \
      file are unpacked on the way. The file is never changed, and only its beginning is read.

        repro data sniff ratings.tsv
        repro data sniff ml-25m.zip --member ml-25m/ratings.csv
        repro data sniff reviews.json.gz --rows 3 --json
      """)

  @Argument(help: ArgumentHelp("The file.", valueName: "file")) var file: String
  @Option(help: ArgumentHelp("Rows to print, 1 to 100.", valueName: "count"))
  var rows = 10
  @Option(
    help: ArgumentHelp("The member to read of an archive of several files.", valueName: "path"))
  var member: String?
  @Flag(help: "One JSON document on standard output.") var json = false

  func validate() throws {
    guard (1...100).contains(rows) else {
      throw ValidationError("--rows must be between 1 and 100, not \(rows).")
    }
  }

  private struct Row: Encodable {
    var user: String
    var item: String
    var rating: Float
    var time: Int64
  }

  private struct Document: Encodable {
    var layout: LayoutSpec
    var meaning: String
    var notes: [String]
    var rows: [Row]
    var yaml: String
  }

  func run() throws {
    let head = try FileHead(of: URL(fileURLWithPath: file), member: member)
    let finding = try Sniffer.finding(head, rows: rows)
    if json {
      let rows = finding.sample?.events.map {
        Row(user: $0.user, item: $0.item, rating: $0.rating, time: $0.time)
      }
      return try Console.say(
        json: Document(
          layout: finding.layout, meaning: finding.meaning, notes: finding.notes,
          rows: rows ?? [], yaml: finding.yaml))
    }
    Console.say("\(file): \(finding.words) reads it: \(finding.meaning)")
    for note in finding.notes { Console.say("Note: \(note)") }
    Console.say("")
    if let sample = finding.sample {
      Console.say(
        columns(
          [["user", "item", "rating", "time"]]
            + sample.events.map {
              [short($0.user), short($0.item), number($0.rating), clock($0.time)]
            }))
      Console.say("")
    }
    Console.say(finding.yaml)
  }

  private func short(_ text: String) -> String { ForeignText.line(text, upTo: 40) }

  private func number(_ rating: Float) -> String {
    rating == rating.rounded() ? "\(Int(rating))" : "\(rating)"
  }

  /// A time as a person reads it; 0 is said where there are no times.
  private func clock(_ seconds: Int64) -> String {
    guard seconds != 0 else { return "0" }
    return Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
  }
}
