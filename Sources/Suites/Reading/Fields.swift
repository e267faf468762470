internal import Yams

/// A mapping of a suite's tree while it is resolved: keys in their order, each with its place, so that
/// messages name the line of the file that a person sees.
struct Fields {
  var pairs: [(key: Node, value: Node)]
  /// Where the mapping stands.
  var mark: Mark?

  /// An empty mapping for a place.
  init(at mark: Mark?) {
    pairs = []
    self.mark = mark
  }

  /// The fields of a mapping; nil for any other node.
  init?(_ node: Node) {
    guard case .mapping(let mapping) = node else { return nil }
    pairs = mapping.map { ($0.key, $0.value) }
    mark = mapping.mark
  }

  /// The value of a key.
  subscript(_ name: String) -> Node? { pairs.first { $0.key.string == name }?.value }

  /// Where a key stands, or else the mapping.
  func mark(of name: String) -> Mark? { pairs.first { $0.key.string == name }?.key.mark ?? mark }

  /// Takes a key out and gives its value.
  @discardableResult mutating func remove(_ name: String) -> Node? {
    guard let index = pairs.firstIndex(where: { $0.key.string == name }) else { return nil }
    return pairs.remove(at: index).value
  }

  /// Sets a key, which then stands at `mark`; nil takes it out.
  mutating func set(_ name: String, _ value: Node?, at mark: Mark?) {
    guard let value else {
      remove(name)
      return
    }
    let key = Node.word(name, at: mark)
    if let index = pairs.firstIndex(where: { $0.key.string == name }) {
      pairs[index] = (key, value)
    } else {
      pairs.append((key, value))
    }
  }

  /// The mapping as a node.
  var node: Node {
    .mapping(Node.Mapping(pairs.map { ($0.key, $0.value) }, .implicit, .any, mark))
  }

  /// These fields, completed by those of `base` field by field. A part of another `kind` takes nothing
  /// of the base's, and lists are taken whole. `none` stands for a part that the base has and these
  /// do not want, where `dropping` says so.
  func completed(by base: Fields, dropping: Bool) -> Fields {
    if let own = self["kind"]?.string, let other = base["kind"]?.string, own != other {
      return self
    }
    var all = base
    all.mark = mark ?? base.mark
    for (key, value) in pairs {
      guard let index = all.pairs.firstIndex(where: { $0.key.string == key.string }) else {
        all.pairs.append((key, value))
        continue
      }
      guard let under = Fields(all.pairs[index].value) else {
        all.pairs[index] = (key, value)
        continue
      }
      if let over = Fields(value) {
        all.pairs[index] = (key, over.completed(by: under, dropping: dropping).node)
      } else if dropping, value.isNone {
        all.pairs.remove(at: index)
      } else {
        all.pairs[index] = (key, value)
      }
    }
    return all
  }
}

extension Node {
  /// A plain word or number.
  static func word(_ text: String, at mark: Mark?) -> Node {
    .scalar(Node.Scalar(text, .implicit, .plain, mark))
  }

  /// Text, whatever it looks like.
  static func text(_ text: String, at mark: Mark?) -> Node {
    .scalar(Node.Scalar(text, Tag(.str), .doubleQuoted, mark))
  }

  /// The plain word `none`.
  var isNone: Bool {
    guard case .scalar(let scalar) = self else { return false }
    return scalar.style == .plain && scalar.string == "none"
  }

  /// Whether nothing is written: `~`, or nothing at all.
  var isEmpty: Bool {
    guard case .scalar(let scalar) = self else { return false }
    return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
  }
}
