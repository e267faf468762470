import Archives
import ArgumentParser
import Foundation
import Language

/// Where ids and texts stand in a file.
struct TextTableOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Column of the ids, counted from 1.", valueName: "number"))
  var idColumn = 1
  @Option(help: ArgumentHelp("Column of the texts, counted from 1.", valueName: "number"))
  var textColumn = 2
  @Option(help: ArgumentHelp("What separates columns; a tab if not given.", valueName: "text"))
  var separator: String?
  @Option(help: "Encoding of the file: utf-8 or latin-1.")
  var encoding: ItemTexts.Layout.Encoding = .utf8
  @Flag(help: "The first line names the columns.") var header = false

  /// Bytes that a file of texts may unpack to.
  private static let limit = 1 << 30

  func validate() throws {
    for (name, column) in [("--id-column", idColumn), ("--text-column", textColumn)]
    where !(1...1000).contains(column) {
      throw ValidationError("\(name) must be between 1 and 1000, not \(column).")
    }
    if let separator, separator.isEmpty || separator.utf8.count > 16 {
      throw ValidationError("--separator must have 1 to 16 bytes.")
    }
  }

  /// The items of a file.
  ///
  /// - Throws: `ItemTextsError` or `ArchiveError` where it cannot be read.
  func texts(in path: String) throws -> ItemTexts {
    var layout = ItemTexts.Layout()
    (layout.id, layout.text) = (idColumn, textColumn)
    if let separator { layout.separator = separator }
    (layout.encoding, layout.hasHeader) = (encoding, header)
    var bytes = Data()
    let file = Archive(
      at: URL(fileURLWithPath: path), packing: .single, limits: ArchiveLimits(unpacked: Self.limit))
    try file.read([(path as NSString).lastPathComponent]) { bytes.append(contentsOf: $1) }
    return try ItemTexts(bytes, layout: layout, file: path)
  }
}
