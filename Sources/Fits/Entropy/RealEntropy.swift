internal import Foundation

/// The entropy that the Performance Law's authors call real: a dictionary estimator in the manner
/// of Lempel and Ziv, in natural units.
///
/// Starting at every place i in turn, the shortest phrase not yet in the dictionary is taken into
/// it, and `Λ_i` is its length; where even the whole rest is known, `Λ_i = n − i + 1` (i from 0).
/// `S = (n / Σ Λ_i)·ln n`. It falls as the sequence repeats itself. The dictionary holds phrases
/// taken in, not all that occurred: not the estimator of Kontoyiannis et al. 1998.
///
/// With every phrase all its beginnings are known, so the dictionary is a tree, and looking for
/// the shortest new phrase is one walk from its root. Cost `Σ Λ_i`.
///
/// Source: P-Law (NeurIPS 2025), lemma 3.1; `PerformanceLaw/__init__.py` of the authors' repository.
public struct RealEntropy: Codable, Hashable, Sendable {
  /// `n`, items in the sequence.
  public var count: Int
  /// `Σ Λ_i`.
  public var phrases: Int

  /// S; 0 for an empty sequence.
  public var value: Double {
    phrases > 0 ? Double(count) / Double(phrases) * log(Double(count)) : 0
  }

  /// `S′ = 1/S`, which rises with repetition; `nil` where S is 0.
  public var inverse: Double? { value > 0 ? 1 / value : nil }

  /// The real entropy of a sequence of items.
  public init(of items: [Int]) {
    count = items.count
    phrases = 0
    let symbols = Self.numbered(items)
    var tree = PhraseTree(phrases: symbols.count)
    for start in symbols.indices {
      var node: UInt32 = 0
      var end = start
      while end < symbols.count {
        let (child, isNew) = tree.child(of: node, symbols[end])
        end += 1
        if isNew { break }
        node = child
        // The whole rest is known; its length counts once more than the phrase has items.
        if end == symbols.count { phrases += 1 }
      }
      phrases += end - start
    }
  }

  /// The items by number, in the order they first occur.
  private static func numbered(_ items: [Int]) -> [UInt32] {
    var numbers: [Int: UInt32] = [:]
    return items.map { item in
      if let number = numbers[item] { return number }
      let number = UInt32(numbers.count)
      numbers[item] = number
      return number
    }
  }
}

/// A tree of phrases as one table from (node, symbol) to node, with open addressing.
private struct PhraseTree {
  private var keys: [UInt64]
  private var nodes: [UInt32]
  private let mask: Int
  private var last: UInt32 = 0

  /// Room for this many phrases: each adds one node.
  init(phrases: Int) {
    var capacity = 16
    while capacity < 2 * phrases { capacity *= 2 }
    keys = Array(repeating: .max, count: capacity)
    nodes = Array(repeating: 0, count: capacity)
    mask = capacity - 1
  }

  /// The node below another by a symbol, made where there is none.
  mutating func child(of node: UInt32, _ symbol: UInt32) -> (node: UInt32, isNew: Bool) {
    let key = UInt64(node) << 32 | UInt64(symbol)
    var place = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 24) & mask
    while keys[place] != .max {
      if keys[place] == key { return (nodes[place], false) }
      place = (place + 1) & mask
    }
    last += 1
    keys[place] = key
    nodes[place] = last
    return (last, true)
  }
}
