/// How far a download is. A value; who shows it is the tool.
public struct FetchProgress: Hashable, Sendable {
  /// What is going on.
  public enum Stage: Hashable, Sendable {
    /// Another process has the file; it is waited for.
    case waiting
    /// Bytes arrive.
    case receiving
    /// The server asked for patience.
    case pausing(seconds: Int)
    /// The digest is taken.
    case verifying
    /// The file is in the cache.
    case finished
  }

  /// The data set's id.
  public var dataset: String
  /// What is going on.
  public var stage: Stage
  /// Address that is read.
  public var url: String
  /// Bytes on disk.
  public var received: Int
  /// Bytes in all, where known.
  public var total: Int?

  /// How far a download is.
  public init(dataset: String, stage: Stage, url: String, received: Int, total: Int?) {
    self.dataset = dataset
    self.stage = stage
    self.url = url
    self.received = received
    self.total = total
  }
}
