import Fits
import Foundation
import Suites

/// The published grid and printed R², beside the suite; and what lies outside the repository.
enum PublishedFiles {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of local data: `REPRO_SHARED`, else `../shared` beside the package.
  static var shared: URL {
    ProcessInfo.processInfo.environment["REPRO_SHARED"].map { URL(filePath: $0) }
      ?? root.appending(path: "../shared")
  }

  static func hasShared(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: shared.appending(path: path).path)
  }

  /// The 20 panels, in the order of the file.
  static func panels() throws -> [ScalingGrid] {
    let table = try CSVTable(path: root.appending(path: "suites/performance-law/grid.csv").path)
    return try table.groups(by: ["metric", "dataset", "max_length"]).map { key, part in
      let layers = try part.numbers("layers")
      let widths = try part.numbers("width")
      let values = try part.numbers("value")
      return try ScalingGrid(
        name: key.joined(separator: " "), measure: .gain,
        cells: values.indices.map {
          ScalingCell(layers: layers[$0], width: widths[$0], tokens: 1, value: values[$0])
        })
    }
  }

  static func chinchilla() throws -> [HuberScaling.Point] {
    let table = try CSVTable(path: shared.appending(path: "data/fits/chinchilla-points.csv").path)
    let sizes = try table.numbers("Model Size")
    let compute = try table.numbers("Training FLOP")
    let losses = try table.numbers("loss")
    return sizes.indices.map {
      HuberScaling.Point(
        parameters: sizes[$0], tokens: compute[$0] / (6 * sizes[$0]), loss: losses[$0])
    }
  }
}
