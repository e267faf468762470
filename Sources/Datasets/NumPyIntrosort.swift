/// The permutation that NumPy's `argsort(keys, kind="quicksort")` gives for 64-bit integers without
/// SIMD (NumPy 1.24 and older; later versions where AVX-512 is absent). It is not stable, so what
/// becomes of equal keys is this algorithm's own doing, and part of a published protocol.
///
/// An introsort: median of three; a range is partitioned while `last − first > 15` (what is
/// compared in a partition is strict on both sides, so equal keys are exchanged); the larger side
/// waits on a stack; insertion sort below; a side taken from the stack after more than
/// `2·⌊log2 n⌋` partitions above it is heap-sorted instead. Described in
/// `papers/fuxi-alpha-and-hstu.md`, 1.2; held to numpy 1.24.4 itself by a fixture.
package func numPyArgsort(_ keys: [Int64]) -> [Int32] {
  precondition(keys.count <= Int(Int32.max), "An order of at most 2,147,483,647 rows is needed.")
  var order = (0..<Int32(keys.count)).map { $0 }
  guard keys.count > 1 else { return order }
  keys.withUnsafeBufferPointer { keys in
    order.withUnsafeMutableBufferPointer { order in
      Introsort(keys: keys, order: order).sort()
    }
  }
  return order
}

private struct Introsort {
  let keys: UnsafeBufferPointer<Int64>
  let order: UnsafeMutableBufferPointer<Int32>

  @inline(__always) func key(_ place: Int) -> Int64 { keys[Int(order[place])] }

  func sort() {
    var first = 0
    var last = order.count - 1
    var depth = 2 * (Int.bitWidth - 1 - order.count.leadingZeroBitCount)
    var waiting: [(first: Int, last: Int, depth: Int)] = []
    while true {
      if depth < 0 {
        heapSort(first, last)
      } else {
        while last - first > 15 {
          let pivot = partition(first, last)
          depth -= 1
          if pivot - first < last - pivot {
            waiting.append((pivot + 1, last, depth))
            last = pivot - 1
          } else {
            waiting.append((first, pivot - 1, depth))
            first = pivot + 1
          }
        }
        insertionSort(first, last)
      }
      guard let next = waiting.popLast() else { return }
      (first, last, depth) = next
    }
  }

  /// Puts the median of first, middle and last between the smaller and the larger keys; its place.
  private func partition(_ first: Int, _ last: Int) -> Int {
    let middle = first + (last - first) >> 1
    if key(middle) < key(first) { order.swapAt(middle, first) }
    if key(last) < key(middle) { order.swapAt(last, middle) }
    if key(middle) < key(first) { order.swapAt(middle, first) }
    let pivot = key(middle)
    order.swapAt(middle, last - 1)
    var left = first
    var right = last - 1
    while true {
      repeat { left += 1 } while key(left) < pivot
      repeat { right -= 1 } while pivot < key(right)
      if left >= right { break }
      order.swapAt(left, right)
    }
    order.swapAt(left, last - 1)
    return left
  }

  private func insertionSort(_ first: Int, _ last: Int) {
    guard first < last else { return }
    for place in (first + 1)...last {
      let moved = order[place]
      let value = keys[Int(moved)]
      var hole = place
      while hole > first, value < key(hole - 1) {
        order[hole] = order[hole - 1]
        hole -= 1
      }
      order[hole] = moved
    }
  }

  private func heapSort(_ first: Int, _ last: Int) {
    let count = last - first + 1
    for root in stride(from: count / 2, to: 0, by: -1) {
      sift(order[first + root - 1], from: root, count, first)
    }
    for size in stride(from: count - 1, to: 0, by: -1) {
      let moved = order[first + size]
      order[first + size] = order[first]
      sift(moved, from: 1, size, first)
    }
  }

  /// Lets an entry sink from a place of the heap, places counted from 1.
  private func sift(_ moved: Int32, from root: Int, _ count: Int, _ first: Int) {
    let value = keys[Int(moved)]
    var hole = root
    var child = 2 * root
    while child <= count {
      if child < count, key(first + child - 1) < key(first + child) { child += 1 }
      guard value < key(first + child - 1) else { break }
      order[first + hole - 1] = order[first + child - 1]
      hole = child
      child *= 2
    }
    order[first + hole - 1] = moved
  }
}
