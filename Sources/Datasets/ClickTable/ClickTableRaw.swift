internal import Determinism
internal import Foundation

/// Rows of a click table as typed numbers on disk: what the text says, before any treatment.
struct ClickTableRaw: Sendable {
  /// `[rows, numbers]`; not a number where missing.
  let numbers: MappedColumn<Double>
  /// `[rows, tokens]`; 0 where missing.
  let tokens: MappedColumn<UInt32>
  /// `[rows]`; bit 31 is the label, bit c says that token c is present.
  let flags: MappedColumn<UInt32>
  /// The files' names, in the order of reading.
  let names: [String]
  /// Rows of each file, in the order of reading.
  let files: [Int]
  /// Lines left out of all files.
  let skipped: SkippedLines
  let layout: ClickTableLayout

  var rows: Int { flags.count }

  /// Reads files into a folder.
  ///
  /// - Parameters:
  ///   - read: streams a file by its name, its bytes in pieces.
  ///   - progress: told the rows read so far, once a block.
  init(
    _ names: [String], layout: ClickTableLayout, strict: Bool, dataset: String, in folder: URL,
    read: (String, (UnsafeRawBufferPointer) throws -> Void) throws -> Void,
    progress: @escaping (Int) -> Void
  ) throws {
    let places = ["numbers.f64", "tokens.u32", "flags.u32"].map {
      folder.appendingPathComponent($0)
    }
    let numbers = try ColumnWriter<Double>(places[0], dataset: dataset, digests: false)
    let tokens = try ColumnWriter<UInt32>(places[1], dataset: dataset, digests: false)
    let flags = try ColumnWriter<UInt32>(places[2], dataset: dataset, digests: false)
    var skipped = SkippedLines()
    var files: [Int] = []
    for name in names {
      let before = flags.count
      var stream = ClickTableStream(layout: layout, strict: strict, dataset: dataset, file: name)
      try read(name) { bytes in
        for rows in try stream.add(bytes) {
          try numbers.append(rows.numbers)
          try tokens.append(rows.tokens)
          try flags.append(rows.flags)
          progress(flags.count)
        }
      }
      for rows in try stream.finish() {
        try numbers.append(rows.numbers)
        try tokens.append(rows.tokens)
        try flags.append(rows.flags)
      }
      skipped.add(stream.skipped)
      files.append(flags.count - before)
      guard flags.count > before else {
        throw DataError(dataset: dataset, place: name, reason: "the file holds no row")
      }
    }
    let rows = flags.count
    guard rows <= Int(Int32.max) else {
      throw DataError(dataset: dataset, reason: "at most \(Int32.max) rows can be read")
    }
    try numbers.close()
    try tokens.close()
    try flags.close()
    self.numbers = try MappedColumn(places[0], count: rows * layout.numbers, dataset: dataset)
    self.tokens = try MappedColumn(places[1], count: rows * layout.tokens, dataset: dataset)
    self.flags = try MappedColumn(places[2], count: rows, dataset: dataset)
    self.names = names
    self.files = files
    self.skipped = skipped
    self.layout = layout
  }
}
