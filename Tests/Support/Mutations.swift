public import Determinism
public import Foundation

/// Inputs made from good ones by small damage, the same for the same key: what a structured fuzzer
/// tries. How long is up to `REPRO_FUZZ_SECONDS`; a fixed number of tries where that is not set.
public struct Mutations: Sendable {
  /// Inputs that are damaged.
  public let seeds: [Data]
  /// Pieces of the format, put in and swapped more often than random bytes.
  public let tokens: [Data]
  private let key: RandomKey

  /// Damage to some inputs.
  public init(of seeds: [Data], tokens: [String], key: RandomKey) {
    self.seeds = seeds
    self.tokens = tokens.map { Data($0.utf8) }
    self.key = key
  }

  /// The input with a number: one to eight pieces of damage to one of the seeds.
  public subscript(_ number: Int) -> Data {
    let draws = key[number]
    var data = seeds[draws.integer(below: seeds.count, 0)]
    for step in 0...draws.integer(below: 8, 1) {
      damage(&data, draws[step])
    }
    return data
  }

  /// Hands inputs to `body`, at least `tries` of them and for as long as the environment says.
  ///
  /// - Returns: how many.
  @discardableResult
  public func run(tries: Int, _ body: (Data) throws -> Void) rethrows -> Int {
    let seconds = Double(ProcessInfo.processInfo.environment["REPRO_FUZZ_SECONDS"] ?? "") ?? 0
    let end = Date.now.addingTimeInterval(seconds)
    var number = 0
    while number < tries || Date.now < end {
      try body(self[number])
      number += 1
    }
    return number
  }

  private func damage(_ data: inout Data, _ draws: RandomKey) {
    let place = draws.integer(below: data.count + 1, 0)
    let length = min(draws.integer(below: 16, 1), data.count - place)
    switch draws.integer(below: 8, 2) {
    case 0 where place < data.count:
      data[data.startIndex + place] ^= 1 << draws.integer(below: 8, 3)
    case 1: data.replaceSubrange(place..<place, with: [UInt8(draws.integer(below: 256, 3))])
    case 2: data.removeSubrange(place..<(place + length))
    case 3: data.replaceSubrange(place..<place, with: data[place..<(place + length)])
    case 4: data = Data(data.prefix(place))
    case 5:
      let other = seeds[draws.integer(below: seeds.count, 3)]
      data.replaceSubrange(place..<place, with: other.prefix(draws.integer(below: 64, 4)))
    default:
      guard !tokens.isEmpty else { return }
      data.replaceSubrange(
        place..<(place + length), with: tokens[draws.integer(below: tokens.count, 3)])
    }
  }
}
