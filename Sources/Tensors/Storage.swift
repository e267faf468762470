internal import Determinism
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The memory under a tensor.
///
/// `@unchecked Sendable` because it is written only while uniquely referenced: by the kernel that
/// makes a tensor, or through `Tensor.withMutableElements`, which copies first where it is shared.
final class Storage: @unchecked Sendable {
  let elements: UnsafeMutablePointer<Real>
  private let sizeClass: Int

  /// Numbers behind the last one that kernels may read, without effect: a register's, less one.
  private static let slack = 15

  /// Room for `count` elements that nobody has written yet.
  init(_ count: Int) {
    sizeClass = Recycling.sizeClass(of: count + Self.slack)
    elements = Recycling.take(sizeClass)
  }

  deinit { Recycling.give(elements, sizeClass) }
}

/// Keeps freed memory for the next tensor of about the same size: training makes the same shapes
/// step after step, and fresh pages cost more than the arithmetic on them.
enum Recycling {
  /// Bytes kept at most; beyond them memory goes back to the system.
  private static let limit = 1 << 30
  private static let vector = 64
  /// Bytes of a large page of memory.
  private static let hugePage = 1 << 21

  private struct Shelves: Sendable {
    var free: [[Int]] = Array(repeating: [], count: 512)
    var kept = 0
  }
  private static let shelves = Guarded(Shelves())

  /// Elements of a class: steps of an eighth of a power of two, so at most an eighth is wasted.
  static func elements(in sizeClass: Int) -> Int {
    let (octave, step) = (sizeClass >> 3, sizeClass & 7)
    return (8 + step) << (octave + 3)
  }

  /// The smallest class with room for `count` elements.
  static func sizeClass(of count: Int) -> Int {
    let needed = max(64, count)
    let octave = max(0, Int.bitWidth - 1 - needed.leadingZeroBitCount - 6)
    var sizeClass = octave << 3
    while elements(in: sizeClass) < needed { sizeClass += 1 }
    return sizeClass
  }

  static func take(_ sizeClass: Int) -> UnsafeMutablePointer<Real> {
    let bytes = elements(in: sizeClass) * MemoryLayout<Real>.stride
    let kept = shelves.withLock { shelves -> Int? in
      guard let address = shelves.free[sizeClass].popLast() else { return nil }
      shelves.kept -= bytes
      return address
    }
    if let kept, let pointer = UnsafeMutablePointer<Real>(bitPattern: kept) { return pointer }
    let isLarge = bytes >= 2 * hugePage
    var place: UnsafeMutableRawPointer?
    let code = posix_memalign(&place, isLarge ? hugePage : vector, bytes)
    guard code == 0, let fresh = place else { MemoryShortage.leave(bytes) }
    #if canImport(Glibc)
      // Advice that the system may not take: fewer page faults, fewer misses on look-ups.
      if isLarge { madvise(fresh, bytes, MADV_HUGEPAGE) }
    #endif
    return fresh.bindMemory(to: Real.self, capacity: elements(in: sizeClass))
  }

  static func give(_ pointer: UnsafeMutablePointer<Real>, _ sizeClass: Int) {
    let bytes = elements(in: sizeClass) * MemoryLayout<Real>.stride
    let keep = shelves.withLock { shelves in
      guard shelves.kept + bytes <= limit else { return false }
      shelves.free[sizeClass].append(Int(bitPattern: pointer))
      shelves.kept += bytes
      return true
    }
    if !keep { free(pointer) }
  }
}
