import Datasets
import Foundation
import Suites
import TestSupport
import Testing

struct NumPyCases: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var keys: [Int64]
    var order: [Int32]
    var testDescription: String { name }
  }
  var cases: [Case]

  static func load() throws -> [Case] {
    let data = try Data(contentsOf: SharedData.fixture("numpy-argsort.json"))
    return try JSONDecoder().decode(NumPyCases.self, from: data).cases
  }
}

@Suite struct TimeOrderTests {
  @Test("the order of ties is numpy 1.24.4's own", arguments: try NumPyCases.load())
  func numPy(_ recorded: NumPyCases.Case) {
    #expect(numPyArgsort(recorded.keys) == recorded.order)
  }

  @Test("numpy's order of ties is not the file's")
  func unstable() throws {
    let recorded = try #require(
      try NumPyCases.load().first { $0.name == "1,000 keys of 10 values" })
    #expect(timeOrder(recorded.keys, ties: .file) != recorded.order)
  }

  @Test("a stable order keeps rows of one time as they stand")
  func stable() {
    let times: [Int64] = [30, 10, 20, 10, 30, 10]
    #expect(timeOrder(times, ties: .file) == [1, 3, 5, 2, 0, 4])
  }

  @Test(
    "a stable order is what a comparison sort by (time, row) gives",
    arguments: [1, 1000, 1 << 40, Int64.max])
  func stableAgainstComparison(_ spread: Int64) {
    let times = (0..<3000).map { Int64(($0 * 7919) % 101) &* (spread / 101 + 1) &- spread / 2 }
    let expected = (0..<Int32(times.count)).sorted {
      (times[Int($0)], $0) < (times[Int($1)], $1)
    }
    #expect(timeOrder(times, ties: .file) == expected)
  }

  @Test("a shuffled order depends on the seed alone, and only within one time")
  func shuffled() {
    let times = (0..<400).map { Int64($0 / 40) }
    let one = timeOrder(times, ties: .shuffled(seed: 1))
    #expect(one == timeOrder(times, ties: .shuffled(seed: 1)))
    #expect(one != timeOrder(times, ties: .shuffled(seed: 2)))
    #expect(one != timeOrder(times, ties: .file))
    #expect(one.map { times[Int($0)] } == times)
    #expect(one.sorted() == (0..<400).map { Int32($0) })
  }
}
