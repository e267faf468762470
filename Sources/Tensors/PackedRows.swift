internal import WideProducts

/// Where the rows of a packed batch begin and end.
public struct PackedRows: Hashable, Sendable {
  /// `rows + 1` ascending offsets into the tokens.
  public let offsets: [Int]

  /// - Precondition: offsets begin at 0 and ascend.
  public init(_ offsets: [Int]) {
    precondition(offsets.first == 0, "Offsets begin at 0.")
    precondition(zip(offsets, offsets.dropFirst()).allSatisfy(<=), "Offsets ascend.")
    self.offsets = offsets
  }

  /// Number of rows.
  public var count: Int { offsets.count - 1 }
  /// Number of tokens in all rows.
  public var tokens: Int { offsets[count] }
  /// Tokens of the longest row.
  public var longest: Int { zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 0 }
  /// Tokens of a row.
  public subscript(_ row: Int) -> Range<Int> { offsets[row]..<offsets[row + 1] }
}

/// How causal scores of one row are laid out: queries in blocks, each block against all keys that
/// its last query may see, so that about half of the square is never computed.
struct CausalBlock {
  /// Queries in a block.
  @inline(__always) static var queries: Int { 64 }

  /// First query.
  var first: Int
  /// Number of queries.
  var count: Int
  /// Keys from 0 on that the block sees.
  var keys: Int
  /// Elements from one query to the next: `keys` rounded up to whole lanes.
  var stride: Int
  /// Elements before this block in its row's layout.
  var offset: Int

  /// Blocks of a row of the given length.
  @inline(__always)
  static func number(_ length: Int) -> Int { (length + queries - 1) / queries }

  /// Block `index` of a row of the given length.
  @inline(__always)
  init(_ index: Int, of length: Int) {
    let size = Self.queries
    first = index * size
    count = min(size, length - first)
    keys = first + count
    stride = (keys + laneCount - 1) & ~(laneCount - 1)
    // Blocks before this one are full: Σ size · size · (b + 1).
    offset = size * size * (index * (index + 1) / 2)
  }

  /// Scores: a query needs those with keys up to its own place.
  @inline(__always) var scores: Needed { .columnsThrough(first: first) }
  /// Sums over keys: a query's weights are zeros behind its own place.
  @inline(__always) var keysOfQuery: Needed { .termsThrough(first: first) }
  /// Sums over the block's queries: a key's weights are zeros before its own place.
  @inline(__always) var queriesOfKey: Needed { .termsFrom(first: first) }

  /// Elements of all blocks of a row.
  @inline(__always)
  static func elements(_ length: Int) -> Int {
    guard length > 0 else { return 0 }
    let last = CausalBlock(number(length) - 1, of: length)
    return last.offset + last.count * last.stride
  }
}

/// Where each row's blocks begin in a buffer that holds those of all rows.
func blockOffsets(_ rows: PackedRows) -> [Int] {
  var offsets = [0]
  for row in 0..<rows.count {
    offsets.append(offsets[row] + CausalBlock.elements(rows[row].count))
  }
  return offsets
}

/// 0, 1, … 7: to mask the lanes behind the last key a query may see.
@inline(__always) var laneNumbers: Lanes { Lanes(0, 1, 2, 3, 4, 5, 6, 7) }
