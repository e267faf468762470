/// How much an archive may unpack to before it is refused as hostile.
public struct ArchiveLimits: Hashable, Sendable {
  /// Bytes of all members together, as declared and as unpacked.
  public var unpacked: Int
  /// Members.
  public var members: Int
  /// Unpacked bytes for each packed one, once more than `ratioFrom` bytes are unpacked.
  ///
  /// Deflate reaches 1,032 on zeros; ratings as text reach 4 to 10.
  public var ratio: Int
  /// Unpacked bytes below which the ratio is not looked at.
  public var ratioFrom: Int

  /// How much an archive may unpack to.
  public init(
    unpacked: Int, members: Int = 10_000, ratio: Int = 200, ratioFrom: Int = 1 << 24
  ) {
    self.unpacked = unpacked
    self.members = members
    self.ratio = ratio
    self.ratioFrom = ratioFrom
  }
}
