internal import Suites

/// What a layout makes of the beginning of a file.
package struct ColumnSample: Sendable {
  /// An event as it is understood.
  package struct Event: Hashable, Sendable {
    package let user: String
    package let item: String
    package let rating: Float
    /// Seconds since 1970.
    package let time: Int64
  }

  /// The first events.
  package let events: [Event]
  /// Lines that were read.
  package let lines: Int
  /// Events in them.
  package let rows: Int
  /// Events that were left out because something was empty.
  package let dropped: Int

  /// - Parameter most: events that are kept.
  /// - Throws: `ColumnsStream.Problem` where a line does not fit.
  init(
    _ layout: any ColumnarLayout, _ head: FileHead, most: Int = 10
  ) throws(ColumnsStream.Problem) {
    let (tile, text) = try ColumnsStream.sample(layout, Array(head.bytes.prefix(head.wholeLines)))
    let columns = layout.asColumns
    func written(_ names: [ColumnTile.Name], _ ids: [Int32], _ row: Int) -> String {
      guard row < names.count else { return row < ids.count ? "\(ids[row])" : "" }
      return text.withUnsafeBytes { text in
        tile.rewritten.withUnsafeBytes {
          String(decoding: tile.bytes(of: names[row], in: text, $0), as: UTF8.self)
        }
      }
    }
    events = (0..<min(most, tile.times.count)).map { row in
      Event(
        user: written(columns.user == nil ? [] : tile.userNames, tile.users, row),
        item: written(tile.itemNames, tile.items, row), rating: tile.ratings[row],
        time: tile.times[row])
    }
    lines = tile.lines
    rows = tile.times.count
    dropped = tile.dropped
  }
}

extension ColumnsStream {
  /// What the lines of a text say; read as one tile.
  static func sample(
    _ layout: any ColumnarLayout, _ text: [UInt8]
  ) throws(Problem) -> (tile: ColumnTile, text: [UInt8]) {
    var stream = ColumnsStream(
      layout.asColumns, refusesEmptyLines: layout.refusesEmptyLines)
    return try stream.sampled(text)
  }
}
