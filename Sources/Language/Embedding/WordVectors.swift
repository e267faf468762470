internal import Determinism

/// Vectors of which most numbers are zero, row after row.
public struct SparseRows: Hashable, Sendable {
  /// Where each row begins and ends: `[rows + 1]` ascending offsets into the numbers.
  public var offsets: [Int]
  /// The column of each number, ascending in its row.
  public var columns: [Int32]
  /// The numbers.
  public var values: [Double]
  /// Numbers of a row, zeros counted.
  public var width: Int

  /// Rows, one after the other.
  public init(_ rows: [[(column: Int32, value: Double)]], width: Int) {
    offsets = rows.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    columns = rows.flatMap { $0.map(\.column) }
    values = rows.flatMap { $0.map(\.value) }
    self.width = width
  }

  /// How many there are.
  public var count: Int { offsets.count - 1 }

  /// Columns and numbers of a row.
  public subscript(row: Int) -> [(column: Int32, value: Double)] {
    (offsets[row]..<offsets[row + 1]).map { (columns[$0], values[$0]) }
  }
}

extension SparseRows {
  /// Words of texts by TF-IDF, with the settings that scikit-learn's `TfidfVectorizer` has where none are
  /// given: words of two letters, digits or underscores and more, in small letters; their count in the text
  /// times `ln((1 + texts) / (1 + texts with the word)) + 1`; each text's numbers brought to length 1. The
  /// columns are the words in the order in which they first occur.
  public init(wordsOf texts: [String]) {
    var numbers: [String: Int32] = [:]
    var occurrences: [Int] = []
    let counts = texts.map { text -> [(column: Int32, value: Double)] in
      var counts: [Int32: Double] = [:]
      for word in Self.words(of: text) {
        let number = numbers[word] ?? Int32(numbers.count)
        if number == numbers.count {
          numbers[word] = number
          occurrences.append(0)
        }
        counts[number, default: 0] += 1
      }
      for number in counts.keys { occurrences[Int(number)] += 1 }
      return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    let rarity = occurrences.map {
      portableLog(Double(1 + texts.count) / Double(1 + $0)) + 1
    }
    let rows = counts.map { row -> [(column: Int32, value: Double)] in
      let weighted = row.map { (column: $0.column, value: $0.value * rarity[Int($0.column)]) }
      let length = weighted.reduce(0) { $0 + $1.value * $1.value }.squareRoot()
      return weighted.map { ($0.column, $0.value / max(length, 1e-12)) }
    }
    self.init(rows, width: occurrences.count)
  }

  /// The words of a text.
  static func words(of text: String) -> [String] {
    text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
      .filter { $0.count > 1 }.map(String.init)
  }
}
