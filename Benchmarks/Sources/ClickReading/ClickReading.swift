import Datasets
import Determinism
import Experiments
import Foundation
import Suites
import Yardstick

/// Reading and preparing a click log of the Kaggle form, timed: `ClickReading ROWS FOLDER` writes
/// made rows into the folder, reads them to typed columns, then prepares them as BARS prepares
/// Criteo_x4, and prints rows a second and the peak of memory.
@main
struct ClickReading {
  static func main() throws {
    let words = CommandLine.arguments.dropFirst()
    guard words.count == 2, let rows = words.first.flatMap({ Int($0) }), rows > 0,
      let folder = words.last.map({ URL(fileURLWithPath: $0) })
    else {
      FileHandle.standardError.write(Data("ClickReading ROWS FOLDER\n".utf8))
      exit(64)
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("train.txt")
    try MadeClicks.write(rows, to: file)
    let bytes = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
    let rates = MachineRates.measured()
    print("\(rows) rows, \(bytes >> 20) MiB; this machine copies \(Int(rates.copy / 1e6)) MB/s")

    let start = Machine.peakMemory
    var read = 0
    let reading = try timed {
      var stream = ClickTableStream(
        layout: .criteoKaggle, strict: true, dataset: "made", file: "train.txt")
      try pieces(of: file) { read += try stream.add($0).reduce(0) { $0 + $1.flags.count } }
      read += try stream.finish().reduce(0) { $0 + $1.flags.count }
    }
    precondition(read == rows, "\(read) of \(rows) rows were read.")
    report("text to typed columns", rows, reading, start)

    let spec = ClickDataSpec(
      id: "made", source: "made", malformed: .strict, split: .stratified(folds: 10, seed: 2018),
      treatment: ClickTreatmentSpec(
        numbers: .logSquareBucket, missingNumber: .zero, missingToken: .unknown, threshold: 10))
    var columns = 0
    let clock = ContinuousClock()
    var begun: [(step: ClickTableProgress.Step, at: ContinuousClock.Instant)] = []
    let preparing = try timed {
      let table = try ClickTable.prepare(
        spec, layout: .criteoKaggle, files: ["train.txt"],
        into: folder.appendingPathComponent("prepared"),
        read: { _, body in try pieces(of: file, body) },
        progress: { if begun.last?.step != $0.step { begun.append(($0.step, clock.now)) } })
      columns = table.sizes.reduce(0, +)
    }
    report("whole preparation, \(columns) categories", rows, preparing, start)
    for (step, next) in zip(begun, begun.dropFirst().map(\.at) + [clock.now]) {
      print("  \(step.step.rawValue): \((next - step.at) / .milliseconds(1)) ms")
    }
  }

  private static func report(_ what: String, _ rows: Int, _ seconds: Double, _ start: Int) {
    print(
      "\(what): \(Int(Double(rows) / seconds)) rows/s, peak \(Machine.peakMemory >> 20) MiB "
        + "(\(start >> 20) MiB before)")
  }

  private static func timed(_ body: () throws -> Void) rethrows -> Double {
    let time = try ContinuousClock().measure(body)
    return time / .seconds(1)
  }

  private static func pieces(
    of file: URL, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let handle = try FileHandle(forReadingFrom: file)
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      try piece.withUnsafeBytes(body)
    }
  }
}
