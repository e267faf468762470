public import Weights

/// Byte-level byte-pair encoding: bytes are tokens, and neighbouring tokens are merged, the pair of the
/// lowest rank first and of equal ones the leftmost (Sennrich et al. 2016; Radford et al. 2019).
///
/// A byte that the vocabulary lacks is left out, as the `tokenizers` library does; no text in UTF-8 has
/// most of those.
public struct BytePairs: Tokenizer {
  private struct Merge {
    var rank: Int32
    var token: Int32
  }

  /// How many tokens there are.
  public let count: Int
  private let splitting: PreTokenization
  /// By byte; -1 where there is none.
  private let bytes: [Int32]
  private let merges: [UInt64: Merge]

  /// - Parameters:
  ///   - tokens: in the order of their numbers, written in the symbols of bytes.
  ///   - merges: pairs in the order of their ranks, divided by a blank.
  ///   - file: the name to use in errors.
  public init(
    tokens: [[UInt8]], merges pairs: [[UInt8]], splitting: PreTokenization, file: String
  ) throws(WeightsError) {
    var numbers: [[UInt8]: Int32] = [:]
    numbers.reserveCapacity(tokens.count)
    for (number, token) in tokens.enumerated() {
      // Of a repeated token the first counts.
      if numbers[token] == nil { numbers[token] = Int32(number) }
    }
    count = tokens.count
    self.splitting = splitting
    bytes = ByteSymbols.symbols.map { numbers[$0] ?? -1 }
    var merges: [UInt64: Merge] = [:]
    merges.reserveCapacity(pairs.count)
    for (rank, pair) in pairs.enumerated() {
      let sides = pair.split(separator: 0x20, omittingEmptySubsequences: false).map(Array.init)
      guard sides.count == 2, let left = numbers[sides[0]], let right = numbers[sides[1]],
        let token = numbers[sides[0] + sides[1]]
      else {
        throw WeightsError(
          file: file, reason: "has a merge, number \(rank + 1), of things that are not its tokens")
      }
      let key = Self.key(left, right)
      if merges[key] == nil { merges[key] = Merge(rank: Int32(rank), token: token) }
    }
    self.merges = merges
  }

  /// The tokens of a text, in order.
  public func tokens(of text: String) -> [Int32] {
    let scalars = Array(text.unicodeScalars)
    var tokens: [Int32] = []
    var symbols: [Int32] = []
    for part in splitting.parts(scalars) {
      symbols.removeAll(keepingCapacity: true)
      for scalar in scalars[part] {
        for byte in UTF8.encode(scalar) ?? .init() where bytes[Int(byte)] >= 0 {
          symbols.append(bytes[Int(byte)])
        }
      }
      merge(&symbols)
      tokens += symbols
    }
    return tokens
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Merges what can be merged. The queue keeps this at n·log n: a title may be one word of 100 kB.
  private func merge(_ symbols: inout [Int32]) {
    guard symbols.count > 1 else { return }
    let end = symbols.count
    var next = Array(1...end)
    var previous = Array(-1..<end - 1)
    var queue = MergeQueue()
    func propose(_ place: Int) {
      guard place >= 0, next[place] < end,
        let merge = merges[Self.key(symbols[place], symbols[next[place]])]
      else { return }
      queue.insert(.init(rank: merge.rank, place: Int32(place), token: merge.token))
    }
    for place in 0..<end - 1 { propose(place) }
    while let first = queue.popFirst() {
      let place = Int(first.place)
      // What stood there may have been merged otherwise meanwhile.
      guard symbols[place] >= 0, next[place] < end,
        merges[Self.key(symbols[place], symbols[next[place]])]?.rank == first.rank
      else { continue }
      let gone = next[place]
      symbols[place] = first.token
      symbols[gone] = -1
      next[place] = next[gone]
      if next[place] < end { previous[next[place]] = place }
      propose(previous[place])
      propose(place)
    }
    symbols.removeAll { $0 < 0 }
  }
}

/// Merges that are possible, the lowest rank first and the leftmost of equal ones: a binary heap.
private struct MergeQueue {
  struct Item {
    var rank: Int32
    var place: Int32
    var token: Int32

    func comes(before other: Item) -> Bool { (rank, place) < (other.rank, other.place) }
  }

  private var items: [Item] = []

  mutating func insert(_ item: Item) {
    items.append(item)
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard items[child].comes(before: items[parent]) else { return }
      items.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> Item? {
    guard let first = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return first }
    items[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < items.count else { return first }
      if child + 1 < items.count, items[child + 1].comes(before: items[child]) { child += 1 }
      guard items[child].comes(before: items[parent]) else { return first }
      items.swapAt(child, parent)
      parent = child
    }
  }
}
