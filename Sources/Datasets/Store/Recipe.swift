internal import Suites

/// All that prepared rows depend on; its digest is their name in the cache.
struct Recipe: Codable {
  /// Raised by hand whenever the same recipe would give other rows.
  static let currentVersion = 2

  var version = Recipe.currentVersion
  var source: String
  var layout: DatasetSource.Layout
  var members: [String]
  /// Item files by their paths; nil where there are none.
  var items: [String: ItemFile]?
  var ties: TieOrder
  var filters: [FilterSpec]
  /// Which members are which parts, where the split is by files.
  var files: SplitSpec?

  init(_ spec: DatasetSpec, _ layout: DatasetSource.Layout, _ data: LocatedData) {
    source = data.digest
    self.layout = layout
    members = data.file.eventMembers
    items = data.file.itemFiles.isEmpty ? nil : data.file.itemFiles
    ties = spec.ties
    filters = spec.filters
    files = spec.split.givenFiles == nil ? nil : spec.split
  }

  func digest() throws -> String { Digest(of: try CanonicalJSON.compact(self)).hex }
}
