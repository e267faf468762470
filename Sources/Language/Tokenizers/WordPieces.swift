internal import Foundation
public import Weights

/// WordPiece as BERT has it: lower case, accents taken off, words and punctuation for themselves, each
/// word cut greedily into the longest pieces there are (Devlin et al. 2018, tokenization.py).
public struct WordPieces: Tokenizer {
  /// How many tokens there are.
  public let count: Int
  /// Pieces that begin a word, and those that go on with one, without their mark.
  private let beginning: [[UInt8]: Int32]
  private let continuing: [[UInt8]: Int32]
  private let unknown: Int32
  private let opening: Int32
  private let closing: Int32
  /// Characters of a word beyond which it is unknown.
  private let longestWord: Int

  /// - Parameters:
  ///   - tokens: in the order of their numbers, pieces that go on with a word behind `##`.
  ///   - file: the name to use in errors.
  public init(
    tokens: [[UInt8]], longestWord: Int = 100, file: String
  ) throws(WeightsError) {
    let mark = Array("##".utf8)
    var (beginning, continuing): ([[UInt8]: Int32], [[UInt8]: Int32]) = ([:], [:])
    for (number, token) in tokens.enumerated() {
      beginning[token] = Int32(number)
      if token.count > 2, token.starts(with: mark) {
        continuing[Array(token.dropFirst(2))] = Int32(number)
      }
    }
    func special(_ name: String) throws(WeightsError) -> Int32 {
      guard let number = beginning[Array(name.utf8)] else {
        throw WeightsError(file: file, reason: "lacks the token \(name)")
      }
      return number
    }
    unknown = try special("[UNK]")
    opening = try special("[CLS]")
    closing = try special("[SEP]")
    count = tokens.count
    self.beginning = beginning
    self.continuing = continuing
    self.longestWord = longestWord
  }

  /// The tokens of a text, in order, between [CLS] and [SEP].
  public func tokens(of text: String) -> [Int32] {
    var tokens = [opening]
    for word in BERTText.words(text) { append(word, to: &tokens) }
    tokens.append(closing)
    return tokens
  }

  /// The first ones and [SEP].
  public func cut(_ tokens: [Int32], to limit: Int) -> [Int32] {
    tokens.count <= limit ? tokens : tokens.prefix(limit - 1) + [closing]
  }

  private func append(_ word: ArraySlice<Unicode.Scalar>, to tokens: inout [Int32]) {
    guard word.count <= longestWord else { return tokens.append(unknown) }
    let bytes = word.flatMap { Array(String(Character($0)).utf8) }
    // Places where a character begins.
    let ends = bytes.indices.filter { bytes[$0] & 0xc0 != 0x80 }.dropFirst() + [bytes.count]
    let before = tokens.count
    var first = 0
    while first < bytes.count {
      let pieces = first == 0 ? beginning : continuing
      let found = ends.reversed().lazy.filter { $0 > first }.compactMap { end in
        pieces[Array(bytes[first..<end])].map { (end, $0) }
      }.first
      guard let found else {
        tokens.removeSubrange(before...)
        return tokens.append(unknown)
      }
      tokens.append(found.1)
      first = found.0
    }
  }
}

/// What BERT does to a text before it looks for pieces.
enum BERTText {
  /// Words and marks of punctuation, in order.
  static func words(_ text: String) -> [ArraySlice<Unicode.Scalar>] {
    let scalars = normalized(text)
    var words: [ArraySlice<Unicode.Scalar>] = []
    var first = 0
    func close(_ end: Int) {
      if first < end { words.append(scalars[first..<end]) }
    }
    for (place, scalar) in scalars.enumerated() {
      let isMark = isPunctuation(scalar)
      guard isMark || scalar.properties.isWhitespace else { continue }
      close(place)
      if isMark { words.append(scalars[place...place]) }
      first = place + 1
    }
    close(scalars.count)
    return words
  }

  private static func normalized(_ text: String) -> [Unicode.Scalar] {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !isLeftOut(scalar) {
      if scalar.properties.isWhitespace {
        clean.append(" ")
      } else if isIdeograph(scalar) {
        clean.append(contentsOf: [" ", scalar, " "])
      } else {
        clean.append(scalar)
      }
    }
    var result: [Unicode.Scalar] = []
    for scalar in String(clean).decomposedStringWithCanonicalMapping.unicodeScalars
    where scalar.properties.generalCategory != .nonspacingMark {
      result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    }
    return result
  }

  private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": return false
    case "\u{fffd}": return true
    default:
      switch scalar.properties.generalCategory {
      case .control, .format, .privateUse, .surrogate: return true
      default: return false
      }
    }
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 33...47, 58...64, 91...96, 123...126: return true
    case 0..<128: return false
    default:
      switch scalar.properties.generalCategory {
      case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
        .initialPunctuation, .finalPunctuation, .otherPunctuation:
        return true
      default: return false
      }
    }
  }

  /// Chinese characters, which are words for themselves.
  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f,
      0x2b740...0x2b81f, 0x2b820...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
      true
    default: false
    }
  }
}
