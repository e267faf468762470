import Determinism
import Foundation
import Suites
import Yardstick

/// Moves weights, batches, losses and gradients to the PyTorch twins, and times our side.
@main struct Exchange {
  static let usage = """
    usage: Exchange write FOLDER MODEL [--batches 15]
           Exchange time FOLDER [--steps 12] [--shards 8] [--workers 2]
    MODEL is one of \(PaperModels.all.map(\.name).joined(separator: ", ")).

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
    switch arguments.first {
    case "write" where arguments.count >= 3:
      guard let model = PaperModels.named(arguments[2]) else { throw UsageError() }
      let count = try option("--batches", of: arguments) ?? 15
      try await ExchangeFolder(arguments[1]).write(model, batches: count)
    case "time" where arguments.count >= 2:
      let steps = try option("--steps", of: arguments) ?? 12
      if let workers = try option("--workers", of: arguments) { Workers.count = workers }
      let shards = try option("--shards", of: arguments)
      print(try ExchangeFolder(arguments[1]).timed(steps: steps, shards: shards))
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

/// Words on the command line that mean nothing here.
struct UsageError: Error, CustomStringConvertible {
  var description: String { Exchange.usage }
}
