public import Datasets
import Determinism
import Foundation

extension Rows {
  /// Users whose numbers of events are spread as in rating data (log-normal, at least 20), items by
  /// a square law of popularity, half of the gaps zero.
  ///
  /// - Parameter mean: events of a user, about.
  public static func generated(users: Int, items: Int, mean: Int) -> Interactions {
    let key = RandomKey(seed: 1)["rows"]
    var offsets = [0]
    var (chosen, times): ([Int32], [Int64]) = ([], [])
    for user in 0..<users {
      let draws = key[user]
      let scale = Double(mean) * 0.62
      let length = max(20, Int(scale * exp(0.98 * draws["length"].normal(0))))
      append(length, items, draws, &chosen, &times)
      offsets.append(chosen.count)
    }
    return interactions(offsets, chosen, times, items: items)
  }

  /// Users of exactly as many events each.
  public static func uniform(users: Int, items: Int, length: Int) -> Interactions {
    let key = RandomKey(seed: 2)["rows"]
    var (chosen, times): ([Int32], [Int64]) = ([], [])
    for user in 0..<users { append(length, items, key[user], &chosen, &times) }
    let offsets = (0...users).map { $0 * length }
    return interactions(offsets, chosen, times, items: items)
  }

  private static func append(
    _ length: Int, _ items: Int, _ draws: RandomKey, _ chosen: inout [Int32],
    _ times: inout [Int64]
  ) {
    var time: Int64 = 960_000_000
    for event in 0..<length {
      let place = draws["item"].uniform(event)
      chosen.append(1 + Int32(place * place * Double(items)))
      if event.isMultiple(of: 2) { time += Int64(exp(13 * draws["gap"].uniform(event))) }
      times.append(time)
    }
  }

  private static func interactions(
    _ offsets: [Int], _ chosen: [Int32], _ times: [Int64], items: Int
  ) -> Interactions {
    Interactions(
      offsets: offsets, items: chosen, times: times,
      ratings: Array(repeating: 5, count: chosen.count),
      users: (1..<Int32(offsets.count)).map { $0 }, candidates: (1...Int32(items)).map { $0 },
      itemRows: items + 1)
  }
}
