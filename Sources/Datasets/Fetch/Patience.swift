/// How long a download may take before it is given up. Changes no result.
public struct Patience: Hashable, Sendable {
  /// Seconds until a connection stands.
  public var connecting: Int
  /// Bytes a second below which a transfer counts as stuck; an attempt that brings fewer brings
  /// nothing.
  public var slowest: Int
  /// Seconds it may be stuck.
  public var stuck: Int
  /// Attempts in a row that bring nothing new.
  public var fruitless: Int
  /// Seconds waited when a server asks for patience, at most; one that asks for more is left.
  public var retryAfter: Int

  /// How long a download may take.
  public init(
    connecting: Int = 20, slowest: Int = 4096, stuck: Int = 30, fruitless: Int = 3,
    retryAfter: Int = 60
  ) {
    self.connecting = connecting
    self.slowest = slowest
    self.stuck = stuck
    self.fruitless = fruitless
    self.retryAfter = retryAfter
  }
}
