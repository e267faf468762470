/// What was measured or computed, or why there is nothing: a ratio over zero, an interval of draws
/// that are no numbers. JSON knows it as the value or as `null`; pages print a dash with the reason.
public enum Missable<Value: Hashable & Sendable>: Hashable, Sendable {
  /// There it is.
  case known(Value)
  /// There is none, because of this; a phrase without a full stop.
  case missing(String)

  /// The value, where there is one.
  public var value: Value? {
    if case .known(let value) = self { return value }
    return nil
  }

  /// Why there is none; nil where there is one.
  public var reason: String? {
    if case .missing(let reason) = self { return reason }
    return nil
  }
}

/// A number, or why there is none.
public typealias MeasuredNumber = Missable<Double>

extension Missable where Value == Double {
  /// A number that was computed: missing, for this reason, where it is not finite.
  public init(_ value: Double, orMissing reason: @autoclosure () -> String) {
    self = value.isFinite ? .known(value) : .missing(reason())
  }
}

extension Missable: Encodable where Value: Encodable {
  /// Writes the value, or `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .known(let value): try container.encode(value)
    case .missing: try container.encodeNil()
    }
  }
}

extension Missable: Decodable where Value: Decodable {
  /// Reads the value, or `null`, whose reason was not written down.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .missing("not known") : .known(try container.decode(Value.self))
  }
}
