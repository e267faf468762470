/// How events of one time are ordered. Over half of MovieLens-1M's neighbouring events share one.
/// Chosen in a file by a word, or by `kind:`. What an order does stands in `Datasets`.
public struct TieOrder: Chosen {
  /// The orders there are: one line each.
  package static let registry = Registry(
    "order of ties", allowsWords: true,
    [
      FileTies.self,
      IntrosortTies.self,
      ShuffledTies.self,
    ])

  /// What was chosen.
  package let entry: any TieEntry

  package init(_ entry: any TieEntry) { self.entry = entry }

  /// As in the published file: a stable sort.
  public static let file = TieOrder(FileTies())
  /// As NumPy's `argsort` without SIMD leaves them, over the whole table (NumPy 1.24 and older).
  public static let numpyIntrosort = TieOrder(IntrosortTies())
  /// At random, under a key of its own.
  public static func shuffled(seed: UInt64) -> TieOrder {
    var entry = ShuffledTies()
    entry.seed = seed
    return TieOrder(entry)
  }

  /// The order in words, as a page says it: "ties as in the file".
  public var words: String { entry.words }
}

/// An order of events of one time as a suite file writes it.
package protocol TieEntry: KindedEntry {
  /// The order in words, as a page says it.
  var words: String { get }
}

/// As in the file.
package struct FileTies: TieEntry {
  package static let kind = "file"
  package static let meaning = "As in the published file: a stable sort."

  package init() {}

  package var words: String { "ties as in the file" }
}

/// As NumPy leaves them.
package struct IntrosortTies: TieEntry {
  package static let kind = "numpy-introsort"
  package static let meaning =
    "As NumPy's `argsort` without SIMD leaves them, over the whole table (NumPy 1.24 and older)."

  package init() {}

  package var words: String { "ties by introsort" }
}

/// At random.
package struct ShuffledTies: TieEntry {
  package static let kind = "shuffled"
  package static let meaning = "At random, under a key of its own."

  package var seed: UInt64 = 0

  package static let fields: [Field<Self>] = [
    Field(
      FieldDescription(
        name: "seed", meaning: "Seed of the order.", unit: "seed", form: .whole(0...Int.max)),
      \.seed)
  ]

  package init() {}

  package var words: String { "ties shuffled" }
}
