/// How far a download is. A value; who shows it is the tool.
public struct FetchProgress: Hashable, Sendable {
  /// The data set's id.
  public var dataset: String
  /// Address that is read.
  public var url: String
  /// Bytes on disk.
  public var received: Int
  /// Bytes in all, where known.
  public var total: Int?

  /// How far a download is.
  public init(dataset: String, url: String, received: Int, total: Int?) {
    self.dataset = dataset
    self.url = url
    self.received = received
    self.total = total
  }
}
