public import Suites

extension DatasetSource {
  /// A source of one layout with the members given, without published digests.
  public static func small(
    _ layout: Layout, members: [String], packing: PublishedFile.Packing = .archive,
    id: String = "small"
  ) -> DatasetSource {
    DatasetSource {
      ($0.schema, $0.id, $0.title, $0.layout) = (1, id, "Small", layout)
      $0.file = PublishedFile {
        ($0.urls, $0.packing, $0.unpackedLimit) = (["http://127.0.0.1:1/small"], packing, 1 << 24)
        $0.members = members.map { path in PublishedFile.Member { $0.path = path } }
      }
    }
  }
}

extension DatasetSource {
  /// A source as its file says it, by the layout and the members given in YAML's flow style.
  public static func small(layout: String, members: [String]) throws -> DatasetSource {
    try decodeStrictly(
      DatasetSource.self,
      from: """
        schema: 1
        id: small
        title: Small
        layout: \(layout)
        file:
          urls: []
          packing: archive
          members: [\(members.joined(separator: ", "))]
          unpackedLimit: 1000000
        """, file: "small.yaml"
    ).value
  }
}

extension DatasetSpec {
  /// An entry without filters.
  public static func plain(
    _ source: String, ties: TieOrder = .file, filters: [FilterSpec] = [],
    generator: GeneratorSpec? = nil
  ) -> DatasetSpec {
    DatasetSpec(
      id: source, source: source, ties: ties, filters: filters, maximalLength: 200,
      split: .leaveLastOut, generator: generator)
  }
}
