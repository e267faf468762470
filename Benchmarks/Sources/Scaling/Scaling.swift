import Foundation
import Yardstick

/// How the cost of a training step grows with each of a model's sizes, as Markdown tables.
@main struct Scaling {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      if arguments.first == "cell", arguments.count == 2 {
        let cell = try JSONDecoder().decode(Cell.self, from: Data(arguments[1].utf8))
        let line = try JSONEncoder().encode(try cell.measured())
        print(String(decoding: line, as: UTF8.self))
      } else {
        let tables =
          arguments.isEmpty ? Table.all : Table.all.filter { arguments.contains($0.axis) }
        guard !tables.isEmpty else { throw Problem("no table has that name") }
        for table in tables { try table.run() }
      }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }
}

/// One size that grows while the others stay.
struct Table {
  let axis: String
  let values: [Int]
  let change: @Sendable (inout Cell, Int) -> Void

  static let all: [Table] = [
    Table(axis: "length", values: [50, 100, 200, 400, 800, 1600, 3200]) { cell, value in
      // As many tokens in every batch.
      (cell.length, cell.rows) = (value, max(1, 12_800 / value))
    },
    Table(axis: "width", values: [16, 32, 64, 128, 256, 512]) { $0.width = $1 },
    Table(axis: "layers", values: [1, 2, 4, 8, 16]) { $0.blocks = $1 },
    Table(axis: "catalogue", values: [4_000, 16_000, 64_000, 250_000, 1_000_000]) { $0.items = $1 },
    Table(axis: "rows", values: [16, 32, 64, 128, 256, 512]) { $0.rows = $1 },
    // Of eight blocks, as published, in eight shards: beyond eight, workers share a shard's loops.
    Table(axis: "workers", values: [1, 2, 4, 8, 16]) { cell, value in
      (cell.workers, cell.blocks, cell.rows) = (value, 8, 128)
    },
    // The same in a batch that is one shard: workers share its own loops from the second on.
    Table(axis: "workers-of-one-shard", values: [1, 2, 4, 8, 16]) { cell, value in
      (cell.workers, cell.shards, cell.blocks, cell.rows) = (value, 1, 8, 128)
    },
  ]

  func run() throws {
    print("\n| \(axis) | model | tokens/s | step, ms | peak, MiB | GEMM share | users ranked/s |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for value in values {
      for model in ["sasrec", "hstu", "fuxi-alpha"] {
        var cell = Cell(model: model)
        change(&cell, value)
        let result = try cell.measuredApart()
        let share = String(format: "%.1f %%", 100 * result.share)
        print(
          "| \(value) | \(model) | \(Int(result.tokensPerSecond)) "
            + "| \(String(format: "%.1f", 1000 * result.seconds)) "
            + "| \(result.peak >> 20) | \(share) | \(Int(result.usersPerSecond)) |")
        fflush(nil)
      }
    }
  }
}

/// Why nothing was measured.
struct Problem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
