internal import Determinism
internal import Synchronization

/// Numbers for names that several workers find at a time. Which number a name has means nothing;
/// what counts is its rank among all of them in the end.
///
/// Names are divided by their hashes into parts that know nothing of one another, each filled by one
/// worker at a time in the order of the rows.
final class NameShards: Sendable {
  private static let count = 8

  private let shards = (0..<NameShards.count).map { _ in NameShard() }

  /// Names seen.
  var names: Int { shards.reduce(0) { $0 + $1.table.withLock { $0.count } } }

  /// The numbers of some tiles' names, in their order, after `numbers`.
  ///
  /// - Parameter names: of a tile.
  func append(
    to numbers: inout [Int32], of tiles: [ColumnTile], in text: [UInt8],
    _ names: @Sendable (ColumnTile) -> [ColumnTile.Name]
  ) {
    let found = mapTiles(Self.count) { [shards] index in
      shards[index].table.withLock { table in
        var numbers: [Int32] = []
        text.withUnsafeBytes { text in
          for tile in tiles {
            tile.rewritten.withUnsafeBytes { rewritten in
              for name in names(tile) where Self.shard(of: name) == index && name.count > 0 {
                numbers.append(
                  table.number(of: tile.bytes(of: name, in: text, rewritten), name.hash))
              }
            }
          }
        }
        return numbers
      }
    }
    var next = [Int](repeating: 0, count: Self.count)
    for tile in tiles {
      for name in names(tile) {
        guard name.count > 0 else {
          numbers.append(-1)
          continue
        }
        let shard = Self.shard(of: name)
        numbers.append(found[shard][next[shard]] * Int32(Self.count) + Int32(shard))
        next[shard] += 1
      }
    }
  }

  /// The place of each number's name from 1 in the order of bytes: what pandas' category codes are,
  /// for texts in UTF-8, but for the 1.
  func ranks() -> [Int32] {
    let tables = shards.map { $0.table.withLock { $0 } }
    let places = (tables.map(\.count).max() ?? 0) * Self.count
    var entries: [(key: UInt64, number: Int)] = []
    entries.reserveCapacity(names)
    for (shard, table) in tables.enumerated() {
      for local in 0..<table.count {
        entries.append((table.prefix(of: local), local * Self.count + shard))
      }
    }
    entries.sort { one, other in
      guard one.key == other.key else { return one.key < other.key }
      return tables[one.number % Self.count].bytes(of: one.number / Self.count)
        .lexicographicallyPrecedes(
          tables[other.number % Self.count].bytes(of: other.number / Self.count))
    }
    var ranks = [Int32](repeating: 0, count: places)
    for (place, entry) in entries.enumerated() { ranks[entry.number] = Int32(place + 1) }
    return ranks
  }

  /// Every name, in the order of their bytes.
  func sorted() -> [String] {
    shards.flatMap { shard in
      shard.table.withLock { table in
        (0..<table.count).map { String(decoding: table.bytes(of: $0), as: UTF8.self) }
      }
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func shard(of name: ColumnTile.Name) -> Int { Int(name.hash >> 61) }
}

/// One part of the names.
private final class NameShard: Sendable {
  let table = Mutex(NameTable())
}

/// Numbers for names in order of first appearance; the names lie in one arena.
private struct NameTable: Sendable {
  private var arena: [UInt8] = []
  private var starts: [Int] = [0]
  /// The upper half of a name's hash, and its number plus one; 0 is an empty slot.
  private var slots = [UInt64](repeating: 0, count: 1 << 10)

  var count: Int { starts.count - 1 }

  mutating func number(of text: UnsafeRawBufferPointer, _ hash: UInt64) -> Int32 {
    if 2 * count >= slots.count { grow() }
    let mask = slots.count - 1
    let tag = hash & 0xffff_ffff_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] & 0xffff_ffff_0000_0000 == tag {
        let number = Int(slots[slot] & 0xffff_ffff) - 1
        if starts[number + 1] - starts[number] == text.count, isEqual(text, starts[number]) {
          return Int32(number)
        }
      }
      slot = (slot + 1) & mask
    }
    slots[slot] = tag | UInt64(count + 1)
    arena.append(contentsOf: text)
    starts.append(arena.count)
    return Int32(count - 1)
  }

  func bytes(of number: Int) -> ArraySlice<UInt8> { arena[starts[number]..<starts[number + 1]] }

  /// The first eight bytes, the first of them highest, so that their order is that of the names.
  func prefix(of number: Int) -> UInt64 {
    var key: UInt64 = 0
    let range = starts[number]..<min(starts[number + 1], starts[number] + 8)
    for place in range { key = key << 8 | UInt64(arena[place]) }
    return key << UInt64(8 * (8 - range.count))
  }

  private func isEqual(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    arena.withUnsafeBytes { arena in
      for place in 0..<text.count where arena[start + place] != text[place] { return false }
      return true
    }
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: 4 * slots.count)
    let mask = larger.count - 1
    arena.withUnsafeBytes { arena in
      for number in 0..<count {
        let hash = arena.part(starts[number]..<starts[number + 1]).hashed
        var slot = Int(truncatingIfNeeded: hash) & mask
        while larger[slot] != 0 { slot = (slot + 1) & mask }
        larger[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(number + 1)
      }
    }
    slots = larger
  }
}
