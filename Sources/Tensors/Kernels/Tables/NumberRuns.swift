internal import Determinism

extension Tensor {
  /// Appends a run of numbers, counted in row-major order.
  public func append(_ range: Range<Int>, to numbers: inout [Real]) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "\(range) is outside \(shape).")
    withElements { numbers.append(contentsOf: $0[range]) }
  }

  /// Puts numbers in the place of others.
  ///
  /// - Parameter first: the place of the first, in row-major order.
  public mutating func put(_ numbers: ArraySlice<Real>, at first: Int) {
    precondition(
      first >= 0 && first + numbers.count <= count, "\(numbers.count) numbers do not fit \(shape).")
    withMutableElements { target in
      numbers.withUnsafeBufferPointer { numbers in
        guard let source = numbers.baseAddress, let place = target.baseAddress else { return }
        (place + first).update(from: source, count: numbers.count)
      }
    }
  }
}

/// The sum of runs of numbers, added in the order in which they stand: `[length]`.
///
/// - Parameters:
///   - messages: each some runs, end to end.
///   - tile: numbers that one worker takes at a time. Changes no bit.
/// - Precondition: there is a run, and every message holds whole ones.
public func sumOfRuns(_ messages: [[Real]], length: Int, tile: Int = 1 << 12) -> Tensor {
  let sum = Tensor(unwritten: [length])
  guard length > 0 else { return sum }
  precondition(
    messages.allSatisfy { $0.count.isMultiple(of: length) } && messages.contains { !$0.isEmpty },
    "Messages are not of runs of \(length).")
  nonisolated(unsafe) let y = sum.writing  // a tile owns its part
  var isFirst = true
  for message in messages where !message.isEmpty {
    message.withUnsafeBufferPointer { message in
      guard let start = message.baseAddress else { return }
      nonisolated(unsafe) let x = start  // read by all
      let (runs, begins) = (message.count / length, isFirst)
      forEachTile((length + tile - 1) / tile) { index in
        let first = index * tile
        let count = min(tile, length - first)
        for run in 0..<runs {
          let source = x + run * length + first
          if run == 0, begins {
            (y + first).update(from: source, count: count)
          } else {
            addLanes(source, to: y + first, count)
          }
        }
      }
    }
    isFirst = false
  }
  return sum
}
