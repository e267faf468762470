/// Where a data set comes from and what its bytes must be: one file of `suites/datasets`.
///
/// Papers may share a source; how its rows are prepared is the suite's business (`DatasetSpec`).
public struct DatasetSource: Codable, Hashable, Sendable {
  /// The layouts there is a parser for.
  public enum Layout: String, Word {
    /// `ratings.dat` and `movies.dat`, fields divided by `::` (MovieLens 1M and 10M).
    case movieLens1M = "movielens-1m"
    /// `u.data` divided by tabs, `u.item` by bars (MovieLens 100K).
    case movieLens100K = "movielens-100k"
    /// `ratings.csv` and `movies.csv` with a header (MovieLens 20M and newer).
    case movieLensCSV = "movielens-csv"
    /// `user,item,rating,time`, no header (Amazon review data of 2014).
    case amazonRatingsCSV = "amazon-ratings-csv"
    /// `item,user,rating,time`, no header (Amazon review data of 2018).
    case amazonItemFirstCSV = "amazon-item-first-csv"
    /// `user item item …`, a tab, and one gap in seconds for each item.
    case sequenceGaps = "sequence-gaps"
    /// Clicks divided by tabs, no header (Criteo's Kaggle challenge).
    case criteoKaggle = "criteo-kaggle"
    /// Clicks as CSV, scaled numbers, tokens as indices (BARS, Criteo_x1).
    case criteoX1 = "criteo-x1"
    /// Clicks as CSV, raw cells (BARS, Criteo_x4).
    case criteoX4 = "criteo-x4"
    /// Made by a generator of this package; nothing is downloaded.
    case generated
  }

  /// Version of this file's form; 1.
  public var schema: Int
  /// Name that suites use.
  public var id: String
  /// Name in words.
  public var title: String
  /// How the bytes are read.
  public var layout: Layout
  /// Terms to accept before the download. Nothing is asked where absent.
  public var licence: Licence?
  /// The published file. Absent only where the data are generated.
  public var file: PublishedFile?
  /// How much the publishers say it holds, before any filter. Decides nothing; plans use it.
  public var counts: Counts?
  /// How much the publishers say a table of clicks holds. Decides nothing; plans use it.
  public var clicks: Clicks?

  /// How much a data set holds.
  public struct Counts: Codable, Hashable, Sendable {
    /// Users.
    public var users: Int
    /// Events.
    public var events: Int
  }

  /// How much a table of clicks holds.
  public struct Clicks: Codable, Hashable, Sendable {
    /// Rows in all.
    public var rows: Int
    /// Rows of the training part, where the publishers divide them.
    public var training: Int?
    /// Columns of numbers.
    public var dense: Int
    /// Columns of tokens.
    public var fields: Int
    /// Categories that published runs ended with, of all columns together.
    public var vocabulary: Int
  }

  /// A source of rows.
  public init(
    schema: Int, id: String, title: String, layout: Layout, licence: Licence?, file: PublishedFile?,
    counts: Counts? = nil, clicks: Clicks? = nil
  ) {
    self.schema = schema
    self.id = id
    self.title = title
    self.layout = layout
    self.licence = licence
    self.file = file
    self.counts = counts
    self.clicks = clicks
  }
}

extension DatasetSource {
  /// Reads a source and refuses one that cannot be fetched.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.decode(Int.self, forKey: .schema)
    try container.check(schema == 1, .schema, "this version reads schema 1, not \(schema)")
    id = try container.decode(String.self, forKey: .id)
    try container.check(isIdentifier(id), .id, "'\(id)' is not made of a-z, 0-9, '.', '_' and '-'")
    title = try container.decode(String.self, forKey: .title)
    layout = try container.decode(Layout.self, forKey: .layout)
    licence = try container.decodeIfPresent(Licence.self, forKey: .licence)
    file = try container.decodeIfPresent(PublishedFile.self, forKey: .file)
    counts = try container.decodeIfPresent(Counts.self, forKey: .counts)
    clicks = try container.decodeIfPresent(Clicks.self, forKey: .clicks)
    try container.check(
      clicks.map { [$0.rows, $0.training ?? 1, $0.dense, $0.fields, $0.vocabulary] }
        .map { $0.allSatisfy { (1...1_000_000_000_000).contains($0) } } ?? true, .clicks,
      "counts must be positive")
    try container.check(
      counts.map { [$0.users, $0.events] }
        .map { $0.allSatisfy { (1...1_000_000_000_000).contains($0) } } ?? true, .counts,
      "counts must be positive")
    try container.check(
      file.map {
        $0.sha256 != nil || $0.md5 != nil
          || $0.members.allSatisfy { $0.sha256 != nil || $0.md5 != nil }
          || !$0.urls.contains { $0.hasPrefix("file:") }
      }
        ?? true, .file, "an address of this machine (file:) needs the file's sha256 or md5")
    try container.check(
      (file == nil) == (layout == .generated), .layout,
      file == nil
        ? "the layout \(layout.rawValue) needs a 'file'" : "generated data have no 'file'")
  }
}

/// Terms under which a data set is published.
public struct Licence: Codable, Hashable, Sendable {
  /// Name that `--accept-licence` takes.
  public var id: String
  /// The terms, summarised; shown once before the first download.
  public var text: String
  /// Where the terms stand in full.
  public var url: String

  /// Terms under which a data set is published.
  public init(id: String, text: String, url: String) {
    self.id = id
    self.text = text
    self.url = url
  }
}

/// Letters a-z, digits, `.`, `_` and `-`, at most 100 of them, beginning neither with a dot nor with a
/// hyphen: safe as a file name.
func isIdentifier(_ text: String) -> Bool {
  guard let first = text.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-") else {
    return false
  }
  guard text.utf8.count <= longestIdentifier else { return false }
  return text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }
}

extension KeyedDecodingContainer {
  /// Refuses the value of `key` with a reason, unless `condition` holds.
  func check(_ condition: Bool, _ key: Key, _ reason: @autoclosure () -> String) throws {
    guard !condition else { return }
    throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: reason())
  }
}
