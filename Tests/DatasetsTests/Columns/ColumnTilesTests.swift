import Datasets
import Determinism
import Foundation
import Suites
import Testing

/// However a text is cut, and whoever reads the parts, the rows are the same.
@Suite(.serialized) struct ColumnTilesTests {
  private static func table(
    _ layout: ColumnsLayout, _ text: Data, pieces: Int, block: Int, tile: Int
  ) -> Result<RatingTable, DataError> {
    var parser = RatingParser(
      layout: LayoutSpec(layout), dataset: "small", block: block, tile: tile)
    do {
      for start in stride(from: 0, to: text.count, by: pieces) {
        try text[start..<min(start + pieces, text.count)].withUnsafeBytes {
          try parser.feed("a.txt", $0)
        }
      }
      return .success(try parser.finish(["a.txt"]))
    } catch let error as DataError {
      return .failure(error)
    } catch {
      Issue.record("\(error)")
      return .failure(DataError(dataset: "", reason: ""))
    }
  }

  /// Rows with names of every length, some in quotes that go over lines.
  private static func text(_ count: Int, _ bad: Int?) -> Data {
    var text = "user,note,item,time\n"
    for row in 0..<count {
      let user = String(repeating: "u", count: row % 23 + 1) + "\(row % 17)"
      let note = row % 5 == 0 ? "\"a \"\"b\"\"\n, \(row)\"" : "\(row)"
      text += "\(user),\(note),i\(row * row % 41),\(row == bad ? "x" : "\(1_000_000 - row)")\n"
    }
    return Data(text.utf8)
  }

  @Test(
    "blocks, tiles, pieces and workers change neither rows nor complaints", arguments: [nil, 431])
  func cuts(bad: Int?) {
    let before = Workers.count
    defer { Workers.count = before }
    let text = Self.text(600, bad)
    let layout = ColumnsLayout {
      ($0.user, $0.item, $0.time, $0.quotes) = ("user", "item", "time", .acrossLines)
    }
    Workers.count = 1
    let whole = Self.table(layout, text, pieces: text.count, block: 4 << 20, tile: 1 << 20)
    for workers in [1, 3] {
      Workers.count = workers
      for (pieces, block, tile) in [(1, 4 << 20, 64), (997, 4 << 20, 1), (64, 1 << 21, 500)] {
        #expect(Self.table(layout, text, pieces: pieces, block: block, tile: tile) == whole)
      }
    }
    switch whole {
    case .success(let table): #expect(bad == nil && table.rows == 600)
    case .failure(let error):
      // 431 rows, 87 of them with a line more, and the header before it.
      #expect(
        error.description
          == "Data set 'small': a.txt, line 520: the field 'time' is 'x', not a whole number.")
    }
  }

  @Test("rows over several blocks are those of one")
  func blocks() {
    // A block must hold the longest line, so that it takes some megabytes to fill two.
    var text = "u\ti\n"
    for row in 0..<300_000 { text += "user\(row % 5_003)\titem\(row % 7_919)\n" }
    let layout = ColumnsLayout {
      ($0.separator, $0.user, $0.item) = ("tab", "u", "i")
    }
    let data = Data(text.utf8)
    let one = Self.table(layout, data, pieces: 1 << 18, block: 16 << 20, tile: 256 << 10)
    let several = Self.table(layout, data, pieces: 99_991, block: 2 << 20, tile: 100_000)
    #expect(one == several)
    #expect((try? one.get().rows) == 300_000)
  }

  @Test("a line that is too long is refused, whatever it comes in", arguments: [1 << 16, 3 << 20])
  func tooLong(pieces: Int) {
    let layout = ColumnsLayout { ($0.header, $0.user, $0.item) = (false, "1", "2") }
    for ending in ["", "\n", "\nal,axe\n"] {
      let text = Data(("al,axe\nal," + String(repeating: "x", count: (1 << 20) + 1) + ending).utf8)
      let found = Self.table(layout, text, pieces: pieces, block: 2 << 20, tile: 4096)
      guard case .failure(let error) = found else {
        Issue.record("it was read")
        continue
      }
      #expect(
        error.description
          == "Data set 'small': a.txt, line 2: it is longer than 1048576 bytes.")
    }
  }
}
