extension UnsafeRawBufferPointer {
  /// Where a byte stands first in `from..<to`; `to` where it does not. Eight bytes at a time.
  @inline(__always)
  func first(_ byte: UInt8, from: Int, to: Int) -> Int {
    let pattern = UInt64(repeating: byte)
    var place = from
    while place + 8 <= to {
      let found = zeroBytes(word(at: place) ^ pattern)
      if found != 0 { return place + found.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < to, self[place] != byte { place += 1 }
    return place
  }

  /// Where one of two bytes stands first in `from..<to`; `to` where neither does.
  @inline(__always)
  func first(_ one: UInt8, or other: UInt8, from: Int, to: Int) -> Int {
    let (onePattern, otherPattern) = (UInt64(repeating: one), UInt64(repeating: other))
    var place = from
    while place + 8 <= to {
      let word = word(at: place)
      let found = zeroBytes(word ^ onePattern) | zeroBytes(word ^ otherPattern)
      if found != 0 { return place + found.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < to, self[place] != one, self[place] != other { place += 1 }
    return place
  }

  /// Whether these bytes stand at a place, before `to`.
  @inline(__always)
  func holds(_ bytes: [UInt8], at place: Int, to: Int) -> Bool {
    guard place + bytes.count <= to else { return false }
    for (offset, byte) in bytes.enumerated() where self[place + offset] != byte { return false }
    return true
  }

  /// The bytes of a range.
  @inline(__always)
  func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[range])
  }

  /// Eight bytes, the first of them lowest.
  @inline(__always)
  func word(at place: Int) -> UInt64 {
    UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// A number for bytes; equal bytes have equal ones.
  @inline(__always)
  var hashed: UInt64 {
    var hash = 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: count)
    var place = 0
    while place + 8 <= count {
      hash = (hash ^ word(at: place)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
      place += 8
    }
    var rest: UInt64 = 0
    while place < count {
      rest = rest << 8 | UInt64(self[place])
      place += 1
    }
    hash = (hash ^ rest) &* 0xc4ce_b9fe_1a85_ec53
    hash ^= hash >> 29
    return hash &* 0x9e37_79b9_7f4a_7c15
  }
}

extension UInt64 {
  @inline(__always)
  fileprivate init(repeating byte: UInt8) { self = UInt64(byte) &* 0x0101_0101_0101_0101 }
}

extension RandomAccessCollection<UInt8> {
  /// Lends the bytes to whoever may refuse them.
  func lend<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outcome = withContiguousStorageIfAvailable { bytes -> Swift.Result<Result, Failure> in
      do throws(Failure) {
        return .success(try body(UnsafeRawBufferPointer(bytes)))
      } catch {
        return .failure(error)
      }
    }
    guard let outcome else { return try Array(self).lend(body) }
    return try outcome.get()
  }
}

/// The highest bit of bytes that are 0; right for the lowest of them, which is what is asked for.
@inline(__always)
private func zeroBytes(_ word: UInt64) -> UInt64 {
  (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
}
