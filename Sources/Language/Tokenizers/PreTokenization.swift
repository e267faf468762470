/// How a text is divided before pairs of bytes are merged: no pair is merged across.
public enum PreTokenization: String, Hashable, Sendable, CaseIterable {
  /// GPT-2's pattern (Radford et al. 2019, encoder.py):
  /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  case gpt2 = "gpt-2"
  /// Every digit for itself, then GPT-2's pattern in what lies between (SmolLM).
  case smollm

  /// The parts of a text, in order, without gaps.
  func parts(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
    let kinds = scalars.map(ScalarKind.init)
    var parts: [Range<Int>] = []
    switch self {
    case .gpt2: divide(0..<scalars.count, scalars, kinds, into: &parts)
    case .smollm:
      var first = 0
      for place in kinds.indices where kinds[place] == .number {
        divide(first..<place, scalars, kinds, into: &parts)
        parts.append(place..<place + 1)
        first = place + 1
      }
      divide(first..<scalars.count, scalars, kinds, into: &parts)
    }
    return parts
  }

  /// GPT-2's pattern in one stretch, at whose ends a text is taken to end.
  private func divide(
    _ stretch: Range<Int>, _ scalars: [Unicode.Scalar], _ kinds: [ScalarKind],
    into parts: inout [Range<Int>]
  ) {
    var place = stretch.lowerBound
    func run(_ kind: ScalarKind, from start: Int) -> Int {
      var end = start
      while end < stretch.upperBound, kinds[end] == kind { end += 1 }
      return end
    }
    while place < stretch.upperBound {
      var end = contraction(at: place, in: scalars[..<stretch.upperBound])
      if end == place {
        // One blank goes with what follows it, where that is no blank.
        let next = place + 1
        let isLed =
          scalars[place] == " " && next < stretch.upperBound && kinds[next] != .space
        let start = isLed ? next : place
        end = run(kinds[start], from: start)
        // Of several blanks the last is left to the word behind them.
        if kinds[start] == .space, end < stretch.upperBound, end - place > 1 { end -= 1 }
      }
      parts.append(place..<end)
      place = end
    }
  }

  /// Where an English contraction ends that begins here; here where there is none.
  private func contraction(at place: Int, in scalars: ArraySlice<Unicode.Scalar>) -> Int {
    guard scalars[place] == "'" else { return place }
    let rest = scalars[(place + 1)...].prefix(2)
    switch rest.first {
    case "s", "t", "m", "d": return place + 2
    case "r", "v", "l":
      return ["re", "ve", "ll"].contains { rest.elementsEqual($0.unicodeScalars) }
        ? place + 3 : place
    default: return place
    }
  }
}

/// What the patterns of tokenizers tell apart.
enum ScalarKind: Hashable {
  case letter, number, space, other

  init(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x61...0x7a, 0x41...0x5a: self = .letter
    case 0x30...0x39: self = .number
    case 0x20, 0x09...0x0d: self = .space
    case 0..<0x80: self = .other
    default:
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
        self = .letter
      case .decimalNumber, .letterNumber, .otherNumber: self = .number
      case _ where scalar.properties.isWhitespace: self = .space
      default: self = .other
      }
    }
  }
}
