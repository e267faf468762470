/// A prepared data set as a suite asks for it.
public struct DatasetSpec: Codable, Hashable, Sendable {
  /// Name within the suite.
  public var id: String
  /// Id of the source: a file of `suites/datasets/`.
  public var source: String
}
