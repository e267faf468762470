public import Determinism
public import Foundation

/// Inputs made from good ones by small damage to bytes, words and lines, the same for the same key:
/// what a structured fuzzer tries.
///
/// How long is up to `REPRO_FUZZ_SECONDS`; a fixed number of tries where that is not set. Another
/// `REPRO_FUZZ_SEED` gives other inputs. In `REPRO_FUZZ_FOLDER` lies the input at hand, so that one
/// that ends the process is not lost.
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
    let seed = Self.variable("REPRO_FUZZ_SEED").flatMap { Int($0) }
    self.key = seed.map { key["seed"][$0] } ?? key
  }

  /// What the environment gives a fuzzer, in seconds; 0 where it says nothing.
  public static var seconds: Double {
    variable("REPRO_FUZZ_SECONDS").flatMap { Double($0) } ?? 0
  }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
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
  /// - Parameter name: the form of the inputs; the file of the input at hand.
  /// - Returns: how many.
  @discardableResult
  public func run(_ name: String, tries: Int, _ body: (Data) throws -> Void) throws -> Int {
    let kept = Self.variable("REPRO_FUZZ_FOLDER").map { URL(fileURLWithPath: "\($0)/\(name)") }
    if let kept {
      try FileManager.default.createDirectory(
        at: kept.deletingLastPathComponent(), withIntermediateDirectories: true)
    }
    let end = Date.now.addingTimeInterval(Self.seconds)
    var number = 0
    while number < tries || Date.now < end {
      let data = self[number]
      if let kept { try data.write(to: kept) }
      try body(data)
      number += 1
    }
    if let kept { try FileManager.default.removeItem(at: kept) }
    return number
  }

  private func damage(_ data: inout Data, _ draws: RandomKey) {
    let place = draws.integer(below: data.count + 1, 0)
    let length = min(draws.integer(below: 16, 1), data.count - place)
    switch draws.integer(below: 12, 2) {
    case 0 where place < data.count:
      data[data.startIndex + place] ^= 1 << draws.integer(below: 8, 3)
    case 1: data.replaceSubrange(place..<place, with: [UInt8(draws.integer(below: 256, 3))])
    case 2: data.removeSubrange(place..<(place + length))
    case 3: data.replaceSubrange(place..<place, with: data[place..<(place + length)])
    case 4: data = Data(data.prefix(place))
    case 5:
      let other = seeds[draws.integer(below: seeds.count, 3)]
      data.replaceSubrange(place..<place, with: other.prefix(draws.integer(below: 64, 4)))
    case 6, 7:
      let line = span(of: data, around: place) { $0 == 10 }
      let copy = data[line]
      if draws.integer(below: 2, 3) == 0 { data.removeSubrange(line) }
      let target = span(of: data, around: draws.integer(below: data.count + 1, 4)) { $0 == 10 }
      data.replaceSubrange(target.lowerBound..<target.lowerBound, with: copy + [10])
    case 8, 9, 10:
      guard !tokens.isEmpty else { return }
      let word = span(of: data, around: place) { byte in
        !(byte >= 48 && byte <= 57 || byte | 32 >= 97 && byte | 32 <= 122 || byte >= 128
          || [43, 45, 46, 95].contains(byte))
      }
      data.replaceSubrange(word, with: tokens[draws.integer(below: tokens.count, 3)])
    default:
      guard !tokens.isEmpty else { return }
      data.replaceSubrange(
        place..<(place + length), with: tokens[draws.integer(below: tokens.count, 3)])
    }
  }

  /// The bytes around a place up to the next ones that end such a piece.
  private func span(of data: Data, around place: Int, ends: (UInt8) -> Bool) -> Range<Int> {
    var (first, last) = (place, place)
    while first > 0, !ends(data[first - 1]) { first -= 1 }
    while last < data.count, !ends(data[last]) { last += 1 }
    return first..<last
  }
}
