/// Why a verdict is what it is: a phrase in which runs stay runs until somebody reads it.
///
/// `"'\(run: id)' has no record"` puts a run in; all else that is interpolated is words. Two are equal
/// that read the same with ids, since a file keeps no more than that.
public struct Reason: Hashable, Sendable {
  /// A piece of a phrase.
  enum Part: Hashable, Sendable {
    /// Words as they stand.
    case words(String)
    /// A run, by its id.
    case run(String)
  }

  private var parts: [Part]

  /// Whether nothing is said.
  public var isEmpty: Bool { parts.isEmpty }
  /// The phrase with runs by their ids.
  public var text: String { text { $0 } }

  /// The phrase.
  ///
  /// - Parameter name: what a run of this id is called.
  public func text(naming name: (String) -> String) -> String {
    parts.map { part in
      switch part {
      case .words(let words): words
      case .run(let id): name(id)
      }
    }.joined()
  }

  /// One phrase after another.
  static func + (one: Reason, other: Reason) -> Reason { "\(one)\(other)" }
}

extension Reason {
  /// Whether both read the same.
  public static func == (one: Reason, other: Reason) -> Bool { one.text == other.text }
  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Reason: ExpressibleByStringInterpolation {
  /// Pieces as they are put in.
  public struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    /// An empty phrase.
    public init(literalCapacity: Int, interpolationCount: Int) {}
    /// Adds words.
    public mutating func appendLiteral(_ words: String) {
      if !words.isEmpty { parts.append(.words(words)) }
    }
    /// Adds what is not a run, in words.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral(value.description)
    }
    /// Adds a run.
    public mutating func appendInterpolation(run id: String) { parts.append(.run(id)) }
    /// Adds another phrase.
    public mutating func appendInterpolation(_ reason: Reason) { parts += reason.parts }
  }

  /// Words without a run.
  public init(stringLiteral words: String) { parts = words.isEmpty ? [] : [.words(words)] }
  /// Words with what is put in.
  public init(stringInterpolation pieces: StringInterpolation) { parts = pieces.parts }
}

extension Reason: Codable {
  /// Reads words.
  public init(from decoder: any Decoder) throws {
    self.init(stringLiteral: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the phrase with runs by their ids.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
