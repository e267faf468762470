internal import Yams

extension SuiteResolver {
  /// A part of an entry with each `{word}` of its texts replaced. A text that is one word alone
  /// becomes that word's value, a number included; others stay text. In an `id`, `@` becomes `-`.
  ///
  /// - Parameters:
  ///   - words: What stands for each word.
  ///   - lenient: Leaves words that are not known, for whoever knows them.
  /// - Throws: `SuiteError` for a pattern that names an unknown word.
  mutating func filled(
    _ node: Node, _ words: [String: Node], lenient: Bool = false
  ) throws(SuiteError) -> Node {
    try spend(1, at: node.mark)
    switch node {
    case .scalar(let scalar): return try filled(scalar, words, lenient)
    case .sequence(let sequence):
      var elements: [Node] = []
      for element in sequence { elements.append(try filled(element, words, lenient: lenient)) }
      return .sequence(Node.Sequence(elements, sequence.tag, sequence.style, sequence.mark))
    case .mapping(let mapping):
      var pairs: [(Node, Node)] = []
      for (key, value) in mapping {
        let new = try filled(value, words, lenient: lenient)
        if key.string == "id", let text = new.string, text.contains("@") {
          pairs.append((key, .text(text.replacing("@", with: "-"), at: new.mark)))
        } else {
          pairs.append((key, new))
        }
      }
      return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    case .alias: return node
    }
  }

  private mutating func filled(
    _ scalar: Node.Scalar, _ words: [String: Node], _ lenient: Bool
  ) throws(SuiteError) -> Node {
    guard scalar.string.contains("{") else { return .scalar(scalar) }
    var text = ""
    var rest = scalar.string[...]
    while let open = rest.firstIndex(of: "{") {
      text += rest[..<open]
      let inner = rest[rest.index(after: open)...]
      let name = String(inner.prefix { $0.isLetter || $0.isNumber || $0 == "-" })
      let after = inner.dropFirst(name.count)
      guard !name.isEmpty, after.first == "}" else {
        text += "{"
        rest = inner
        continue
      }
      if let word = words[name] {
        use(name)
        if scalar.string == "{\(name)}" { return word }
        guard let value = word.string else {
          throw SuiteError(
            file, scalar.mark, "SUITE-MATRIX-002",
            "'{\(name)}' stands for more than one word, so it cannot be part of a text")
        }
        try spend(value.utf8.count, at: scalar.mark)
        text += value
      } else if lenient {
        text += "{\(name)}"
      } else {
        let known = words.keys.sorted().map { "{\($0)}" }.joined(separator: ", ")
        throw SuiteError(
          file, scalar.mark, "SUITE-MATRIX-002",
          "the pattern '\(scalar.string)' names '{\(name)}', which means nothing here; there "
            + "are \(known)")
      }
      rest = after.dropFirst()
    }
    return .text(text + rest, at: scalar.mark)
  }
}
