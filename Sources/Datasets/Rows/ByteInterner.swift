/// Numbers for texts, in order of first appearance; the texts lie in one arena.
struct ByteInterner {
  private var arena: [UInt8] = []
  private var starts: [Int] = [0]
  private var slots = [Int32](repeating: -1, count: 1 << 12)

  /// Texts seen.
  var count: Int { starts.count - 1 }

  /// The number of a text, from 0.
  mutating func number(of text: UnsafeRawBufferPointer) -> Int32 {
    if 2 * count >= slots.count { grow() }
    let slot = find(text)
    if slots[slot] < 0 {
      slots[slot] = Int32(count)
      arena.append(contentsOf: text)
      starts.append(arena.count)
    }
    return slots[slot]
  }

  /// Place from 1 of each text in the order of their bytes: what pandas' category codes are, for
  /// texts in UTF-8, but for the 1.
  func ranks() -> [Int32] {
    var ranks = [Int32](repeating: 0, count: count)
    arena.withUnsafeBytes { bytes in
      func text(_ number: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[starts[number]..<starts[number + 1]])
      }
      let order = (0..<count).sorted { text($0).lexicographicallyPrecedes(text($1)) }
      for (place, number) in order.enumerated() { ranks[number] = Int32(place + 1) }
    }
    return ranks
  }

  /// The slot that holds a text, or the free one where it belongs.
  private func find(_ text: UnsafeRawBufferPointer) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(text)) & mask
    while true {
      let number = Int(slots[slot])
      if number < 0 { return slot }
      let range = starts[number]..<starts[number + 1]
      if range.count == text.count,
        arena.withUnsafeBytes({ $0[range].elementsEqual(text) })
      {
        return slot
      }
      slot = (slot + 1) & mask
    }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: 2 * slots.count)
    let mask = slots.count - 1
    arena.withUnsafeBytes { bytes in
      for number in 0..<count {
        let text = UnsafeRawBufferPointer(rebasing: bytes[starts[number]..<starts[number + 1]])
        var slot = Int(truncatingIfNeeded: Self.hash(text)) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(number)
      }
    }
  }

  /// FNV-1a, its high bits folded in.
  private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash ^ (hash >> 29)
  }
}
