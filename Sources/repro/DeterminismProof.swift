import ArgumentParser
import Experiments
import Foundation
import Suites

/// What the doctor found of one thing.
struct Finding: Encodable {
  /// How bad it is.
  enum State: String, Encodable { case ok, warning, trouble }
  /// What was looked at.
  var subject: String
  /// How bad it is.
  var state: State
  /// What was found.
  var found: String
  /// What to do about it.
  var advice: String?
}

/// The same small trainings under everything that must not matter, compared byte for byte.
final class DeterminismProof {
  private let scratch =
    FileManager.default.temporaryDirectory.path
    + "/repro-doctor-\(UUID().uuidString)"
  private var parts = 0

  deinit { try? FileManager.default.removeItem(atPath: scratch) }

  /// Every comparison in turn.
  func findings() async throws -> [Finding] {
    let alone = Digest(of: try await SelfTest.outcomes(workers: 1, scratch: folder())).hex
    let isFixed = ProcessInfo.processInfo.environment[Self.hashing] != nil
    return [
      try await workers([1, 2, 3, 5]),
      try await tiles([32, 1, 7, 1000]),
      compare("processes", "in another process", alone, try process()),
      compare(
        "hashing", isFixed ? "with Swift's hashing seeded at random" : "with Swift's hashing fixed",
        alone, try process([Self.hashing: isFixed ? nil : "1"])),
      try addresses(alone),
      Finding(
        subject: "outcomes", state: .ok,
        found: "SHA-256 \(alone), the same wherever numerics are equal"),
    ]
  }

  /// Trainings on several numbers of workers.
  func workers(_ counts: [Int]) async throws -> Finding {
    var outcomes: [String] = []
    for count in counts {
      outcomes.append(try await SelfTest.outcomes(workers: count, scratch: folder()))
    }
    return compare(
      "workers", "20 training steps of \(SelfTest.models.count) models on \(list(counts)) workers",
      outcomes)
  }

  private func tiles(_ rows: [Int]) async throws -> Finding {
    var ranks: [[[Int32]]] = []
    for rows in rows { ranks.append(try await SelfTest.ranks(tileRows: rows, scratch: folder())) }
    return compare("tiles", "ranks of \(list(rows)) rows at once", ranks)
  }

  /// A process for which the system leaves every address where it is.
  private func addresses(_ expected: String) throws -> Finding {
    let arguments = ["-R", try Self.executable()] + SelfTestCommand.arguments
    let output = try Program.run("setarch", arguments, within: Self.limits, in: .inherited())
    guard let output, output.fault == nil else {
      return Finding(
        subject: "addresses", state: .warning,
        found: "address-space randomisation cannot be switched off here",
        advice: "setarch of util-linux does it, where the container allows")
    }
    return compare("addresses", "without address-space randomisation", expected, output.text)
  }

  /// A minute or two on an old machine.
  private static let limits = Program.Limits(seconds: 1800)
  private static let hashing = "SWIFT_DETERMINISTIC_HASHING"

  private static func executable() throws -> String {
    guard let path = OwnProgram.path else {
      throw Failure(.internal, "The system does not say where the tool itself is installed")
    }
    return path
  }

  /// What another process prints.
  private func process(_ variables: [String: String?] = [:]) throws -> String {
    let output = try Program.run(
      Self.executable(), SelfTestCommand.arguments, within: Self.limits,
      in: .inherited(variables))
    guard let output, output.fault == nil else {
      throw Failure(
        .internal,
        "Another process could not train the models: it \(output?.fault ?? "is gone")"
          + (output.map { $0.complaint.isEmpty ? "" : ": \($0.complaint)" } ?? ""))
    }
    return output.text
  }

  private func compare(
    _ subject: String, _ what: String, _ expected: String, _ found: String
  ) -> Finding {
    compare(subject, what, [expected, found.trimmingCharacters(in: .whitespacesAndNewlines)])
  }

  private func compare(
    _ subject: String, _ what: String, _ found: [some Equatable]
  ) -> Finding {
    found.dropFirst().allSatisfy { $0 == found[0] }
      ? Finding(subject: subject, state: .ok, found: "\(what): the same bytes")
      : Finding(
        subject: subject, state: .trouble, found: "\(what): other bytes",
        advice: "do not publish numbers from this machine; please report it")
  }

  private func list(_ numbers: [Int]) -> String {
    numbers.dropLast().map(String.init).joined(separator: ", ") + " and \(numbers.last ?? 0)"
  }

  private func folder() -> String {
    parts += 1
    return "\(scratch)/\(parts)"
  }
}

/// `repro self-test`: what the doctor asks of other processes.
struct SelfTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "self-test",
    abstract: "Prints the digest of the trainings that `doctor --determinism` compares.",
    shouldDisplay: false)
  /// Words on the command line of another process.
  static let arguments = ["self-test"]

  @Option(help: "Seed of every random number.") var seed: UInt64 = 1
  @Option(help: "Threads to work with. Changes no result.") var workers = 2

  func validate() throws {
    guard workers > 0 else { throw ValidationError("--workers must be at least 1.") }
  }

  func run() async throws {
    let scratch =
      FileManager.default.temporaryDirectory.path + "/repro-self-test-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let outcomes = try await SelfTest.outcomes(workers: workers, seed: seed, scratch: scratch)
    Console.say(Digest(of: outcomes).hex)
  }
}
