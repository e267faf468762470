/// Eight numbers at once. Sums over lanes have an order that is fixed here, not by the compiler.
typealias Lanes = SIMD8<Real>
/// Four numbers, for what is left of an embedding's row.
typealias HalfLanes = SIMD4<Real>

/// Elements in `Lanes`.
@inline(__always) var laneCount: Int { 8 }

extension UnsafePointer where Pointee == Real {
  /// The eight numbers from `index` on.
  @inline(__always) func lanes(_ index: Int) -> Lanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
  }

  /// The numbers from `index` on, `count` of them, with zeros behind.
  @inline(__always) func lanes(_ index: Int, upTo count: Int) -> Lanes {
    var result = Lanes(repeating: 0)
    for lane in 0..<count { result[lane] = self[index + lane] }
    return result
  }
}

extension UnsafeMutablePointer where Pointee == Real {
  /// The eight numbers from `index` on.
  @inline(__always) func lanes(_ index: Int) -> Lanes { UnsafePointer(self).lanes(index) }

  /// The numbers from `index` on, `count` of them, with zeros behind.
  @inline(__always) func lanes(_ index: Int, upTo count: Int) -> Lanes {
    UnsafePointer(self).lanes(index, upTo: count)
  }

  /// Writes eight numbers from `index` on.
  @inline(__always) func put(_ value: Lanes, _ index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lanes.self)
  }

  /// Writes the first `count` of eight numbers from `index` on.
  @inline(__always) func put(_ value: Lanes, _ index: Int, upTo count: Int) {
    for lane in 0..<count { self[index + lane] = value[lane] }
  }
}

extension UnsafePointer where Pointee == Real {
  /// The four numbers from `index` on.
  @inline(__always) func halfLanes(_ index: Int) -> HalfLanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: HalfLanes.self)
  }
}

extension UnsafeMutablePointer where Pointee == Real {
  /// The four numbers from `index` on.
  @inline(__always) func halfLanes(_ index: Int) -> HalfLanes {
    UnsafePointer(self).halfLanes(index)
  }

  /// Writes four numbers from `index` on.
  @inline(__always) func putHalf(_ value: HalfLanes, _ index: Int) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: HalfLanes.self)
  }
}

extension SIMD8 where Scalar == Real {
  /// `self + a·b`, rounded once.
  @inline(__always) func plus(_ a: Self, times b: Self) -> Self { addingProduct(a, b) }

  /// The eight added in the order ((0+4)+(2+6))+((1+5)+(3+7)).
  @inline(__always) var total: Scalar {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}

/// Calls `whole` for each full group of eight below `count`, then `rest` for what remains.
@inline(__always)
func forEachLanes(
  _ count: Int, whole: (_ index: Int) -> Void, rest: (_ index: Int, _ remaining: Int) -> Void
) {
  let full = count & ~(laneCount - 1)
  var index = 0
  while index < full {
    whole(index)
    index += laneCount
  }
  if full < count { rest(full, count - full) }
}

/// The same for short rows, of an embedding's width: eight at once, then four, then one by one.
@inline(__always)
func forEachLanes(
  _ count: Int, whole: (_ index: Int) -> Void, half: (_ index: Int) -> Void,
  rest: (_ index: Int) -> Void
) {
  var index = 0
  while index + laneCount <= count {
    whole(index)
    index += laneCount
  }
  if index + laneCount / 2 <= count {
    half(index)
    index += laneCount / 2
  }
  while index < count {
    rest(index)
    index += 1
  }
}
