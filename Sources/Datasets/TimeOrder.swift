internal import Determinism
package import Suites

/// Rows of the whole table in order of time, equal times as `ties` says.
package func timeOrder(_ times: [Int64], ties: TieOrder) -> [Int32] {
  ties.entry.able((any TieRule).self).order(times)
}

/// An order of ties that says what it does.
protocol TieRule: TieEntry {
  /// Rows of the whole table in order of time.
  func order(_ times: [Int64]) -> [Int32]
}

extension FileTies: TieRule {
  func order(_ times: [Int64]) -> [Int32] {
    stableOrder(times, from: (0..<Int32(times.count)).map { $0 })
  }
}

extension ShuffledTies: TieRule {
  /// Shuffled first and sorted stably after, so that equal times are in random order.
  func order(_ times: [Int64]) -> [Int32] {
    let key = RandomKey(seed: seed)["order of ties"]
    return stableOrder(times, from: key.permutation(times.count).map { Int32($0) })
  }
}

extension IntrosortTies: TieRule {
  func order(_ times: [Int64]) -> [Int32] { numPyArgsort(times) }
}

/// `order` sorted by key, equal keys left in the order they had: counting by 11 bits at a time.
func stableOrder(_ keys: [Int64], from order: [Int32]) -> [Int32] {
  guard let smallest = keys.min(), let largest = keys.max() else { return order }
  let span = UInt64(bitPattern: largest &- smallest)
  var order = order
  var next = order
  var shift: UInt64 = 0
  while shift < 64, span >> shift > 0 || shift == 0 {
    var starts = [Int](repeating: 0, count: 2049)
    func digit(_ row: Int32) -> Int {
      Int((UInt64(bitPattern: keys[Int(row)] &- smallest) >> shift) & 2047)
    }
    for row in order { starts[digit(row) + 1] += 1 }
    for value in 1..<2049 { starts[value] += starts[value - 1] }
    for row in order {
      let value = digit(row)
      next[starts[value]] = row
      starts[value] += 1
    }
    swap(&order, &next)
    shift += 11
  }
  return order
}
