import Determinism
import Foundation

/// Moves a distillation's setting, numbers and expected gradients to its PyTorch twin, and times our side.
@main struct Distilling {
  static let usage = """
    usage: Distilling write FOLDER
           Distilling time FOLDER (frozen | trained | epoch) [--count 5] [--workers 2]

    """

  static func main() async {
    do {
      try await run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) async throws {
    guard arguments.count >= 2 else { throw UsageError() }
    let folder = DistillingFolder(arguments[1])
    switch arguments[0] {
    case "write": try await folder.write()
    case "time":
      guard arguments.count > 2, let work = TimedWork(rawValue: arguments[2]) else {
        throw UsageError()
      }
      if let workers = try option("--workers", of: arguments) { Workers.count = workers }
      print(try await folder.timed(work, count: try option("--count", of: arguments) ?? 5))
    default: throw UsageError()
    }
  }

  private static func option(_ name: String, of arguments: [String]) throws -> Int? {
    guard let place = arguments.firstIndex(of: name) else { return nil }
    guard place + 1 < arguments.count, let value = Int(arguments[place + 1]), value > 0 else {
      throw UsageError()
    }
    return value
  }
}

/// What is timed.
enum TimedWork: String {
  /// Outer steps whose learner keeps its tables of items and positions.
  case frozen
  /// Outer steps whose learner trains its tables on.
  case trained
  /// An epoch of pre-training.
  case epoch
}

/// Words on the command line that mean nothing here.
struct UsageError: Error, CustomStringConvertible {
  var description: String { Distilling.usage }
}
